#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""policy.py GAINSAY: holders and the office make the same provenance file, and a
release from it; what it says of witnesses, policies, of what was checked and what was not.  The cosignatures are
OpenSSL's."""
import base64
import hashlib
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys

sys.dont_write_bytecode = True
import marked
import rig
from audit import server

EARLY, MIDDLE, LATE = 1707500000, 1707600000, 1709251200  # February 2024


class Witness:
    def __init__(self, where, name, first):
        self.where, self.name = where, name
        self.seed = bytes([first] * 32)
        (where / 'w.der').write_bytes(rig.ED25519_SEED_DER + self.seed)
        self.public = subprocess.run(
            ['openssl', 'pkey', '-inform', 'DER', '-in', 'w.der', '-pubout',
             '-outform', 'DER'], cwd=where, capture_output=True,
            check=True).stdout[-32:]

    def vkey(self, kind=4):
        blob = bytes([kind]) + self.public
        key_id = hashlib.sha256(self.name.encode() + b'\n' + blob).digest()
        return (f'{self.name}+{key_id[:4].hex()}+'
                f'{base64.b64encode(blob).decode()}')

    def line(self, text, time):
        message = f'cosignature/v1\ntime {time}\n'.encode() + text
        mark = rig.openssl_sign(self.where, self.seed, message)
        blob = (bytes.fromhex(self.vkey().split('+')[1]) +
                struct.pack('>Q', time) + mark)
        return (f'\u2014 {self.name} '
                f'{base64.b64encode(blob).decode()}\n').encode()


def cosign(note, marks):
    text = note[:note.rindex(b'\n\n') + 1]
    return note + b''.join(w.line(text, time) for w, time in marks)


def cosign_file(data, marks):
    """A provenance file whose checkpoint has these cosignatures as well."""
    at = data.index(b'section checkpoint ')
    body = data.index(b'\n', at) + 1
    size = int(data[at:body].split()[2])
    note = cosign(data[body:body + size], marks)
    return (data[:at] + b'section checkpoint %d\n' % len(note) + note +
            data[body + size:])


class Case:
    def __init__(self, tally, binary, where):
        self.t, self.where = tally, where
        self.gainsay = rig.Program(binary, where)
        self.log = (where / 'x/vkey').read_text().strip() \
            if (where / 'x').exists() else ''
        self.a, self.b, self.c = (
            Witness(where, f'{n}.example/witness', i)
            for i, n in enumerate(('ada', 'bee', 'cat'), 1))

    def __call__(self, want, words, *args):
        done = self.gainsay(*args)
        words = [words] if isinstance(words, str) else words
        text = ' '.join(done.stdout.split())
        self.t.check(done.returncode == want and
                     all(w in text for w in words),
                     f'gainsay {" ".join(map(str, args))[:200]}: exit '
                     f'{done.returncode}, expected {want} and {words}',
                     done.stdout)
        return text

    def put(self, name, data):
        path = self.where / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return name

    def policy(self, text):
        for name, key in (('LOG', self.log), ('ADA', self.a.vkey()),
                          ('BEE', self.b.vkey()), ('CAT', self.c.vkey())):
            text = text.replace(f'<{name}>', key)
        return self.put('policy', text)


def sealed(number, *more, sign='office', identity='x/keys/office.age'):
    """What the office, or another role, gives instead of a package."""
    return ('provenance', '--key', 'x/vkey', '--memo', number, '--sign',
            f'x/keys/{sign}.key', '--identity', identity, *more)


