#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""publish.py GAINSAY: a release of a memo, from redaction to the log, and from
the log to someone who has nothing but the verifier key.  The demo has
published one release already."""
import hashlib
import json
import pathlib
import re
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
import rig


def run(t, gainsay, want, words, *args):
    done = gainsay(*args)
    t.check(done.returncode == want and all(w in done.stdout for w in words),
            f'gainsay {" ".join(map(str, args))[:160]}: exit '
            f'{done.returncode}, expected {want} and {words}', done.stdout)
    return done.stdout


def refused(t, url, what, words, record, files):
    body = json.dumps({'records': [record], 'content': [
        rig.base64.b64encode(f).decode() for f in files]}).encode()
    try:
        urllib.request.urlopen(urllib.request.Request(
            url + 'records', body, {'Content-Type': 'application/json'}))
        t.check(False, f'{what}: taken')
    except urllib.error.HTTPError as e:
        said = e.read().decode()
        t.check(words in said, f'{what}: {words}', said)


def signed(folder, text):
    """`text` with the release officer's signature, by openssl."""
    seed = bytes.fromhex((folder / 'keys/release.key').read_text())
    return rig.sign_record(folder, seed, text, 'release')


def entries(folder):
    return rig.read_entries(folder / 'log')


def publish(t, gainsay, folder, url):
    """Redact, publish, and what is not let through."""
    def send(want, words, file, text, sign='release'):
        return run(t, gainsay, want, words, 'publish', '--yes', '--server', url,
                   '--key', 'vkey', '--sign', f'keys/{sign}.key', '--text',
                   text, file)
    before = len(entries(folder))
    run(t, gainsay, 0, ['shows '], 'redact', '--block', '1-3,6', '--reason',
        '4,5 (b)(1)', '--otherwise', '(b)(5)', '--text', 'part.md', '-o', 'part.gainsay',
        'demo/cable.gainsay')
    text = (folder / 'part.md').read_text()
    for what, changed, words in (
            ('an altered word', text.replace('DACCA', 'DELHI', 1)
             if 'DACCA' in text else text.replace(' the ', ' a ', 1),
             ['from line ']),
            ('a word more', text + '\nAnd this is new.\n', ['from line ']),
            ('a gap less', text.replace('[withheld: block 4, (b)(1)]\n\n', ''),
             ['from line '])):
        t.check(changed != text, f'{what}: the test changes the text')
        (folder / 'other.md').write_text(changed)
        send(1, words, 'part.gainsay', 'other.md')
    send(1, ['not signed with the key'], 'part.gainsay', 'part.md',
         sign='office')
    t.check(len(entries(folder)) == before, 'nothing was written')
    send(0, ['become public', f'entry {before}'], 'part.gainsay', 'part.md')
    run(t, gainsay, 0, ['shows '], 'redact', '--block', '1-8', '--withhold',
        '7:2 (b)(1)', '--otherwise', '(b)(6)', '--text', 'more.md', '-o', 'more.gainsay',
        'demo/cable.gainsay')
    t.check('[withheld: block 7, sentence 2, (b)(1)]' in
            (folder / 'more.md').read_text(), 'a block in part')
    send(0, [f'entry {before + 1}'], 'more.gainsay', 'more.md')
    return entries(folder)[before].decode()


def opening_of(file):
    """The bytes of a provenance file's last section."""
    head, body = file.read_bytes().split(b'section opening ', 1)[1].split(
        b'\n', 1)
    return body[:int(head)]


def past_the_program(t, folder, url, record):
    """Records that the program would not make, to the server itself."""
    opening = opening_of(folder / 'part.gainsay')
    text = (folder / 'part.md').read_bytes()
    record = record.split('\n', 1)[1].split('signature ')[0].replace(
        'publication 2\n', 'publication 4\n')
    t.check(hashlib.sha256(opening).digest() in [
        rig.base64.b64decode(h) for h in re.findall('^content (.*)$', record,
                                                    re.M)],
        'the record names the file\'s opening')
    good = signed(folder, record)
    refused(t, url, 'no files', 'names 2, and 0 came', good, [])
    refused(t, url, 'one file', 'names 2, and 1 came', good, [opening])
    refused(t, url, 'files the other way round', 'SHA-256', good,
            [text, opening])
    refused(t, url, 'a banner below the blocks\'', 'banner', signed(
        folder, re.sub('banner .*', 'banner UNCLASSIFIED', record)),
        [opening, text])
    cut = text.replace(b' the ', b' a ', 1)
    old = rig.base64.b64encode(hashlib.sha256(text).digest()).decode()
    new = rig.base64.b64encode(hashlib.sha256(cut).digest()).decode()
    refused(t, url, 'another text', 'from line ', signed(
        folder, record.replace(old, new)), [opening, cut])
    refused(t, url, 'a number out of order', 'numbered', signed(
        folder, record.replace('publication 4', 'publication 6')),
        [opening, text])
    other = opening_of(folder / 'demo/water.gainsay')
    old = rig.base64.b64encode(hashlib.sha256(opening).digest()).decode()
    new = rig.base64.b64encode(hashlib.sha256(other).digest()).decode()
    refused(t, url, 'another memo\'s opening',
            'another text than the text of memo', signed(
        folder, record.replace(old, new)), [other, text])
    refused(t, url, 'signed by nobody we know', 'signature',
            record + signed(folder, record + 'x')[len(record) + 1:],
            [opening, text])


