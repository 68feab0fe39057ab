#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""dates.py GAINSAY FAKE_TIME: a channel in earnest, a witness whose clock is
wrong, and then right: the log leaves out what would break the rule on its
dates, and keeps it."""
import json
import pathlib
import shutil
import struct
import sys
import time
import urllib.request

sys.dont_write_bytecode = True
import rig
import witness
from courier import notes_of, signers
from floors import HOUR, YEAR, Real

DAY = 86400
SEED, NAME = b'\x05' * 32, 'press.example'
KEY = witness.vkey(NAME, 4, witness.ed25519.public(SEED))


class Watched(Real):
    day = property(lambda self: self) # as courier's functions call it

    def found(self):
        text = (rig.ROOT / 'examples/us-state.answers').read_text()
        (self.where / 'answers').write_text(f'{text}witness {KEY}\nquorum 1\n')
        self.must('init', '--answers', 'answers', '--yes', '--origin',
                  'localhost/watched', '--from', f'{YEAR}-01-01', '--to',
                  f'{YEAR + 2}-12-31', 'channel')
        (self.where / 'keys').mkdir()
        for key in (self.place / 'keys').iterdir():
            if key.name not in ('log.key', 'enrol.key', 'promise.key'):
                shutil.move(key, self.where / 'keys')

    def newest(self):
        return (self.place / 'log/newest').read_text()

    def cosign(self, s, at):
        note = self.newest()
        text = rig.read_checkpoint(note)[3]
        note += witness.signature_line(NAME, 4, SEED, text, at)
        with urllib.request.urlopen(urllib.request.Request(
                s.url + '/cosignatures', json.dumps({'checkpoint': note})
                .encode(), {'Content-Type': 'application/json'})) as answer:
            self.t.check(json.load(answer)['missing'] == [],
                         f'cosigned at {at}')

    def signed(self):
        """Whose lines the newest anchor's note has, but the log's."""
        return signers(notes_of(self)[-1][1])[1:]

    def until(self, at, anchors):
        """A server from that time on, once the log has so many anchors."""
        self.offset.write_bytes(struct.pack('=q', at - int(time.time())))
        s = self.serve_real()
        end = time.time() + 60
        while time.time() < end and len(notes_of(self)) < anchors:
            time.sleep(0.1)
        self.t.check(len(notes_of(self)) == anchors, f'{anchors} anchors',
                     str(notes_of(self)))
        return s

    def keeps(self, what):
        said = self.gainsay('audit', '--key', 'channel/vkey', 'channel')
        self.t.check(said.returncode == 0 and 'keeps its rules' in said.stdout,
                     f'{what}: the log keeps its rules', said.stdout)


def wrong_clock(day, midnight):
    """A release is at midnight.  The witness says that it saw the release's
    anchor an hour before it was there."""
    with day.until(midnight - 3, 1) as s:
        day.cosign(s, midnight - HOUR)
    with day.until(midnight + 2 * HOUR, 2) as s:
        day.t.check(day.signed() == [], 'the line is left out',
                    str(notes_of(day)))
        day.cosign(s, midnight + 2 * HOUR)
    day.keeps('a witness behind')

    # Ten minutes are for clocks that differ.
    with day.until(midnight + DAY - 3, 3) as s:
        day.t.check(day.signed() == [NAME], 'one in time stays',
                    str(notes_of(day)))
    day.keeps('a witness in time')


def old_log(day, midnight):
    """Nothing was entered, or it is hidden: the maker of a file is told, once
    two releases have passed."""
    make = ('provenance', '--key', 'channel/vkey', '--memo', '1',
            '--publication', '1', '-o', 'never')
    said = "give its URL"
    for hours, idle, words in ((23, (), said),
                               (49, (), 'two releases have passed'),
                               (49, ('--idle',), said)):
        day.offset.write_bytes(struct.pack(
            '=q', midnight + hours * HOUR - int(time.time())))
        done = day.gainsay(*make, *idle, 'channel')
        day.t.check(words in ' '.join(done.stdout.split()) and
                    done.returncode != 0, f'{hours} hours later {idle}: '
                    f'{words}', done.stdout)


def main():
    t = rig.Tally()
    with rig.folder('dates') as name:
        day = Watched(t, sys.argv[1], pathlib.Path(name).resolve(),
                      str(pathlib.Path(sys.argv[2]).resolve()))
        day.found()
        with day.serve_real() as s:
            day.cosign(s, int(time.time()))
        midnight = (int(time.time()) // DAY + 1) * DAY
        wrong_clock(day, midnight)
        old_log(day, midnight)
    t.end()


if __name__ == '__main__':
    main()