def check_canonical(c):
    """One through the server, one who has a mirror of its files alone, and the
    office, which has what was sealed to it and no package."""
    for part in ('log', 'roll'):
        shutil.copytree(c.where / 'x' / part, c.where / 'mirror' / part)
    for number, memo in (1, 'cable'), (2, 'water'):
        for keys in [], ['--without-keys']:
            make = ('provenance', '--key', 'x/vkey', '--memo-file',
                    f'x/demo/{memo}.package', *keys, '--force', '-o')
            with server(c.gainsay, 'x', '--clock', 'simulated') as url:
                c(0, ' bytes; memo ', *make, 'one.gainsay', url)
                c(0, ' bytes; memo ', *sealed(number, *keys), '--force', '-o',
                  'office.gainsay', url)
            c(0, ' bytes; memo ', *make, 'two.gainsay', 'mirror')
            one, two, office = ((c.where / n).read_bytes() for n in
                                ('one.gainsay', 'two.gainsay',
                                 'office.gainsay'))
            c.t.check(one == two, f'two holders, the same bytes: {memo} {keys}')
            c.t.check(one == office, f'the office too: {memo} {keys}')
            c.t.check((b'\nsection keys ' in one) == (not keys),
                      'the roll is included, or not')
    c(2, 'keys are neither', 'verify', '--key', 'x/vkey', 'one.gainsay')
    roll = 'x/demo/roll-1.keys'
    c(0, 'Valid', 'verify', '--key', 'x/vkey', '--roll', roll, 'one.gainsay')
    c(0, '', 'certificate', '--key', 'x/vkey', '--roll', roll, '-o', 'r.pdf',
      'one.gainsay')
    c.t.check((c.where / 'r.pdf').read_bytes()[:5] == b'%PDF-', 'a page of it')


def check_released(c):
    """From the office's file the release officer, who has no package and no key
    that opens memos, makes a release; anyone has the office's bytes of it."""
    shutil.copytree(c.where / 'x', c.where / 'y')
    shown = ('--block', '1-3', '--withhold', '2 (b)(1)', '--otherwise',
             '(b)(5)', '--force')
    with server(c.gainsay, 'y', '--clock', 'simulated') as url:
        c(0, ' bytes; memo 1 ', *sealed(1), '-o', 'whole.gainsay', url)
        c(0, '', 'redact', *shown, '--text', 'release.md', '-o',
          'release.gainsay', 'whole.gainsay')
        c(0, 'become public', 'publish', '--yes', '--server', url, '--key',
          'x/vkey', '--sign', 'x/keys/release.key', '--text', 'release.md',
          'release.gainsay')
        c(0, ' bytes; memo 1 ', *sealed(1, '--traceable'), '--force', '-o',
          'whole.gainsay', url)
        c(0, '', 'redact', *shown, '-o', 'release.gainsay', 'whole.gainsay')
        c(0, ' bytes; memo 1 ', 'provenance', '--key', 'x/vkey', '--memo', 1,
          '--publication', 2, '--traceable', '-o', 'anyone.gainsay', url)
    release, anyone = ((c.where / n).read_bytes() for n in
                       ('release.gainsay', 'anyone.gainsay'))
    c.t.check(release == anyone, "anyone's file of what was released")
    c(3, 'It is, byte for byte, publication 2', 'verify', '--key', 'x/vkey',
      'anyone.gainsay', 'release.md')


def check_sealed(c):
    """Who is not sealed to, has another key, or says two things."""
    none = ('-o', 'none.gainsay')
    with server(c.gainsay, 'x', '--clock', 'simulated') as url:
        for role in 'release', 'office':
            c(1, 'those whom its memo is sealed to', *sealed(
                1, '--role', role, sign='release'), *none, url)
        c.put('words', 'a heron stands in cold water at dawn\n')
        (c.where / 'words').chmod(0o600)
        words = ('--passphrase-file', 'words')
        c(0, '', 'key', 'new', *words, '--cost', 'low', '-o', 'other.key',
          'office')
        c(1, 'not sealed to this key', *sealed(
            1, *words, identity='other.key'), *none, url)
    c(2, 'give its URL', *sealed(1), *none, 'x')
    for more in (('--text', 'none.md'), ('--publication', 1),
                 ('--memo-file', 'x/demo/cable.package')):
        c(2, '--memo with --sign and --identity', *sealed(1, *more), *none,
          'x')
    c(2, '--memo with --sign and --identity', 'provenance', '--key', 'x/vkey',
      '--memo', 1, '--identity', 'x/keys/office.age', *none, 'x')
    c.t.check(not (c.where / 'none.gainsay').exists(), 'nothing was written')


