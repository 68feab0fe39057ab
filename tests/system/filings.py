#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""filings.py GAINSAY: a memo whose box the operator drops, refuses or lets
expire is filed all the same, with the acts that a link holder has fetched; what
was fetched is checked, and a filing is never handed in later without its acts,
unless its maker asks for that."""
import base64
import contextlib
import hashlib
import json
import pathlib
import re
import sys

sys.dont_write_bytecode = True
import cards
import liar
import rig
import stored

FRIDAY = '2023-11-03T15:00:00Z'
AFTER = '2023-11-07T15:00:00Z' # from the day before on anyone may file
CHANNEL = ('--key', 'channel/vkey')


class Front(liar.Liar):
    """A liar who may alter what a box shows."""

    def do_GET(self):
        if self.server.alter is None or not self.path.endswith('/export'):
            super().do_GET()
            return
        status, data = self.forward()
        self.answer(status, json.dumps(
            self.server.alter(json.loads(data))).encode())


@contextlib.contextmanager
def lying(real):
    with liar.liar(real) as front:
        front.RequestHandlerClass, front.alter = Front, None
        yield front


class Channel(liar.Operator):
    """Several memos, each with a package, a link and a word code."""

    def __init__(self, *args):
        super().__init__(*args)
        self.codes_of = {}

    def open(self, url, name, by):
        self.must('compose', '--charter', 'channel/charter.rec', '--roll',
                  'roll-1.rec', '--to', 'Secretary of State', '--after',
                  '2023-11-06', '--out', f'{name}.package', stored.MEMO)
        self.codes_of[name] = rig.code_of(self.must(
            'gather', *self.member(by), '--server', url, '-o',
            f'{name}.link', f'{name}.package'))
        link = (self.where / f'{name}.link').read_text().strip()
        self.box = re.search('/box/([0-9a-f]{64})#', link)[1]

    def at(self, url, name):
        """The link at another address."""
        link = (self.where / f'{name}.link').read_text().strip()
        (self.where / 'here.link').write_text(
            f'{url}/box/{link.split("/box/")[1]}\n')
        return '@here.link'

    def do(self, want, url, name, verb, i, *args, link=True):
        code = () if verb == 'show' else ('--code', self.codes_of[name])
        done = self.gainsay(verb, *self.member(i), '--server', url, *code,
                            *args, *((self.at(url, name),) if link else ()))
        self.t.check(done.returncode == want, f'{verb} of {name} by {i}: exit '
                     f'{done.returncode}, expected {want}', done.stdout)
        return done.stdout

    def memos(self):
        """{memo id: (endorsements, withdrawals)} of what the log has."""
        found = {}
        for entry in rig.read_entries(self.place / 'log'):
            record = rig.record_of(entry)
            if record.startswith('gainsay/v1 memo\n'):
                memo = base64.b64decode(rig.lines_of(record, 'memo')[0])
                n, w = rig.lines_of(entry.decode(), 'acts')[0].split()
                found[memo.hex()] = int(n), int(w)
        return found

    def counts(self, name):
        link = (self.where / f'{name}.link').read_text()
        return self.memos().get(re.search('/box/([0-9a-f]{64})#', link)[1])


# What is fetched ----------------------------------------------------------

def export(day, want, url, name, words, *more):
    done = day.gainsay('export', *CHANNEL, '--server', url, '--force', '-o',
                       f'{name}.acts', *more, day.at(url, name))
    day.t.check(done.returncode == want and words in done.stdout,
                f'export of {name}: exit {done.returncode}, expected {want} '
                f'and "{words}"', done.stdout)


def read_export(day, name):
    """docs/spec/http.md, Acts in files, without the program."""
    text = (day.where / f'{name}.acts').read_text()
    parts = ['gainsay/v1 ' + p for p in re.split(
        '^gainsay/v1 ', text, flags=re.M)[1:]]
    count, records = parts[0], parts[1:]
    hashed = hashlib.sha256(''.join(records).encode()).digest()
    tags = [liar.read_act(r)[3] for r in records]
    day.t.check(rig.lines_of(count, 'export') ==
                [base64.b64encode(hashed).decode()] and
                rig.lines_of(count, 'shown') == [str(len(set(tags)))],
                'the file is what the server counted', count)


def fetch(day, front):
    """Whole, checked, and nothing else."""
    export(day, 0, front.url, 'dropped', '9 endorsements, and 1 more',
           '--package', 'holder.package')
    read_export(day, 'dropped')
    package = (day.where / 'holder.package').read_bytes()
    day.t.check(package == (day.where / 'dropped.package').read_bytes(),
                'the package is the one that was gathered')
    done = day.gainsay('export', *CHANNEL, '--server', front.url, '-o',
                       'dropped.acts', day.at(front.url, 'dropped'))
    day.t.check(done.returncode == 2, 'no file is overwritten', done.stdout)

    front.alter = lambda j: {**j, 'records': j['records'][1:]}
    export(day, 1, front.url, 'dropped', 'not those of its signed count')
    front.alter = lambda j: {**j, 'records': [
        j['records'][0].replace('endorse', 'withdraw', 1),
        *j['records'][1:]]}
    export(day, 1, front.url, 'dropped', 'signed count')
    front.alter = lambda j: sign_again(day, j)
    export(day, 1, front.url, 'dropped', 'does not verify')
    front.alter = lambda j: {'count': j['count']}
    export(day, 1, front.url, 'dropped', 'no `records`')
    front.alter = None
    export(day, 0, front.url, 'dropped', 'every member')


def sign_again(day, shown):
    """What the operator may sign: one act's proof with another's tag."""
    first, second = shown['records'][:2]
    proofs = [base64.b64decode(rig.lines_of(r, 'proof')[0])
              for r in (first, second)]
    forged = base64.b64encode(proofs[0][:32] + proofs[1][32:]).decode()
    records = [first.replace(rig.lines_of(first, 'proof')[0], forged),
               *shown['records'][1:]]
    hashed = hashlib.sha256(''.join(records).encode()).digest()
    text = re.sub('(?m)^export .*$', 'export ' + base64.b64encode(
        hashed).decode(), shown['count'])
    text = re.sub('(?m)^signature .*\n', '', text)
    return {'count': day.sign(text, 'promise'), 'records': records}


# What is done with it -----------------------------------------------------

def drop_box(day):
    """The operator's hands, with the server down."""
    memo = bytes.fromhex(re.search('/box/([0-9a-f]{64})#', (
        day.where / 'dropped.link').read_text())[1])
    gone = [cards.take_out(day.place / 'inbox.db', lambda item, k=kind:
                           item[0] == k and item[1:33] == memo)
            for kind in (cards.ACT, cards.BOX)]
    day.t.check(gone == [10, 1], 'the box is gone', str(gone))