def as_files(t, folder, url):
    """Each file of each publication lies where any web server can serve it,
    and no sealed one does."""
    files = {p.name: p.read_bytes()
             for p in (folder / 'public/content').iterdir()}
    named = {rig.base64.b64decode(h).hex() for e in entries(folder)
             if b'gainsay/v1 publish\n' in e
             for h in rig.lines_of(e.decode(), 'content')}
    t.check(set(files) == named and len(named) > 4, 'the publications, and '
            'nothing else', f'{sorted(files)} {sorted(named)}')
    for name, data in files.items():
        with urllib.request.urlopen(f'{url}content/{name}') as answer:
            t.check(answer.read() == data and
                    hashlib.sha256(data).hexdigest() == name and
                    'immutable' in answer.headers['Cache-Control'],
                    f'{name}: as the server answers')


def read_back(t, gainsay, folder, url):
    """What someone gets who has the verifier key and the log."""
    out = run(t, gainsay, 3, ['text 2, ', 'text 3, '], 'status', '--key',
              'vkey', url)
    t.check(out.count('published   ') == 3, 'status lists all', out)
    run(t, gainsay, 3, ['Memo 1'], 'audit', '--key', 'vkey', url)
    as_files(t, folder, url)
    for number, name in ((2, 'part'), (3, 'more')):
        run(t, gainsay, 0, ['bytes'], 'provenance', '--key', 'vkey', '--memo',
            '1', '--publication', number, '--text', 'got.md', '--force',
            '--traceable', '-o', 'got.gainsay', url)
        t.check((folder / 'got.md').read_bytes() ==
                (folder / f'{name}.md').read_bytes(), f'{name}: its text')
        run(t, gainsay, 3, ['is an excerpt', 'byte for byte',
                            f'publication {number}'],
            'verify', '--key', 'vkey', 'got.gainsay', 'got.md')
    out = gainsay('verify', '--json', '--key', 'vkey', 'got.gainsay',
                  'part.md').stdout
    got = json.loads(out)
    t.check([p['publication'] for p in got['publications']] == [1, 2, 3] and
            got['text']['publication'] == 2, '--json', out)
    (folder / 'other.md').write_text((folder / 'got.md').read_text() + '\n')
    out = run(t, gainsay, 3, ['is an excerpt'], 'verify', '--key', 'vkey',
              'got.gainsay', 'other.md')
    t.check('byte for byte' not in out, 'a copy with one byte more', out)
    run(t, gainsay, 1, ['no publication'], 'provenance', '--key', 'vkey',
        '--memo', '1', '--publication', '4', '-o', 'none', url)
    run(t, gainsay, 2, ['--memo-file'], 'provenance', '--key', 'vkey',
        '--memo', '1', '-o', 'none', url)


def await_log(place):
    """A mirror shows the log once it has looked at it."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(place + 'log/checkpoint').read()
            return True
        except urllib.error.HTTPError:
            time.sleep(0.2)
    return False


def from_mirror(t, gainsay, folder, url):
    """A mirror that is served stands for the channel's server; its folder alone
    does not."""
    wish = ('provenance', '--key', 'vkey', '--memo', '1', '--publication', '2',
            '--traceable', '--text', 'got.md', '--force', '-o')
    kept = ('mirror', '--key', 'vkey', '--dir', 'kept')
    run(t, gainsay, 1, ['the duty reply'], *kept, '--once', url)
    run(t, gainsay, 0, ['bytes'], *wish, 'server.gainsay', url)
    with subprocess.Popen(
            [gainsay.binary, *kept, '--listen', '127.0.0.1:0', url],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True) as mirror:
        place = next(re.search(r'http://[0-9.:]+/', line)[0]
                     for line in mirror.stdout
                     if line.startswith('listening on '))
        t.check(await_log(place), 'the mirror has looked, and shows the log')
        run(t, gainsay, 0, ['bytes'], *wish, 'mirror.gainsay', place)
        mirror.terminate()
    t.check((folder / 'mirror.gainsay').read_bytes() ==
            (folder / 'server.gainsay').read_bytes() and
            (folder / 'got.md').read_bytes() ==
            (folder / 'part.md').read_bytes(), 'the same file and text')
    run(t, gainsay, 2, ['from a server, give its URL'], *wish, 'none',
        'kept/public')


def main():
    t = rig.Tally()
    with rig.folder('publish') as place:
        folder = pathlib.Path(place).resolve() / 'demo'
        done = rig.demo(rig.Program(sys.argv[1], place), 'demo',
                        '--without-witnesses')
        t.check(done.returncode == 0 and '0 not as they must be' in done.stdout,
                'the demo', done.stdout)
        gainsay = rig.Program(sys.argv[1], folder)
        server = subprocess.Popen(
            [gainsay.binary, 'serve', '--listen', '127.0.0.1:0', '--clock',
             'simulated', '.'], cwd=folder, stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL, text=True)
        try:
            url = server.stdout.readline().split()[-1]
            record = publish(t, gainsay, folder, url)
            past_the_program(t, folder, url, record)
            read_back(t, gainsay, folder, url)
            from_mirror(t, gainsay, folder, url)
        finally:
            server.terminate()
            server.wait()
    t.end()


main()
