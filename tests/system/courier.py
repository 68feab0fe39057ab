#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""courier.py GAINSAY: a channel with three witnesses, two of whom are a quorum.
One is dead, one slow, one forges, one contradicts: what is published, what the
operator is told, what is kept as evidence."""
import base64
import json
import pathlib
import re
import shutil
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
import between
import rig
import stored
import witness

NOW, SOON = '2023-11-01T15:00:00Z', '2023-11-01T15:30:00Z'
ORIGIN = 'localhost/witnessed'
OUTSIDER = b'\x77' * 32


def get(url, path):
    """(status, text)"""
    try:
        with urllib.request.urlopen(url + path, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.read().decode()


def size_of(url, path):
    status, text = get(url, path)
    return rig.read_checkpoint(text)[1] if status == 200 else None


def signers(note):
    return [name for name, _ in rig.read_checkpoint(note)[4]]


class Case:
    def __init__(self, t, binary, where):
        self.day = stored.Day(t, binary, where)
        self.t, self.where = t, where

    def found(self):
        """The log's key first: the witnesses know it."""
        seeds = [bytes([i]) * 32 for i in (1, 2, 3)]
        names = ['press.example', 'union.example/w', 'university.example']
        keys = [witness.vkey(n, 4, witness.ed25519.public(s))
                for n, s in zip(names, seeds)]
        text = (rig.ROOT / 'examples/us-state.answers').read_text()
        (self.where / 'answers').write_text(
            text + ''.join(f'witness {k}\n' for k in keys) + 'quorum 2\n')
        self.day.must('init', '--yes', '--exercise', '--answers', 'answers',
                      '--origin', ORIGIN, '--from', '2023-01-01', '--to',
                      '2025-12-31', 'channel')
        (self.where / 'keys').mkdir()
        (self.day.place / 'keys/authority.key').rename(
            self.where / 'keys/authority.key')
        self.vkey = (self.day.place / 'vkey').read_text().strip()
        self.witnesses = [witness.Witness(n, s, self.vkey)
                          for n, s in zip(names, seeds)]
        key = (self.day.place / 'keys/log.key').read_text().strip()
        self.log_seed = base64.b64decode(key.split('+', 4)[4])[1:]

    def courier(self, url, *more, file='witnesses'):
        return self.day.gainsay('courier', '--key', 'channel/vkey',
                                '--witnesses', file, '--once', *more, url)

    def add_entry(self, url, n):
        return self.day.gainsay('moved', '--yes', '--server', url, '--key',
                                'channel/vkey', '--sign',
                                'keys/authority.key', f'https://m{n}.example')

    def status(self, url):
        return self.day.gainsay('status', '--key', 'channel/vkey', url)

    def audit(self, note, what):
        """A copy of the log with this checkpoint, as an auditor sees it."""
        copy = self.where / 'copy'
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.day.place / 'log', copy / 'log')
        (copy / 'log/checkpoint').write_text(note)
        done = self.day.gainsay('audit', '--key', 'channel/vkey', copy)
        self.t.check(done.returncode == 1 and what in done.stdout,
                     f'refused: {what}', done.stdout)

    def bring(self, url, note):
        """(status, what is missing or the problem)"""
        data = json.dumps({'checkpoint': note}).encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(
                    url + '/cosignatures', data,
                    {'Content-Type': 'application/json'})) as answer:
                return answer.status, json.load(answer)['missing']
        except urllib.error.HTTPError as e:
            return e.code, json.load(e).get('code')


def nothing_yet(c, url):
    c.t.check(get(url, '/log/checkpoint')[0] == 404, 'nothing is published '
              'that nobody has cosigned')
    c.t.check(size_of(url, '/log/newest') == 1, 'what is signed is shown')
    done = c.status(url)
    c.t.check(done.returncode == 2 and 'have not cosigned any checkpoint' in
              done.stdout, 'and a client believes nothing', done.stdout)


def too_early(c, url, want, words):
    """Nobody joins a channel of which no witness has seen anything; the same
    invitation is good once the courier has run."""
    invitation = sorted((c.where / 'invitations').iterdir())[0]
    done = c.day.gainsay('join', '--state', 'early.state', '--passphrase-file',
                         'words', '--cost', 'low', invitation)
    c.t.check(done.returncode == want and words in done.stdout,
              f'join: exit {want}, {words}', done.stdout)


