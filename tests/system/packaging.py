#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""packaging.py GAINSAY BUILD: what stands in packaging/, as far as it can be
tried without installing it.  Each file that is installed is in one package, and
each package's files are installed; the versions agree; each licence that is
named has its text, and each library its licence; the units are shut in, and
systemd takes them; a server takes the socket that systemd hands on, and keys
from a folder of credentials; a tarball has the same bytes made twice.

docs/HACKING.md, "Packages", says what is tried by hand."""
import fnmatch
import json
import os
import pathlib
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

sys.dont_write_bytecode = True
import rig

DEBIAN = rig.ROOT / 'packaging/debian'
UNITS = rig.ROOT / 'packaging/systemd/system'
PACKAGES = {'gainsay', 'gainsayd', 'gainsay-mirror', 'gainsay-certificate',
            'gainsay-postgresql', 'gainsay-doc'}
LEAST = 1.5 # of `systemd-analyze security`: below is well shut in
SHUT = {'NoNewPrivileges', 'CapabilityBoundingSet', 'ProtectSystem',
        'ProtectHome', 'PrivateTmp', 'PrivateMounts', 'PrivateDevices',
        'PrivateUsers', 'DevicePolicy', 'ProtectClock', 'ProtectHostname',
        'ProtectKernelLogs', 'ProtectKernelModules', 'ProtectKernelTunables',
        'ProtectControlGroups', 'ProtectProc', 'ProcSubset',
        'RestrictNamespaces', 'RestrictRealtime', 'RestrictSUIDSGID',
        'RemoveIPC', 'LockPersonality', 'MemoryDenyWriteExecute',
        'SystemCallArchitectures', 'SystemCallFilter', 'RestrictAddressFamilies'}


def run(*command, **more):
    return subprocess.run(list(map(str, command)), capture_output=True,
                          text=True, **more)


def paragraphs(text):
    """Of a file in Debian's form: a dictionary each."""
    text = re.sub(r'^#.*\n', '', text, flags=re.M)
    return [{m[1]: m[2].strip() for m in
             re.finditer(r'^(\S+):((?:.*\n?)(?:^[ \t].*\n?)*)', part, re.M)}
            for part in re.split(r'\n\n+', text.strip())]


def installed(build):
    """Where Debian would have each file, and each folder that is copied."""
    told = json.loads(run('meson', 'introspect', '--installed', build).stdout)
    prefix = next(o['value'] for o in json.loads(run(
        'meson', 'introspect', '--buildoptions', build).stdout)
        if o['name'] == 'prefix')
    for source, place in told.items():
        place = place.removeprefix(prefix + '/')
        path = pathlib.Path(source)
        below = [p for p in path.rglob('*') if p.is_file()] \
            if path.is_dir() else [path]
        for one in below:
            name = place if one == path else f'{place}/{one.relative_to(path)}'
            if name.startswith('lib/systemd/system/'):
                yield name
            else:
                yield f'usr/{name}'


def lists(t, build):
    """Who installs what."""
    files = sorted(installed(build))
    taken = dict.fromkeys(files, 0)
    for path in sorted(DEBIAN.glob('*.install')):
        for line in path.read_text().split():
            found = [f for f in files if fnmatch.fnmatchcase(f, line) or
                     f.startswith(line + '/')]
            t.check(found, f'{path.name}: {line} is installed')
            for name in found:
                taken[name] += 1
    t.check(len(files) > 100 and all(n == 1 for n in taken.values()),
            'each file is in one package',
            str([f for f, n in taken.items() if n != 1]))


