#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""failures.py GAINSAY: no verb fails silently.  Every verb of `gainsay --help`
is led into its failures: each input absent, a folder, empty, cut in half,
unreadable; the server dead, slow, lying; standard output and the disk full.
Each time the exit code must be 1 or 2, and standard error must name the file or
the server, and the system's reason where the system refused."""
import base64
import concurrent.futures
import fcntl
import hashlib
import http.server
import json
import os
import pathlib
import re
import shutil
import socketserver
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
import rig
from audit import server

ABSENT, FOLDER, DENIED = ('No such file or directory', 'Is a directory',
                          'Permission denied')
BROKEN, FULL = 'Input/output error', 'No space left on device'
VECTORS = rig.ROOT / 'tests/vectors/member-proof.json'
DEAD = 'http://127.0.0.1:1'
DAY = '2024-03-04T10:00:00Z'
STATE = ('--state', '@demo/member/020.state', '--passphrase-file',
         '@demo/member/passphrase')
VKEY = ('--key', '@vkey')
TRUSTED = (*VKEY, '--policy', '@policy', '--roll', '@?demo/roll-1.keys')
OFFICE = ('--sign', '@keys/office.key', '--memo', '1')
AT = ('--server', 'URL')
CODE = ('--code', 'CODE water')
RECIPIENT = 'age1myveg8ys85ctsgcgxx346ztt9r752xw6cf9mq9ucpdncxwkvm5fqrcje2q'
STATEMENT = ('--scope-hex', '00', '--message-hex', '00')

