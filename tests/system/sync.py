#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sync.py GAINSAY: the cache of what everybody may read.  A front before a real
server keeps what was asked, lies where it is told to, and stops in the middle.
Whoever fills a cache asks the same; who acts with a fresh one asks for no log;
only sync writes it; and a log that does not continue it is refused, told, and
kept as evidence, while the cache stays what it was."""
import base64
import contextlib
import hashlib
import os
import pathlib
import re
import resource
import shutil
import signal
import stat
import struct
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
import between
import rig
from liar import LATER, MONDAY, THURSDAY, WEDNESDAY, Operator

FORKED, OLDER = 'SHOWS ANOTHER LOG', 'shows an older log'
PUBLIC = re.compile('/(log|roll|content)/')
TAG = b'Signature: 8a477f597d28d172789f06886806bc55'


class Keeper(between.Front):
    """Passes on; but what `files` has is answered from there, and nothing is
    answered from the `stop`-th request on."""

    def respond(self, body=None):
        server = self.server
        if server.stop is not None and len(server.asked) >= server.stop:
            server.stopped.set()
            server.release.wait(60)
            self.close_connection = True
            return
        server.asked.append((self.command, self.path))
        if self.path not in server.files:
            super().respond(body)
        elif server.files[self.path] is None:
            self.answer(404, b'{"type":"/problems/unknown","title":"No"}')
        else:
            self.answer(200, server.files[self.path])


@contextlib.contextmanager
def before(real):
    with between.before(real, Keeper, asked=[], files={}, stop=None,
                      stopped=threading.Event(),
                      release=threading.Event()) as server:
        try:
            yield server
        finally:
            server.release.set()


def picture(folder):
    """Every file of a folder, its bytes, and when it was written."""
    return {str(p.relative_to(folder)):
            (p.read_bytes(), p.stat().st_mtime_ns) if p.is_file() else None
            for p in pathlib.Path(folder).rglob('*')}


def bytes_of(folder):
    return {name: told and told[0] for name, told in picture(folder).items()}


class Synced(Operator):
    """The channel, and what its log's key can sign."""

    def sync(self, url, want=0, words='', *more):
        done = self.gainsay('sync', '--key', 'channel/vkey', *more, url)
        self.t.check(done.returncode == want and words in done.stdout,
                     f'sync {more}: exit {done.returncode}, expected {want} '
                     f'and "{words}"', done.stdout)
        return done.stdout

    def log_files(self, entries, key='log'):
        """A small log of these entries, signed, as a server answers it."""
        vkey = (self.place / 'vkey').read_text().strip()
        origin, mark = vkey.split('+')[:2]
        leaves = [rig.leaf_hash(e) for e in entries]
        text = (f'{origin}\n{len(entries)}\n'
                f'{base64.b64encode(rig.root_of(leaves)).decode()}\n')
        path = self.place / 'keys' / f'{key}.key'
        if not path.is_file():
            path = self.where / 'keys' / f'{key}.key'
        text_of_key = path.read_text().strip()
        seed = (base64.b64decode(text_of_key.split('+', 4)[4])[1:33]
                if text_of_key.startswith('PRIVATE') else bytes.fromhex(text_of_key))
        line = base64.b64encode(bytes.fromhex(mark) + rig.openssl_sign(
            self.where, seed, text.encode())).decode()
        width = f'000.p/{len(entries)}'
        return {
            '/log/checkpoint':
                f'{text}\n\N{EM DASH} {origin} {line}\n'.encode(),
            f'/log/tile/0/{width}': b''.join(leaves),
            f'/log/tile/entries/{width}': b''.join(
                struct.pack('>H', len(e)) + e for e in entries)}

    def usual(self):
        """Where the cache is, of whom XDG_CACHE_HOME is."""
        vkey = (self.place / 'vkey').read_text().strip().encode()
        return (pathlib.Path(os.environ['XDG_CACHE_HOME']) / 'gainsay' /
                hashlib.sha256(vkey).hexdigest()[:32])


