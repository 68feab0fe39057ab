#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""liars.py GAINSAY: many who act at the same time, good ones beside liars, about
one memo and about another.  Each has an answer of their own; a back that stands
still, or dies, leaves nobody without one; and what was promised is in the
log."""
import base64
import concurrent.futures
import hashlib
import json
import os
import pathlib
import random
import re
import signal
import sys
import threading
import time

sys.dont_write_bytecode = True
import hostile_flood as hostile
import hostile_http as http
import kill
import rig

kill.MEMBERS = 16
OWN_LIARS, OTHER_LIARS = 48, 6
STILL = 2 # seconds
KINDS = (-32, -64, -96, -33 * 4, 40)


class Sent:
    """One request, whose act is good or not."""

    def __init__(self, memo, act, good):
        self.act, self.good = act, good
        self.data = hostile.request(memo.box + b'/acts', act, memo.token)
        self.status, self.body = None, {}

    def send(self, port):
        try:
            self.status, _, body = http.ask(port, self.data, timeout=120)
            self.body = json.loads(body)
        except (OSError, ValueError):
            self.status = None # cut

    def is_own(self):
        """The answer is about this act and no other."""
        if self.good:
            tag = base64.b64encode(kill.tag_of(self.act)).decode()
            return self.status == 200 and rig.lines_of(
                self.body['promise'], 'tag') == [tag]
        digest = hashlib.sha256(self.act.encode()).digest()
        return self.status == 422 and \
            self.body['code'] == 'member-proof-invalid' and rig.lines_of(
                self.body['refusal'], 'record') == [
                    base64.b64encode(digest).decode()]


def liars(memo, count):
    """No two alike: each has a refusal of its own."""
    acts = list(memo.acts.values())
    return [Sent(memo, hostile.alter(
        acts[i % len(acts)], twist(KINDS[i % len(KINDS)], i)), False)
            for i in range(count)]


def twist(at, i):
    def change(proof):
        proof[at] = (proof[at] + 1 + i // len(KINDS)) % 256
    return change


def send_all(port, everyone, meanwhile=lambda: None):
    """All at once, in any order."""
    random.shuffle(everyone)
    gate = threading.Barrier(len(everyone) + 1)

    def send(one):
        gate.wait()
        one.send(port)
    with concurrent.futures.ThreadPoolExecutor(len(everyone)) as pool:
        done = [pool.submit(send, one) for one in everyone]
        gate.wait()
        meanwhile()
        for one in done:
            one.result()


def check_own(t, everyone, what):
    wrong = [(s.good, s.status, s.body) for s in everyone if not s.is_own()]
    t.check(wrong == [], f'{what}: each has an answer of their own',
            str(wrong[:2]))


def check_mixed(t, c, memos):
    own, other = memos
    everyone = [Sent(m, a, True) for m in memos for a in m.acts.values()]
    everyone += liars(own, OWN_LIARS) + liars(other, OTHER_LIARS)
    send_all(c.server.port, everyone)
    check_own(t, everyone, 'good ones beside liars')
    return {s.act: s.body['promise'] for s in everyone if s.good}


def check_clients(t, c, own, promised):
    """The program itself, amid a flood about its memo."""
    acts = list(own.acts.values())[:4]
    for i, act in enumerate(acts):
        (c.where / f'again-{i}.act').write_text(act)

    def endorse(i):
        return c.gainsay('endorse', '--submit', f'again-{i}.act', '--key',
                         'vkey', '--force', '--promise', f'again-{i}.promise',
                         '@own.link')
    with hostile.Flood(c.server.port, hostile.bad_requests(own), 100) as flood:
        if not http.wait_for(lambda: flood.count > 100, 120):
            t.check(False, 'the flood runs')
        with concurrent.futures.ThreadPoolExecutor(len(acts)) as pool:
            done = list(pool.map(endorse, range(len(acts))))
    for i, one in enumerate(done):
        t.check(one.returncode == 0, f'member {i} amid the flood',
                one.stdout)
        t.check((c.where / f'again-{i}.promise').read_text().strip() ==
                promised[acts[i]].strip(), 'the same promise')
    t.check(set(flood.statuses) == {422}, 'no liar gets through',
            str(flood.statuses))


def check_still(t, c, memos):
    """The back stands still with all of them at its door."""
    everyone = [Sent(memos[1], a, True) for a in memos[1].acts.values()]
    everyone += liars(memos[0], OWN_LIARS)
    pid = c.server.child.pid
    os.kill(pid, signal.SIGSTOP)

    def go_on():
        time.sleep(STILL)
        t.check(all(s.status is None for s in everyone),
                'nobody is answered without the back')
        os.kill(pid, signal.SIGCONT)
    send_all(c.server.port, everyone, go_on)
    check_own(t, everyone, 'behind a back that stands still')


def check_death(t, c, memos, which):
    """Everybody hears of it; nobody is told what is not so."""
    everyone = [Sent(m, a, True) for m in memos for a in m.acts.values()]
    everyone += liars(memos[0], OWN_LIARS)
    begun = time.monotonic()
    os.kill(c.server.child.pid, signal.SIGSTOP)

    def die():
        time.sleep(STILL)
        if which == 'front':
            os.kill(c.server.child.pid, signal.SIGCONT)
        c.server.kill(which)
    send_all(c.server.port, everyone, die)
    took = time.monotonic() - begun
    wrong = [(s.status, s.body) for s in everyone
             if not s.is_own() and s.status not in (None, 500, 503)]
    t.check(wrong == [], f'the {which} dies: no wrong answer', str(wrong[:2]))
    t.check(took < 60, f'the {which} dies: nobody hangs', f'{took:.0f} s')
    c.server.start()


def play(t, c):
    memos = [hostile.Memo(c, name, range(kill.MEMBERS))
             for name in ('own', 'other')]
    promised = check_mixed(t, c, memos)
    check_clients(t, c, memos[0], promised)
    check_still(t, c, memos)
    for which in ('back', 'front'):
        check_death(t, c, memos, which)

    again = [Sent(m, a, True) for m in memos for a in m.acts.values()]
    send_all(c.server.port, again)
    check_own(t, again, 'after all that')
    t.check({s.act: s.body['promise'] for s in again} == promised,
            'what was promised is promised')
    for memo in memos:
        memo.file()
    c.server.move_clock('2023-11-02T15:00:00Z')
    said = c.must('status', '--key', 'vkey', c.server.url)
    t.check(re.findall(r'endorsed +by (\d+) of', said) ==
            [str(kill.MEMBERS)] * 2, 'all of them count', said)


def main():
    t = rig.Tally()
    with rig.folder('liars') as name, open('liars-serve.log', 'w') as log:
        c = kill.Channel(t, sys.argv[1], pathlib.Path(name).resolve())
        c.found(log)
        try:
            c.enrol()
            play(t, c)
        finally:
            c.server.stop()
    t.end()


if __name__ == '__main__':
    main()