# How each verb is called.  @FILE is an input, which is made to fail (@?FILE:
# but for what it holds, which nobody judges); @@FILE a link's file; URL the
# server; CODE the word code of a memo; OUT a file that does not exist; EMPTY an
# empty folder.
CALLS = {
    'init': [('--yes', '--origin', 'a/b', '--answers', '@answers', 'OUT')],
    'staff': [('import', 'EMPTY', '@demo/staff.csv'),
              ('issue', '@?nostaff', '-o', 'OUT'),
              ('unlink', '--yes', '@?nostaff', '--edition', '1')],
    'serve': [('--listen', '127.0.0.1:0', '@nostaff')],
    'enrol': [(*AT, *VKEY, '--state', 'OUT', '--passphrase-file',
               '@demo/member/passphrase', '--cost', 'low', '--code-file',
               '@code')],
    'join': [(*AT, '--passphrase-file', '@demo/member/passphrase', '--cost',
              'low', '--state', 'OUT', '@invitation')],
    'roll': [('prepare', '@?nostaff', '--edition', '1', '-o', 'OUT'),
             ('sign', 'demo/roll-1', '--role', 'second', '--sign',
              '@keys/second.key', '--log', '.', '--yes'),
             ('publish', 'demo/roll-1', *AT)],
    'charter': [('show', '@charter.rec'), ('check', *VKEY, '@channel'),
                ('draft', *VKEY, '--change', 'floor 200', '-o', 'OUT',
                 '@channel'),
                ('sign', '--role', 'authority', '--sign',
                 '@keys/authority.key', '--yes', '@charter.rec')],
    'compose': [('@memo.md',), ('--show', '@memo.md'), ('--check', '@?memo.md'),
                ('--clean', 'OUT', '@?memo.md'), ('--print', 'OUT', '@memo.md'),
                ('--from', '@?memo.md', '--draft', 'OUT'),
                ('--out', 'OUT', '--charter', '@charter.rec', '--roll',
                 '@demo/roll-1.rec', '--to', 'Secretary of State', '--yes',
                 '@memo.md')],
    'gather': [(*STATE, *AT, '--author', '@demo/water.package.author',
                '-o', 'OUT', '@demo/water.package'),
               (*STATE, '--author', '@demo/water.package.author',
                '--take-back', '@@demo/water.link', '@demo/water.package')],
    'key': [('show', '--passphrase-file', '@demo/member/passphrase',
             '@role.key'),
            ('new', '--passphrase-file', '@demo/member/passphrase', '-o', 'OUT',
             'office')],
    'sync': [(*VKEY, '--cache', 'OUT', 'URL')],
    'show': [(*VKEY, '@@demo/water.link'), (*STATE, '@@demo/water.link'),
             (*VKEY, '@@demo/water.link', '@?memo.md')],
    'endorse': [(*STATE, *CODE, '-o', 'OUT', '@@demo/water.link'),
                (*VKEY, '--submit', '@endorsement', '@@demo/water.link')],
    'withdraw': [(*STATE, *CODE, '@@demo/water.link'),
                 (*VKEY, '--submit', '@withdrawal', '@@demo/water.link')],
    'name': [(*STATE, '--as', 'Somebody', '--memo', '1')],
    'export': [(*VKEY, *AT, '-o', 'OUT', '@@new.link')],
    'file': [(*STATE, '--code', 'CODE new', '--package', '@new.package',
              '--author', '@new.package.author', '@@new.link'),
             ('--submit', '@filing', '--mirror', 'URL')],
    'copy': [(*STATE, 'OUT')],
    'recovery': [(*STATE, '--yes')],
    'restore': [('--state', 'OUT', '--passphrase-file',
                 '@demo/member/passphrase', '@demo/member/020.state')],
    'assets': [(*VKEY, 'URL'), ('--yes', *VKEY, '--sign',
                '@keys/authority.key', '--manifest', '@listing', '--release', '1',
                'URL')],
    'moved': [('--yes', *AT, *VKEY, '--sign', '@keys/authority.key',
               'https://new.example')],
    'passphrase': [(*STATE, '--new-file', '@code')],
    'forget': [('--yes', *STATE, '--edition', '9')],
    'promises': [(*STATE,)],
    'me': [(*STATE,)],
    'read': [(*VKEY, '-o', 'OUT', '@@demo/water.link'),
             (*VKEY, *AT, '-o', 'OUT', '--package', '@demo/water.package',
              '--author', '@demo/water.package.author')],
    # Of a public channel, which has no such key: nothing is ever written.
    'reading': [(*STATE, '-o', 'never-made')],
    'inbox': [(*AT, *VKEY), (*AT, *VKEY, '--sign', '@keys/office.key',
                             '--memo', '1', '--identity', '@keys/office.age',
                             '--out', 'OUT'),
              (*AT, *VKEY, '--duties')],
    'resupply': [(*STATE, *CODE, '@@demo/water.link')],
    'acknowledge': [('--yes', *AT, *VKEY, *OFFICE, '--unreadable')],
    'assign': [(*AT, *VKEY, *OFFICE, '--docket', '.')],
    'reply': [('--yes', *AT, *VKEY, *OFFICE, '--disposition', '0 accepted',
               '--text', '@note')],
    'correct': [('--yes', *AT, *VKEY, *OFFICE, '--disposition', '0 accepted',
                 '--text', '@note')],
    'brief': [(*AT, *VKEY, *OFFICE, '--identity', '@keys/office.age')],
    'countersign': [('--yes', *AT, *VKEY, *OFFICE, '--half', '@?note',
                     '--identity', '@?keys/office.age')],
    'ruling': [('--yes', *AT, *VKEY, *OFFICE, '--ruling', 'granted')],
    'hand': [('--yes', *AT, *VKEY, *OFFICE, '--to', 'Secretary of State')],
    'cases': [(*AT, *VKEY, '--sign', '@keys/office.key', '--yes', '--opened',
               '--until', '2099-01-01')],
    'reprisal': [(*VKEY, '--text', '@note', '-o', 'never-made', '--yes',
                  'URL')],
    'reveals': [(*AT, *VKEY, *OFFICE, '--role', 'office', '--identity',
                 'office.age')],
    'received': [('--yes', *AT, *VKEY, *OFFICE, '--copy', '1')],
    'panel': [('--yes', *AT, *VKEY, *OFFICE, '--member', 'Somebody')],
    'report': [('--yes', *AT, *VKEY, *OFFICE, '--text', '@note')],
    'extend': [('--yes', *AT, *VKEY, *OFFICE, '--duty', 'reply', '--until',
                '2024-01-31', '--reason', 'A witness is abroad.')],
    'done': [('--yes', *AT, *VKEY, *OFFICE, '--request', '0')],
    'refer': [('--yes', *AT, *VKEY, *OFFICE, '--to', 'An inspector',
               '--reason', 'It is theirs.')],
    'remark': [('--yes', *AT, *VKEY, *OFFICE, '--text', 'A remark.')],
    'delete': [('--yes', *AT, *VKEY, *OFFICE, '--reason', 'Its time.')],
    'hold': [('--yes', *AT, *VKEY, *OFFICE, '--reason', 'A court.')],
    'ask': [('--yes', *AT, *VKEY, *OFFICE, '--text', '@note')],
    'answer': [('--yes', *AT, *VKEY, '--author', '@demo/cable.package.author',
                '--memo', '1', '--question', '1', '--text', '@note')],
    'position': [('--yes', *AT, *VKEY, *OFFICE, '--private', '--stance',
                  'declined', '--text', '@note'),
                 ('--yes', *AT, *VKEY, *OFFICE, '--public', '--stance',
                  'declined', '--said', 'No.', '--place', 'A briefing',
                  '--date', '2024-03-01')],
    'dispute': [('--yes', *AT, *VKEY, '--author',
                 '@demo/cable.package.author', '--memo', '1', '--position',
                 '1', '--text', '@note')],
    'respond': [('--yes', *AT, *VKEY, '--author',
                 '@demo/cable.package.author', '--memo', '1', '--reply', '1',
                 '--text', '@note')],
    # Their own files fail where there is an appeal (appeals.py).
    'appeal': [('--yes', *AT, *VKEY, '--author', 'demo/cable.package.author',
                '--memo', '1', '--reply', '1', '--ground', 'It is wrong',
                '--text', 'note')],
    'decide': [('--yes', *AT, *VKEY, *OFFICE, '--outcome', 'uphold',
                '--reason', 'It stands.', '--text', 'note')],
    'notice': [('--yes', *AT, *VKEY, *OFFICE, '--what', 'content', '--reader',
                'A court', '--authority', 'Order 1', '--reason', 'Ordered.')],
    'unreadable': [('--yes', *AT, *VKEY, '--package', '@?demo/cable.package',
                    '--author', '@demo/cable.package.author', '--question',
                    '1')],
    'end': [('--yes', *AT, *VKEY, *OFFICE, '--reason', 'Over.')],
    'status': [(*VKEY, 'URL'), (*VKEY, '@channel')],
    'statistics': [(*VKEY, 'URL'), (*VKEY, '--csv', '@channel'),
                   (*VKEY, '--report', 'OUT', '--marking', 'UNCLASSIFIED',
                    '@channel')],
    'publish-site': [('--yes', *VKEY, '--dir', 'OUT', 'URL'),
                     ('--yes', *VKEY, '--dir', 'OUT', '@channel')],
    'remind': [(*VKEY, '--dir', 'OUT', 'URL'),
               (*VKEY, '--dir', 'OUT', '@channel')],
    'provenance': [(*VKEY, '--memo-file', '@demo/water.package', '-o', 'OUT',
                    'URL'),
                   (*VKEY, '--memo-file', '@demo/water.package', '-o', 'OUT',
                    '@channel'),
                   (*VKEY, '--memo-file', '@demo/cable.package', '-o', 'OUT',
                    '--traceable', 'URL'),
                   (*VKEY, '--memo-file', '@demo/cable.package', '-o', 'OUT',
                    '--traceable', '@channel'),
                   (*VKEY, '--memo', '1', '--sign', '@keys/office.key',
                    '--identity', '@keys/office.age', '-o', 'OUT',
                    '--traceable', 'URL')],
    'redact': [('--list', '@demo/cable.gainsay'),
               ('--text', 'OUT.md', '-o', 'OUT', '--block', '1',
                '@demo/cable.gainsay')],
    'publish': [('--yes', *AT, *VKEY, '--sign', '@keys/release.key', '--text',
                 '@shown.md', '--roll', '@?demo/roll-1.keys',
                 '@shown.gainsay')],
    'verify': [(*TRUSTED, '@demo/cable.gainsay', '@note'),
               (*VKEY, '--claim', '@claim', '@demo/cable.gainsay')],
    'certificate': [(*TRUSTED, '-o', 'OUT', '@demo/cable.gainsay'),
                    (*TRUSTED, '--text', '@note', '-o', 'OUT',
                     '@demo/cable.gainsay')],
    'claim': [('--author', '@demo/cable.package.author', '--memo',
               '@?demo/cable.package', '--charter', '@charter.rec', '--name',
               'A', '-o', 'OUT')],
    'audit': [(*VKEY, 'URL'), (*VKEY, '--promise', '@demo/late.promise',
                               '@channel')],
    'proof': [('verify', '--roll', '@keys.bin', *STATEMENT, '@note'),
              ('prove', '--roll', '@keys.bin', '--secret', '@secret',
               *STATEMENT, '-o', 'OUT')],
    'keep': [(*STATE,), (*STATE, '@?demo/cable.package')],
    'doctor': [('@channel',)],
    'metrics': [('--listen', '/dev/null', '@channel')],
    'backup': [('make', '--to', RECIPIENT, '-o', 'OUT', '.')],
    'transfer': [('--to', 'file', '@channel')],
    'courier': [('--once', *VKEY, '--witnesses', '@witnesses', 'URL')],
    'mirror': [('--once', *VKEY, '--dir', 'OUT', 'URL')],
    'completion': [('bash',), ('zsh',), ('fish',)],
    'help': [(), ('enrol',)],
    'demo': [('--examples', '@examples', 'OUT')],
}
# Any bytes are one, or whoever judges says what is wrong elsewhere.
MAY_BE_EMPTY = {'note', 'demo/member/passphrase'}
MAY_BE_CUT = MAY_BE_EMPTY | {'memo.md', 'demo/staff.csv', 'code', 'vkey',
                             'policy', 'keys.bin'}
