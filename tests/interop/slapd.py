#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""slapd.py GAINSAY SOURCE WORK: the roster out of Debian's OpenLDAP, which apt
unpacks into WORK without touching the machine: pages, TLS, closed accounts,
filters, renamed people and leavers; and what changes nothing: a directory that
is down, that refuses, that is not who it says, or gives a part."""
import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(sys.argv[2]) / 'tests/system'))
import rig
from moved import free_port
from network import MONTH, make_authority, make_server
from unpacked import fetch

BASE = 'ou=people,dc=example,dc=org'
ADMIN, WORD = 'cn=admin,dc=example,dc=org', 'a word for the test'
READER, READS = 'cn=reader,dc=example,dc=org', 'another word'
CONF = '''{schemas}
attributetype ( 1.3.6.1.4.1.55555.1 NAME 'userAccountControl'
	EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.55555.2 NAME 'nsAccountLock'
	EQUALITY caseIgnoreMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )
attributetype ( 1.3.6.1.4.1.55555.3 NAME 'accountExpires'
	EQUALITY integerMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.55555.4 NAME 'loginDisabled'
	EQUALITY booleanMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.7 SINGLE-VALUE )
objectclass ( 1.3.6.1.4.1.55555.9 NAME 'testAccount' SUP top AUXILIARY
	MAY ( userAccountControl $ nsAccountLock $ accountExpires $ shadowExpire
		$ loginDisabled ) )
pidfile {w}/pid
modulepath {root}/usr/lib/ldap
moduleload back_mdb
moduleload ppolicy
sizelimit 300
TLSCACertificateFile {w}/a.pem
TLSCertificateFile {w}/s.pem
TLSCertificateKeyFile {w}/s.key
security simple_bind=128
database mdb
suffix dc=example,dc=org
directory {w}/db
rootdn {admin}
rootpw "{word}"
overlay ppolicy
limits dn.exact="{reader}" size.soft=100 size.hard=100 size.prtotal=unlimited
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{reader}" read by anonymous read by * none
'''


def person(who, **more):
    lines = {'cn': f'Person {who}', 'sn': who, 'uid': who,
             'employeeType': 'staff', **more}
    text = f'dn: uid={who},{BASE}\nobjectClass: inetOrgPerson\n' \
           'objectClass: testAccount\n'
    for name, values in lines.items():
        for value in values if isinstance(values, list) else [values]:
            text += f'{name}: {value}\n'
    return text + '\n'


def everybody():
    closed = [person('closed1', userAccountControl='514'),
              person('closed2', nsAccountLock='TRUE'),
              person('closed3', loginDisabled='TRUE'),
              person('closed4', shadowExpire='19000'),
              person('closed5', accountExpires='130000000000000000')]
    opened = [person('open1', userAccountControl='512', nsAccountLock='FALSE',
                     loginDisabled='FALSE', shadowExpire='-1',
                     accountExpires='9223372036854775807'),
              person('open2', shadowExpire='99999', accountExpires='0')]
    crowd = [person(f'p{n:04}') for n in range(1200)]
    return tree(closed + opened + crowd)


def tree(people):
    return ('dn: dc=example,dc=org\nobjectClass: dcObject\n'
            'objectClass: organization\no: An organisation\ndc: example\n\n'
            f'dn: {BASE}\nobjectClass: organizationalUnit\nou: people\n\n'
            f'dn: {READER}\nobjectClass: organizationalRole\n'
            'objectClass: simpleSecurityObject\ncn: reader\n'
            f'userPassword: {READS}\n\n' + ''.join(people))


class Directory:
    def __init__(self, root, where, people=None, days=MONTH):
        self.root, self.w, self.port = root, where, free_port()
        self.env = {**os.environ, 'LD_LIBRARY_PATH':
                    str(root / 'usr/lib/x86_64-linux-gnu')}
        self.secure = f'ldaps://127.0.0.1:{self.port}'
        self.plain_port = free_port()
        self.plain = f'ldap://127.0.0.1:{self.plain_port}'
        make_authority(where, 'a', days)
        make_authority(where, 'other', days)
        make_server(where, 's', 'a', days)
        (where / 'db').mkdir()
        schemas = '\n'.join(f'include {root}/etc/ldap/schema/{s}.schema' for s
                            in ('core', 'cosine', 'inetorgperson', 'nis'))
        (where / 'conf').write_text(CONF.format(
            schemas=schemas, w=where, root=root, admin=ADMIN, word=WORD,
            reader=READER))
        self.load('-a', people or everybody(), offline=True)

    def load(self, how, text, offline=False):
        (self.w / 'ldif').write_text(text)
        slapd = str(self.root / 'usr/sbin/slapd')
        argv = [slapd, '-T', 'add', '-f', self.w / 'conf', '-l',
                self.w / 'ldif'] if offline else \
            ['ldapmodify', *how.split(), '-x', '-H', self.secure, '-D', ADMIN,
             '-w', WORD, '-f', self.w / 'ldif']
        env = {**self.env, 'LDAPTLS_CACERT': str(self.w / 'a.pem')}
        done = subprocess.run(list(map(str, argv)), env=env, text=True,
                              stdout=subprocess.PIPE, timeout=120,
                              stderr=subprocess.STDOUT)
        if done.returncode != 0:
            sys.exit(f'{how}: {done.stdout}')

    @contextlib.contextmanager
    def served(self, said=subprocess.DEVNULL):
        """`said`: where it writes what it is asked."""
        child = subprocess.Popen(
            [self.root / 'usr/sbin/slapd', '-d', 'stats', '-f', self.w / 'conf',
             '-h', f'{self.secure} {self.plain}'], env=self.env,
            stdout=subprocess.DEVNULL, stderr=said)
        try:
            for _ in range(300):
                with contextlib.suppress(OSError), \
                     socket.create_connection(('127.0.0.1', self.port), 1):
                    break
                time.sleep(0.1)
            yield
        finally:
            child.send_signal(signal.SIGTERM)
            child.wait(60)


class Registrar:
    def __init__(self, t, p, d, where):
        self.t, self.p, self.d, self.where = t, p, d, where
        for name, word in ('word', WORD), ('reads', READS), ('wrong', 'x'), \
                ('empty', '\n'):
            (where / name).write_text(word)
        done = p(*rig.INIT, '--exercise', '--origin', 'a/b', 'ch')
        t.check(done.returncode == 0, 'a channel', done.stdout)

    def __call__(self, want, words, *more, url=None, ca='a.pem', base=BASE):
        done = self.p('staff', 'ldap', 'ch', '--directory', url or
                      self.d.secure, '--base', base, '--ca', ca, *more)
        self.t.check(done.returncode == want and words in done.stdout,
                     f'{words!r} {" ".join(map(str, more))}', f'{want}: '
                     f'{done.returncode}: {done.stdout}')
        return done.stdout

    def refused(self, words, *more, want=2, **where):
        """Nothing is changed by it, and the reason is said."""
        before = self.listed()
        self(want, words, *more, **where)
        self.t.check(self.listed() == before, f'{words}: nothing is changed')

    def listed(self):
        return self.p('staff', 'list', 'ch').stdout


ADMINS = ('--bind', ADMIN, '--password-file', 'word')


def whole(r):
    out = r(0, '1207 entries like this, of which 5 are disabled', *ADMINS,
            '--dry-run')
    r.t.check('1202 people are in the list; nothing was changed' in out,
              'a dry run', out)
    r.t.check('p0001' not in r.listed(), 'changes nothing')
    r(0, '1202 people are eligible.', *ADMINS)
    listed = r.listed()
    r.t.check('closed' not in listed and '"open1"' in listed and
              '"p1199","Person p1199","staff"' in listed,
              'closed accounts are left out', listed[:2000])
    r(0, '0 join, 0 leave, 0 have another name or category, 1202 stay',
      '--bind', READER, '--password-file', 'reads')
    r(0, '0 join, 0 leave', *ADMINS, url=r.d.plain)
    r(0, '0 join, 0 leave, 1202 have another name or category', *ADMINS,
      '--attributes', 'uid,sn,=anybody', '--dry-run')


def filters(r):
    narrow = '(&(objectClass=person)(uid=p00*))'
    out = r(1, '1102 of 1202 people would no longer be eligible', *ADMINS,
            '--filter', narrow)
    r.t.check('--leaving 1102' in out, 'what to type', out)
    r(0, '100 entries', *ADMINS, '--filter', narrow, '--dry-run')
    r.refused('is no filter', *ADMINS, '--filter', '(uid=')
    r.refused('nobody under --base', *ADMINS, '--filter', '(uid=none)', want=1)
    r.refused('nothing under --base', *ADMINS, base='ou=x,dc=example,dc=org')


def changes(r):
    r.d.load('', f'dn: uid=p0001,{BASE}\nchangetype: modify\nreplace: cn\n'
             f'cn: Ana Gomez\n\ndn: uid=p0002,{BASE}\nchangetype: delete\n\n'
             f'dn: uid=p0003,{BASE}\nchangetype: modify\n'
             'add: userAccountControl\nuserAccountControl: 66050\n\n'
             f'dn: uid=p0004,{BASE}\nchangetype: modify\n'
             'add: pwdAccountLockedTime\n'
             'pwdAccountLockedTime: 000001010000Z\n\n')
    r.d.load('-a', person('p9999') + person('P0005'.lower() + 'x'))
    out = r(0, '2 join, 3 leave, 1 have another name or category', *ADMINS)
    for line in ('leaves "p0002"', 'leaves "p0003"', 'leaves "p0004"',
                 'joins "p9999"', 'is  "p0001","Ana Gomez"'):
        r.t.check(line in out, line, out)


def refusals(r):
    r.refused('refuses the name or the password', '--bind', ADMIN,
              '--password-file', 'wrong')
    r.refused('refuses the name or the password', '--bind',
              'cn=nobody,dc=example,dc=org', '--password-file', 'word')
    r.refused('holds no password', '--bind', ADMIN, '--password-file', 'empty')
    r.refused('go together', '--bind', ADMIN)
    r.refused('no address like', *ADMINS, url='https://127.0.0.1')
    r.refused('does not name three', *ADMINS, '--attributes', 'uid,cn')
    r.refused('does not name three', *ADMINS, '--attributes', '=x,cn,sn')
    r.refused('has no mail', *ADMINS, '--attributes', 'mail,cn,=x', want=1)
    r.refused('certificate', *ADMINS, ca='other.pem')
    r.refused('ldap', *ADMINS, ca='other.pem', url=r.d.plain)
    # What the machine or the user says of TLS counts for nothing.
    r.p.env = {**os.environ, 'LDAPTLS_REQCERT': 'never'}
    r.refused('certificate', *ADMINS, ca='other.pem')
    r.p.env = None
    os.chmod(r.where / 'word', 0o644)
    r.refused('word', *ADMINS)
    os.chmod(r.where / 'word', 0o600)


def persons(r):
    """Entries that are no one person's."""
    r.d.load('-a', person('many', uid=['many', 'more']))
    r.refused('2 values of uid', *ADMINS, want=1)
    r.d.load('', f'dn: uid=many,{BASE}\nchangetype: delete\n\n')
    r.d.load('-a', person('t1', description='twin') +
             person('t2', description='twin'))
    r.refused('has the id twin twice', *ADMINS, '--attributes',
              'description,cn,=x', '--filter', '(uid=t*)', want=1)
    r.d.load('-a', person('h1', **{'description:': 'ReKAizE='}))
    r.refused('does not show', *ADMINS, '--attributes', 'description,cn,=x',
              '--filter', '(uid=h1)', want=1)
    for uid in 't1', 't2', 'h1':
        r.d.load('', f'dn: uid={uid},{BASE}\nchangetype: delete\n\n')


def main():
    t = rig.Tally()
    root = fetch(pathlib.Path(sys.argv[3]).resolve(), 'slapd', 'libwrap0')
    with rig.folder('gainsay-slapd') as where:
        where = pathlib.Path(where).resolve()
        d = Directory(root, where)
        r = Registrar(t, rig.Program(sys.argv[1], where), d, where)
        with d.served():
            for step in whole, filters, changes, refusals, persons:
                step(r)
            # Who asks without a name has the limit of 300, which no page lifts.
            r.refused('does not give all entries')
        r.refused('cannot be reached', *ADMINS)
        r.refused('cannot be reached', *ADMINS, url=d.plain)
    t.end()


if __name__ == '__main__':
    main()