def not_mirrored(c, url):
    done = c.day.gainsay('mirror', '--once', '--key', 'channel/vkey', '--dir',
                         'mirror', url)
    c.t.check(done.returncode == 2 and 'too few of the channel\'s witnesses '
              'have cosigned the first' in done.stdout, 'nor does a mirror',
              done.stdout)


def two_of_three(c, url):
    """One is dead, one slow; a quorum is there."""
    press, union, university = c.witnesses
    dead = university.start().url
    university.stop()
    press.start()
    union.start().slow = 2
    witness.addresses(c.where, *c.witnesses)
    done = c.courier(url)
    c.t.check(done.returncode == 1 and f'university.example does not answer '
              f'at {dead}' in done.stdout, 'the dead one is named', done.stdout)
    status, note = get(url, '/log/checkpoint')
    c.t.check(status == 200 and signers(note) ==
              [ORIGIN, 'press.example', 'union.example/w'],
              'a quorum publishes, and lines stand by name', note)
    union.slow = 0
    done = c.courier(url)
    c.t.check(done.returncode == 1 and get(url, '/log/checkpoint')[1] == note,
              'a second word on one checkpoint changes nothing', done.stdout)


def forged(c, url):
    """What anybody may bring, and what is kept of it."""
    note = get(url, '/log/newest')[1]
    text = rig.read_checkpoint(note)[3]
    now = int(time.time())
    outsider = witness.signature_line('outsider.example', 4, OUTSIDER, text,
                                      now)
    status, missing = c.bring(url, note + outsider)
    c.t.check(status == 200 and missing == ['university.example'] and
              'outsider' not in get(url, '/log/checkpoint')[1],
              'a stranger\'s line is left out', f'{status} {missing}')
    university = c.witnesses[2]
    for what, line in (
            ('over another text', witness.signature_line(
                university.name, 4, university.seed, text + 'x\n', now)),
            ('with another key', witness.signature_line(
                university.name, 4, OUTSIDER, text, now))):
        status, code = c.bring(url, note + line)
        published = signers(get(url, '/log/checkpoint')[1])
        c.t.check('university.example' not in published and
                  (status != 200 or what == 'with another key'),
                  f'a cosignature {what} is not kept', f'{status} {code}')
    line = witness.signature_line(university.name, 4, university.seed, text, 0)
    status, missing = c.bring(url, note + line)
    c.t.check(missing == ['university.example'], 'one of time 0 does not '
              'count', f'{status} {missing}')
    fork = f'{ORIGIN}\n1\n{base64.b64encode(bytes(32)).decode()}\n'
    fork += '\n' + witness.signature_line(ORIGIN, 1, c.log_seed, fork)
    status, code = c.bring(url, fork)
    c.t.check((status, code) == (409, 'checkpoint-other-root') and
              'signed and this server has not' in
              pathlib.Path(f'{c.day.place}.log').read_text(),
              'a checkpoint of a second log is told to the operator',
              f'{status} {code}')


def promised(c, url, words, what):
    """A promise of an act by 15:05, which no witness has seen yet; its audit."""
    seed = (c.day.place / 'keys/promise.key').read_text().strip()
    memo = base64.b64encode(bytes(32)).decode()
    text = (f'gainsay/v1 promise\nchannel {rig.channel_id(c.day.place)}\n'
            f'memo {memo}\nroll {memo}\nact endorse\ntag {memo}\n'
            'by 2023-11-01T15:05:00Z\n')
    (c.where / 'promise').write_text(rig.sign_record(
        c.where, bytes.fromhex(seed), text, 'promise'))
    done = c.day.gainsay('audit', '--key', 'channel/vkey', '--promise',
                         'promise', url)
    c.t.check(words in done.stdout, what, done.stdout)

    watch = ('mirror', '--once', '--key', 'channel/vkey', '--dir', 'watch',
             url)
    folder = c.where / 'watch' / 'promises'
    if not folder.exists():
        c.day.gainsay(*watch)
        folder.mkdir(exist_ok=True)
    shutil.copy(c.where / 'promise', folder)
    told = c.day.gainsay(*watch)
    c.t.check(('promises/promise' in told.stdout) == ('NOT' in words),
              f'a mirror: {what}', told.stdout)
    return done


