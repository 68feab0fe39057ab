#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""demo.py GAINSAY TLOG_GO: plays `gainsay demo --once`, the story and all of
it, and ends it in the middle; then hands what it left to programs of others:
x/mod's sumdb, OpenSSL, age, SQLite."""
import base64
import fcntl
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.request

sys.dont_write_bytecode = True
import rig


def build_tlog(source):
    """x/mod's view of a log, as tests/interop/tlog.sh builds it."""
    work = pathlib.Path('go').resolve()
    work.mkdir(exist_ok=True)
    env = {**os.environ, 'GO111MODULE': 'off', 'GOPATH': '/usr/share/gocode',
           'GOFLAGS': '', 'GOPROXY': 'off', 'CGO_ENABLED': '0',
           'GOCACHE': str(work / 'cache')}
    with open(work / 'lock', 'w') as lock:  # another test builds it too
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(['go', 'build', '-o', str(work / 'tlog'), source],
                       env=env, check=True)
    return work / 'tlog'


def tlog(tool, log, vkey, proofs=''):
    """Exit code and output; all three witnesses must have cosigned."""
    others = log.parent.parent / f'{log.parent.name}-others' / 'witnesses'
    keys = [line.split()[0] for line in others.read_text().splitlines()]
    done = subprocess.run([tool, log, vkey, ','.join(keys)], input=proofs,
                          text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


def proof_line(entries, index, size=None):
    path = rig.inclusion([rig.leaf_hash(e) for e in entries], index)
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
    t.check(b'failed to denounce the suppression' in stored and
            b'denounce atrocities' not in stored,
            'of the text the database has what was released, and no more')
    db.close()


def check_page(t, d):
    """The certificate says before when, and by whom."""
    text = ' '.join(subprocess.run(
        ['pdftotext', d / 'demo/certificate.pdf', '-'], check=True,
        capture_output=True, text=True).stdout.split())
    said = re.search(r'was in the log before \d{4}-\d\d-\d\dT[\d:]{8}Z '
                     r'\([^)]*\), by ([^;]*?\.example/witness)\.', text)
    t.check(said and len(said[1].split(', ')) >= 2,
            'the page names who dates it, a quorum', text)


def check_audit(t, gainsay, d, where, size):
    """A mirror suffices; whatever is flipped in it is noticed."""
    vkey = (d / 'vkey').read_text().strip()
    mirror = where / 'mirror'
    mirror.mkdir()
    for part in ('log', 'roll'):
        shutil.copytree(d / part, mirror / part,
                        ignore=shutil.ignore_patterns('newest'))
    # Partial tiles of earlier checkpoints stay, and nobody needs them.
    for old in mirror.glob('log/tile/*/000.p/*'):
        if old.name != str(size):
            old.unlink()
    done = gainsay('audit', '--key', d / 'vkey', d)
    t.check(done.returncode == 3 and 'The log keeps its rules' in done.stdout,
            'audit of the directory', done.stdout)
    done = gainsay('audit', '--key', vkey, mirror)
    t.check(done.returncode == 3 and '20 of 1000' in done.stdout,
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
            t.check(done.returncode == 1 and
                    'The log keeps its rules' not in done.stdout,
                    f'audit notices byte {at} of {file.relative_to(mirror)} '
                    f'(exit {done.returncode})', done.stdout)
        file.write_bytes(data)
    done = gainsay('audit', '--key', vkey, mirror)
    t.check(done.returncode == 3, 'audit of what was put back', done.stdout)


# What is printed -----------------------------------------------------------

LINES, COLUMNS, SECONDS = 30, 80, 60
STORY = ('founds a channel', 'Everyone enrols', 'writes a memo',
         'is shown the text', 'endorses that text', 'drops the endorsement',
         'shows member 23 another log', 'opens the memo',
         'tries an empty reply', 'follows the channel', 'releases the memo',
         'verifies the release', 'on one page')
MORE = ('takes it back', 'was kept', 'after the filing', 'may not',
        'four requests', 'request by request', 'put into one file',
        'other texts', 'Forged evidence',
        'auditor replays')


def scenes_of(output):
    """[(title, its lines)]; the head, and what follows the last are left
    out."""
    body = re.split(r'(?m)^\d+ checks, \d+ not as they must be$', output)[0]
    parts = re.split(r'(?m)^(?=\d+\. [A-Z].*$)', body)[1:]
    return [(p.splitlines()[0], p.strip('\n').splitlines()) for p in parts]


def check_exercise(t, output, least):
    """Every command that knows its channel says that it is an exercise."""
    runs = re.split(r'^\$ gainsay ', output, flags=re.M)[1:]
    t.check(len(runs) >= least, 'the demo shows its commands', str(len(runs)))
    # A witness's key, a courier and two checkpoints are of no channel yet; a
    # page says it itself.
    silent = ('key new', 'courier', 'me --offline', 'certificate')
    for run in runs:
        judged = not any(words in run for words in (
            'Not valid', '--evidence', 'SHOWS ANOTHER LOG'))
        if judged and not run.startswith(silent):
            t.check('EXERCISE' in run, 'a command says EXERCISE', run)


def check_scenes(t, output, words):
    """Each scene in its turn, numbered."""
    titles = [title for title, _ in scenes_of(output)]
    t.check(len(titles) == len(words), f'{len(words)} scenes', str(titles))
    for i, title in enumerate(titles, 1):
        t.check(title.startswith(f'{i}. '), f'scene {i} is numbered', title)
    for word in words:
        t.check(sum(word in title for title in titles) == 1,
                f'one scene {word!r}', str(titles))


def check_story(t, output):
    """Short, and every sentence of it is there."""
    check_scenes(t, output, STORY)
    for title, lines in scenes_of(output):
        t.check(len(lines) <= LINES, f'{title}: {len(lines)} lines of '
                f'{LINES}', '\n'.join(lines))
        # A key or a path may be one long word, behind its option too.
        long = [line for line in lines if len(line) > COLUMNS and
                not re.fullmatch(r'\s*(--?\S+ )?/?\S+( \\)?', line)]
        t.check(not long, f'{title}: lines of {COLUMNS} columns',
                '\n'.join(long))
    said = ' '.join(output.split())
    for words in ('the memo has "bankruptcy", the text "uncertainty"',
                  'the text behind the link may not be the one',
                  'THE SERVER BROKE ITS WORD', 'PROMISE NOT KEPT',
                  'THE SERVER SHOWS ANOTHER LOG', "THE LOG'S KEY SIGNED TWO",
                  'the text is empty', 'missed (overdue)',
                  'endorsed by 20 of 1000 enrolled keys', '[withheld: block 7',
                  'the memo has "strong", the text "modest"'):
        t.check(words in said, f'the story has {words!r}', output)


def check_all(t, output):
    """The story in between; and nothing is left out but a text known."""
    check_scenes(t, output, STORY + MORE)
    for words in ('THE SERVER BROKE ITS WORD', 'PROMISE NOT KEPT',
                  'Promise kept', 'Not checked:', 'missed (done late)',
                  'the text "mild"'):
        t.check(words in output, f'all of it has {words!r}', output)


def tally_of(t, output):
    """How many checks a run says that it made; all of them came out."""
    last = re.findall(r'(?m)^(\d+) checks, (\d+) not as they must be$', output)
    t.check(len(last) == 1 and last[0][1] == '0' and
            'NOT AS IT MUST BE' not in output, 'every check came out', output)
    return int(last[0][0]) if last else 0


def seen(cast):
    """What a recorded terminal was left with, without its colours: a line that
    was written over shows what came last."""
    lines = [json.loads(line) for line in cast.read_text().splitlines()]
    text = ''.join(piece for _, _, piece in lines[1:])
    for told in re.findall(r'\033\[[\d;]*[A-Za-z]', text):
        if told[-1] not in 'mK':
            sys.exit(f'{cast}: {told!r} moves more than colours')
    text = re.sub(r'\033\[[\d;]*[mK]', '', text).replace('\r\n', '\n')
    return re.sub(r'(?m)^.*\r', '', text)


def play(t, gainsay, where, *args):
    """At a terminal, as whoever types it sees it; and what is recorded of it."""
    cast = where / 'demo.cast'
    done = subprocess.run(
        [rig.ROOT / 'scripts/record-demo', cast, gainsay.binary, 'demo',
         '--once', *map(str, args)], stdin=subprocess.DEVNULL, cwd=where,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=500)
    told = seen(cast)
    t.check(done.returncode == 0, f'demo {args}', done.stdout + told)
    return told


def check_recording(t, told):
    """The recording that the README shows is of this story."""
    kept = seen(rig.ROOT / 'docs/demo.cast')
    titles = [[title for title, _ in scenes_of(text)] for text in (kept, told)]
    t.check(titles[0] == titles[1] and len(titles[0]) > 5,
            'docs/demo.cast has its scenes', str(titles))
    t.check(' 0 not as they must be' in kept and '/tmp' not in kept,
            'docs/demo.cast came out as it must, on no machine of ours', kept)


# What may go wrong ---------------------------------------------------------

def spent():
    """Seconds of a processor that the children which ended have taken."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def keep_folder(t, gainsay, d):
    """One that exists is left alone, whosever it is."""
    before = (d / 'log/checkpoint').read_bytes()
    done = gainsay('demo', '--once', d)
    t.check(done.returncode == 2 and 'there already' in done.stdout
            and (d / 'log/checkpoint').read_bytes() == before,
            'a directory that exists is left alone', done.stdout)


def tell_why(t, gainsay, where):
    """A server that does not start is heard, whichever it is."""
    absent = str(where / 'no-authorities')
    done = subprocess.run(
        [gainsay.binary, 'demo', '--once', where / 'unfounded'],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=300,
        stderr=subprocess.PIPE, text=True,
        env={**os.environ, 'SSL_CERT_FILE': absent, 'CURL_CA_BUNDLE': absent})
    t.check(done.returncode == 2 and absent in done.stderr and
            'No such file or directory' in done.stderr,
            'why a server of the demo does not start', done.stderr)


DAEMONS = ('gainsayd', 'gainsayd-front', 'gainsay-courier', 'gainsay-mirror')


def name_of(pid):
    try:
        return pathlib.Path(f'/proc/{pid}/comm').read_text().strip()
    except OSError:
        return 'has ended'


def servers_in(d):
    """Servers, couriers and mirrors that run in a directory."""
    found = []
    for proc in pathlib.Path('/proc').iterdir():
        try:
            if (proc.name.isdigit() and (proc / 'comm').read_text().strip() in
                    DAEMONS and os.readlink(proc / 'cwd') == str(d)):
                found.append(int(proc.name))
        except OSError:
            continue
    return found


def await_servers(d, count):
    """The demo does not wait until its courier is the program of that name."""
    end = time.monotonic() + 60
    while len(servers_in(d)) != count and time.monotonic() < end:
        time.sleep(0.1)
    return servers_in(d)


def end_midway(t, gainsay, where, how):
    """In the middle of a scene: the server goes too, and its port."""
    d = where / f'ended-{how}'
    demo = subprocess.Popen(
        [gainsay.binary, 'demo', '--once', d], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    for line in demo.stdout:
        if line.startswith('3. '):
            break
    running = await_servers(d, 5)
    t.check(len(running) == 5, 'the server and three mirrors run',
            str(running))
    demo.send_signal(how)
    t.check(demo.wait(30) == -how, 'the demo is ended')
    demo.stdout.close()
    t.check(all(rig.await_gone(pid) for pid in running),
            f'no server is left by {how.name}', str(servers_in(d)))
    return d


def script(where, *args):
    """`make demo`, but for the packages and the compiler."""
    source = rig.ROOT / 'scripts/demo'
    place = where / 'source'
    if not place.exists():
        (place / 'scripts').mkdir(parents=True)
        shutil.copy(source, place / 'scripts/demo')
        # No root, no network, no second build beside the one that runs us.
        for tool, path in (('install-deps', 'scripts'), ('ninja', 'bin'),
                           ('meson', 'bin')):
            (place / path).mkdir(exist_ok=True)
            (place / path / tool).write_text('#!/bin/sh\n')
            (place / path / tool).chmod(0o755)
    return subprocess.run(
        [place / 'scripts/demo', *args], stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=500, env={**os.environ,
                          'PATH': f'{place}/bin:{os.environ["PATH"]}'})


def clear(t, where, d):
    """What a demo left in the middle, or before there was a channel."""
    early = where / 'early-others'
    early.mkdir()
    (early / 'passphrase').write_text('x')
    for place in (d, where / 'early'):
        done = script(where, '--clear', place)
        t.check(done.returncode == 0 and not place.exists() and
                not place.with_name(place.name + '-others').exists(),
                f'{place.name} is cleared away', done.stdout)
    mine = where / 'mine-others'
    mine.mkdir()
    (mine / 'letter').write_text('x')
    script(where, '--clear', where / 'mine')
    t.check((mine / 'letter').exists(), 'but no folder of others')


def keep_mine(t, gainsay, where):
    """The script clears away what a demo left and no other folder."""
    mine = where / 'mine'
    (mine / 'demo').mkdir(parents=True)
    (mine / 'charter.rec').write_text('gainsay/v1 charter\nexercise no\n')
    done = script(where, pathlib.Path(gainsay.binary).parent, mine)
    t.check(done.returncode == 1 and 'not what a demo left' in done.stdout and
            (mine / 'charter.rec').exists(),
            'a folder that no demo made stays', done.stdout)


def tell_story(t, gainsay, where, d):
    """As `make demo` tells it, over what was ended in the middle: what is
    printed.  In a minute, also on one processor; by its own time, since others
    may run beside it."""
    old, before = (d / 'vkey').read_text(), spent()
    done = script(where, pathlib.Path(gainsay.binary).parent, d, '--listen',
                  '127.0.0.1:0')
    took = spent() - before
    t.check(done.returncode == 0 and (d / 'vkey').read_text() != old,
            'what was cut off is cleared away and played anew', done.stdout)
    print(f'the story takes {took:.0f} s of a processor', flush=True)
    t.check(took < SECONDS, f'{took:.0f} s of {SECONDS}')

    head, _, told = done.stdout.partition('An exercise.')
    head = head.strip().splitlines()
    t.check(len(head) == 4 and all(re.fullmatch(r'\S.* +\d+\.\d s', line)
                                   for line in head),
            'a line a step before it', done.stdout[:500])
    check_exercise(t, told, 15)
    check_story(t, told)
    return told


def page(url):
    with urllib.request.urlopen(url + '/') as answer:
        return answer.read().decode()


def move_clock(d, url, now):
    urllib.request.urlopen(urllib.request.Request(
        url + '/exercise/clock', json.dumps({'now': now}).encode(),
        {'Content-Type': 'application/json',
         'Authorization': f'Bearer {rig.clock_key(d)}'})).read()


def end_left(t, gainsay, where, d, told):
    """The channel that it leaves answers, and is ended by the next demo
    before anything else can go wrong."""
    left = await_servers(d, 6)
    pids = re.search(r'(?m)^To stop it, its courier and its witnesses: kill '
                     r'([\d ]+)$', told)
    if not t.check(pids and set(map(int, pids[1].split())) < set(left) and
                   len(left) == 6, 'the channel is left running',
                   told[-500:] + str({p: name_of(p) for p in left})):
        return
    done = gainsay('status', '--key', d / 'vkey',
                   re.search(r'public page: (\S+)', told)[1])
    t.check(done.returncode == 3 and 'missed (done late)' in done.stdout,
            'it answers', done.stdout)
    url = re.search(r'public page: (\S+)/', told)[1]
    move_clock(d, url, '2024-02-08T22:00:00Z')
    end = time.monotonic() + 60
    while 'can be read' in page(url) and time.monotonic() < end:
        time.sleep(0.5)
    t.check('can be read' not in page(url) and sorted(servers_in(d)) ==
            sorted(left), 'its witnesses cosign what comes', page(url))

    done = script(where, pathlib.Path(gainsay.binary).parent, d, '--examples',
                  where / 'none')
    t.check(done.returncode == 2 and not d.exists() and
            all(rig.await_gone(pid) for pid in left),
            'the next demo ends it', done.stdout[-500:])


def come_out_wrong(t, gainsay, where):
    """What does not come out as it must is told, and is the exit code: here
    the memo has other words than the copies that are held against it."""
    texts = where / 'texts'
    shutil.copytree(rig.ROOT / 'examples', texts)
    memo = texts / 'dacca-1138.md'
    memo.write_text(memo.read_text().replace('bankruptcy', 'uncertainty'))
    done = gainsay('demo', '--once', '--examples', texts, where / 'wrong',
                   timeout=500)
    t.check(done.returncode == 1 and 'NOT AS IT MUST BE' in done.stdout and
            ' 0 not as they must be' not in done.stdout and
            'no line begins with: block 8   altered' in done.stdout,
            'a wrong outcome is exit 1', done.stdout)


def main():
    t = rig.Tally()
    gainsay = rig.Program(sys.argv[1], '.')
    tool = build_tlog(sys.argv[2])
    with rig.folder('demo') as name:
        where = pathlib.Path(name).resolve()
        cut = [end_midway(t, gainsay, where, how)
               for how in (signal.SIGINT, signal.SIGKILL)]
        clear(t, where, cut[0])
        keep_mine(t, gainsay, where)
        story = tell_story(t, gainsay, where, cut[1])
        check_recording(t, story)
        end_left(t, gainsay, where, cut[1], story)
        come_out_wrong(t, gainsay, where)

        d = where / 'channel'
        told = play(t, gainsay, where, '--all', d)
        check_exercise(t, told, 45)
        check_all(t, told)
        t.check(tally_of(t, told) > tally_of(t, story) + 20,
                'all of it has more checks')
        keep_folder(t, gainsay, d)
        tell_why(t, gainsay, where)
        entries = check_log(t, tool, d)
        check_signature(t, where, d, entries)
        check_age(t, d, entries)
        check_page(t, d)
        check_audit(t, gainsay, d, where, len(entries))
    t.end()


if __name__ == '__main__':
    main()