# Everywhere the same: all its failures once, its absence in every verb.
COMMON = {'vkey', 'demo/member/passphrase', 'demo/member/020.state',
          'demo/water.link', 'policy'}
# Files with a key.
SECRET = ('.key', '.age', '.author')
# Their answer stands on standard output, a refusal's reason too.
ANSWER = {'verify', 'compose', 'proof'}


class Case:
    def __init__(self, tally, binary, where):
        self.t, self.where = tally, where
        self.binary = str(pathlib.Path(binary).resolve())
        self.made, self.lock = 0, threading.Lock()

    def fresh(self):
        """A path in a new folder."""
        with self.lock:
            self.made += 1
            n = self.made
        folder = self.where / f'made/{n}'
        folder.mkdir(parents=True)
        folder.chmod(0o777)
        return folder

    def run(self, args, stdout=subprocess.PIPE, before=(), **environ):
        return subprocess.run(
            [*before, self.binary, *args], cwd=self.where, stdout=stdout,
            stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=250,
            env={**os.environ, 'GAINSAY_TIMEOUT': '2', **environ})

    def fails(self, what, args, words, **more):
        """Exit code 1 or 2, and every word in what is said."""
        done = self.run(args, **more)
        said = done.stderr.decode(errors='replace')
        if args[0] in ANSWER and done.returncode == 1 and done.stdout:
            said, words = said + done.stdout.decode(errors='replace'), ()
        missing = [w for w in words if w not in said]
        name = f'{what}: gainsay {" ".join(args)}'
        self.t.check(done.returncode in (1, 2) and said.strip() and
                     not missing, name, f'exit code {done.returncode}, '
                     f'without {missing}\n{said}')
        return done

    def code(self, what, args, **more):
        """The same failure has a code for programs."""
        done = self.run(args, GAINSAY_MESSAGES='json', **more)
        lines = done.stderr.decode(errors='replace').splitlines()
        try:
            said = [json.loads(line) for line in lines if line[:1] == '{']
        except ValueError:
            said = []
        self.t.check(said and all(
            re.fullmatch('[a-z0-9]+(-[a-z0-9]+)*', m['code']) and
            isinstance(m['arguments'], list) and m['message'] for m in said),
            f'{what}: a code: gainsay {" ".join(args)}',
            done.stderr.decode(errors='replace'))