def check_marked(c):
    """By a copy of the log that marks whoever fetches it."""
    made = ('provenance', '--key', 'x/vkey', '--memo-file',
            'x/demo/cable.package', '--force', '-o', 'first.gainsay', 'x')
    c(0, ' bytes; memo ', *made)
    marked.check_marks(c, (c.where / 'first.gainsay').read_bytes())


def check_words(c):
    """What is said when nobody but the log vouches."""
    verify = ('verify', '--key', 'x/vkey')
    c(3, ["times dated by the operator alone: no witness's key was given",
          'Checked:', "the log's signature on checkpoint 59, by the key given",
          'inclusion: ', 'the charter, signed by its authority',
          ' signatures by the roles that the charter names',
          ' member proofs against the roll of 1000 keys',
          'the text: 10 of 10 blocks, as they were filed', 'Not checked:',
          'nothing more about this memo, and no other charter, is in the log '
          "up to 2024-02-06T22:00:00Z, as the log's anchor says: 'gainsay "
          "audit' checks the anchor",
          'what the log has had about this memo since 2024-02-06T22:00:00Z: '
          "'gainsay audit' reads the whole log and can tell",
          'that the operator shows everybody the same log: no witness says so',
          'who wrote or endorsed it', 'that what it says is true',
          'that each key of the roll is one entitled person'],
      *verify, 'x/demo/cable.gainsay')
    c(0, '', 'redact', '--block', '1-3', '-o', 'part.gainsay',
      'x/demo/cable.gainsay')
    c(3, ['the text: 3 of 10 blocks', 'what stands in the 7 blocks that the '
          'file withholds'], *verify, 'part.gainsay')
    c(3, 'dated by the operator alone: no witness given has cosigned', *verify,
      '--witness', c.a.vkey(), 'x/demo/cable.gainsay')
    c(3, ['dated by the operator alone: the policy names no witness',
          'by a log of the policy', 'the policy, which asks for no '
          'cosignature'], 'verify', '--policy',
      c.policy('log <LOG>\nquorum none\n'), 'x/demo/cable.gainsay')


def check_witnesses(c):
    """Whom the reader trusts, and the charter does not name: their word is in
    files that do not stand on an anchor, and in no other."""
    c(0, 'may show who fetched it', 'provenance', '--key', 'x/vkey',
      '--memo-file', 'x/demo/cable.package', '--traceable', '-o',
      'newest.gainsay', 'x')
    c(1, 'something else than cosignatures of the charter', 'verify', '--key',
      'x/vkey', c.put('seen.gainsay', cosign_file(
          (c.where / 'x/demo/cable.gainsay').read_bytes(), [(c.a, EARLY)])))
    c.put('seen.gainsay', cosign_file(
        (c.where / 'newest.gainsay').read_bytes(),
        [(c.c, LATE), (c.a, EARLY), (c.b, MIDDLE)]))
    verify = ('verify', '--key', 'x/vkey')
    c(3, "no witness's key was given", *verify, 'seen.gainsay')
    text = c(3, 'before 2024-02-09T17:33:20Z (Fri 9 Feb 2024, 12:33 '
             'America/New_York), by ada.example/witness; cosigned later by '
             'cat.example/witness', *verify, '--witness', c.a.vkey(),
             '--witness', c.c.vkey(), 'seen.gainsay')
    c.t.check('everybody the same log' not in text, 'a witness saw it', text)
    c(2, 'given twice', *verify, '--witness', c.a.vkey(), '--witness',
      c.a.vkey(), 'seen.gainsay')
    c(2, 'not cosignature/v1', *verify, '--witness', c.a.vkey(1),
      'seen.gainsay')
    own = Witness(c.where, c.log.split('+')[0], 9)
    own.public = base64.b64decode(c.log.split('+', 2)[2])[1:]
    c(2, 'cannot be its own witness', *verify, '--witness', own.vkey(),
      'seen.gainsay')
    data = (c.where / 'seen.gainsay').read_bytes()
    at = data.index(b'cat.example/witness ') + 40
    c.put('bad.gainsay', data[:at] + (b'A' if data[at:at + 1] != b'A' else
                                      b'B') + data[at + 1:])
    c(1, 'Not valid', *verify, '--witness', c.c.vkey(), 'bad.gainsay')
    c(3, 'Valid', *verify, '--witness', c.a.vkey(), 'bad.gainsay')