def control(t):
    source, *packages = paragraphs((DEBIAN / 'control').read_text())
    t.check({p['Package'] for p in packages} == PACKAGES, 'the packages')
    t.check(all('${misc:Depends}' in p['Depends'] and
                (p['Architecture'] == 'all' or
                 '${shlibs:Depends}' in p['Depends']) for p in packages),
            'what a package needs is computed')
    needed = set(re.findall(r'^ ?(?:debhelper.*|([a-z][a-z0-9.+-]*))',
                            source['Build-Depends'], re.M))
    wanted = re.search(r'^\[build\].*?^\[web\]', (
        rig.ROOT / 'scripts/packages.txt').read_text(), re.M | re.S)[0]
    libraries = set(re.findall(r'^(lib\S+-dev)', wanted, re.M)) - {
        'libc6-dev'}
    t.check(libraries <= needed, 'what the build needs is named',
            str(libraries - needed))
    version = re.search(r"version: '(.*?)'", (
        rig.ROOT / 'meson.build').read_text())[1]
    newest = re.match(r'gainsay \((.*?)\)',
                      (DEBIAN / 'changelog').read_text())[1]
    t.check(newest == version, 'the versions agree', f'{newest} {version}')
    for script in [*DEBIAN.glob('*.postrm'), *DEBIAN.glob('tests/[a-z]*')]:
        if script.name != 'control':
            done = run('sh', '-n', script)
            t.check(done.returncode == 0, f'{script.name}: a script',
                    done.stderr)
    # A channel goes only by the hand that asks for it.
    t.check(not any(re.search(r'\brm\b|deluser|userdel', s.read_text())
                    for s in DEBIAN.glob('*.p*')), 'purge removes no channel')
    rules = (DEBIAN / 'rules').read_text()
    t.check('--no-enable --no-start' in rules, 'nothing is started unasked')


def licences(t, build):
    head, *rest = paragraphs((DEBIAN / 'copyright').read_text())
    texts = {p['License'].split('\n')[0] for p in rest
             if 'Files' not in p and '\n' in p['License']}
    named = {n for p in rest if 'Files' in p
             for n in re.split(r' (?:and|or) ', p['License'])}
    t.check(named == texts, 'each licence has its text', str(named ^ texts))
    for name in (p for p in rest if 'Files' in p):
        for pattern in name['Files'].split():
            t.check(pattern == 'web/built/*' or list(rig.ROOT.glob(pattern)),
                    f'{pattern} is in the source')
    libraries = re.findall(r'^ (\S+): ', head['Comment'], re.M)
    loaded = set()
    for program in ('gainsay', 'gainsayd', 'gainsay-admin', 'gainsay-courier',
                    'gainsay-mirror', 'gainsay-certificate', 'gainsay-convert',
                    'gainsay-postgresql.so'):
        loaded |= set(re.findall(r'NEEDED.*\[(.*)\]', run(
            'readelf', '-d', build / program).stdout))
    owners = {}
    for line in run('dpkg-query', '-S', *(f'*/{so}' for so in loaded)) \
            .stdout.splitlines():
        owner, path = line.rsplit(': ', 1)
        owners.setdefault(pathlib.Path(path).name, set()).add(
            owner.split(':')[0])
    lacking = [so for so in loaded if 'asan' not in so and 'ubsan' not in so
               and not owners.get(so, set()) & {*libraries, 'libc6',
                                                'libgcc-s1', 'libgobject'}]
    t.check(loaded and not lacking, 'each library has its licence',
            str(lacking))


def metainfo(t):
    done = run('appstreamcli', 'validate', '--no-net',
               rig.ROOT / 'packaging/gainsay.metainfo.xml')
    t.check(done.returncode == 0, 'what shops of programs show', done.stdout)


def units(t, build, where):
    names = sorted(p.name for p in UNITS.iterdir() if p.is_file())
    for name in names:
        text = (UNITS / name).read_text()
        copy = where / name.replace('@', '@x')
        copy.write_text(text.replace('/usr/bin/', f'{build}/'))
        if not name.endswith('.service'):
            continue
        t.check(re.search('^(User=gainsay|DynamicUser=yes)', text, re.M),
                f'{name}: a user of its own')
        keys = set(re.findall(r'^(\w+)=', text, re.M))
        t.check(SHUT <= keys, f'{name}: is shut in', str(SHUT - keys))
        told = run('systemd-analyze', 'security', '--offline=yes', copy).stdout
        level = re.search(r'exposure level for \S+: ([\d.]+)', told)
        t.check(level and float(level[1]) < LEAST,
                f'{name}: below {LEAST}', told[-300:])
    done = run('systemd-analyze', 'verify', '--man=no',
               *(where / n.replace('@', '@x') for n in names))
    t.check(done.returncode == 0 and 'gainsay' not in done.stderr,
            'systemd takes them', done.stderr)
    witness = (UNITS / 'gainsay-witness@.service').read_text()
    t.check('LoadCredential=witness.key:' in witness and
            '--cosign %d/witness.key --passphrase-file %d/witness.words' in
            witness, 'a witness has its key as a credential')
    made = ''.join((rig.ROOT / 'packaging' / k / 'gainsayd.conf').read_text()
                   for k in ('sysusers', 'tmpfiles'))
    t.check('u gainsay - "' in made and 'g gainsay-metrics' in made and 'd /var/lib/gainsay 0700' in made,
            'user and folder')


