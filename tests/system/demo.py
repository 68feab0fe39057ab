#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""demo.py GAINSAY TLOG_GO: plays `gainsay demo --once`, then hands what it
left to programs of others: x/mod's sumdb, OpenSSL, age, SQLite."""
import base64
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys

sys.dont_write_bytecode = True
import rig


def build_tlog(source):
    """x/mod's view of a log, as tests/interop/tlog.sh builds it."""
    work = pathlib.Path('go').resolve()
    work.mkdir(exist_ok=True)
    env = {**os.environ, 'GO111MODULE': 'off', 'GOPATH': '/usr/share/gocode',
           'GOFLAGS': '', 'GOPROXY': 'off', 'CGO_ENABLED': '0',
           'GOCACHE': str(work / 'cache')}
    subprocess.run(['go', 'build', '-o', str(work / 'tlog'), source],
                   env=env, check=True)
    return work / 'tlog'


def tlog(tool, log, vkey, proofs=''):
    """Exit code and output; "-" says that no witness has cosigned."""
    done = subprocess.run([tool, log, vkey, '-'], input=proofs, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def inclusion(leaves, index):
    """RFC 6962's audit path, leaf's sibling first."""
    if len(leaves) <= 1:
        return []
    k = 1
    while 2 * k < len(leaves):
        k *= 2
    if index < k:
        return inclusion(leaves[:k], index) + [rig.root_of(leaves[k:])]
    return inclusion(leaves[k:], index - k) + [rig.root_of(leaves[:k])]


def proof_line(entries, index, size=None):
    path = inclusion([rig.leaf_hash(e) for e in entries], index)
    return f'inclusion {index} {len(entries)} ' + ' '.join(
        base64.b64encode(h).decode() for h in path) + '\n'


def check_log(t, tool, d):
    vkey = (d / 'vkey').read_text().strip()
    entries = rig.read_entries(d / 'log')
    every = ''.join(proof_line(entries, i) for i in range(len(entries)))
    code, out = tlog(tool, d / 'log', vkey, every)
    t.check(code == 0 and f'{len(entries)} proofs' in out,
            "x/mod accepts checkpoint, bundles, tiles, and a proof of every "
            'entry', out)
    wrong = proof_line(entries, 3).replace('inclusion 3 ', 'inclusion 4 ')
    code, out = tlog(tool, d / 'log', vkey, wrong)
    t.check(code != 0, "x/mod refuses an entry's proof for another", out)
    name, ident, key = vkey.split('+', 2)
    raw = bytearray(base64.b64decode(key))
    raw[5] ^= 1
    other = f'{name}+{ident}+{base64.b64encode(raw).decode()}'
    code, out = tlog(tool, d / 'log', other)
    t.check(code != 0, "x/mod refuses another's verifier key", out)
    return entries


def role_key(charter, role):
    line = next(v for v in rig.lines_of(charter, 'role')
                if v.startswith(role + ' '))
    return base64.b64decode(line.split(' ')[1], validate=True)


def check_signature(t, where, d, entries):
    """The office's word, from the bundle, by OpenSSL alone."""
    records = [rig.record_of(e) for e in entries]
    charter = (d / 'charter.rec').read_text()
    t.check(records[0] == charter, 'the log begins with the charter')
    acks = [r for r in records if r.startswith('gainsay/v1 acknowledge\n')]
    t.check(len(acks) == 2, 'two memos are acknowledged')
    for ack in acks:
        mark = rig.lines_of(ack, 'signature')[0]
        signature = base64.b64decode(mark.split(' ')[1], validate=True)
        key = role_key(charter, 'office')
        text = rig.signed_part(ack, 'office')
        t.check(rig.openssl_verify(where, key, text, signature),
                "OpenSSL verifies the office's signature")
        t.check(not rig.openssl_verify(where, key, text + b'\n', signature),
                'OpenSSL refuses it for another text')
        t.check(not rig.openssl_verify(where, role_key(charter, 'second'),
                                       text, signature),
                "OpenSSL refuses it by another role's key")
        t.check(not rig.openssl_verify(
            where, key, rig.signed_part(ack, 'second'), signature),
            "OpenSSL refuses it as another role's line")


def age_open(d, sealed):
    done = subprocess.run(['age', '-d', '-i', d / 'keys/office.age'],
                          input=sealed, capture_output=True)
    return done.stdout if done.returncode == 0 else None


def check_age(t, d, entries):
    """What the memo records name opens with Debian's age."""
    words = ('our government has failed to denounce', 'harbour')
    memos = [r for r in map(rig.record_of, entries)
             if r.startswith('gainsay/v1 memo\n')]
    db = sqlite3.connect(f'file:{d / "channel.db"}?mode=ro', uri=True)
    for memo, word in zip(memos, words, strict=True):
        digest = base64.b64decode(rig.lines_of(memo, 'content')[0])
        row = db.execute('SELECT bytes FROM content WHERE hash = ?',
                         (digest,)).fetchone()
        plain = age_open(d, row[0]) if row else None
        t.check(plain is not None and word.encode().lower() in plain.lower(),
                f'age opens the memo with the word {word}',
                repr(plain[:200]) if plain else 'not opened')
    stored = b''.join(p.read_bytes() for p in d.glob('channel.db*'))
    t.check(b'failed to denounce' not in stored,
            "the memo's text is nowhere in the server's database")
    db.close()


def check_audit(t, gainsay, d, where, size):
    """A mirror suffices; whatever is flipped in it is noticed."""
    vkey = (d / 'vkey').read_text().strip()
    mirror = where / 'mirror'
    mirror.mkdir()
    for part in ('log', 'roll'):
        shutil.copytree(d / part, mirror / part)
    # Partial tiles of earlier checkpoints stay, and nobody needs them.
    for old in mirror.glob('log/tile/*/000.p/*'):
        if old.name != str(size):
            old.unlink()
    done = gainsay('audit', '--key', d / 'vkey', d)
    t.check(done.returncode == 0 and 'All is well' in done.stdout,
            'audit of the directory', done.stdout)
    done = gainsay('audit', '--key', vkey, mirror)
    t.check(done.returncode == 0 and '20 of 1000' in done.stdout,
            'audit of a mirror of log/ and roll/ alone', done.stdout)
    files = [p for p in sorted(mirror.rglob('*')) if p.is_file()]
    t.check(len(files) == 4, 'checkpoint, tile, bundle, roll',
            '\n'.join(map(str, files)))
    for file in files:
        data = file.read_bytes()
        for at in (0, len(data) // 2, len(data) - 1):
            # A bit of the last character of a line is not always content.
            at = at - 1 if data[at:at + 1] == b'\n' else at
            bad = bytearray(data)
            bad[at] ^= 1
            file.write_bytes(bad)
            done = gainsay('audit', '--key', vkey, mirror)
            t.check(done.returncode == 1 and 'All is well' not in done.stdout,
                    f'audit notices byte {at} of {file.relative_to(mirror)} '
                    f'(exit {done.returncode})', done.stdout)
        file.write_bytes(data)
    done = gainsay('audit', '--key', vkey, mirror)
    t.check(done.returncode == 0, 'audit of what was put back', done.stdout)


def check_exercise(t, output):
    """Every command that knows its channel says that it is an exercise."""
    runs = re.split(r'^\$ gainsay ', output, flags=re.M)[1:]
    t.check(len(runs) > 40, 'the demo shows its commands', len(runs))
    for run in runs:
        command, _, said = run.partition('\n')
        judged = 'Not valid' not in said
        if judged:
            t.check('EXERCISE' in said, f'{command} says EXERCISE', said)


def main():
    t = rig.Tally()
    gainsay = rig.Program(sys.argv[1], '.')
    tool = build_tlog(sys.argv[2])
    with rig.folder('demo') as name:
        where = pathlib.Path(name).resolve()
        d = where / 'channel'
        done = gainsay('demo', '--once', d, timeout=300)
        t.check(done.returncode == 0, 'demo --once', done.stdout)
        t.check('NOT AS IT MUST BE' not in done.stdout
                and ' 0 not as they must be' in done.stdout,
                'every check of the demo came out', done.stdout)
        check_exercise(t, done.stdout)
        before = (d / 'log/checkpoint').read_bytes()
        done = gainsay('demo', '--once', d)
        t.check(done.returncode == 2 and 'there already' in done.stdout
                and (d / 'log/checkpoint').read_bytes() == before,
                'a directory that exists is left alone', done.stdout)
        entries = check_log(t, tool, d)
        check_signature(t, where, d, entries)
        check_age(t, d, entries)
        check_audit(t, gainsay, d, where, len(entries))
    t.end()


if __name__ == '__main__':
    main()