def out_of_reach(c, s):
    """The log goes on; what is published stays; the operator is told."""
    url, log = s.url, pathlib.Path(f'{c.day.place}.log')
    c.witnesses[1].stop()
    before = get(url, '/log/checkpoint')[1]
    done = c.add_entry(url, 1)
    c.t.check(done.returncode == 0, 'the log goes on', done.stdout)
    done = c.courier(url)
    c.t.check(done.returncode == 1 and
              size_of(url, '/log/newest') == 2 and
              get(url, '/log/checkpoint')[1] == before,
              'one of three publishes nothing', done.stdout)
    shown = c.status(url)
    c.t.check(shown.returncode == 0 and 'cosigned 1 of the log\'s 2 entries'
              in shown.stdout, 'members are told up to where',
              shown.stdout)
    page = re.sub('<[^>]*>', '', get(url, '/')[1])
    c.t.check('Of these entries 1 can be read.' in page and
              'Who has not yet: union.example/w, university.example.' in page,
              'the page names who has not cosigned', page)
    newest = get(url, '/log/newest')[1]
    c.audit(newest, 'cosigned by 0 witnesses; version 1')
    lines = witness.signature_line(
        c.witnesses[0].name, 4, c.witnesses[0].seed,
        rig.read_checkpoint(newest)[3], int(time.time()))
    c.audit(newest + lines, 'by 1 witnesses; version 1 of the charter wants '
            '2 of 3')
    s.post('/exercise/clock', {'now': SOON})
    done = promised(c, url, 'cannot be told', 'of what no witness saw nobody '
                    'says that it is broken')
    c.t.check(done.returncode == 2 and 'NOT KEPT' not in done.stdout,
              'nor that it is kept', done.stdout)
    size_of(url, '/log/newest')
    s.post('/exercise/clock', {'now': '2023-11-01T15:31:00Z'})
    c.t.check('too few witnesses have cosigned what came after entry 1' in
              log.read_text(), 'the operator is told', log.read_text())
    c.witnesses[1].start()
    done = c.courier(url)
    c.t.check(size_of(url, '/log/checkpoint') == 2, 'and then it is '
              'published', done.stdout)
    c.t.check('can be read' not in get(url, '/')[1], 'nor says it any more')
    c.t.check(c.witnesses[1].asked[-2:] == [0, 1], 'from where the witness '
              'stood', str(c.witnesses[1].asked))
    s.post('/exercise/clock', {'now': '2023-11-01T15:32:00Z'})
    promised(c, url, 'NOT KEPT', 'until they have')
    c.t.check('have cosigned the whole log again; its size is 2' in log.read_text(),
              'which is told as well', log.read_text())


def invite(c, url):
    (c.where / 'words').write_text(rig.WORDS + '\n')
    c.day.list_staff()
    c.day.must('staff', 'import', 'channel', 'staff.csv')
    c.day.must('staff', 'issue', 'channel', '--server', url, '--invitations',
               'invitations')


def invited(c, url):
    """Whoever is invited is told who watches."""
    texts = [p.read_text() for p in (c.where / 'invitations').iterdir()]
    wanted = [w.vkey for w in c.witnesses]
    c.t.check(texts and all(rig.lines_of(text, 'witness') == wanted
                            for text in texts),
              'an invitation has the witnesses', ''.join(texts[:1]))


def forger(c, url):
    """A witness whose line verifies under nobody's key."""
    c.witnesses[0].bad = True
    c.must_add(url, 2)
    done = c.courier(url)
    c.t.check(done.returncode == 1 and 'no cosignature of this checkpoint '
              'under its key' in done.stdout and
              size_of(url, '/log/checkpoint') == 2,
              'a wrong line is not brought', done.stdout)
    c.witnesses[0].bad = False


def judged(c, want, words, *notes):
    """What was kept is these notes, and a stranger judges it offline."""
    path = c.where / 'proof'
    kept = path.read_text() if path.exists() else ''
    have = [rig.read_checkpoint(base64.b64decode(line).decode())[3]
            for line in rig.lines_of(kept, 'note')]
    c.t.check(have == [rig.read_checkpoint(n)[3] for n in notes],
              'both signed checkpoints are kept', kept)
    done = c.day.gainsay('audit', '--key', 'channel/vkey', '--evidence',
                         'proof')
    c.t.check(done.returncode == want and words in done.stdout,
              f'an audit of them: exit {done.returncode}', done.stdout)