def free_port():
    with socket.create_server(('127.0.0.1', 0)) as one:
        return one.getsockname()[1]


def refused(url):
    """The status of a request that is logged."""
    request = urllib.request.Request(
        url + 'records', b'{}', {'Content-Type': 'application/json'})
    try:
        with urllib.request.urlopen(request, timeout=20) as told:
            return told.status
    except urllib.error.HTTPError as error:
        return error.code


def levels(t, server, keys, channel):
    """Lines as the journal takes them, and none above what is asked for."""
    for level, wanted in ('info', True), ('warning', False):
        port = free_port()
        process = subprocess.Popen(
            [server, '--listen', f'127.0.0.1:{port}', '--log', level,
             '--keys', str(keys), str(channel)], text=True,
            env=dict(os.environ, JOURNAL_STREAM='8:1'),
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        url = f'http://127.0.0.1:{port}/'
        answer(f'{url}log/checkpoint')
        status = refused(url)
        process.terminate()
        _, said = process.communicate(timeout=60)
        t.check((f'<6>POST records {status}\n' in said) == wanted and
                all(line[:1] == '<' for line in said.splitlines()),
                f'--log {level}', said)
    told = run(server, '--log', 'loud', channel)
    t.check(told.returncode == 2 and 'warning, notice or info' in told.stderr,
            'another level', told.stderr)


def answer(url, until=30):
    """Asked again until somebody listens."""
    end = time.monotonic() + until
    while True:
        try:
            with urllib.request.urlopen(url, timeout=20) as told:
                return told.read()
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def handed(t, gainsay, where):
    """The server in no network but by a socket that it is handed, its keys
    where they would be as credentials."""
    channel, port = where / 'channel', free_port()
    done = gainsay('init', '--answers', rig.ROOT / 'examples/company.answers',
                   '--yes', channel)
    t.check(done.returncode == 0, 'a channel', done.stdout)
    keys = where / 'credentials'
    keys.mkdir()
    for name in ('log', 'enrol', 'promise'):
        shutil.move(channel / f'keys/{name}.key', keys)
    server = f'{gainsay.binary}d'
    told = run(server, '--check', channel)
    t.check(told.returncode != 0 and 'keys/log.key' in told.stderr,
            '--check without the keys', told.stderr)
    told = run(server, '--check', '--keys', keys, '--listen', 'systemd',
               channel)
    t.check(told.returncode == 0, '--check with them', told.stderr)
    told = run(server, '--listen', 'systemd', '--keys', keys, channel)
    t.check(told.returncode == 2 and 'hands no socket on' in told.stderr,
            'nobody hands a socket on', told.stderr)

    command = ['systemd-socket-activate', '-l', f'127.0.0.1:{port}', server,
               '--listen', 'systemd', '--keys', str(keys), str(channel)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL,
                               stderr=subprocess.PIPE, text=True)
    try:
        t.check(answer(f'http://127.0.0.1:{port}/log/checkpoint'),
                'it serves where systemd listens')
        told = run(server, '--check', '--keys', keys, channel)
        t.check(told.returncode != 0 and 'another server' in told.stderr,
                '--check beside a server', told.stderr)
        t.check(answer(f'http://127.0.0.1:{port}/log/checkpoint'),
                'which goes on')
    finally:
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=60)
    t.check(process.returncode == 0, 'and ends in order', said)
    levels(t, server, keys, channel)
    with socket.create_server(('127.0.0.1', 0)) as busy:
        told = run(server, '--check', '--keys', keys, '--listen',
                   f'127.0.0.1:{busy.getsockname()[1]}', channel)
        t.check(told.returncode == 2 and 'cannot listen there' in told.stderr,
                '--check where somebody listens', told.stderr)


