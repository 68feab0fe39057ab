#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""lost.py GAINSAY FAKE_TIME: witnesses are replaced.  Where those of before have
seen it, the log itself shows that to whoever comes later; where they are gone
for good, or were never asked, nobody believes the new ones before they have
waited by their own clock, or say by name that they do, and everybody goes on
saying so."""
import os
import pathlib
import struct
import sys

sys.dont_write_bytecode = True
import rig
import stored
import witness
from dated import CHANNEL, KEY, NAME, SEED, Dated

MINE, THIRD = b'\x06' * 32, b'\x07' * 32
DAY = 86400
UNSEEN = 'ever cosigned that they were replaced'
WAITS = 'Your own program has seen the change and waits until'


class Change(Dated):
    def add_witness(self, s, version, name, seed):
        """Signed by the authority and the second: in force at once."""
        vkey = witness.vkey(name, 4, witness.ed25519.public(seed))
        draft = f'next-{version}'
        self.must('charter', 'draft', *CHANNEL, '--change',
                  f'witness {vkey}', '--change', 'quorum 1', '-o', draft,
                  s.url)
        for role in ('authority', 'second'):
            self.must('charter', 'sign', *CHANNEL, '--yes', '--log', s.url,
                      '--role', role, '--sign', f'keys/{role}.key', draft)
        self.must('charter', 'publish', '--yes', *CHANNEL, '--server', s.url,
                  draft)

    def by(self, s, now, *signers):
        """The newest checkpoint, cosigned by these."""
        note = self.newest(s)
        text = rig.read_checkpoint(note)[3]
        for name, seed in signers:
            note += witness.signature_line(name, 4, seed, text,
                                           stored.seconds(now))
        self.bring(s, note)

    def look(self, who, s, want, words, *args, verb='status'):
        done = who(verb, *CHANNEL, *args, s if isinstance(s, str) else s.url)
        said = ' '.join(done.stdout.split())
        self.t.check(done.returncode in ((0, 3) if want else (1, 2)) and
                     (words in said if words else UNSEEN not in said),
                     f'{verb} {args}: exit {done.returncode}, "{words}"',
                     done.stdout)

    def newcomer(self, name):
        return rig.Program(self.gainsay.binary, self.where,
                           cache=self.where / name)


PRESS, NEW, LAST = (NAME, SEED), ('mine.example', MINE), ('last.example',
                                                          THIRD)


def handed_over(day, s):
    """The old witness cosigns the first checkpoint with the change, and the
    next anchor has its line beside the new one's."""
    day.add_witness(s, 2, *NEW)
    day.clock(s, '2023-11-01T21:00:00Z')
    day.by(s, '2023-11-01T21:00:01Z', NEW)
    first = day.newcomer('first')
    day.look(first, s, True, None)
    day.t.check(day.shown(s) < day.size(s), 'without the old one nothing of '
                'it is published', day.newest(s))
    day.by(s, '2023-11-01T21:00:02Z', PRESS)
    day.clock(s, '2023-11-01T22:00:00Z')
    day.by(s, '2023-11-01T22:00:01Z', NEW)
    day.look(day.gainsay, s, True, None)
    day.look(day.newcomer('second'), s, True, None)
    day.look(day.gainsay, 'channel', True, None, verb='audit')


def lost(day, s, offset):
    """The second witness is gone when the third takes its place."""
    day.add_witness(s, 3, *LAST)
    day.clock(s, '2023-11-02T21:00:00Z')
    day.by(s, '2023-11-02T21:00:01Z', LAST)
    day.clock(s, '2023-11-07T20:00:00Z')
    day.by(s, '2023-11-07T20:00:01Z', LAST)
    day.t.check(day.shown(s) < day.size(s), 'nothing is published within the '
                'cooling time', day.newest(s))
    day.look(day.gainsay, s, True, None)
    day.clock(s, '2023-11-10T21:00:00Z')
    day.by(s, '2023-11-10T21:00:01Z', LAST)
    day.t.check(day.shown(s) == day.size(s), 'and then it is',
                day.newest(s))

    late = day.newcomer('third')
    for who in (day.gainsay, late):
        day.look(who, s, False, WAITS)
    offset(6 * DAY)
    day.look(day.gainsay, s, False, WAITS)
    day.look(late, s, False, WAITS, verb='sync')
    offset(7 * DAY + 3600)
    for who in (day.gainsay, late):
        day.look(who, s, True, UNSEEN)
        day.look(who, s, True, UNSEEN)
    day.look(late, s, True, None, verb='sync')

    # Whoever comes now waits from now on; a copy keeps nothing.
    day.look(day.newcomer('fourth'), s, False, WAITS)
    day.look(day.newcomer('fifth'), s, False, WAITS, '--new-witnesses', '2')
    day.look(day.newcomer('fifth'), s, True, UNSEEN, '--new-witnesses', '3')
    day.look(day.gainsay, 'channel', False, 'nothing here keeps since when',
             verb='audit')
    day.look(day.gainsay, 'channel', True, UNSEEN, '--new-witnesses', '3',
             verb='audit')
    done = day.gainsay('status', *CHANNEL, '--new-witnesses', 'x', s.url)
    day.t.check('is not the version of a charter' in done.stdout and
                done.returncode == 2, 'a version is a number', done.stdout)


def main():
    t = rig.Tally()
    with rig.folder('lost') as name:
        where = pathlib.Path(name).resolve()
        day = Change(t, sys.argv[1], where)

        def offset(seconds):
            with open(where / 'offset', 'r+b') as f:
                f.write(struct.pack('=q', seconds))

        (where / 'offset').write_bytes(bytes(8))
        os.environ.update(LD_PRELOAD=str(pathlib.Path(sys.argv[2]).resolve()),
                          FAKE_TIME=str(where / 'offset'))
        day.found()
        with day.serve('2023-11-01T15:00:00Z') as s:
            day.cosign(s, '2023-11-01T15:00:00Z')
            day.look(day.gainsay, s, True, None)
            handed_over(day, s)
            lost(day, s, offset)
        del os.environ['LD_PRELOAD'], os.environ['FAKE_TIME']
    t.end()


if __name__ == '__main__':
    main()
