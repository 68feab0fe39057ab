#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""setting_up.py GAINSAY: docs/SERVER.md, "Set it up" and "HTTPS".  The commands
that need no root are run as they stand there, below another root; the units that
they install are there and listen where the site looks for them; the site writes
nobody's address down."""
import configparser
import pathlib
import re
import shlex
import sys

sys.dont_write_bytecode = True
import rig

OWN = 'gainsay', 'gainsay-mirror'
PACKAGING = rig.ROOT / 'packaging'
TEXT = (rig.ROOT / 'docs/SERVER.md').read_text()


def commands(title):
    part = TEXT.split(f'\n## {title}\n')[1].split('\n## ')[0]
    return [shlex.split(line) for line in re.findall(r'^    (\S.*)$', part,
                                                     re.M)]


def installed(t, lines):
    """Each folder that something is put into is there, by the package or by a
    command before; whose files are, too; what is enabled is a unit."""
    tmpfiles = [p.read_text() for p in (PACKAGING / 'tmpfiles').iterdir()]
    made = {'/etc/systemd/system', *re.findall(r'^d (\S+)', ''.join(tmpfiles),
                                               re.M)}
    sysusers = [p.read_text() for p in (PACKAGING / 'sysusers').iterdir()]
    users = set(re.findall(r'^u (\S+)', ''.join(sysusers), re.M))
    for words in lines:
        owner = [words[i + 1] for i, w in enumerate(words)
                 if w in ('-o', '-u') and words[0] in ('install', 'runuser')]
        t.check(set(owner) <= users, 'a user is there before it owns', words)
        if words[0] == 'install' and '-d' in words:
            made.add(words[-1])
        elif words[0] in ('install', 'runuser'):
            t.check(words[-1].rstrip('/') in made or
                    str(pathlib.Path(words[-1]).parent) in made,
                    f'{words[-1]}: its folder is there', str(made))
        for unit in words[2:] if words[:2] == ['systemctl', 'enable'] else ():
            name = re.sub('@.*', '@', unit)
            t.check(unit == '--now' or any(
                (PACKAGING / 'systemd/system' / f).is_file()
                for f in (name, f'{name}.service')), f'{unit} is a unit')
    t.check(users == set(OWN), 'whose units they are', str(users))


def founded(t, gainsay, where, lines):
    """`init` as the user of the unit would run it, without the user."""
    init = next(w for w in lines if w[0] == 'runuser')
    args = [str(where) + w if w.startswith('/') else w
            for w in init[init.index('gainsay', 3) + 1:]]
    (where / 'etc/gainsay').mkdir(parents=True)
    (where / 'etc/gainsay/company.answers').write_text(
        (rig.ROOT / 'examples/company.answers').read_text())
    (where / 'var/lib').mkdir(parents=True)
    done = gainsay(*args, '--yes')
    t.check(done.returncode == 2 and 'the folder that it is to stand in does '
            'not exist' in done.stdout, 'without the home', done.stdout)
    (where / 'var/lib/gainsay').mkdir(0o700)
    done = gainsay(*args, '--yes')
    t.check(done.returncode == 0 and (where / args[-1] / 'vkey').is_file(),
            'in the home that the step before makes', done.stdout)


def unit_of(path, part='Service'):
    unit = configparser.RawConfigParser(strict=False)
    unit.optionxform = str
    unit.read_string((rig.ROOT / path).read_text())
    return unit[part]


def site(t, lines):
    text = re.search(r'```nginx\n(.*?)```', TEXT, re.S)[1]
    plain = re.sub(r'#.*', '', text)
    rules = [' '.join(r.split()) for r in re.split(r'[;{}]', plain)]
    t.check('access_log off' in rules and 'error_log /dev/null emerg' in rules
            and plain.count('_log ') == 2, 'it keeps no log', text)
    # What a stranger says in such a header is taken away.
    forged = {rule for rule in rules
              if re.fullmatch(r'proxy_set_header [A-Za-z-]+ ""', rule)}
    t.check({f'proxy_set_header {name} ""' for name in (
        'X-Forwarded-For', 'X-Forwarded-Host', 'X-Forwarded-Proto',
        'X-Real-IP', 'Forwarded', 'Gainsay-Sign-On')} <= forged,
            'what strangers say of addresses goes no further', text)
    plain = '\n'.join(rule for rule in rules if rule not in forged)
    t.check(not re.search(r'remote|forwarded|real_ip|limit_req|limit_conn|'
                          'client_addr', plain, re.I), 'and hands on no '
            'address', text)
    t.check({'proxy_request_buffering off', 'proxy_buffering off',
             'client_max_body_size 10m', 'ssl_session_tickets off',
             'ssl_session_cache off'} <= set(rules), 'nor a body', text)
    at = unit_of('packaging/systemd/system/gainsay.socket',
                 'Socket')['ListenStream']
    courier = unit_of('packaging/systemd/system/gainsay-courier.service')
    t.check(f'proxy_pass http://{at}' in rules and
            courier['ExecStart'].endswith(f' http://{at}'),
            'site and courier look where the server listens', at)
    start = shlex.split(unit_of('packaging/systemd/system/gainsay.service')[
        'ExecStart'])
    t.check(start[-1] == next(w for w in lines if w[0] == 'runuser')[-1],
            'the unit serves what init made', str(start))


def options(t, gainsay, lines):
    """What the mirror's environment file says is what the program takes."""
    told = gainsay('mirror', '--help').stdout
    echo = [w[1] for w in lines if w[0] == 'echo' and 'MIRROR' in w[1]]
    used = re.findall(r'--[a-z-]+', ' '.join(echo))
    t.check(len(echo) == 2 and {'--key', '--name', '--listen'} <= set(used)
            and all(o in told for o in used), 'the mirror\'s options', told)
    for name in ('mirror', 'witness'):
        unit = unit_of(f'packaging/systemd/system/gainsay-{name}@.service')
        t.check(unit['EnvironmentFile'] == '/etc/gainsay/mirror-%i.env' and
                all(f'${e.split("=")[0]}' in unit['ExecStart'].split()
                    for e in echo), 'its unit takes them', unit['ExecStart'])


def main():
    t = rig.Tally()
    lines = commands('Set it up')
    with rig.folder('setting-up') as name:
        where = pathlib.Path(name).resolve()
        gainsay = rig.Program(sys.argv[1], where)
        installed(t, lines)
        founded(t, gainsay, where, lines)
        site(t, lines)
        options(t, gainsay, lines)
    t.end()


if __name__ == '__main__':
    main()