def nightly(t, gainsay, where):
    """The commands of gainsay-backup@offsite.service, twice in one night: one
    file, sealed to whom its settings say, and nothing beside it."""
    to = 'age1' + run('age-keygen', '-o', where / 'b.age').stderr.split(
        'age1')[1].split()[0]
    kept = where / 'state/gainsay-backup'
    kept.mkdir(parents=True)
    text = (UNITS / 'gainsay-backup@.service').read_text()
    for old, new in (('%%', '%'), ('$$', '$'), ('%S', str(where / 'state')),
                     ('%i', 'offsite'), ('$GAINSAY_BACKUP', f'--to {to}'),
                     ('/usr/bin/gainsay-admin', f'{gainsay.binary}-admin'),
                     ('/var/lib/gainsay/channel', str(where / 'channel'))):
        text = text.replace(old, new)
    for _ in range(2):
        for command in re.findall(r'^ExecStart=(.*)', text, re.M):
            done = run(*shlex.split(command))
            t.check(done.returncode == 0, command, done.stderr)
    made = [p.name for p in kept.iterdir()]
    t.check(len(made) == 1 and re.fullmatch(r'offsite-[1-7]\.age', made[0]),
            'a backup by the day', str(made))
    done = run('age', '-d', '-i', where / 'b.age', '-o', '/dev/null',
               kept / made[0])
    t.check(done.returncode == 0, 'which its key opens', done.stderr)
    timer = (UNITS / 'gainsay-backup@.timer').read_text()
    told = run('systemd-analyze', 'calendar', re.search(
        '^OnCalendar=(.*)', timer, re.M)[1])
    t.check('Next elapse' in told.stdout, 'each night', told.stderr)


def tarball(t, build, where):
    """Twice, by two people: the same bytes, signed by either."""
    key = where / 'key'
    run('ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'us', '-f', key)
    (where / 'signers').write_text(f'us {key.with_suffix(".pub").read_text()}')
    made = []
    for mask, lang, zone in ((0o022, 'C', 'UTC'),
                             (0o077, 'tr_TR.UTF-8', 'Asia/Kathmandu')):
        folder = where / zone.replace('/', '-')
        old = os.umask(mask)
        done = run(sys.executable, rig.ROOT / 'scripts/dist', '--key', key,
                   build, folder, env=dict(os.environ, LC_ALL=lang, TZ=zone))
        os.umask(old)
        t.check(done.returncode == 0, f'a tarball ({lang})', done.stderr)
        made += folder.glob('*.tar.xz')
    first, second = (p.read_bytes() for p in made)
    t.check(first == second, 'the same bytes')
    signature = made[0].with_name(made[0].name + '.sig')
    for text, good in ((first, True), (first[:-1], False)):
        done = subprocess.run(
            ['ssh-keygen', '-Y', 'verify', '-f', where / 'signers', '-I', 'us',
             '-n', 'gainsay-release', '-s', signature], input=text,
            capture_output=True)
        t.check((done.returncode == 0) == good, f'its signature, {good}',
                str(done.stdout + done.stderr))


def main():
    t = rig.Tally()
    build = pathlib.Path(sys.argv[2]).resolve()
    with rig.folder('packaging') as name:
        where = pathlib.Path(name).resolve()
        gainsay = rig.Program(sys.argv[1], where)
        control(t)
        lists(t, build)
        licences(t, build)
        metainfo(t)
        units(t, build, where)
        handed(t, gainsay, where)
        nightly(t, gainsay, where)
        # A tarball is made of a commit, and has none itself.
        if (build / 'web/assets.sha256').is_file() and \
                (rig.ROOT / '.git').exists():
            tarball(t, build, where)
    t.end()


if __name__ == '__main__':
    main()