def contradiction(c, url):
    """A witness that knows another log, which the log's key has signed."""
    press, union, university = c.witnesses
    text = f'{ORIGIN}\n2\n{base64.b64encode(b"x" * 32).decode()}\n'
    fork = text + '\n' + witness.signature_line(ORIGIN, 1, c.log_seed, text)
    university.port = 0
    university.start().hold(fork)
    press.hold(union.note)
    witness.addresses(c.where, *c.witnesses)
    c.where.joinpath('proof').unlink(missing_ok=True)
    done = c.courier(url, '--evidence', 'proof')
    c.t.check(done.returncode == 1 and 'university.example refuses' in
              done.stdout and 'LOG\'S KEY HAS SIGNED' in done.stdout and
              'kept in proof' in done.stdout, 'it is told', done.stdout)
    judged(c, 1, 'THE LOG\'S KEY SIGNED TWO LOGS', fork,
           get(url, '/log/newest')[1])
    c.t.check(size_of(url, '/log/checkpoint') == 3, 'the two others publish',
              done.stdout)
    university.note = None
    (c.where / 'proof').unlink()
    done = c.courier(url, '--evidence', 'proof')
    c.t.check(done.returncode == 1 and 'shows nothing that bears out' in
              done.stdout and not (c.where / 'proof').exists(),
              'who only says so proves nothing', done.stdout)
    university.size, university.root = 99, bytes(32)
    done = c.courier(url)
    c.t.check('has cosigned 99 entries of this log, and the server shows 3' in
              done.stdout, 'one that is ahead', done.stdout)


class Fleeting(between.Front):
    """Shows its newest checkpoint once, and never again."""

    def respond(self, body=None):
        self.server.asked.append(self.path)
        if self.server.asked.count('/log/newest') > 1 and \
                self.path == '/log/newest':
            self.answer(503, b'')
        else:
            super().respond(body)


def withheld(c, url):
    """A server that does not show again what a witness was asked about hides
    no contradiction: what it has signed was shown."""
    text = f'{ORIGIN}\n2\n{base64.b64encode(b"y" * 32).decode()}\n'
    fork = text + '\n' + witness.signature_line(ORIGIN, 1, c.log_seed, text)
    c.witnesses[2].hold(fork)
    with between.before(url, Fleeting, asked=[]) as front:
        done = c.courier(front.url, '--evidence', 'proof')
    c.t.check(done.returncode == 1 and 'LOG\'S KEY HAS SIGNED' in done.stdout
              and 'withholds' not in done.stdout, 'it is told all the same',
              done.stdout)
    judged(c, 1, 'THE LOG\'S KEY SIGNED TWO LOGS', fork,
           get(url, '/log/newest')[1])
    (c.where / 'proof').unlink()


class Going:
    """A courier that goes on, and what it says."""

    def __init__(self, c, *more):
        self.lines, self.c = [], c
        self.child = subprocess.Popen(
            [c.day.gainsay.binary, 'courier', '--key', 'channel/vkey',
             '--witnesses', 'witnesses', '--every', '1', *more],
            cwd=c.where, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True)
        threading.Thread(target=self.listen, daemon=True).start()

    def listen(self):
        self.lines.extend(self.child.stdout)

    def said(self, words, what):
        end = time.monotonic() + 60
        while words not in ''.join(self.lines) and time.monotonic() < end:
            time.sleep(0.1)
        self.c.t.check(words in ''.join(self.lines), what,
                       ''.join(self.lines))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.child.terminate()
        self.child.wait(30)


def shown_later(c, url):
    """A witness that says so first, and shows it at its second refusal."""
    university, size = c.witnesses[2], size_of(url, '/log/newest')
    text = f'{ORIGIN}\n{size}\n{base64.b64encode(b"y" * 32).decode()}\n'
    fork = text + '\n' + witness.signature_line(ORIGIN, 1, c.log_seed, text)
    university.hold(fork)
    university.note = None
    (c.where / 'proof').unlink(missing_ok=True)
    with Going(c, '--evidence', 'proof', url) as going:
        going.said('shows nothing that bears out', 'it only says so')
        university.note = fork
        going.said('LOG\'S KEY HAS SIGNED', 'then it shows it')
        going.said('kept in proof', 'and it is kept')