# What is kept, and what is asked for ---------------------------------------

def fill(day, front):
    """A cache is a copy that audits, its owner's alone; whoever fills one asks
    the same, and whoever has one asks for what is new."""
    os.umask(0)
    first = day.sync(front.url)
    os.umask(0o077)
    day.t.check('of them new; 1 roll, 0 published files' in first,
                'what was fetched is said', first)
    cache, asked = day.usual(), list(front.asked)
    modes = {stat.S_IMODE(p.stat().st_mode) for p in cache.rglob('*')
             if p.is_file()}
    folders = {stat.S_IMODE(p.stat().st_mode)
               for p in [cache, cache.parent, *cache.rglob('*')]
               if p.is_dir()}
    day.t.check(modes == {0o600} and folders == {0o700},
                'it is its owner\'s alone', f'{modes} {folders}')
    day.t.check(all(a[0] == 'GET' and PUBLIC.match(a[1]) for a in asked) and
                len(asked) == len(set(asked)), 'each file is asked for once',
                str(asked))
    day.t.check((cache / 'CACHEDIR.TAG').read_bytes().startswith(TAG),
                'programs that make backups leave it out')
    done = day.gainsay('audit', '--key', 'channel/vkey', cache)
    day.t.check(done.returncode == 0, 'it audits', done.stdout)

    front.asked.clear()
    day.sync(front.url, 0, '', '--cache', 'other')
    day.t.check(front.asked == asked, 'another asks the same',
                str(front.asked))
    day.t.check(bytes_of(day.where / 'other') == bytes_of(cache), 'and has the same')
    front.asked.clear()
    day.sync(front.url, 0, '0 of them new')
    day.t.check(('GET', '/log/checkpoint') in front.asked and
                len(front.asked) < len(asked),
                'what is there is not asked for', str(front.asked))


def log_requests(front):
    return [path for _, path in front.asked
            if PUBLIC.match(path) or path == '/editions']


def act_unseen(day, front):
    """Who acts with a fresh cache asks for no log, no roll; and the cache does
    not show that they acted."""
    cache = day.usual()
    seen = picture(cache)
    for verb, i in (('show', 1), ('endorse', 1), ('endorse', 2),
                    ('withdraw', 2)):
        front.asked.clear()
        day.act(front.url, verb, i)
        day.t.check(not log_requests(front), f'{verb} asks for no log',
                    str(front.asked))
        day.t.check(any(path.startswith(f'/box/{day.box}')
                        for _, path in front.asked), f'but for the box')
    front.asked.clear()
    day.must('compose', '--server', front.url, '--key', 'channel/vkey',
             '--to', 'Secretary of State', '--out', 'unseen.package',
             rig.ROOT / 'examples' / 'harbour-water.md')
    day.t.check(not log_requests(front), 'compose asks for no log',
                str(front.asked))
    day.t.check(picture(cache) == seen, 'the cache does not show an act')

    front.asked.clear()
    os.environ['XDG_CACHE_HOME'] = str(day.where / 'nothing')
    day.act(front.url, 'endorse', 3)
    os.environ['XDG_CACHE_HOME'] = str(day.where / 'cache')
    day.t.check('/log/checkpoint' in log_requests(front),
                'without a cache the log is asked for', str(front.asked))


def ask_for_news(day, front):
    """Who looks for news asks for the checkpoint and what came since; so does
    who acts with a cache that nobody filled for days."""
    front.asked.clear()
    done = day.gainsay('status', '--key', 'channel/vkey', front.url)
    day.t.check(done.returncode == 0 and '/log/checkpoint' in
                log_requests(front) and not any(
                    'entries' in p or '/roll/' in p
                    for p in log_requests(front)),
                'status asks for what is new', f'{front.asked}{done.stdout}')

    note = day.usual() / 'log' / 'checkpoint'
    old = time.time() - 4 * 86400
    os.utime(note, (old, old))
    front.asked.clear()
    day.act(front.url, 'endorse', 4)
    day.t.check('/log/checkpoint' in log_requests(front) and not any(
        'entries' in p for p in log_requests(front)),
        'an old cache is asked about', str(front.asked))
    day.sync(front.url)
    front.asked.clear()
    day.act(front.url, 'endorse', 5)
    day.t.check(not log_requests(front), 'a filled one is not',
                str(front.asked))


