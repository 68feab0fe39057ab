#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""sandbox.py GAINSAY TEST-SANDBOX: what the server's two processes may not do,
call by call, each in a process of its own; what the real ones hold; that they
end together; and that there is no server where the sandbox is missing."""
import configparser
import contextlib
import csv
import ctypes
import errno
import os
import pathlib
import platform
import pty
import re
import resource
import signal
import struct
import subprocess
import sys
import time
import urllib.request

sys.dont_write_bytecode = True
import rig

DIES = -signal.SIGSYS
NO = errno.EACCES
UNIT = rig.ROOT / 'packaging/systemd/system/gainsay.service'
# Call: (without a sandbox, front, back); None: not asked.
CALLS = {
    'read-checkpoint': (0, 0, 0),
    'read-page': (0, 0, 0),
    'list-public': (0, NO, 0),
    'write-page': (0, DIES, 0),
    'read-key': (0, NO, 0),
    'read-staff': (0, NO, 0),
    'read-passwd': (0, NO, NO),
    'list-log': (0, NO, 0),
    'read-environ': (0, NO, NO),
    # Of any file, by its name; Landlock holds back only what is opened.
    'size-key': (0, NO, 0),
    'size-staff': (0, NO, 0),
    'size-passwd': (0, NO, 0),
    'date-staff': (0, NO, 0),
    'name-key': (0, DIES, 0),
    'write-checkpoint': (0, DIES, 0),
    'append-checkpoint': (0, DIES, 0),
    'create': (0, DIES, 0),
    'create-outside': (0, DIES, NO),
    'remove-outside': (0, DIES, NO),
    'socket': (0, DIES, DIES),
    'socketpair': (0, DIES, DIES),
    'connect': (0, DIES, DIES),
    'listen': (0, DIES, DIES),
    'accept': (errno.EINVAL, errno.EINVAL, DIES),
    'execve': (0, DIES, DIES),
    'fork': (0, DIES, DIES),
    'ptrace': (0, DIES, DIES),
    'kill': (0, DIES, DIES),
    'outlive': (0, DIES, DIES),
    'map-program': (0, DIES, DIES),
    'make-program': (0, DIES, DIES),
    'memory-file': (0, DIES, DIES),
    'unshare': (0, DIES, DIES),
    'thread': (0, 0, 0),
    # TCP fast open: data that connects.
    'fast-open': (0, DIES, DIES),
    'fast-open-listener': (0, DIES, DIES),
    'fast-open-message': (0, DIES, DIES),
    'fast-open-connect': (0, DIES, DIES),
    'send-to': (errno.EPIPE, DIES, DIES),
    'no-delay': (0, 0, DIES),
    'keep-alive': (0, DIES, DIES),
    # Signals that the kernel sends for whoever owns a descriptor.
    'owner': (0, DIES, DIES),
    'owner-type': (0, DIES, DIES),
    'signal': (0, DIES, DIES),
    'signal-io': (0, DIES, DIES),
    'no-block': (0, 0, 0),
}
# Made in a thread; without a sandbox the kernel may know no such calls.
FOREIGN = ('call-32', 'call-x32')


def found(t, gainsay, where):
    """A channel, with a staff list, that a server has served once."""
    def must(*args):
        done = gainsay(*args)
        t.check(done.returncode == 0, f'{args[:2]}', done.stdout)
    must(*rig.INIT, '--exercise', '--origin', 'localhost/sandbox', '--from',
         '2023-01-01', '--to', '2025-12-31', 'channel')
    with open(where / 'staff.csv', 'w', newline='') as f:
        csv.writer(f).writerows((('id', 'name', 'category'),
                                 ('E1', 'Somebody Invented', 'any')))
    must('staff', 'import', 'channel', 'staff.csv')


# One call, one process -----------------------------------------------------

def outcome(program, where, side, call):
    (where / 'victim').write_text('')
    (where / 'outside').unlink(missing_ok=True)
    done = subprocess.run([program, side, 'channel', call], cwd=where,
                          stdin=subprocess.DEVNULL, capture_output=True)
    return done.returncode


def check_calls(t, program, where):
    checkpoint = (where / 'channel' / 'log' / 'checkpoint').read_bytes()
    for call, expected in CALLS.items():
        for side, wanted in zip(('none', 'front', 'back'), expected):
            got = outcome(program, where, side, call)
            t.check(got == wanted, f'{side}: {call}: {got}, not {wanted}')
    for call in FOREIGN:
        absent = outcome(program, where, 'none', call) == -signal.SIGSEGV
        wanted = -signal.SIGSEGV if absent else DIES
        for side in ('front', 'back'):
            got = outcome(program, where, side, call)
            t.check(got == wanted, f'{side}: {call} ends the process: {got}')
    t.check((where / 'channel' / 'log' / 'checkpoint').read_bytes() ==
            checkpoint, 'nothing was written')
    # What the call wrote that stood in no sandbox.
    (where / 'channel' / 'log' / 'new').unlink()


# The real server -----------------------------------------------------------

class Server:
    def __init__(self, gainsay, *options, before=None):
        self.child = subprocess.Popen(
            [gainsay.binary, 'serve', '--listen', '127.0.0.1:0', *options,
             'channel'], cwd=gainsay.cwd, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            preexec_fn=before)
        self.line = self.child.stdout.readline()
        self.url = self.line[len('listening on '):].strip().rstrip('/')
        self.back = self.child.pid
        self.front = rig.front_of(self.back) if self.url else None

    def get(self, path, data=None):
        with urllib.request.urlopen(self.url + path, data, 10) as answer:
            return answer.read()

    def end(self):
        """(exit code, what it said), once both have ended."""
        _, said = self.child.communicate(timeout=60)
        gone = self.front is None or rig.await_gone(self.front)
        return self.child.returncode if gone else 'front left', said


@contextlib.contextmanager
def server(gainsay, *options, before=None):
    s = Server(gainsay, *options, before=before)
    try:
        yield s
    finally:
        if s.child.poll() is None:
            s.child.terminate()
        s.child.communicate(timeout=60)


def open_files(pid):
    names = []
    for fd in pathlib.Path(f'/proc/{pid}/fd').iterdir():
        with contextlib.suppress(FileNotFoundError):
            names.append(os.readlink(fd))
    return names


def memory_has(pid, needle):
    """Whether the bytes are in what the process can read of its memory."""
    with open(f'/proc/{pid}/mem', 'rb', buffering=0) as memory:
        for line in pathlib.Path(f'/proc/{pid}/maps').read_text().splitlines():
            span, rights = line.split()[:2]
            if rights[0] != 'r' or line.endswith(('[vvar]', '[vsyscall]')):
                continue
            start, end = (int(x, 16) for x in span.split('-'))
            if end - start > 1 << 32: # a sanitizer's own
                continue
            with contextlib.suppress(OSError, OverflowError):
                memory.seek(start)
                if needle in memory.read(end - start):
                    return True
    return False


def secrets(where):
    """The seeds of the keys that a server holds."""
    text = (where / 'channel/keys/log.key').read_text().strip()
    data = rig.base64.b64decode(text.split('+', 4)[4], validate=True)
    # PRIVATE+KEY+name+id+data, in which + may occur again.
    enrol = (where / 'channel/keys/enrol.key').read_text().strip()
    promise = (where / 'channel/keys/promise.key').read_text().strip()
    return {'log': data[-32:], 'enrol': bytes.fromhex(enrol),
            'promise': bytes.fromhex(promise)}


def check_processes(t, gainsay, where):
    with server(gainsay) as s:
        s.get('/log/checkpoint')
        s.get('/channel')
        for name, pid in (('front', s.front), ('back', s.back)):
            status = rig.status_of(pid)
            t.check(status.get('NoNewPrivs') == '1', f'{name}: NoNewPrivs')
            t.check(status.get('Seccomp') == '2', f'{name}: Seccomp')
        front, back = open_files(s.front), open_files(s.back)
        known = re.compile(r'socket:.*|pipe:.*|anon_inode:\[event.*\]'
                           r'|/dev/null')
        t.check(front and all(known.fullmatch(f) for f in front),
                'the front has only sockets open', str(front))
        for name in ('channel.db', 'staff.db', 'lock'):
            t.check(any(f.endswith('channel/' + name) for f in back),
                    f'the back has {name} open', str(back))
        for name, seed in secrets(where).items():
            t.check(len(seed) == 32 and memory_has(s.back, seed),
                    f'the back has the seed of {name}')
            t.check(not memory_has(s.front, seed),
                    f'the front has not the seed of {name}')
        s.child.send_signal(signal.SIGTERM)
        t.check(s.end()[0] == 0, 'told to stop, both end in order')


def allow_core():
    """For a child: core files as large as the system lets us have them; within
    a container not even root may raise its limits."""
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CORE, (
            resource.RLIM_INFINITY, resource.RLIM_INFINITY))


def check_memory(t, gainsay, where):
    """No core file whatever the limits that they were started with, not even
    for a program that the system hands it to; the keys are not swapped out."""
    with server(gainsay, before=allow_core) as s:
        for name, pid in (('front', s.front), ('back', s.back)):
            limits = pathlib.Path(f'/proc/{pid}/limits').read_text()
            t.check(re.search(r'(?m)^Max core file size +0 +0 ', limits),
                    f'{name}: no core file', limits)
        t.check(int(rig.status_of(s.back)['VmLck'].split()[0]) > 0,
                'the back has locked memory')
        os.kill(s.back, signal.SIGSEGV)
        _, status = os.waitpid(s.back, 0)
        s.child.returncode = os.waitstatus_to_exitcode(status)
        t.check(os.WIFSIGNALED(status) and not os.WCOREDUMP(status),
                f'a back that crashes leaves nothing: {status}')
    t.check(not list(where.rglob('core*')), 'no core file')

    def none():
        resource.setrlimit(resource.RLIMIT_MEMLOCK, (0, 0))
        drop_right(CAP_IPC_LOCK)
    with server(gainsay, before=none) as s:
        code, said = s.end()
        t.check(code == 2 and 'could come to the swap' in said,
                'without locked memory it does not start', said)


def check_client(t, gainsay, where):
    """The same of a program that waits for a passphrase at its terminal."""
    pid, fd = pty.fork()
    if pid == 0:
        allow_core()
        # Whoever starts a run in the background may have it ignored.
        signal.signal(signal.SIGQUIT, signal.SIG_DFL)
        os.chdir(where)
        os.execv(gainsay.binary, [gainsay.binary, 'key', 'new', '--witness',
                                  'example/x', '-o', 'x.key'])
    asked = []
    rig.hear(fd, lambda shown: asked.append(b'assphrase' in shown),
             lambda: any(asked))
    os.kill(pid, signal.SIGQUIT) # as Ctrl-\ does
    _, status = os.waitpid(pid, 0)
    os.close(fd)
    t.check(os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGQUIT
            and not os.WCOREDUMP(status) and not list(where.glob('core*')),
            f'a program that is ended at a terminal leaves nothing: {status}')


def check_ends(t, gainsay):
    for sent, words in ((signal.SIGKILL, 'ended by signal 9'),
                        (signal.SIGSYS, 'its sandbox forbids')):
        with server(gainsay) as s:
            os.kill(s.front, sent)
            code, said = s.end()
            t.check(code == 1 and words in said,
                    f'{sent.name} to the front: {code}', said)
    with server(gainsay) as s:
        os.kill(s.back, signal.SIGKILL)
        t.check(s.end()[0] == -signal.SIGKILL, 'the front ends with the back')
    with server(gainsay) as s:
        # One that does not end by itself: broken into, or stuck.
        os.kill(s.front, signal.SIGSTOP)
        os.kill(s.back, signal.SIGKILL)
        s.child.wait(30)
        gone = rig.await_gone(s.front)
        if not gone:
            os.kill(s.front, signal.SIGKILL)
        t.check(gone, 'the kernel ends a front that stands still, with the back')
    with server(gainsay) as s: # as a terminal does, or a service manager
        os.kill(s.front, signal.SIGTERM)
        os.kill(s.front, signal.SIGINT)
        time.sleep(0.2)
        t.check(b'\n' in s.get('/log/checkpoint'),
                'the front ends when the back says so')


# A kernel that lacks something ---------------------------------------------

CAP_IPC_LOCK = 14


def drop_right(number):
    """For a child that root starts: it has all rights but this one."""
    PR_CAPBSET_DROP = 24
    ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, number, 0, 0, 0)


LANDLOCK_CREATE, LANDLOCK_RESTRICT = 444, 446
SECCOMP = {'x86_64': 317, 'aarch64': 277}[platform.machine()]
PRCTL = {'x86_64': 157, 'aarch64': 167}[platform.machine()]


def without(*denied):
    """For a child: the calls (number, first argument or None) fail."""
    code = b''
    def op(what, yes, no, k):
        return struct.pack('=HBBI', what, yes, no, k)
    for number, first in denied:
        fail = op(0x06, 0, 0, 0x00050000 | errno.ENOSYS)
        body = fail if first is None else (
            op(0x20, 0, 0, 16) + op(0x15, 0, 1, first) + fail)
        code += op(0x20, 0, 0, 0)
        code += op(0x15, 0, len(body) // 8, number) + body
    code += op(0x06, 0, 0, 0x7fff0000)

    def apply():
        libc = ctypes.CDLL(None, use_errno=True)
        buffer = ctypes.create_string_buffer(code)
        program = struct.pack('@HP', len(code) // 8,
                              ctypes.addressof(buffer))
        if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, program, 0, 0):
            os._exit(99)
    return apply


def check_missing(t, gainsay):
    cases = {
        'no Landlock': (without((LANDLOCK_CREATE, None)), 'Landlock'),
        'no seccomp': (without((SECCOMP, None), (PRCTL, 22)), 'seccomp'),
        'a Landlock that fails': (without((LANDLOCK_RESTRICT, None)),
                                  'Landlock'),
        'a seccomp that fails': (without((SECCOMP, 1), (PRCTL, 22)),
                                 'seccomp'),
    }
    for name, (before, word) in cases.items():
        for options in ((), ('--sandbox', 'required')):
            with server(gainsay, *options, before=before) as s:
                code, said = s.end()
                t.check(code == 2 and s.line == '' and word in said,
                        f'{name}: {code}', said)
                if name.startswith('no '):
                    t.check('--sandbox none' in said, f'{name}: what to do',
                            said)
    for before in (cases['no Landlock'][0], None):
        with server(gainsay, '--sandbox', 'none', before=before) as s:
            t.check(s.url != '', 'typed, it serves without')
            t.check(b'\n' in s.get('/log/checkpoint'), 'and answers')
            s.child.terminate()
            code, said = s.end()
            t.check(code == 0 and 'WARNING' in said, 'but warns', said)
    done = gainsay('serve', '--sandbox', 'maybe', 'channel')
    t.check(done.returncode == 2 and 'required or none' in done.stdout,
            'nothing in between', done.stdout)


# The unit ------------------------------------------------------------------

def check_unit(t, gainsay, where):
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read(UNIT)
    service = unit['Service']
    for key, value in {'NoNewPrivileges': 'yes', 'ProtectSystem': 'strict',
                       'User': 'gainsay', 'StateDirectory': 'gainsay',
                       'CapabilityBoundingSet': '', 'KillMode': 'mixed',
                       'RestrictAddressFamilies': 'AF_UNIX',
                       'PrivateNetwork': 'yes'}.items():
        t.check(service.get(key) == value, f'unit: {key}')
    words = service['ExecStart'].split()
    told = gainsay('serve', '--help').stdout
    t.check(words[0] == '/usr/bin/gainsayd' and
            words[-1].startswith('/var/lib/gainsay/'),
            'unit: ExecStart', str(words))
    options = [w for w in words if w.startswith('--')]
    t.check(options and all(o in told for o in options),
            'unit: its options exist', str(options))
    t.check('none' not in words, 'unit: with the sandbox')


def main():
    t = rig.Tally()
    program = str(pathlib.Path(sys.argv[2]).resolve())
    with rig.folder('sandbox') as name:
        where = pathlib.Path(name).resolve()
        gainsay = rig.Program(sys.argv[1], where)
        found(t, gainsay, where)
        check_processes(t, gainsay, where)
        check_calls(t, program, where)
        check_memory(t, gainsay, where)
        check_client(t, gainsay, where)
        check_ends(t, gainsay)
        check_missing(t, gainsay)
        check_unit(t, gainsay, where)
    t.end()


if __name__ == '__main__':
    main()
