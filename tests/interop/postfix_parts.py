# SPDX-License-Identifier: Apache-2.0
"""Debian's Postfix, which apt unpacks without touching the machine: it takes
mail for example.org under TLS into a folder for each address.  It needs root,
and two users that every Debian has."""
import contextlib
import os
import pathlib
import pwd
import shutil
import signal
import socket
import stat
import subprocess
import time

from moved import free_port
from unpacked import fetch

OWNER = 'mail'
MAIN = '''compatibility_level = 3.6
mail_owner = {owner}
setgid_group = games
queue_directory = {w}/queue
data_directory = {w}/data
daemon_directory = {root}/usr/lib/postfix/sbin
command_directory = {root}/usr/sbin
meta_directory = {w}/conf
shlib_directory = {root}/usr/lib/postfix
import_environment = MAIL_CONFIG TZ LANG=C LD_LIBRARY_PATH={root}/usr/lib/postfix
maillog_file = {w}/log
maillog_file_prefixes = {w}
myhostname = mail.example.org
mydestination =
mynetworks = 127.0.0.0/8
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
local_recipient_maps =
local_transport = error:no local mail
virtual_mailbox_domains = example.org
virtual_mailbox_base = {w}/boxes
virtual_mailbox_maps = texthash:{w}/people
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
smtpd_tls_chain_files = {w}/s.both
smtpd_tls_security_level = encrypt
smtpd_recipient_restrictions = check_recipient_access texthash:{w}/access,
	reject_unauth_destination, reject_unlisted_recipient
smtpd_client_connection_rate_limit = 0
smtpd_error_sleep_time = 0
smtpd_soft_error_limit = 1000
smtpd_hard_error_limit = 2000
smtputf8_enable = no
'''
MASTER = '''127.0.0.1:{port} inet n - n - - smtpd -o max_use=1
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
showq unix n - n - - showq
postlog unix-dgram n - n - 1 postlogd
'''
FOLDERS = ('active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold',
           'incoming', 'saved', 'trace', 'private', 'public', 'maildrop')


def is_taken(path):
    """It may go meanwhile."""
    with contextlib.suppress(FileNotFoundError):
        mode = path.stat().st_mode
        return stat.S_ISREG(mode) and mode & stat.S_IXUSR != 0
    return False


class Postfix:
    """`where` has s.both, a key and its certificate."""

    def __init__(self, work, where, people):
        self.root = fetch(pathlib.Path(work), 'postfix')
        self.where, self.port, self.child = where / 'postfix', free_port(), None
        who = pwd.getpwnam(OWNER)
        for name in ('conf', 'data', 'boxes', 'queue/pid',
                     *(f'queue/{f}' for f in FOLDERS)):
            (self.where / name).mkdir(parents=True)
            os.chmod(self.where / name, 0o755)
            if name != 'conf' and name != 'queue/pid':
                os.chown(self.where / name, who.pw_uid, who.pw_gid)
        # Its processes are another user's, who must get to what is theirs.
        for path in (where, self.where, self.where / 'queue'):
            os.chmod(path, 0o755)
        shutil.copy(where / 's.both', self.where)
        fill = {'w': self.where, 'root': self.root, 'port': self.port,
                'owner': OWNER, 'uid': who.pw_uid, 'gid': who.pw_gid}
        (self.where / 'conf/main.cf').write_text(MAIN.format(**fill))
        (self.where / 'conf/master.cf').write_text(MASTER.format(**fill))
        self.ways({})
        self.people(people)
        for path in (self.where / 'conf').iterdir():
            os.chmod(path, 0o644)
        self.env = {**os.environ, 'LD_LIBRARY_PATH':
                    str(self.root / 'usr/lib/postfix')}

    def table(self, name, rows):
        path = self.where / name
        path.write_text(''.join(f'{a} {b}\n' for a, b in rows))
        os.chmod(path, 0o644)

    def people(self, addresses):
        """Who has a box; read when the server starts."""
        self.table('people', ((a, f'{a}/') for a in addresses))

    def ways(self, rows):
        """What it answers for an address instead of taking the message."""
        self.table('access', rows.items())

    def start(self):
        self.child = subprocess.Popen(
            [self.root / 'usr/lib/postfix/sbin/master', '-c',
             self.where / 'conf', '-d'], env=self.env, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        end = time.monotonic() + 60
        while time.monotonic() < end and self.child.poll() is None:
            with contextlib.suppress(OSError), \
                 socket.create_connection(('127.0.0.1', self.port), 1):
                return
            time.sleep(0.05)
        log = self.where / 'log'
        raise SystemExit('Postfix does not start: ' +
                         (log.read_text() if log.exists() else ''))

    def kill(self, how=signal.SIGTERM):
        """All its processes: they are one group of their own."""
        if self.child is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.child.pid, how)
            self.child.wait(60)
            self.child = None

    @contextlib.contextmanager
    def served(self):
        self.start()
        try:
            yield self
        finally:
            self.kill()

    def boxes(self):
        """{address: messages that have arrived}."""
        found = {}
        for path in (self.where / 'boxes').glob('*/new/*'):
            found.setdefault(path.parts[-3], []).append(path.read_bytes())
        return found

    def settled(self, seconds=60):
        """Its own queue is empty: what it took has arrived.  What it was
        writing when it was killed, and never took, has no right to execute."""
        end = time.monotonic() + seconds
        while any(is_taken(p) for f in ('incoming', 'active', 'deferred')
                  for p in (self.where / 'queue' / f).rglob('*')):
            if time.monotonic() > end:
                raise SystemExit('Postfix does not deliver: ' +
                                 (self.where / 'log').read_text()[-2000:])
            time.sleep(0.05)
        return self.boxes()
