#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""audit.py GAINSAY FAKE_TIME: what an auditor and the office are told when time
passes, a promise is broken, a charter is replaced, or a file cannot be
written."""
import base64
import contextlib
import datetime
import functools
import http.server
import json
import os
import pathlib
import re
import struct
import subprocess
import sys
import threading
import time
import urllib.request

sys.dont_write_bytecode = True
import rig


@contextlib.contextmanager
def server(gainsay, folder, *clock):
    """A server of that channel; its address."""
    with subprocess.Popen(
            [gainsay.binary, 'serve', '--listen', '127.0.0.1:0', *clock,
             folder], cwd=gainsay.cwd, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL) as child:
        try:
            yield re.search(r'http://[0-9.:]+', child.stdout.readline())[0]
        finally:
            child.terminate()


class Case:
    def __init__(self, tally, binary, where):
        self.t, self.where = tally, where
        self.gainsay = rig.Program(binary, where)

    def __call__(self, want, words, *args):
        done = self.gainsay(*args)
        self.t.check(done.returncode == want and words in done.stdout,
                     f'gainsay {" ".join(map(str, args))[:200]}: exit '
                     f'{done.returncode}, expected {want} and "{words}"',
                     done.stdout)
        return done.stdout

    def audit(self, want, words, folder, place, *promises):
        named = [a for p in promises for a in ('--promise', p)]
        return self(want, words, 'audit', '--key', f'{folder}/vkey', *named,
                    place)

    def promise(self, folder, by, key='promise', name='promise'):
        """The server's promise of an act that never was."""
        seed = (self.where / folder / 'keys' / f'{key}.key').read_text()
        channel = rig.channel_id(self.where / folder)
        memo = base64.b64encode(bytes(32)).decode()
        tag = base64.b64encode(bytes(range(32))).decode()
        text = (f'gainsay/v1 promise\nchannel {channel}\nmemo {memo}\n'
                f'roll {memo}\nact endorse\ntag {tag}\nby {by}\n')
        (self.where / name).write_text(rig.sign_record(
            self.where, bytes.fromhex(seed.strip()), text, 'promise'))
        return name


def check_counts(c):
    out = c.audit(3, 'The log keeps its rules: ', 'x', 'x')
    entries = rig.read_entries(c.where / 'x/log')
    signatures = sum(len(rig.lines_of(rig.record_of(e), 'signature'))
                     for e in entries)
    tiles = {re.sub(r'\.p/\d+$', '', str(f.relative_to(c.where / 'x/log')))
             for f in (c.where / 'x/log/tile').rglob('*') if f.is_file()}
    c.t.check(f'{len(entries)} entries of ' in out and
              f' {len(tiles)} tiles, {signatures} signatures, ' in out,
              f'{len(entries)}, {len(tiles)}, {signatures} are counted', out)


def check_promises(c):
    """Played in November 2023 to February 2024; a reply came late, which alone
    is exit code 3: check_real has that of a promise."""
    c.audit(3, 'NOT KEPT', 'x', 'x', c.promise('x', '2023-11-05T00:00:00Z'))
    c.audit(1, 'it binds nobody', 'x', 'x',
            c.promise('x', '2023-11-05T00:00:00Z', 'office'))
    late = c.promise('x', '2029-01-01T00:00:00Z')
    c.audit(3, 'Promise open', 'x', 'x', late)
    with server(c.gainsay, 'x', '--clock',
                'simulated:2028-12-31T23:59:59Z') as url:
        c.audit(3, 'Promise open', 'x', url, late)
    # Nothing more was ever sequenced: that is how a promise is broken.
    with server(c.gainsay, 'x', '--clock',
                'simulated:2029-01-01T00:10:01Z') as url:
        c.audit(3, 'NOT KEPT', 'x', url, late)


class Backdated(http.server.SimpleHTTPRequestHandler):
    """A channel's directory, served by someone whose clock stands still."""

    def do_GET(self):
        if self.path != '/channel':
            super().do_GET()
            return
        body = b'{"now":"2001-01-01T00:00:00Z"}'
        self.send_response(200)
        self.send_header('Content-Type', 'application/json')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@contextlib.contextmanager
def backdated(folder):
    handler = functools.partial(Backdated, directory=folder)
    with http.server.ThreadingHTTPServer(('127.0.0.1', 0), handler) as s:
        thread = threading.Thread(target=s.serve_forever)
        thread.start()
        try:
            yield f'http://127.0.0.1:{s.server_port}'
        finally:
            s.shutdown()
            thread.join()


@contextlib.contextmanager
def later(where, seconds):
    """The clock of who looks is ahead."""
    (where / 'offset').write_bytes(struct.pack('=q', seconds))
    os.environ.update(LD_PRELOAD=str(pathlib.Path(sys.argv[2]).resolve()),
                      FAKE_TIME=str(where / 'offset'))
    try:
        yield
    finally:
        del os.environ['LD_PRELOAD'], os.environ['FAKE_TIME']


def today():
    return str(datetime.datetime.now(datetime.timezone.utc).date())