def file_without_box(day, s):
    """By a link holder who is not the author."""
    out = day.do(1, s.url, 'dropped', 'file', 3)
    day.t.check('no such box' in out, 'there is no box', out)
    out = day.do(1, s.url, 'dropped', 'file', 3, '--acts', 'other.acts',
                 '--package', 'holder.package', link=False)
    day.t.check('about another memo' in out, "another memo's acts", out)
    (day.where / 'junk').write_text('gainsay/v1 nothing\n')
    out = day.do(1, s.url, 'dropped', 'file', 3, '--acts', 'junk',
                 '--package', 'holder.package', link=False)
    day.t.check('canonical form' in out, 'what is no act', out)
    day.t.check(day.counts('dropped') is None, 'nothing is filed yet')
    out = day.do(0, s.url, 'dropped', 'file', 3, '--acts', 'dropped.acts',
                 '--package', 'holder.package', '--promise', 'straight',
                 link=False)
    day.t.check('Given are 9 endorsements, and 1 more' in out and
                'no box was asked' in out and 'promises' in out,
                'it is told what is filed', out)


def file_with_both(day, s):
    """Acts that were given, and one that came to the box since."""
    day.do(0, s.url, 'other', 'endorse', 11)
    day.do(0, s.url, 'other', 'file', 4, '--acts', 'other.acts', '--package',
           'other.package')


def wait_in_vain(day, front, s):
    """No answer comes: with acts nothing is handed in again, without them the
    same is, as long as the box has what it had."""
    front.lie = lambda handler, body: (503, b'{}')
    day.do(2, front.url, 'slow', 'file', 5, '--acts', 'slow.acts')
    front.lie = None
    out = day.do(0, s.url, 'slow', 'show', 5)
    day.t.check('handed in again' not in out, 'not by itself', out)
    out = day.promises(s.url, 5, 0)
    day.t.check(re.search('^file:[0-9a-f]+ +unanswered', out, re.M),
                'the state has the filing', out)

    front.lie = lambda handler, body: (503, b'{}')
    day.do(2, front.url, 'slow', 'file', 6)
    front.lie = None
    front.box = {'count': day.count(4)}
    out = day.do(0, front.url, 'slow', 'show', 6)
    day.t.check('TOOK ACTS OUT' in out and 'handed in again' not in out,
                'not from a box that has fewer acts', out)
    front.box = {}


def filed_later(day, s):
    """What waited in vain was not filed; what is asked for again, is."""
    day.t.check(day.counts('slow') is None, 'nobody filed it unasked')
    out = day.do(0, s.url, 'slow', 'file', 5, '--acts', 'slow.acts')
    day.t.check('promises' in out, 'the same filing again', out)


# By others ----------------------------------------------------------------

