#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""cli.py GAINSAY: exit codes and words of every verb, in particular for what
is missing, wrong or not in canonical form."""
import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import zipfile

sys.dont_write_bytecode = True
import rig

VECTORS = rig.ROOT / 'tests/vectors/member-proof.json'
# One file a verb.
VERBS = {p.stem for p in (rig.ROOT / 'cli').glob('*.c')} - {'main'}


class Shell:
    """Runs the program and says what it must do."""

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

    def put(self, name, data):
        path = self.where / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return name

    def change(self, name, old, new):
        """A copy of a text file with its first `old` made `new`."""
        data = (self.where / name).read_bytes()
        if old not in data:
            raise ValueError(f'{name} has no {old}')
        return self.put('changed', data.replace(old, new, 1))


def check_usage(sh):
    out = sh(0, 'usage: gainsay VERB', '--help')
    listed = re.findall(r'^  ([a-z-]+) ', out, re.M)
    sh.t.check(sorted(listed) == sorted(VERBS), '--help lists the verbs, '
               'each once', out)
    # One table in the code; the manual has the same sentences.
    codes = re.findall(r'^  (\d)  (.+)$', out, re.M)
    manual = (rig.ROOT / 'man/gainsay.1').read_text()
    manual = manual[manual.index('.Sh EXIT STATUS'):]
    sh.t.check([c for c, _ in codes] == list('0123') and all(
        f'.It {c}\n{m[0].upper()}{m[1:]}.\n' in manual for c, m in codes),
        'the exit codes of --help are those of the manual', out)
    sh(0, 'gainsay ', '--version')
    sh(2, "no verb 'nosuch'", 'nosuch')
    sh(2, 'a verb is missing')
    for verb in listed:
        out = sh(0, f'gainsay {verb}', verb, '--help')
        sh.t.check(out.startswith('usage: ') and out.isascii() and
                   max(map(len, out.splitlines())) <= 80,
                   f'{verb} --help is for a terminal of 80 columns', out)
        if verb != 'help':
            sh(2, f'gainsay {verb}', verb)
        sh(2, f'gainsay {verb}', verb, '--nosuch')


def check_init(sh):
    def one(want, words, *options):
        return sh(want, words, *rig.INIT, *options, 'new')
    one(1, '--floor: \'floor ten\' is not', '--origin', 'a/b', '--floor', 'ten')
    one(1, 'dates like 2026-01-31', '--origin', 'a/b', '--from', '2023-02-30')
    one(1, "origin must not contain '+'", '--origin', 'a+b')
    one(1, "--origin: 'origin A' is not", '--origin', 'A')
    one(1, "answer 'origin ORIGIN'")
    one(1, 'ends before it begins', '--origin', 'a/b', '--from', '2024-01-01',
        '--to', '2023-01-01')
    one(1, 'a preset already', '--origin', 'a/b', '--preset', 'company')
    one(1, 'floor is 1; it must be from 2 to 16777216', '--origin', 'a/b',
        '--floor', '1')
    one(1, 'readers', '--origin', 'a/b', '--readers', 'me')
    sh.t.check(not (sh.where / 'new').exists(), 'a refused init leaves nothing')
    sh(0, 'not yet open', *rig.INIT, '--origin', 'a/b', '--exercise', 'd')
    sh(2, 'does not exist yet', *rig.INIT, '--origin', 'a/b', 'd')
    sh(2, 'given too often', 'init', '--origin', 'a', '--origin', 'b', 'e')
    sh(2, 'too many operands', 'init', '--origin', 'a/b', 'e', 'f')
    keys = sorted((sh.where / 'd/keys').iterdir())
    sh.t.check(len(keys) == 9 and
               all(k.stat().st_mode & 0o077 == 0 for k in keys),
               "nobody else reads the roles' keys", str(keys))


def check_staff(sh):
    def one(want, words, text):
        sh(want, words, 'staff', 'import', 'd', sh.put('list.csv', text))
    head = 'id,name,category\n'
    one(1, 'line 1: ', 'name,id,category\n')
    one(1, 'line 3: ', head + 'A,B,c\nX,Y\n')
    one(1, 'line 3: ', head + 'A,B,c\nX,Y,z,more\nU,V,w\n')
    one(1, 'line 3: ', head + 'A,B,c\nX,,z\nU,V,w\n')
    one(1, 'line 2: the list is not in UTF-8; it seems to be in Windows-1252',
        head.encode() + 'A,João,c\nU,V,w\n'.encode('cp1252'))
    one(1, 'line 2: it does not have the three columns', 'id;name;category\n'
        'A,B,c\n')
    one(1, 'line 3: ', head + 'A,B,c\nX,"Y,z\nU,V,w\n')
    one(1, 'nobody', head)
    one(1, 'twice', head + 'A,B,c\nA,D,e\n')
    one(0, '1 person is eligible.', head + 'A,B,c\n')
    one(0, '3 people are eligible', '\ufeff' + head.replace(',', ';') +
        'A;"João, Dr.";c\r\nU;"V; W";w\r\nX;Y;z\r\n')
    one(0, '2 people are eligible', '\ufeff' + head + 'A,"B, C",c\nU,V;W,w\n')
    sh(2, 'nosuch.csv', 'staff', 'import', 'd', 'nosuch.csv')
    sh(2, 'cannot be opened', 'staff', 'issue', 'nosuch')
    sh(1, "'Z'", 'staff', 'issue', 'd', '--id', 'Z')
    sh(0, 'id,name,code', 'staff', 'issue', 'd')


def check_proof(sh):
    """The published vectors, as files."""
    vectors = json.loads(VECTORS.read_text())
    valid = {v['N']: v for v in vectors['valid']}

    def judge(v, proof, **other):
        sh.put('keys', bytes.fromhex(v['keys']))
        sh.put('proof', bytes.fromhex(proof))
        return sh.gainsay('proof', 'verify', '--roll', 'keys', '--scope-hex',
                          other.get('scope', v['scope']), '--message-hex',
                          other.get('message', v['message']), 'proof')
    for n, v in valid.items():
        done = judge(v, v['proof'])
        sh.t.check((done.returncode, done.stdout) == (0, 'proof: valid\n'),
                   f'the valid proof of {n}', done.stdout)
    # Against another root is for the library: the roll's file has its own.
    wrong = [v for v in vectors['invalid'] if 'root' not in v]
    sh.t.check(len(wrong) > 100, 'invalid vectors')
    for v in wrong:
        other = {k: v[k] for k in ('scope', 'message') if k in v}
        done = judge(valid[v['of']], v['proof'], **other)
        sh.t.check(done.returncode == 1 and
                   done.stdout.startswith('proof: invalid'),
                   f'invalid: {v["why"]} of {v["of"]}', done.stdout)
    check_proof_files(sh, valid[min(valid)], valid[max(valid)])


def check_proof_files(sh, v, other):
    statement = ('--scope-hex', v['scope'], '--message-hex', v['message'])
    keys = bytes.fromhex(v['keys'])
    sh.put('good', bytes.fromhex(v['proof']))
    for words, roll in (
            ('no multiple of 32', keys[:-1]), ('legal', b''),
            ('legal', keys[:32]), ('ascend', keys[32:] + keys[:32]),
            ('ascend', keys[:32] * 2), ('no key', bytes(32) + keys[32:]),
            ('no key', keys[:32] + b'\xff' * 32)):
        sh(2, words, 'proof', 'verify', '--roll', sh.put('keys', roll),
           *statement, 'good')
    sh(2, 'nosuch', 'proof', 'verify', '--roll', 'nosuch', *statement, 'good')
    sh.put('keys', keys)
    sh(2, 'nosuch', 'proof', 'verify', '--roll', 'keys', *statement, 'nosuch')
    sh(2, 'lower-case', 'proof', 'verify', '--roll', 'keys', '--scope-hex',
       'AB', '--message-hex', '00', 'good')
    sh.put('bad', bytes.fromhex(other['proof']))
    out = sh(1, 'good: valid\nbad: invalid', 'proof', 'verify', '--roll',
             'keys', *statement, 'good', 'bad')
    sh.t.check(out.count('\n') == 2, 'one line a proof', out)
    prove = ('proof', 'prove', '--roll', 'keys', *statement, '-o', 'made')
    sh(2, '128 digits', *prove, '--secret',
       sh.put('secret', v['secret'].upper()))
    sh(2, 'not on the roll', *prove, '--secret',
       sh.put('secret', other['secret']))
    sh.t.check(not (sh.where / 'made').exists(), 'no proof was written')
    sh(0, '', *prove, '--secret', sh.put('secret', v['secret'] + '\n'))
    sh(0, 'made: valid', 'proof', 'verify', '--roll', 'keys', *statement,
       'made')


@contextlib.contextmanager
def server(sh, listen='127.0.0.1:0'):
    """A server of the channel in d; its address."""
    with subprocess.Popen(
            [sh.gainsay.binary, 'serve', '--listen', listen, '--clock',
             'simulated:2024-05-06T13:00:00Z', 'd'], cwd=sh.where, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL) as child:
        try:
            line = child.stdout.readline()
            yield re.search(r'http://[0-9.:]+', line)[0]
        finally:
            child.terminate()


def check_offline(sh):
    """What cannot be read, is not canonical, or does not answer."""
    vkey = ('--key', 'd/vkey')
    sh.put('garbage', bytes(range(256)) * 8)
    sh(1, 'canonical', 'verify', *vkey, 'garbage')
    sh(2, 'empty', 'verify', *vkey, sh.put('empty', b''))
    sh(2, 'nosuch', 'verify', *vkey, 'nosuch')
    for verb in ('verify', 'audit', 'status'):
        sh(2, 'not a verifier key', verb, '--key', 'garbage', 'garbage')
        sh(2, 'nokey', verb, '--key', 'nokey', 'garbage')
    for verb in ('audit', 'status'):
        sh(2, 'nosuch', verb, *vkey, 'nosuch')
        # Port 1 is tcpmux; nobody has it.
        sh(2, '127.0.0.1:1', verb, *vkey, 'http://127.0.0.1:1')
    sh(2, 'nosuch', 'compose', 'nosuch')
    sh(1, 'is no text', 'compose', 'garbage')
    sh(2, 'simulated', 'serve', '--clock', 'yesterday', 'd')
    sh(2, 'nosuch', 'serve', '--listen', '127.0.0.1:0', 'nosuch')
    sh(2, 'listen', 'serve', '--listen', 'here', 'd')


def check_served(sh):
    """A server that has a channel and no memo."""
    with server(sh) as url:
        at = ('--server', url, '--key', 'd/vkey')
        sign = ('--sign', 'd/keys/office.key')
        sh(0, 'The log keeps its rules', 'audit', '--key', 'd/vkey', url)
        sh(0, 'EXERCISE', 'status', '--key', 'd/vkey', url)
        sh(0, '', 'inbox', *at)
        sh(1, '1', 'acknowledge', '--yes', *at, *sign, '--memo', '1',
           '--unreadable')
        sh(2, 'missing: --identity', 'acknowledge', *at, *sign, '--memo', '1')
        sh.put('note', 'Noted.\n')
        sh(1, '1', 'reply', *at, *sign, '--memo', '1', '--text', 'note',
           '--disposition', '0 accepted')
        sh(2, "missing: --disposition 'R WORD'", 'reply', *at, *sign, '--memo',
           '1', '--text', 'note')
        sh(2, 'missing: --text FILE and --disp', 'reply', *at, *sign, '1')
        sh(2, 'missing: --text FILE', 'correct', *at, *sign, '--disposition',
           '0 partly', '1')
        sh(2, 'missing: --text FILE', 'ask', *at, *sign, '1')
        words = sh.put('words', 'a passphrase that nobody else has\n')
        enrol = ('enrol', *at, '--state', 'state', '--passphrase-file', words,
                 '--cost', 'low', '--code')
        sh(1, '', *enrol, '0000-0000-0000-0000-0000-0000-0000-0000')
        sh(1, '', *enrol, 'not a code')
        sh(2, 'another server', 'serve', '--listen', '127.0.0.1:0', 'd')
        endorse = ('endorse', '--state', 'state', '--passphrase-file', words)
        sh(1, '', *endorse, 'not a link')
        sh(2, 'nosuch', *endorse, '@nosuch')
        sh(2, '', 'endorse', '--state', 'state', '--submit', 'act', 'link')
    sh(0, 'The log keeps its rules', 'audit', '--key', 'd/vkey', 'd')


def check_demo(sh):
    """On what an exercise leaves: the second memo has four requests."""
    done = rig.demo(sh.gainsay, 'x', '--without-witnesses')
    sh.t.check(done.returncode == 0 and ' 0 not as they must be' in done.stdout,
               'the demo', done.stdout)
    good, vkey = 'x/demo/water.gainsay', ('--key', 'x/vkey')
    sh(0, 'Valid', 'verify', *vkey, good)
    data = (sh.where / good).read_bytes()
    for what, bad in (('a line feed more', data + b'\n'),
                      ('a line feed less', data[:-1]),
                      ('CRLF', data.replace(b'\n', b'\r\n')),
                      ('a space at the first line', data.replace(
                          b'\n', b' \n', 1)),
                      ('half of it', data[:len(data) // 2]),
                      ('twice', data * 2)):
        sh.put('bad', bad)
        done = sh.gainsay('verify', *vkey, 'bad')
        carried = {'a line feed less': 'interrupted', 'CRLF': 'CR LF',
                   'half of it': 'interrupted'}.get(what)
        sh.t.check(done.returncode == (2 if carried else 1) and
                   (carried or 'Not valid') in done.stdout,
                   f'a provenance file with {what}', done.stdout)
    sh(1, 'Not valid', 'verify', '--key', 'd/vkey', good)
    sh(2, 'nosuch', 'verify', *vkey, good, 'nosuch')
    promise = 'x/demo/late.promise'
    sh(3, 'Promise kept', 'audit', *vkey, '--promise', promise, 'x')
    for old, new, words in (
            (b'\nby 2023', b'\nby 2024', 'it binds nobody'),
            (b'\nact ', b'\nact  ', 'not a promise'),
            (b'promise\n', b'promise\r\n', 'not a promise')):
        sh.t.check('kept' not in sh(1, words, 'audit', *vkey, '--promise',
                                    sh.change(promise, old, new), 'x'),
                   'a changed promise')
    sh(2, 'nosuch', 'audit', *vkey, '--promise', 'nosuch', 'x')
    os.rename(sh.where / 'd', sh.where / 'other')
    os.rename(sh.where / 'x', sh.where / 'd')
    check_reply(sh)
    check_forget(sh)


def write_docx(path, *paragraphs):
    body = ''.join(f'<w:p><w:r><w:t>{p}</w:t></w:r></w:p>' for p in paragraphs)
    with zipfile.ZipFile(path, 'w') as z:
        z.writestr('[Content_Types].xml', '<Types/>')
        z.writestr('word/document.xml',
                   '<w:document xmlns:w="http://schemas.openxmlformats.org/'
                   f'wordprocessingml/2006/main"><w:body>{body}'
                   '</w:body></w:document>')
        z.writestr('word/_rels/document.xml.rels', '<Relationships/>')


def check_reply(sh):
    with server(sh) as url:
        reply = ('reply', '--server', url, '--key', 'd/vkey', '--sign',
                 'd/keys/office.key', '--memo', '2', '--yes', '--text', 'note')

        def given(*words):
            return [a for w in words for a in ('--disposition', w)]
        all_four = given('1 accepted', '2 partly', '3 declined', '4 declined')
        sh(1, 'request 3 of 4', *reply, *given('1 accepted', '2 partly',
                                               '4 declined'))
        sh(1, 'two dispositions', *reply, *all_four, *given('2 accepted'))
        for word in ('5 accepted', '0 accepted', '1 perhaps', '1', '01 partly',
                     '1  partly', '-1 partly'):
            sh(1, f"'{word}'", *reply, *given(word))
        sh(1, 'NUL', *(w if w != 'note' else 'garbage' for w in reply),
           *all_four)
        sh(1, 'already', *reply, *all_four)
        write_docx(sh.where / 'd/answer.docx', 'Thank you.', '1. We will.',
                   '2. We will not.', 'Request 4: no.')
        from_file = [*reply[:-2], '--from', 'd/answer.docx', *all_four]
        for line in ('request 1: lines ', ': 2. We will not.',
                     'request 3: no passage', 'request 4: lines ',
                     'has no passage for 1 of the 4 requests', 'already'):
            sh(1, line, *from_file)
        sh(2, 'two texts', *from_file, '--text', 'note')
        sh(1, 'it has opened it', 'acknowledge', '--yes', '--server', url,
           '--key', 'd/vkey', '--sign', 'd/keys/office.key', '--memo', '2',
           '--unreadable')
        for number in ('3', '0', '-1', 'two', '02', ''):
            sh(1, '', 'reply', *reply[1:7], '--memo', number, '--yes',
               '--text', 'note', *all_four)


def check_forget(sh):
    """The member's key of an edition is gone, and what was on the disk."""
    words = ('--passphrase-file', 'd/demo/member/passphrase')
    home = (sh.where / 'd/demo/cable.link').read_text().split('/box')[0]

    def act(state):
        return ('withdraw', '--state', state, *words, '--code', word_code,
                '@d/demo/cable.link')

    def forget(want, say, state, edition):
        with open(sh.where / state, 'rb') as old:
            before = old.read()
            sh(want, say, 'forget', '--yes', '--state', state, *words, '--edition',
               edition)
            old.seek(0)
            after = old.read()
        sh.t.check(after == (before if want else bytes(len(before))),
                   f'{state}: the file that was')

    state, other = 'd/demo/member/020.state', 'd/demo/member/021.state'
    for number in ('0x1', '', '-1', 'one'):
        forget(1, '--edition is the number', state, number)
    forget(1, 'no key for edition 9', state, '9')
    forget(0, 'cannot be read', other, '1')
    with server(sh, home.split('//')[1]) as url:
        sh.t.check(url == home, 'the server is where it was', url)
        word_code = rig.code_of(sh(0, 'Word code', 'show', '--key', 'd/vkey',
                                   '@d/demo/cable.link'))
        sh(0, 'Withdrawn', *act('d/demo/member/022.state'))
        forget(0, 'key of edition 1 is erased', state, '1')
        forget(1, 'no key for edition 1', state, '1')
        for gone in (state, other):
            sh(1, 'no key for edition 1', *act(gone))


def main():
    t = rig.Tally()
    with rig.folder('cli') as name:
        sh = Shell(t, sys.argv[1], pathlib.Path(name).resolve())
        check_usage(sh)
        check_init(sh)
        check_staff(sh)
        check_proof(sh)
        check_offline(sh)
        check_served(sh)
        check_demo(sh)
    t.end()


if __name__ == '__main__':
    main()