def act_on_news(day, front):
    """A box that stands on what came after the cache was filled."""
    front.asked.clear()
    day.act(front.url, 'endorse', 6, 0, '--cache', 'early')
    day.t.check('/log/checkpoint' in log_requests(front),
                'the log is asked for after all', str(front.asked))
    out = day.gainsay('show', '--key', 'channel/vkey', '--cache', 'nowhere',
                      '@here.link')
    day.t.check(out.returncode == 2 and 'has no cache' in out.stdout,
                'a cache that is named must be there', out.stdout)


# Lies ------------------------------------------------------------------------

def lie(day, front, what, files, words, code=1):
    """The server answers these files; the cache stays what it was."""
    cache = day.usual()
    front.files = files
    seen = picture(cache)
    out = day.sync(front.url, code, words)
    day.t.check(picture(cache) == seen, f'the cache is what it was: {what}',
                out)
    front.files = {}


def refuse_lies(day, front):
    entries = rig.read_entries(day.place / 'log')
    other = rig.another(entries[-1])
    longer = [*entries, entries[-1]]
    good = day.log_files(entries)
    bundle = f'/log/tile/entries/000.p/{len(entries)}'
    lie(day, front, 'an older log', day.log_files(entries[:-1]), OLDER)
    lie(day, front, 'another key', day.log_files(longer, 'office'),
        'not signed by')
    lie(day, front, 'no note', {'/log/checkpoint': b'no note\n'},
        'not signed by')
    lie(day, front, 'none', {'/log/checkpoint': None}, '', 2)
    news = day.log_files(longer)
    cut = f'/log/tile/entries/000.p/{len(longer)}'
    lie(day, front, 'an entry twice', news, 'entry')
    lie(day, front, 'a truncated bundle', {**news, cut: news[cut][:-9]},
        'not a bundle of entries')
    lie(day, front, 'a missing bundle', {**news, cut: None}, '', 2)
    lie(day, front, 'an altered bundle',
        {**news, cut: news[cut].replace(b'channel', b'chanNel')},
        'does not match its hash')
    day.t.check(bundle in good, 'the log has that many entries')
    return entries, other


def roll_path(day):
    return '/roll/' + base64.b64decode(rig.lines_of(
        (day.where / 'roll-1.rec').read_text(), 'root')[0]).hex()


def refuse_roll(day, front):
    """Another roll than the one that the log names is not kept."""
    path = roll_path(day)
    keys = (day.usual() / path[1:]).read_bytes()
    for what, told, code in (('swapped', keys[32:] + keys[:32], 1),
                             ('cut', keys[:-32], 1), ('gone', None, 2)):
        front.files = {path: told}
        out = day.sync(front.url, code, '', '--cache', f'roll-{what}')
        day.t.check(not (day.where / f'roll-{what}' / 'log' /
                         'checkpoint').exists(),
                    f'a {what} roll makes no cache', out)
        front.files = {}
        day.sync(front.url, 0, '', '--cache', f'roll-{what}')