def hand_on(day, s):
    """Written by a member, handed in by somebody who has no state."""
    day.do(0, s.url, 'handed', 'file', 7, '--acts', 'handed.acts', '--package',
           'handed.package', '-o', 'filing', link=False)
    out = day.do(0, s.url, 'handed', 'show', 7)
    day.t.check('handed in again' not in out, 'nothing is sent', out)
    body = json.loads((day.where / 'filing').read_text())
    day.t.check(sorted(body) == ['acts', 'content', 'record'],
                'the file is the body of POST /filings', str(sorted(body)))

    def submit(want, words, name, *more):
        done = day.gainsay('file', '--submit', name, '--server', s.url,
                           *CHANNEL, *more)
        day.t.check(done.returncode == want and words in done.stdout,
                    f'{name}: exit {done.returncode}, expected {want} and '
                    f'"{words}"', done.stdout)
    sealed = base64.b64encode(bytes(20000)).decode()
    for name, bad in (('junk sealed', {**body, 'content': sealed}),
                      ('no acts', {k: body[k] for k in body if k != 'acts'}),
                      ('no memo', {**body, 'record': body['acts'][0]})):
        (day.where / 'bad').write_text(json.dumps(bad))
        submit(1, 'sealed file', 'bad')
    fewer = {**body, 'acts': [body['acts'][0].replace('memo ', 'nemo ')]}
    (day.where / 'bad').write_text(json.dumps(fewer))
    submit(1, 'the server refused', 'bad', '--promise', 'refused')
    day.audit(0, 'Refused: ', s.url, 'refused')
    submit(0, "The server's promise", 'filing', '--promise', 'mirrored')
    submit(0, 'promises', 'filing')
    return submit


def usage(day):
    done = day.gainsay('file', *day.member(0))
    day.t.check(done.returncode == 2 and 'which memo' in done.stdout,
                'no memo', done.stdout)
    done = day.gainsay('file', '--submit', 'filing', *CHANNEL)
    day.t.check(done.returncode == 2 and '--server' in done.stdout,
                'no server', done.stdout)


def file_expired(day, s):
    """Months later, under the same roll."""
    s.post('/exercise/clock', {'now': '2024-02-07T15:00:00Z'})
    out = day.do(1, s.url, 'expired', 'file', 8)
    day.t.check('no such box' in out, 'its box has expired', out)
    day.do(0, s.url, 'expired', 'file', 8, '--acts', 'expired.acts',
           '--package', 'expired.package', link=False)
    s.post('/exercise/clock', {'now': '2024-02-08T23:00:00Z'})
    day.t.check(day.counts('expired') == (5, 0), 'filed without it',
                str(day.memos()))


# The days -----------------------------------------------------------------

def gather(day):
    with day.serve(liar.MONDAY) as s:
        day.enrol(s.url)
        s.post('/exercise/clock', {'now': liar.WEDNESDAY})
        for i, name in enumerate(('dropped', 'other', 'slow', 'handed',
                                  'expired')):
            day.open(s.url, name, i // 4)
            for i in range(10 if name == 'dropped' else 5):
                day.do(0, s.url, name, 'endorse', i)
        day.do(0, s.url, 'dropped', 'withdraw', 9)
        s.post('/exercise/clock', {'now': FRIDAY})
        with lying(s.url.removeprefix('http://')) as front:
            fetch(day, front)
            for name in ('other', 'slow', 'handed', 'expired'):
                export(day, 0, s.url, name, '5 endorsements, and 0 more')


def file_all(day):
    with day.serve(FRIDAY) as s:
        s.post('/exercise/clock', {'now': AFTER})
        file_without_box(day, s)
        file_with_both(day, s)
        with lying(s.url.removeprefix('http://')) as front:
            day.box = re.search('/box/([0-9a-f]{64})#', (
                day.where / 'slow.link').read_text())[1]
            wait_in_vain(day, front, s)
        submit = hand_on(day, s)
        s.post('/exercise/clock', {'now': '2023-11-08T22:30:00Z'})
        filed_later(day, s)
        submit(1, 'has been filed', 'filing')
        s.post('/exercise/clock', {'now': '2023-11-10T22:30:00Z'})
        want = {'dropped': (9, 1), 'other': (6, 0), 'handed': (5, 0),
                'slow': (5, 0)}
        found = {name: day.counts(name) for name in want}
        day.t.check(found == want, 'each with all of its acts', str(found))
        for promise in ('straight', 'mirrored'):
            # Nobody has acknowledged since the day before.
            day.audit(3, 'Promise kept', s.url, promise, missed=3)
        file_expired(day, s)
        done = day.gainsay('audit', *CHANNEL, s.url)
        day.t.check(done.returncode == 3 and
                    'The log keeps its rules' in done.stdout,
                    'the log is sound', done.stdout)
        number = [*day.memos().values()].index((9, 1)) + 1
        out = day.must('acknowledge', '--yes', '--server', s.url, *CHANNEL,
                       '--sign', 'keys/office.key', '--memo', number, '--identity',
                       'keys/office.age')
        day.t.check('gives the memo id' in out, 'the office opens it', out)


def main():
    t = rig.Tally()
    with rig.folder('filings') as name:
        day = Channel(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        gather(day)
        drop_box(day)
        file_all(day)
        usage(day)
    t.end()


if __name__ == '__main__':
    main()