TWO = ('log <LOG>\nwitness A <ADA>\nwitness B <BEE>\nwitness C <CAT>\n'
       'group all-three 2 A B C\nquorum all-three\n')


def check_policy(c):
    verify = ('verify', '--policy')
    c(3, ['before 2024-02-10T21:20:00Z', ', by ada.example/witness, '
          'bee.example/witness; cosigned later by cat.example/witness',
          "the policy's quorum: 3 of its 3 witnesses have cosigned"],
      *verify, c.policy(TWO), 'seen.gainsay')
    c(3, 'by a log of the policy', *verify, c.policy(TWO), 'seen.gainsay')
    c(3, 'by a log of the policy', *verify, c.policy(
        '\ufeff' + TWO.replace('\n', '\r\n') + '\r\n'), 'seen.gainsay')
    c(3, 'by the key given', *verify, c.policy(TWO), '--key', 'x/vkey',
      'seen.gainsay')
    c.put('one.gainsay', cosign_file(
        (c.where / 'newest.gainsay').read_bytes(), [(c.b, MIDDLE)]))
    c(1, ["Not valid", "'all-three' has 1 of 2, without 'A', 'C'"], *verify,
      c.policy(TWO), 'one.gainsay')
    c(1, "has 0 of 2, without 'A', 'B', 'C'", *verify, c.policy(TWO),
      'x/demo/cable.gainsay')
    c(3, 'Valid', *verify, c.policy(TWO.replace(' 2 A', ' any A')),
      'one.gainsay')
    c(1, "'all-three' has 1 of 3", *verify,
      c.policy(TWO.replace(' 2 A', ' all A')), 'one.gainsay')
    c(1, "'A' has not cosigned", *verify,
      c.policy('log <LOG>\nwitness A <ADA>\nquorum A\n'), 'one.gainsay')
    other = Witness(c.where, c.log.split('+')[0], 77).vkey(1)
    c(1, 'no log of the policy has signed', *verify,
      c.policy(TWO.replace('<LOG>', other)), 'seen.gainsay')
    c(3, 'by a log of the policy', *verify,
      c.policy(f'log {other}\n' + TWO), 'seen.gainsay')
    c(2, "none of the policy's logs", *verify,
      c.policy(TWO.replace('<LOG>', other)), '--key', 'x/vkey',
      'seen.gainsay')
    c(2, 'the policy names no log', *verify,
      c.policy(TWO.replace('log <LOG>\n', '')), 'seen.gainsay')
    c(3, 'by the key given', *verify,
      c.policy(TWO.replace('log <LOG>\n', '')), '--key', 'x/vkey',
      'seen.gainsay')
    c(2, 'Nothing is proved: no key was given', 'verify', 'seen.gainsay')
    for line, text in (
            (1, 'logs <LOG>\nquorum none\n'),
            (3, TWO.replace('<BEE>', '<ADA>')),
            (5, TWO.replace('A B C', 'A D')),
            (5, TWO.replace('A B C', 'A all-three')),
            (5, TWO.replace('2 A', '4 A')),
            (7, TWO + 'quorum none\n')):
        c(2, f'the policy policy: line {line}: ', *verify, c.policy(text),
          'seen.gainsay')