def check_calendar(c):
    """Whoever serves, looks or audits is told that the calendar has ended."""
    c(0, '', *rig.INIT, '--origin', 'a/old', '--from', '2020-01-01', '--to',
      '2020-12-31', 'old')
    with subprocess.Popen(
            [c.gainsay.binary, 'serve', '--listen', '127.0.0.1:0', 'old'],
            cwd=c.where, text=True, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as child:
        said = [child.stdout.readline() for _ in range(2)]
        child.terminate()
    c.t.check(any('ended on 2020-12-31' in line for line in said),
              'serve: the calendar has ended', ''.join(said))
    for verb in 'status', 'audit':
        c(0, 'ended on 2020-12-31', verb, '--key', 'old/vkey', 'old')
    c.t.check('calendar end' not in c(3, '', 'status', '--key', 'x/vkey', 'x'),
              'nothing is said of one that goes on')


def check_real(c):
    """No exercise: a server that tells a time long past delays nothing."""
    c(0, '', *rig.INIT, '--origin', 'a/b', 'r')
    with server(c.gainsay, 'r'):
        pass
    last = rig.read_entries(c.where / 'r/log')[-1]
    due = last.partition(b'\n')[0].decode()[len('at '):]
    days = [today()]
    time.sleep(1) # a copy says that it is one when its last second is over
    broken = c.promise('r', due)
    with backdated(c.where / 'r') as url:
        outs = [c.audit(0, 'Duties as of ', 'r', url),
                c.audit(0, 'Duties as of ', 'r', 'r'),
                c(0, 'As of ', 'status', '--key', 'r/vkey', url)]
        # A release takes a moment: ten minutes are its time.
        c.audit(0, 'Promise open', 'r', url, broken)
        with later(c.where, 700):
            c.audit(3, 'NOT KEPT', 'r', url, broken)
    days.append(today())
    for out in outs:
        c.t.check(re.search(r'[Aa]s of (\S{10})', out)[1] in days,
                  'duties by the clock of whoever looks', out)
    c.t.check('after this copy' in outs[1] and
              'after this copy' not in outs[0], 'a copy says that it is one')
    # A copy may simply be older than what was promised.
    with later(c.where, 700):
        out = c.audit(2, 'cannot be told', 'r', 'r', broken)
    c.t.check('NOT KEPT' not in out, 'an old copy accuses nobody', out)


def replace_charter(c, folder, url):
    text = rig.next_charter(c.where / folder,
                            ('\nstyle legacy\n', '\nstyle cui\n'),
                            ('\nceiling SBU\n', '\nceiling CUI\n'))
    seed = (c.where / folder / 'keys/authority.key').read_text().strip()
    text = rig.sign_record(c.where, bytes.fromhex(seed), text, 'authority')
    request = urllib.request.Request(
        url + '/records', json.dumps({'records': [text]}).encode(),
        {'Content-Type': 'application/json'})
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(request, timeout=30) as answer:
        return json.load(answer)['size']


def check_charter(c):
    """A memo keeps the marks of the charter that it was filed under."""
    make = ('provenance', '--key', 'x/vkey', '--memo-file',
            'x/demo/water.package', '--force', '-o', 'made.gainsay')
    c(0, '', *make, 'x')
    same = (c.where / 'made.gainsay').read_bytes() == \
        (c.where / 'x/demo/water.gainsay').read_bytes()
    c.t.check(same, 'everyone gets the same bytes')
    with server(c.gainsay, 'x', '--clock',
                'simulated') as url:
        size = replace_charter(c, 'x', url)
        c(0, 'bytes', *make, url)
        same = (c.where / 'made.gainsay').read_bytes() == \
            (c.where / 'x/demo/water.gainsay').read_bytes()
        c.t.check(same, 'also when the log goes on')
        c(0, f'at checkpoint {size}.\nThis copy may show who fetched it.',
          *make, '--traceable', url)
    said = c(0, f' of checkpoint {size}', 'verify', '--key', 'x/vkey',
             'made.gainsay')
    c.t.check('nothing in this copy shows who' in said, 'it says so', said)
    (c.where / 'no.package').write_text('gainsay/v1 content\n\nA text.\n')
    c(1, 'not a memo', 'provenance', '--key', 'x/vkey', '--memo-file',
      'no.package', '-o', 'none.gainsay', 'x')
    c.t.check(not (c.where / 'none.gainsay').exists(), 'nothing is written')


def check_inbox(c):
    with server(c.gainsay, 'x', '--clock',
                'simulated') as url:
        opened = ('inbox', '--server', url, '--key', 'x/vkey', '--sign',
                  'x/keys/office.key', '--memo', '2', '--identity',
                  'x/keys/office.age', '-o')
        out = c(2, 'cannot be written', *opened, 'nowhere/memo.md')
        c.t.check('written to' not in out, 'what was not written', out)
        c(0, 'written to memo.md', *opened, 'memo.md')
        done = subprocess.run([c.gainsay.binary, *opened, '-'], cwd=c.where,
                              stdin=subprocess.DEVNULL, capture_output=True)
        c.t.check(done.returncode == 0 and
                  done.stdout == (c.where / 'memo.md').read_bytes(),
                  'standard output has the text and nothing else',
                  repr(done.stdout[:200]))
        c.t.check(done.stderr.startswith(b'EXERCISE'),
                  'the exercise is said all the same', repr(done.stderr))


def main():
    t = rig.Tally()
    with rig.folder('audit') as name:
        c = Case(t, sys.argv[1], pathlib.Path(name).resolve())
        done = rig.demo(c.gainsay, 'x', '--without-witnesses')
        t.check(done.returncode == 0, 'the demo', done.stdout)
        check_counts(c)
        check_promises(c)
        check_calendar(c)
        check_real(c)
        check_charter(c)
        # What is opened is said in the log, whose note about the memo is then
        # still to come.
        check_inbox(c)
    t.end()


if __name__ == '__main__':
    main()