def grew_meanwhile(c, url):
    """The log grows while a witness is asked, and others brought it there: it
    is not ahead of the server."""
    university = c.witnesses[2]
    c.witnesses[1].stop()

    def grow():
        c.must_add(url, 50)
        university.hold(get(url, '/log/newest')[1])
    university.hold(c.witnesses[0].note)
    c.must_add(url, 49)
    university.meanwhile = grow
    done = c.courier(url)
    c.t.check(done.returncode == 1 and 'university' not in done.stdout,
              'it is not called ahead of the log', done.stdout)
    c.witnesses[1].start()
    witness.addresses(c.where, *c.witnesses)
    done = c.courier(url)
    c.t.check(done.returncode == 0, 'and all have cosigned', done.stdout)


def same_size(c, url):
    """Another log of the size that all have cosigned is not taken for done."""
    copy, key = c.where / 'copied', c.log_seed
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(c.day.place / 'log', copy)
    entries = rig.read_entries(copy, 'newest')
    leaves = [rig.leaf_hash(e) for e in entries[:-1] + [entries[0]]]
    text = (f'{ORIGIN}\n{len(leaves)}\n'
            f'{base64.b64encode(rig.root_of(leaves)).decode()}\n')
    before = [len(w.asked) for w in c.witnesses]
    with Going(c, '--log', 'copied', '--evidence', 'proof', url) as going:
        going.said('university.example has cosigned', 'all have cosigned')
        (copy / f'tile/0/000.p/{len(leaves)}').write_bytes(b''.join(leaves))
        (copy / 'newest.new').write_text(
            text + '\n' + witness.signature_line(ORIGIN, 1, key, text))
        (copy / 'newest.new').rename(copy / 'newest')
        going.said('refuses the checkpoint', 'the other log is asked about')
    c.t.check(all(len(w.asked) > n for w, n in zip(c.witnesses, before)),
              'of each')
    (c.where / 'proof').unlink(missing_ok=True)


def replaced(c, url):
    """Operator, authority and second signer put a witness of their own in the
    place of all: it is theirs alone until those of before have seen it."""
    new = witness.Witness('mine.example', OUTSIDER, c.vkey)
    day, size = c.day, size_of(url, '/log/newest')
    key = ('--key', 'channel/vkey')
    day.must('charter', 'draft', *key, '--change', f'witness {new.vkey}',
             '--change', 'quorum 1', '-o', 'next', url)
    for role in ('authority', 'second'):
        path = c.where / 'keys/second.key'
        if role == 'second' and not path.exists():
            (day.place / 'keys/second.key').rename(path)
        day.must('charter', 'sign', *key, '--yes', '--log', url, '--role',
                 role, '--sign', f'keys/{role}.key', 'next')
    day.must('charter', 'publish', '--yes', *key, '--server', url, 'next')
    newest = get(url, '/log/newest')[1]
    c.t.check(rig.read_checkpoint(newest)[1] == size + 1, 'the charter is in '
              'the log', newest)
    line = witness.signature_line(new.name, 4, new.seed,
                                  rig.read_checkpoint(newest)[3],
                                  int(time.time()))
    status, missing = c.bring(url, newest + line)
    c.t.check(status == 200 and missing == [] and
              size_of(url, '/log/checkpoint') == size,
              'its witness alone publishes nothing', f'{status} {missing}')
    c.audit(newest + line, 'version 2 of the charter names other witnesses '
            'than version 1, and too few of those have cosigned')
    c.witnesses[2].hold(c.witnesses[1].note)
    done = c.courier(url)
    c.t.check(size_of(url, '/log/checkpoint') == size + 1 and
              c.status(url).returncode == 0,
              'with those of before it is published', done.stdout)
    c.must_add(url, 99)
    newest = get(url, '/log/newest')[1]
    line = witness.signature_line(new.name, 4, new.seed,
                                  rig.read_checkpoint(newest)[3],
                                  int(time.time()))
    c.bring(url, newest + line)
    c.t.check(size_of(url, '/log/checkpoint') == size + 2,
              'and from then on the new one publishes alone')


