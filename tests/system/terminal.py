#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""terminal.py GAINSAY: what a terminal alone is shown.  Colour (NO_COLOR, as
https://no-color.org has it, and TERM=dumb take it away, and what is coloured is
said in words as well), and how far long work is; a pipe is shown neither."""
import http.server
import os
import pathlib
import pty
import re
import select
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
import rig
from audit import server

ESCAPE = re.compile(r'\x1b\[[0-9;]*[A-Za-z]')
COLOUR = re.compile(r'\x1b\[[0-9;]+m')
BASE = {k: v for k, v in os.environ.items()
        if k not in ('NO_COLOR', 'TERM', 'GAINSAY_COLOR')}
VKEY = ('--key', 'x/vkey')
FILE = 'x/demo/cable.gainsay'
MEMBER = ('--passphrase-file', 'x/demo/member/passphrase')
AGE = 'age12hugx0qys3z365srg6svzp0grx4a9ez20na8rr7f6hcfk632fytqvhqaz7'


class Screen:
    """Runs the program with standard output or error, or both, at a terminal
    of its own."""

    def __init__(self, tally, binary, where):
        self.t, self.where = tally, where
        self.binary = str(pathlib.Path(binary).resolve())

    def __call__(self, *args, shown='both', typed='', **environment):
        """(exit code, the terminal's, the pipe's)."""
        ours, theirs = pty.openpty()
        pipe = subprocess.PIPE
        child = subprocess.Popen(
            [self.binary, *map(str, args)], cwd=self.where, stdin=theirs,
            stdout=pipe if shown == 'stderr' else theirs,
            stderr=pipe if shown == 'stdout' else theirs,
            env={**BASE, 'TERM': 'xterm', **environment},
            start_new_session=True)
        os.close(theirs)
        if typed:
            os.write(ours, typed.encode())
        text, _ = rig.hear(ours, over=lambda: child.poll() is not None)
        out = (child.stdout or child.stderr)
        piped = out.read().decode() if out else ''
        code = child.wait(120)
        os.close(ours)
        return code, text.decode(errors='replace'), piped


def look_at_colour(s):
    """With, without, and piped."""
    status, verify = ('status', *VKEY, 'x'), ('verify', *VKEY, FILE)
    for args, word in ((status, 'missed (done late)'), (verify, 'Valid'),
                       (('audit', *VKEY, 'x'), 'The log keeps its rules')):
        code, text, _ = s(*args, shown='stdout')
        plain = ESCAPE.sub('', text)
        s.t.check(code == 3 and re.search(
            COLOUR.pattern + re.escape(word), text) and word in plain,
            f'{args[0]}: coloured at a terminal, and in words', text)
        for what, more in (('NO_COLOR', {'NO_COLOR': '1'}),
                           ('TERM=dumb', {'TERM': 'dumb'}),
                           ('NO_COLOR against the demo\'s wish',
                            {'NO_COLOR': '1', 'GAINSAY_COLOR': '1'})):
            code, text, _ = s(*args, **more)
            text = re.sub(r'\r[^\n]*\x1b\[K', '', text)
            s.t.check(code == 3 and not COLOUR.search(text) and word in text,
                      f'{args[0]}: {what}', text)
        code, text, _ = s(*args, shown='stdout', NO_COLOR='')
        s.t.check(COLOUR.search(text), f'{args[0]}: an empty NO_COLOR', text)
        code, _, piped = s(*args, shown='stderr')
        s.t.check(code == 3 and word in piped and '\x1b' not in piped and
                  piped.replace('\r\n', '\n') != '',
                  f'{args[0]}: a pipe is not coloured', piped)
    # Red is never alone: the same words stand without it.
    _, text, _ = s(*status, shown='stdout')
    _, _, piped = s(*status, shown='stderr')
    s.t.check(ESCAPE.sub('', text).replace('\r\n', '\n') == piped,
              'colour takes no word away', text + piped)


def look_at_progress(s, url, word_code):
    """Each verb that can take long says on standard error what it is at, if
    that is a terminal; where it is not, nothing of it is anywhere."""
    state = ('--state', 'x/demo/member/020.state', *MEMBER)
    memo = rig.ROOT / 'examples/dacca-1138.md'
    package = ('--package', 'x/demo/cable.package')
    for words, args in (
            (('entries: ',), ('audit', *VKEY, url)),
            (('entries: ',), ('status', *VKEY, url)),
            (('entries: ',), ('inbox', '--server', url, *VKEY)),
            (('entries: ',), ('sync', *VKEY, '--cache', 'cache', url)),
            (('entries: ',), ('roll', 'check', *state, *VKEY, url)),
            (('entries: ',), ('roll', 'show', *VKEY, url)),
            (('entries: ',), ('mirror', '--once', '--exercise', *VKEY,
                              '--dir', 'copied', url)),
            (('entries: ', 'Reading the enrolments ...', 'Making the roll ...'),
             ('roll', 'prepare', 'x', '--force', '-o', 'next')),
            (('entries: ', 'Reading the roll ...'),
             ('roll', 'sign', 'next', '--role', 'registrar', '--sign',
              'x/keys/registrar.key', '--log', 'x', '--yes')),
            (('Printing letter 1 ...',),
             ('staff', 'issue', 'x', '--id', 'E1011', '--letters', 'letters',
              '--force', '--server', 'https://dissent.example')),
            (('entries: ',),
             ('provenance', *VKEY, '--memo-file', 'x/demo/cable.package',
              '--force', '-o', 'made.gainsay', url)),
            (('Copying the database ...', 'Sealing the backup ...'),
             ('backup', 'make', '--to', AGE, '--force', '-o', 'b.age', 'x')),
            (('Deriving the key ...',), ('me', *state, '--offline')),
            (('Deriving the key ...',),
             ('passphrase', *state, '--new-file', 'words')),
            (('Deriving the key ...', 'Making the proof ...'),
             ('endorse', '--state', 'x/demo/member/029.state', *MEMBER,
              '--code', word_code, '--server', url, '@x/demo/cable.link')),
            (('Verifying the file ...', 'Comparing the text ...'),
             ('verify', *VKEY, FILE, memo)),
            (('Comparing the text ...',),
             ('show', *VKEY, '--server', url, '@x/demo/cable.link', memo)),
            (('Verifying the file ...',),
             ('certificate', *VKEY, '--force', '-o', 'page.pdf', FILE))):
        name = args[0]
        code, text, piped = s(*args, shown='stderr')
        good = (0, 1) if name == 'mirror' else (0, 3) # 1: a missed duty
        s.t.check(code in good and all('\r' + w in text for w in words) and
                  not any(w in piped for w in words),
                  f'{name}: {words} at a terminal', f'exit {code}\n{text}\n'
                  f'{piped}')
        last = re.sub(r'[^\r\n]*(?:\r[^\r\n]*)*\r\x1b\[K', '', text)
        s.t.check(not any(w in last for w in words),
                  f'{name}: nothing of it stays', text)
        done = subprocess.run(
            [s.binary, *map(str, args)], cwd=s.where, env=BASE,
            stdin=subprocess.DEVNULL, capture_output=True, text=True)
        both = done.stdout + done.stderr
        s.t.check('\r' not in both and '\x1b' not in both and
                  not any(w in both for w in words),
                  f'{name}: a pipe is told nothing of it', both)
    code, text, _ = s('audit', *VKEY, url, TERM='dumb')
    s.t.check('\x1b' not in text and 'entries: ' not in text,
              'nor a dumb terminal', text)


class Slow(http.server.BaseHTTPRequestHandler):
    """A server that thinks for two seconds, and refuses."""

    def do_GET(self):
        time.sleep(2)
        self.send_error(503)

    def log_message(self, *_):
        pass


def look_at_waiting(s):
    """Whatever a verb asks a server, however much of it: who waits for more
    than a second is told for whom."""
    slow = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Slow)
    threading.Thread(target=slow.serve_forever, daemon=True).start()
    url = f'http://127.0.0.1:{slow.server_port}'
    words = f'Waiting for {url} ...'
    for args in (('status', *VKEY, url),
                 ('roll', 'publish', 'next', '--server', url),
                 ('endorse', '--state', 'x/demo/member/028.state', *MEMBER,
                  '--server', url, '@x/demo/cable.link')):
        code, text, piped = s(*args, shown='stderr')
        s.t.check(code == 2 and text.count('\r' + words) == 1 and
                  '\r\x1b[K' in text.split(words)[-1] and
                  'Waiting' not in piped,
                  f'{args[0]}: told that the server is slow', text)
    slow.shutdown()


def count_verbs(s):
    """What takes long is a key that is derived, a proof, a log that is read, or
    a server; each of these says so above, for whichever verb.  A verb that has
    none of them stands here."""
    at_once = {'init', 'completion', 'help', 'metrics'}
    # "Making the proof", "enrolments", "Sealing the backup", "Copying and
    # comparing the log"
    own_words = {'proof', 'demo', 'backup', 'transfer'}
    run = lambda *args: subprocess.run(
        [s.binary, *args], env=BASE, stdin=subprocess.DEVNULL,
        capture_output=True, text=True).stdout
    verbs = re.findall(r'(?m)^  ([a-z-]+) ', run('--help'))
    rest = {v for v in verbs if not re.search(
        r'--state|--sign|--server|URL', run(v, '--help'))}
    s.t.check(len(verbs) > 40 and rest == at_once | own_words,
              'every verb shows what takes it long', str(rest))


def starts(gainsay, where, terminal):
    """What a server says on standard error until it serves."""
    shown, other = pty.openpty() if terminal else os.pipe()
    child = subprocess.Popen(
        [gainsay.binary, 'serve', '--listen', '127.0.0.1:0', '--clock',
         'simulated:2024-03-04T10:00:00Z', 'x'], cwd=where, env=BASE,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=other)
    os.close(other)
    try:
        line = child.stdout.readline()
        text = b''
        while select.select([shown], [], [], 0.5)[0]:
            more = os.read(shown, 4096)
            if not more:
                break
            text += more
    finally:
        child.terminate()
        child.wait(30)
        child.stdout.close()
        os.close(shown)
    return line.decode(), text.decode()


def look_at_server(s, gainsay):
    """A server reads its whole log before it serves: it says so, from inside
    its sandbox, at a terminal and nowhere else."""
    line, text = starts(gainsay, s.where, True)
    done = re.findall(r'\rentries: (\d+) of (\d+)\x1b\[K', text)
    s.t.check(len(done) >= 2 and done[0][0] == '1' and
              done[-1][0] == done[-1][1] and text.endswith('\r\x1b[K'),
              'a server that starts says how far it is', line + text)
    line, text = starts(gainsay, s.where, False)
    s.t.check(line and 'entries: ' not in text and '\r' not in text,
              'and a pipe is told nothing of it', line + text)


def main():
    t = rig.Tally()
    with rig.folder('terminal') as name:
        where = pathlib.Path(name).resolve()
        s = Screen(t, sys.argv[1], where)
        gainsay = rig.Program(sys.argv[1], where)
        done = rig.demo(gainsay, 'x')
        t.check(done.returncode == 0, 'the demo', done.stdout)
        (where / 'cache').mkdir(0o700)
        (where / 'words').write_text(rig.WORDS + '\n')
        look_at_colour(s)
        look_at_server(s, gainsay)
        with server(gainsay, 'x', '--clock',
                    'simulated:2024-03-04T10:00:00Z') as url:
            shown = gainsay('show', *VKEY, '--server', url,
                            '@x/demo/cable.link').stdout
            look_at_progress(s, url, rig.code_of(shown))
        look_at_waiting(s)
        count_verbs(s)
    t.end()


if __name__ == '__main__':
    main()