def fork(day, front, entries, other):
    """Two logs under one key: whoever has a cache is told, at each verb that
    looks, and sync keeps both checkpoints."""
    for what, log in (('as long', [*entries[:-1], other]),
                      ('longer', [*entries[:-1], other, entries[-1]]),
                      ('shorter', [*entries[:-2], other])):
        cache = day.where / f'forked-{what}'
        shutil.copytree(day.usual(), cache)
        front.files = day.log_files(log)
        done = day.gainsay('status', '--key', 'channel/vkey', '--cache',
                           cache, front.url)
        day.t.check(done.returncode == 1 and FORKED in done.stdout,
                    f'status refuses a fork: {what}', done.stdout)
        day.t.check(not (cache / 'contradiction').exists(),
                    'what only reads writes nothing')
        seen = bytes_of(cache)
        day.sync(front.url, 1, FORKED, '--cache', cache)
        now = bytes_of(cache)
        evidence = now.pop('contradiction', b'')
        day.t.check(now == seen, f'the cache is what it was: {what}')
        notes = {base64.b64decode(n) for n in rig.lines_of(
            evidence.decode(), 'note')}
        day.t.check(notes == {seen['log/checkpoint'],
                              front.files['/log/checkpoint']},
                    'both notes are kept', repr(evidence))
        done = day.gainsay('audit', '--key', 'channel/vkey', '--evidence',
                           cache / 'contradiction')
        day.t.check(done.returncode == 1 and 'SIGNED TWO LOGS' in done.stdout,
                    f'and judged: {what}', done.stdout)

        front.files = {}
        day.sync(front.url, 0, 'contradict each other', '--cache', cache)
        out = day.act(front.url, 'show', 1, 0, '--cache', cache)
        day.t.check('CONTRADICT' in out, 'and told ever after', out)


# Damage ------------------------------------------------------------------------

def damage(day, front):
    """What lies damaged on the disk is not used, and mended by sync."""
    cache = day.usual()
    whole = bytes_of(cache)
    for path in sorted(cache.rglob('*')):
        if not path.is_file() or path.name in ('checkpoint', 'CACHEDIR.TAG'):
            continue
        data = path.read_bytes()
        for what, told in (('altered', bytes([data[0] ^ 1]) + data[1:]),
                           ('cut', data[:-1]), ('gone', None)):
            path.unlink()
            if told is not None:
                path.write_bytes(told)
            out = day.act(front.url, 'endorse', 7)
            day.t.check(told is None or 'does not verify' in out,
                        f'{what} {path.name}: told', out)
            day.sync(front.url)
            day.t.check(bytes_of(cache) == whole, f'{what}: mended',
                        str(path))
    note = cache / 'log' / 'checkpoint'
    note.write_bytes(b'damaged\n')
    out = day.act(front.url, 'show', 7)
    day.t.check('another channel\'s cache, or damaged' in out, 'told', out)
    day.sync(front.url, 1, 'damaged')
    shutil.rmtree(cache)
    day.sync(front.url)
    day.t.check(bytes_of(cache) == whole, 'removed and filled again')


def no_room(day, front):
    """A disk that takes no more: told, and nothing half is left."""
    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))

    early = day.where / 'full'
    shutil.copytree(day.where / 'early', early)
    seen = bytes_of(early)
    done = subprocess.run(
        [day.gainsay.binary, 'sync', '--key', 'channel/vkey', '--cache',
         early, front.url], cwd=day.where, preexec_fn=limit,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True)
    day.t.check(done.returncode == 2 and str(early) in done.stdout and
                'File too large' in done.stdout, 'a full disk is told',
                done.stdout)
    day.t.check({k: v for k, v in bytes_of(early).items()
                 if v is not None} ==
                {k: v for k, v in seen.items() if v is not None},
                'the cache is what it was')
    day.sync(front.url, 0, '', '--cache', early)