def check_json(c):
    def ask(want, *args):
        done = subprocess.run([c.gainsay.binary, 'verify', '--json', *args],
                              cwd=c.where, stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)
        c.t.check(done.returncode == want, f'--json: exit {want}', done.stderr)
        return json.loads(done.stdout or '{}')

    got = ask(3, '--policy', c.policy(TWO), 'seen.gainsay')
    c.t.check(got['witnessed'] == '2024-02-10T21:20:00Z' and
              got['witnesses'] == 3 and got['quorum'] == 'reached' and
              got['time'].startswith('before 2024-02-10T21:20:00Z (') and
              {'witness': 'cat.example/witness', 'at': '2024-03-01T00:00:00Z'}
              in got['witnessed_by'], '--json: the quorum', json.dumps(got))
    got = ask(3, '--key', 'x/vkey', 'seen.gainsay')
    c.t.check(got['quorum'] is None and got['witnessed_by'] == [] and
              got['time'] == "dated by the operator alone: no witness's key "
              'was given' and got['proofs'] == 24 and got['entries'] > 24 and
              got['signatures'] > 3 and len(got['checked']) == 6 and
              len(got['not_checked']) == 6 and
              got['not_checked'][-1] == 'that what it says is true',
              '--json: the operator alone', json.dumps(got))
    got = ask(1, '--policy', c.policy(TWO), 'one.gainsay')
    c.t.check(set(got) == {'valid', 'why'} and got['valid'] is False and
              'has 1 of 2' in got['why'], '--json: no quorum', json.dumps(got))


def check_page(c):
    def page(want, words, *args):
        pdf = c.where / 'page.pdf'
        pdf.unlink(missing_ok=True)
        c(want, words, 'certificate', '-o', 'page.pdf', *args)
        c.t.check(pdf.exists() == (want == 0), 'a page, or none')
        return ' '.join(subprocess.run(
            ['pdftotext', pdf, '-'], check=True, capture_output=True,
            text=True).stdout.split()) if pdf.exists() else ''
    text = page(0, '', '--policy', c.policy(TWO), 'seen.gainsay')
    c.t.check('in the log before 2024-02-10T21:20:00Z (Sat 10 Feb 2024, 16:20 '
              'America/New_York), by ada.example/witness, bee.example/witness; '
              'cosigned later by cat.example/witness.' in text,
              'the page names who dates it', text)
    text = page(0, '', '--key', 'x/vkey', '--witness', c.c.vkey(),
                'seen.gainsay')
    c.t.check('before 2024-03-01T00:00:00Z' in text and
              'by cat.example/witness.' in text, 'by one witness', text)
    page(1, "'all-three' has 1 of 2", '--policy', c.policy(TWO),
         'one.gainsay')
    page(2, 'line 1: ', '--policy', c.policy('quorum A\n'), 'seen.gainsay')


def check_audit(c):
    audit = ('audit', '--key', 'x/vkey')
    c(3, ["The last checkpoint is dated by the operator alone: no witness's "
          'key was given.'], *audit, 'mirror')
    note = c.where / 'mirror/log/checkpoint'
    note.write_bytes(cosign(note.read_bytes(), [(c.a, EARLY), (c.b, MIDDLE)]))
    c(3, 'The last checkpoint is before 2024-02-10T21:20:00Z', *audit,
      '--policy', c.policy(TWO), 'mirror')
    c(3, 'The last checkpoint is before 2024-02-09T17:33:20Z', *audit,
      '--witness', c.a.vkey(), 'mirror')
    out = c(1, "has 2 of 3, without 'C'", *audit, '--policy',
            c.policy(TWO.replace(' 2 A', ' all A')), 'mirror')
    c.t.check('The log keeps its rules' not in out,
              'nothing is well without it', out)


def main():
    t = rig.Tally()
    # What fontconfig keeps until the end of a process is its own affair.
    os.environ['LSAN_OPTIONS'] = 'print_suppressions=0:suppressions=' + str(
        rig.ROOT / 'tests/system/fontconfig.supp')
    with rig.folder('policy') as name:
        where = pathlib.Path(name).resolve()
        rig.demo(rig.Program(sys.argv[1], where), 'x', '--without-witnesses')
        c = Case(t, sys.argv[1], where)
        for check in (check_canonical, check_sealed, check_released,
                      check_marked, check_words, check_witnesses, check_policy,
                      check_json, check_page, check_audit):
            check(c)
    t.end()


if __name__ == '__main__':
    main()