def damaged(c):
    """The witnesses of before are gone; the tiles are, too, and are written
    again: what clients have seen is not taken back."""
    shown = (c.day.place / 'log/checkpoint').read_text()
    shutil.rmtree(c.day.place / 'log/tile')
    with c.day.serve('2023-11-03T02:30:00Z') as s:
        c.t.check(get(s.url, '/log/checkpoint')[1] == shown,
                  'no older checkpoint is published', shown)
        c.t.check(c.status(s.url).returncode in (0, 3), 'the tiles are back')


def kept_over_a_restart(c):
    with c.day.serve('2023-11-01T16:00:00Z') as s:
        note = get(s.url, '/log/checkpoint')[1]
        c.t.check(rig.read_checkpoint(note)[1] == 3 and len(signers(note)) == 3
                  and size_of(s.url, '/log/newest') == 3,
                  'a restart keeps what was cosigned', note)


def notes_of(c):
    """Of each anchor in the log: the note that it carries, or None."""
    out = []
    for entry in rig.read_entries(c.day.place / 'log', 'newest'):
        at, kind, *lines = entry.decode().split('\n')
        if kind == 'gainsay/v1 anchor':
            note = [line[5:] for line in lines if line.startswith('note ')]
            out.append((at[3:], base64.b64decode(note[0]).decode()
                        if note else None))
    return out


def anchored(c):
    """The note of a release enters the log with the lines of those who had
    cosigned by then, in the charter's order, whatever else was brought."""
    press, union, university = c.witnesses
    with c.day.serve('2023-11-01T16:30:00Z') as s:
        s.post('/exercise/clock', {'now': '2023-11-01T21:00:00Z'})
        c.t.check([at for at, _ in notes_of(c)] == ['2023-11-01T21:00:00Z'],
                  'a release ends with an anchor', str(notes_of(c)))
        note = get(s.url, '/log/newest')[1]
        text, now = rig.read_checkpoint(note)[3], int(time.time())
        lines = [witness.signature_line(w.name, 4, w.seed, text, at)
                 for w, at in ((union, now), (university, 0), (press, now))]
        status, missing = c.bring(s.url, note + ''.join(lines))
        c.t.check(status == 200 and missing == ['university.example'],
                  'two cosign', f'{status} {missing}')
        s.post('/exercise/clock', {'now': '2023-11-02T20:00:00Z'})
        notes = notes_of(c)
        c.t.check(len(notes) == 2 and notes[1][0] == '2023-11-01T22:00:00Z'
                  and signers(notes[1][1]) ==
                  [ORIGIN, 'press.example', 'union.example/w'],
                  'an hour later it is in the log, and then no more is '
                  'needed', str(notes))


def unwitnessed(c):
    """Without the quorum each release has an anchor, until one has it."""
    with c.day.serve('2023-11-02T20:30:00Z') as s:
        c.must_add(s.url, 9)
        s.post('/exercise/clock', {'now': '2023-11-03T01:00:00Z'})
        times = [at for at, _ in notes_of(c)][2:]
        c.t.check(times == ['2023-11-02T21:00:00Z', '2023-11-02T22:00:00Z',
                            '2023-11-03T00:00:00Z'],
                  'each release asks again', str(times))


def main():
    t = rig.Tally()
    with rig.folder('courier') as name:
        c = Case(t, pathlib.Path(sys.argv[1]).resolve(),
                 pathlib.Path(name).resolve())
        c.found()
        with c.day.serve(NOW) as s:
            def must_add(url, n):
                done = c.add_entry(url, n)
                t.check(done.returncode == 0, f'entry {n}', done.stdout)
            c.must_add = must_add
            nothing_yet(c, s.url)
            invite(c, s.url)
            too_early(c, s.url, 2, 'have not cosigned any checkpoint of the '
                      'log yet')
            not_mirrored(c, s.url)
            two_of_three(c, s.url)
            too_early(c, s.url, 0, 'Enrolled: ')
            forged(c, s.url)
            out_of_reach(c, s)
            invited(c, s.url)
            forger(c, s.url)
            contradiction(c, s.url)
            withheld(c, s.url)
            shown_later(c, s.url)
        kept_over_a_restart(c)
        anchored(c)
        unwitnessed(c)
        with c.day.serve('2023-11-03T02:00:00Z') as s:
            c.courier(s.url)
            grew_meanwhile(c, s.url)
            same_size(c, s.url)
            replaced(c, s.url)
        damaged(c)
    t.end()


if __name__ == '__main__':
    main()