def start_sync(day, front, cache):
    return subprocess.Popen(
        [day.gainsay.binary, 'sync', '--key', 'channel/vkey', '--cache',
         cache, front.url], cwd=day.where, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def killed(day, front):
    """Killed at each request, and at moments between: what is there is the old
    cache or the new one, verbs read it, and the next filling is whole."""
    whole = bytes_of(day.usual())
    front.asked.clear()
    day.sync(front.url, 0, '', '--cache', 'counted')
    requests = len(front.asked)
    for i in range(requests + 6):
        cache = day.where / f'killed-{i}'
        shutil.copytree(day.where / 'early', cache)
        old = (cache / 'log' / 'checkpoint').read_bytes()
        front.asked.clear()
        front.stopped.clear()
        front.release.clear()
        front.stop = i if i < requests else None
        child = start_sync(day, front, cache)
        if i < requests:
            front.stopped.wait(30)
        else:
            time.sleep(0.004 * (i - requests + 1))
        child.kill()
        child.wait()
        front.stop = None
        front.release.set()

        note = (cache / 'log' / 'checkpoint').read_bytes()
        day.t.check(note in (old, whole['log/checkpoint']),
                    f'killed at {i}: the old checkpoint or the new one')
        day.act(front.url, 'show', 1, 0, '--cache', cache)
        day.sync(front.url, 0, '', '--cache', cache)
        day.t.check(bytes_of(cache) == {
            **whole, **{k: v for k, v in bytes_of(day.where / 'early').items()
                        if k.startswith('log/tile')}} or
            bytes_of(cache) == whole, f'killed at {i}: filled again')


def two_at_once(day, front):
    front.asked.clear()
    front.stopped.clear()
    front.release.clear()
    front.stop = 1
    child = start_sync(day, front, 'shared')
    front.stopped.wait(30)
    day.sync(front.url, 2, 'another program fills', '--cache', 'shared')
    front.stop = None
    front.release.set()
    child.wait(60)


# Whoever runs it wrong ----------------------------------------------------------

def wrong(day, front):
    (day.where / 'papers').mkdir()
    (day.where / 'papers' / 'a-letter').write_text('Dear Sir\n')
    mode = (day.where / 'papers').stat().st_mode
    day.sync(front.url, 1, 'is no cache, and has other files',
             '--cache', 'papers')
    day.t.check(os.listdir(day.where / 'papers') == ['a-letter'] and
                (day.where / 'papers').stat().st_mode == mode,
                'a folder named by mistake is left as it is')
    day.sync(front.url, 2, 'Not a directory', '--cache', 'words')
    day.sync('channel', 2, 'is not the address of a server')
    day.sync('http://127.0.0.1:1', 2, 'does not answer', '--cache', 'dead')

    day.must(*rig.INIT, '--exercise', '--origin', 'localhost/other', '--readers',
             'members', 'another')
    done = day.gainsay('sync', '--key', 'another/vkey', '--cache',
                       day.usual(), front.url)
    day.t.check(done.returncode == 1 and f'{day.usual()}.memory is not what '
                'was seen of localhost/other: ' in done.stdout,
                'one channel, one cache', done.stdout)
    done = day.gainsay('sync', '--key', 'another/vkey', '--cache', 'foreign',
                       front.url)
    day.t.check(done.returncode == 1 and 'not signed by' in done.stdout,
                'the key is not this log\'s', done.stdout)
    for args in (('sync', front.url), ('sync', '--key', 'channel/vkey')):
        done = day.gainsay(*args)
        day.t.check(done.returncode == 2 and '--help' in done.stdout,
                    f'usage: {args}', done.stdout)
    homeless = {k: v for k, v in os.environ.items()
                if k not in ('HOME', 'XDG_CACHE_HOME')}
    done = subprocess.run(
        [day.gainsay.binary, 'sync', '--key', 'channel/vkey', front.url],
        cwd=day.where, env=homeless, stdin=subprocess.DEVNULL,
        capture_output=True, text=True)
    day.t.check(done.returncode == 2 and '--cache DIR' in done.stderr,
                'who has no home is told', done.stderr)


def readers_alone(day):
    """A channel that is not for everybody is cached by who may read it."""
    with day.serve(MONDAY, day.where / 'another') as s:
        args = ('sync', '--key', 'another/vkey', '--cache', 'closed')
        done = day.gainsay(*args, s.url)
        day.t.check(done.returncode == 2 and 'reading' in done.stdout,
                    'a stranger is told why', done.stdout)
        done = day.gainsay(*args, '--role', 'office', '--sign',
                           'another/keys/office.key', s.url)
        day.t.check(done.returncode == 0 and '1 entries' in done.stdout,
                    'a role fills a cache', done.stdout)


def configured(day, front):
    """What the timer runs: all that it needs is the person's configuration."""
    config = day.where / 'config'
    config.write_text(f'channel one\n  server {front.url}\n  key '
                      f'{(day.place / "vkey").read_text().strip()}\n')
    config.chmod(0o600)
    os.environ['GAINSAY_CONFIG'] = str(config)
    for args in ((), ('--channel', 'one')):
        front.asked.clear()
        done = day.gainsay('sync', *args)
        day.t.check(done.returncode == 0 and
                    ('GET', '/log/checkpoint') in front.asked,
                    f'sync {args}', done.stdout)
    os.environ['GAINSAY_CONFIG'] = '/dev/null'


def filed_since(day, s, front):
    """A cache that is older than a filing accuses nobody: the box says that
    its memo is filed, and a promise whose time has passed since is not called
    broken by a log that ends before it."""
    day.sync(front.url)
    day.act(front.url, 'file', 0, 0, '--package', 'memo.package')
    s.post('/exercise/clock', {'now': '2023-11-02T15:00:00Z'})
    front.asked.clear()
    out = day.act(front.url, 'endorse', 8)
    day.t.check('after filing' in out and 'hides' not in out and
                '/log/checkpoint' in log_requests(front),
                'a box that was filed since has the log asked for', out)
    s.post('/exercise/clock', {'now': '2023-11-06T15:00:00Z'})
    for i in (0, 8):
        out = day.act(front.url, 'show', i)
        day.t.check('BROKE' not in out, 'an old log breaks no promise', out)
        out = day.gainsay('promises', *day.member(i), '--server', front.url)
        day.t.check(out.returncode == 0 and 'is in the log since' in
                    out.stdout, 'a new one shows it', out.stdout)


# The timer ------------------------------------------------------------------------

def check_timer(day):
    """The units that packages install."""
    folder = rig.ROOT / 'packaging' / 'systemd' / 'user'
    timer = (folder / 'gainsay-sync.timer').read_text()
    service = (folder / 'gainsay-sync.service').read_text()
    spread = re.search(r'(?m)^RandomizedDelaySec=(\d+)h$', timer)
    day.t.check(spread and int(spread[1]) >= 6 and
                'FixedRandomDelay' not in timer,
                'nobody knows when it runs', timer)
    day.t.check('state' not in service and 'passphrase' not in service,
                'it has no state and no passphrase', service)
    if not shutil.which('systemd-analyze'):
        raise RuntimeError('systemd-analyze is not installed')
    units = day.where / 'units'
    units.mkdir()
    (units / 'gainsay-sync.timer').write_text(timer)
    (units / 'gainsay-sync.service').write_text(
        service.replace('/usr/bin/gainsay', day.gainsay.binary))
    done = subprocess.run(
        ['systemd-analyze', 'verify', '--user', '--man=no',
         units / 'gainsay-sync.timer', units / 'gainsay-sync.service'],
        capture_output=True, text=True, env={**os.environ,
                                             'XDG_RUNTIME_DIR': str(units)})
    day.t.check(done.returncode == 0 and not done.stderr,
                'systemd takes the units', done.stdout + done.stderr)


def main():
    t = rig.Tally()
    with rig.folder('sync') as name:
        where = pathlib.Path(name).resolve()
        os.environ['XDG_CACHE_HOME'] = str(where / 'cache')
        day = Synced(t, sys.argv[1], where)
        day.found()
        with day.serve(MONDAY) as s, before(s.url) as front:
            day.sync(s.url, 0, '1 entries', '--cache', 'early')
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': WEDNESDAY})
            day.gather(s.url)
            fill(day, front)
            act_unseen(day, front)
            ask_for_news(day, front)
            act_on_news(day, front)
            entries, other = refuse_lies(day, front)
            refuse_roll(day, front)
            fork(day, front, entries, other)
            damage(day, front)
            no_room(day, front)
            killed(day, front)
            two_at_once(day, front)
            wrong(day, front)
            configured(day, front)
            filed_since(day, s, front)
        readers_alone(day)
        check_timer(day)
    t.end()


if __name__ == '__main__':
    main()