def inputs_of(call):
    return [i for i, word in enumerate(call) if word.startswith('@')]


def has_link(call):
    return any(word.startswith('@@') for word in call)


def filled(case, verb, call, url, wrong=None, path=None):
    """The command line, with the input at place `wrong` taken from `path`."""
    folder = case.fresh()
    words = [verb]
    for i, word in enumerate(call):
        link = '@' if word.startswith('@@') else ''
        if word.startswith('@'):
            words.append(link + (str(path) if i == wrong
                                 else word.lstrip('@?')))
        elif word.startswith('OUT'):
            words.append(str(folder / word.lower()))
        elif word.startswith('CODE '):
            words.append(case.codes[word[5:]])
        elif word == 'EMPTY':
            words.append(str(folder))
        else:
            words.append(url if word == 'URL' else word)
    if has_link(call) and '--server' not in words:
        words += ['--server', url]
    return words


# The inputs --------------------------------------------------------------

def broken_inputs(case, name, judged):
    """(what, path, words) of every way in which the file can be wrong."""
    folder = case.fresh()
    original = case.where / name
    data = original.read_bytes() if original.is_file() else b''
    (folder / 'folder').mkdir()
    (folder / 'empty').write_bytes(b'')
    (folder / 'half').write_bytes(data[:len(data) // 2])
    (folder / 'open').write_bytes(data)
    for made in ('empty', 'half'):
        (folder / made).chmod(0o600)
    yield 'absent', folder / 'absent', ['absent', ABSENT]
    if original.is_dir():
        if judged:
            yield 'an empty folder', folder / 'folder', ['folder']
        return
    yield 'a folder', folder / 'folder', ['folder', FOLDER]
    if name.endswith(SECRET):
        (folder / 'open').chmod(0o640)
        yield 'for others to read', folder / 'open', [
            'open', 'has the mode 0640', '0600', f'chmod 600 {folder}/open']
    yield 'unreadable', pathlib.Path('/proc/self/mem'), ['mem', BROKEN]
    if not judged:
        return
    if name not in MAY_BE_EMPTY:
        yield 'empty', folder / 'empty', ['empty']
    if name not in MAY_BE_CUT:
        yield 'cut', folder / 'half', ['half']


def check_inputs(case, pool, url):
    seen = set()
    for verb, calls in CALLS.items():
        for call in calls:
            for i in inputs_of(call):
                name = call[i].lstrip('@?')
                for what, path, words in broken_inputs(
                        case, name, not call[i].startswith('@?')):
                    if name in COMMON and what != 'absent' and name in seen:
                        continue
                    args = filled(case, verb, call, url, i, path)
                    pool.submit(case.fails, f'{name} {what}', args, words)
                    if what == 'absent' and i == inputs_of(call)[0]:
                        pool.submit(case.code, f'{name} {what}', args)
                seen.add(name)


def check_denied(case, pool, url):
    """Another user's files; needs a user to become."""
    become = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
    if os.geteuid() != 0 or shutil.which('setpriv') is None or \
            case.run(['--version'], before=become).returncode != 0:
        case.t.check(False, 'files without a right to read them: nobody cannot '
                     'run the program here')
        return
    secret = case.fresh() / 'denied'
    secret.write_text('x')
    secret.chmod(0o600)
    for verb, calls in CALLS.items():
        for call in calls[:1]:
            for i in [i for i in inputs_of(call) if not
                      (case.where / call[i].lstrip('@?')).is_dir()][:1]:
                pool.submit(case.fails, f'{call[i]} denied',
                            filled(case, verb, call, url, i, secret),
                            ['denied', DENIED], before=become)


# The server --------------------------------------------------------------

class Liar(socketserver.ThreadingMixIn, http.server.HTTPServer):
    """Answers `body` to everything, or, `late`, to everything that is not the
    log; the log is `real`'s."""
    daemon_threads = True

    def __init__(self, body, real='', late=False):
        self.body, self.real, self.late = body, real, late
        super().__init__(('127.0.0.1', 0), Lie)
        threading.Thread(target=self.serve_forever, daemon=True).start()
        self.url = f'http://127.0.0.1:{self.server_port}'


class Lie(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        if self.server.late and re.match('/(log|roll|channel)', self.path):
            try:
                with urllib.request.urlopen(self.server.real +
                                            self.path) as got:
                    self.answer(got.status, got.read())
            except urllib.error.HTTPError as err:
                self.answer(err.code, err.read())
        elif self.server.body is None:
            threading.Event().wait(10)
        else:
            self.answer(200, self.server.body)

    def do_POST(self):
        self.rfile.read(int(self.headers.get('Content-Length', 0)))
        self.answer(200, self.server.body or b'')

    def answer(self, status, body):
        self.send_response(status)
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)


# What never asks more than the log of a server.
LOG_ALONE = {'status', 'remind', 'statistics', 'audit', 'provenance', 'sync',
             'courier', 'doctor'}


def log_suffices(verb, call):
    # What was half signed is no reply here, nobody can appeal, and this state
    # has endorsed nothing that was filed: they are refused by the log alone.
    # Who has a memo in hand is nothing to send.  This charter keeps files for
    # ever.
    return verb in ('countersign', 'appeal', 'decide', 'assign', 'name',
                    'delete') or (
        '--identity' not in call and verb in {*LOG_ALONE, 'inbox'})


def own_state(case, args):
    """Another verb that runs beside this one may write the one of all, and what
    it replaces becomes zeros: so a copy of what it was before all of them."""
    state = 'demo/member/020.state'
    if state not in args:
        return args
    copy = case.fresh() / '020.state'
    shutil.copy(case.where / 'quiet.state', copy)
    return [str(copy) if a == state else a for a in args]


def check_servers(case, pool, url):
    liars = [('slow', Liar(None)), ('HTML', Liar(b'<html>Hello</html>')),
             ('empty JSON', Liar(b'{}')),
             ('HTML later', Liar(b'<html>Hello</html>', url, True)),
             ('empty JSON later', Liar(b'{}', url, True))]
    for verb, calls in CALLS.items():
        for call in calls:
            if 'URL' not in call and not has_link(call):
                continue
            args = own_state(case, filled(case, verb, call, DEAD))
            pool.submit(case.fails, 'dead', args,
                        [DEAD, 'Connection refused'])
            # At the same time, so with files of its own.
            pool.submit(case.code, 'dead', own_state(case, filled(
                case, verb, call, DEAD)))
            for what, liar in liars:
                if 'later' in what and log_suffices(verb, call):
                    continue
                # An empty object is what a server says when it is done.
                if what == 'empty JSON later' and verb == 'gather':
                    continue
                if what == 'slow' and verb not in ('status', 'gather',
                                                   'endorse'):
                    continue
                pool.submit(case.fails, what, own_state(case, filled(
                    case, verb, call, liar.url)), [liar.url])
    return liars


# The outputs -------------------------------------------------------------

PRINTING = [('status', *VKEY, '.'), ('audit', *VKEY, '.'),
            ('verify', *VKEY, 'demo/cable.gainsay'),
            ('verify', *VKEY, '--json', 'demo/cable.gainsay'),
            ('redact', '--list', 'demo/cable.gainsay'),
            ('compose', 'memo.md'), ('compose', '--show', 'memo.md'),
            ('compose', '--check', 'memo.md'),
            ('compose', '--clean', '-', 'memo.md'),
            ('claim', '--author', 'demo/cable.package.author', '--memo',
             'demo/cable.package', '--charter', 'charter.rec', '--name', 'A',
             '-o', '-')]


def check_outputs(case, pool, url, verbs):
    def full(args):
        with open('/dev/full', 'wb') as out:
            case.fails('standard output is full', args,
                       ['standard output', FULL], stdout=out)
    for verb in [*verbs, '']:
        pool.submit(full, [verb, '--help'] if verb else ['--help'])
    for call in PRINTING:
        pool.submit(full, [w.lstrip('@') for w in call])
    for verb, calls in CALLS.items():
        for call in calls:
            if 'OUT' not in call or verb in ('init', 'demo', 'roll', 'staff'):
                continue
            args = filled(case, verb, call, url)
            nowhere = [a if a != args[1 + call.index('OUT')] else
                       'nowhere/made' for a in args]
            pool.submit(case.fails, 'no such folder', own_state(case, nowhere),
                        ['nowhere/made', ABSENT])


def check_replaced(case, url):
    """A state is overwritten after it was replaced: who reads it meanwhile must
    not find zeros, and hear that the passphrase is wrong."""
    state = case.where / 'demo/member/020.state'
    data = state.read_bytes()
    folder = os.open(state.parent, os.O_RDONLY | os.O_DIRECTORY)
    fcntl.flock(folder, fcntl.LOCK_EX)
    state.write_bytes(bytes(len(data)))
    done = threading.Thread(target=lambda: case.t.check(
        case.run(filled(case, 'promises', CALLS['promises'][0], url) +
                 ['--server', url]).returncode == 0,
        'a state is read while another program replaces it'))
    done.start()
    time.sleep(2)
    state.write_bytes(data)
    os.close(folder)
    done.join()


def check_full_disk(case, url):
    disk = case.where / 'disk'
    disk.mkdir()
    if os.geteuid() != 0 or subprocess.run(
            ['mount', '-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', str(disk)],
            stderr=subprocess.DEVNULL, check=False).returncode != 0:
        case.t.check(False, 'a full disk: no file system can be mounted here')
        return
    try:
        ballast = os.open(disk / 'ballast', os.O_WRONLY | os.O_CREAT)
        try:
            while os.write(ballast, bytes(4096)):
                pass
        except OSError:
            os.close(ballast)
        for verb, calls in CALLS.items():
            for call in calls:
                if 'OUT' not in call or verb in ('demo', 'init', 'staff',
                                                 'roll', 'serve'):
                    continue
                args = filled(case, verb, call, url)
                out = args[1 + call.index('OUT')]
                case.made += 1
                full = str(disk / f'out-{case.made}')
                args = [full if a == out else a for a in args]
                case.fails('the disk is full', args, [full, FULL])
        case.fails('the disk is full', [*rig.INIT, '--origin', 'a/b',
                                        str(disk / 'new')],
                   [str(disk / 'new'), FULL])
    finally:
        subprocess.run(['umount', str(disk)], check=True)


# ------------------------------------------------------------------------

def prepare(case):
    """A channel that has everything that a verb can be given."""
    done = rig.demo(rig.Program(case.binary, case.where), 'channel',
                    '--without-witnesses')
    if done.returncode != 0:
        sys.exit(done.stdout)
    for path in (case.where / 'channel').iterdir():
        shutil.move(path, case.where / path.name)
    put = lambda name, text: (case.where / name).write_text(text)
    put('memo.md', '---\nsubject: A\nto: Director\n---\n\n(U) One.\n')
    put('note', 'A note.\n')
    put('listing', f'{64 * "0"}  member/\n')
    put('answers', 'preset us-state\n')
    put('code', 'abc\n')
    channel = base64.b64encode(hashlib.sha256(
        (case.where / 'charter.rec').read_bytes()).digest()).decode()
    put('invitation', f'gainsay/v1 invitation\nchannel {channel}\nname A\n'
        f'server {DEAD}\nkey ' + (case.where / 'vkey').read_text() +
        'code abc\n')
    put('witnesses', 'union.example/witness+5359dd4f+BGDFWQ9y7vKS+VRa/Ci/'
        'Y8qR0gFqCiiPkPmjL4nT//yv http://127.0.0.1:1\n')
    put('policy', 'log ' + (case.where / 'vkey').read_text() +
        'quorum none\n')
    done = case.run(['key', 'new', '--passphrase-file',
                     'demo/member/passphrase', '--cost', 'low', '-o',
                     'role.key', 'office'])
    if done.returncode != 0:
        sys.exit(done.stderr.decode())
    vector = min(json.loads(VECTORS.read_text())['valid'],
                 key=lambda v: v['N'])
    put('secret', vector['secret'] + '\n')
    (case.where / 'keys.bin').write_bytes(bytes.fromhex(vector['keys']))
    for name in ('nostaff', 'examples', 'channel'):
        (case.where / name).mkdir(exist_ok=True)
    for name in ('log', 'roll'):
        (case.where / 'channel' / name).symlink_to(f'../{name}')


def prepare_acts(case, url):
    """What needs the server: a memo that gathers, acts, a question."""
    at = ['--server', url]
    done = case.run(['show', *at, '--key', 'vkey', '@demo/water.link'])
    case.codes = {'water': rig.code_of(done.stdout.decode())}
    member = [word.lstrip('@') for word in STATE]
    for args in (
            ['claim', '--author', 'demo/cable.package.author', '--memo',
             'demo/cable.package', '--charter', 'charter.rec', '--name', 'A',
             '-o', 'claim'],
            ['compose', '--out', 'new.package', '--charter', 'charter.rec',
             '--roll', 'demo/roll-1.rec', '--to', 'Secretary of State',
             '--after', '2024-03-05', '--yes', 'memo.md'],
            ['redact', '--block', '1', '--otherwise', '(b)(5)', '--text',
             'shown.md', '-o', 'shown.gainsay', 'demo/cable.gainsay'],
            ['gather', *member, *at, '-o', 'new.link', 'new.package'],
            ['endorse', *member, *at, '--code', case.codes['water'], '-o',
             'endorsement', '@demo/water.link'],
            ['withdraw', *member, *at, '--code', case.codes['water'], '-o',
             'withdrawal', '@demo/water.link'],
            ['ask', '--yes', *at, '--key', 'vkey', '--sign', 'keys/office.key',
             '--memo', '1', '--text', 'note'],
            ['position', '--yes', *at, '--key', 'vkey', '--sign',
             'keys/office.key', '--memo', '1', '--private', '--stance',
             'declined', '--text', 'note']):
        done = case.run(args)
        if done.returncode != 0:
            sys.exit(f'{args}: {done.stderr.decode()}')
        if args[0] == 'gather':
            case.codes['new'] = rig.code_of(done.stdout.decode())
    done = case.run(['file', *member, *at, '--code', case.codes['new'],
                     '--package', 'new.package', '--author',
                     'new.package.author', '-o', 'filing', '@new.link'])
    if done.returncode != 0:
        sys.exit(f'file: {done.stderr.decode()}')
    shutil.copy(case.where / 'demo/member/020.state',
                case.where / 'quiet.state')


def main():
    tally = rig.Tally()
    with rig.folder('failures') as folder:
        case = Case(tally, sys.argv[1], pathlib.Path(folder).resolve())
        listed = re.findall(r'^  ([a-z-]+) ', case.run(
            ['--help']).stdout.decode(), re.M)
        tally.check(sorted(listed) == sorted(CALLS), 'every verb of --help '
                    'is led into its failures',
                    f'{set(listed) ^ set(CALLS)}')
        prepare(case)
        gainsay = rig.Program(sys.argv[1], case.where)
        with server(gainsay, '.', '--clock', 'simulated:' + DAY) as url:
            prepare_acts(case, url)
            with concurrent.futures.ThreadPoolExecutor(4) as pool:
                check_inputs(case, pool, url)
                check_denied(case, pool, url)
                liars = check_servers(case, pool, url)
                check_outputs(case, pool, url, listed)
            check_replaced(case, url)
            check_full_disk(case, url)
            for _, liar in liars:
                liar.shutdown()
    tally.end()


if __name__ == '__main__':
    main()
