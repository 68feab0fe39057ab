#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""modes.py GAINSAY: each file with a secret, read by the verbs that read it, is
refused if others than its owner may read or write it (docs/spec/keys.md,
"Modes")."""
import pathlib
import sys

sys.dont_write_bytecode = True
import rig
import stored

WORDS = ('--passphrase-file', 'words')
ME = ('--state', '0.state', *WORDS)
MODES = 0o640, 0o604, 0o620, 0o644


def cases(url, code):
    """(file, the verbs that read it)."""
    at = ('--server', url, '--key', 'channel/vkey')
    link = '@memo.link'
    return {
        'words': [('me', '--offline', *ME), ('key', 'show', *WORDS, 'o.key'),
                  ('recovery', *ME, '--yes'),
                  ('passphrase', *ME, '--new-file', 'w2'),
                  ('enrol', *at, '--state', 'n.state', '--cost', 'low',
                   '--code', code, *WORDS)],
        'w2': [('copy', *ME, '--new-file', 'w2', 'c2'),
               ('passphrase', *ME, '--new-file', 'w2')],
        '0.state': [('me', '--offline', *ME), ('promises', *ME),
                    ('copy', *ME, 'c2'), ('recovery', *ME, '--yes'),
                    ('enrol', *at, *ME, '--code', code)],
        'code': [('enrol', *at, '--state', 'n.state', '--cost', 'low', *WORDS,
                  '--code-file', 'code')],
        'o.key': [('key', 'show', *WORDS, 'o.key'),
                  ('acknowledge', '--yes', *at, '--sign', 'o.key', '--identity', 'o.key',
                   *WORDS, '--memo', '1')],
        'seed': [('acknowledge', '--yes', *at, '--sign', 'seed', '--identity', 'o.key',
                  *WORDS, '--memo', '1')],
        'memo.link': [('show', *ME, link), ('read', *at[2:], link),
                      ('endorse', *ME, '--code', 'a', link)],
        'memo.package': [('gather', *ME, '-o', 'l2', 'memo.package'),
                         ('file', *ME, '--package', 'memo.package', '--code',
                          'a', link),
                         ('provenance', *at[2:], '--memo-file', 'memo.package',
                          '--traceable', '-o', 'p', url)],
        'i/person-013-id.invitation': [
            ('join', *WORDS, '--cost', 'low', 'i/person-013-id.invitation')],
        'sheet': [('restore', *WORDS, '--state', 'r.state', 'sheet')],
        'copy': [('restore', *WORDS, '--state', 'r.state', 'copy')],
        'pair': [('proof', 'prove', '--roll', 'roll-1.keys', '--secret', 'pair',
                  '--scope-hex', '00', '--message-hex', '00', '-o', 'p')],
        'channel/staff.db': [('staff', 'issue', 'channel', '-o', 'more.csv')],
        **{f'channel/{name}': [('serve', '--listen', '127.0.0.1:0', 'channel')]
           for name in ('staff.db', 'channel.db', 'inbox.db', 'boxes.db',
                        'keys/log.key', 'keys/enrol.key', 'keys/promise.key')},
    }


def made(day, s):
    """One file of each kind; none of them is made so that it is refused."""
    day.enrol(s.url)
    s.post('/exercise/clock', {'now': '2023-11-01T15:00:00Z'})
    day.gather(s.url)
    day.must('key', 'new', '--cost', 'low', *WORDS, '-o', 'o.key', 'office')
    for name, text in (('w2', 'vivid harbor kidney stool\n'),
                       ('code', day.codes[-1] + '\n'), ('seed', '11' * 32),
                       ('pair', '02' * 32 + '03' * 32)):
        (day.where / name).write_text(text)
    day.must('copy', *ME, 'copy')
    (day.where / 'sheet').write_text(day.must('recovery', *ME, '--yes'))
    day.must('staff', 'issue', 'channel', '--id', 'person-013-id', '--replace', '--yes',
             '--server', s.url, '--invitations', 'i')


def refused(day, path, verb, mode):
    path.chmod(mode)
    done = day.gainsay(*verb, timeout=20)
    name = ' '.join(verb[:2])
    day.t.check(done.returncode == 2 and
                f'{path.relative_to(day.where)} has the mode {mode:04o}'
                in done.stdout and 'chmod 600' in done.stdout,
                f'{name}, of {path.name} with mode {mode:04o}: '
                f'{done.returncode}', done.stdout)
    path.chmod(0o600)


def taken(day, path, verb):
    """So that it was the mode: what the verb says then is another matter."""
    path.chmod(0o400 if path.suffix != '.db' else 0o600)
    done = day.gainsay(*verb, timeout=20)
    day.t.check('has the mode' not in done.stdout,
                f'{" ".join(verb[:2])}, of {path.name}, as it should be',
                done.stdout)
    path.chmod(0o600)


def main():
    t = rig.Tally()
    with rig.folder('modes') as name:
        day = stored.Day(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve('2023-10-30T13:00:00Z') as s:
            made(day, s)
            table = cases(s.url, day.codes[-1])
            for file, verbs in table.items():
                path = day.where / file
                for i, verb in enumerate(verbs):
                    if verb[0] == 'serve':
                        continue
                    refused(day, path, verb, MODES[i % len(MODES)])
                taken(day, path, verbs[0]) if verbs[0][0] != 'serve' else None
        for file, verbs in table.items():
            for verb in (v for v in verbs if v[0] == 'serve'):
                for mode in MODES:
                    refused(day, day.where / file, verb, mode)
    t.end()


if __name__ == '__main__':
    main()
