#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""remind.py GAINSAY: deadlines as a calendar and a feed, read by libical, by
Python's icalendar and as XML: the same names for ever, changes that count up,
what is done is cancelled, and no word of a memo or a person."""
import ctypes
import datetime
import json
import pathlib
import stat
import sys
import xml.etree.ElementTree as xml

sys.dont_write_bytecode = True
# Debian's, whichever python3 runs this.
sys.path.append('/usr/lib/python3/dist-packages')
import icalendar

import rig
import stored
from liar import MONDAY, THURSDAY, WEDNESDAY, Operator

ATOM = '{http://www.w3.org/2005/Atom}'
KEY = ('--key', 'channel/vkey')
LIBICAL = ctypes.CDLL('libical.so.3')
LIBICAL.icalparser_parse_string.restype = ctypes.c_void_p
VEVENT, VTIMEZONE, INVALID = 4, 13, 2 # of its enumerations


def libical_counts(text):
    """Events, by libical, which finds nothing wrong."""
    root = LIBICAL.icalparser_parse_string(ctypes.c_char_p(text))
    root = ctypes.c_void_p(root)
    good = LIBICAL.icalrestriction_check(root) == 1 and \
        LIBICAL.icalcomponent_count_errors(root) == 0
    return LIBICAL.icalcomponent_count_components(root, VEVENT) if good \
        else None


class Told:
    """What one look said."""

    def __init__(self, day, *more, place='channel', said='said', words='wait'):
        self.day, self.where = day, day.where
        done = day.gainsay('remind', *KEY, '--dir', said, '--ical', 'd.ics',
                           '--atom', 'd.atom', *more, place)
        day.t.check(done.returncode == 0 and words in done.stdout,
                    f'remind {more}: {words!r}', done.stdout)
        self.ical = (self.where / 'd.ics').read_bytes()
        self.atom = (self.where / 'd.atom').read_bytes()
        self.read_ical()
        self.read_atom()

    def read_ical(self):
        t, lines = self.day.t, self.ical.split(b'\r\n')
        t.check(b'\n' not in self.ical.replace(b'\r\n', b'') and
                all(len(line) <= 75 for line in lines), 'its lines are short')
        events = icalendar.Calendar.from_ical(self.ical).walk('VEVENT')
        self.events = {str(e['UID']): e for e in events}
        count = libical_counts(self.ical)
        t.check(count == len(self.events) == len(events),
                'libical reads as many events', f'{count} {self.ical}')

    def read_atom(self):
        feed = xml.fromstring(self.atom)
        entries = feed.findall(f'{ATOM}entry')
        self.entries = {e.find(f'{ATOM}id').text: e for e in entries}
        t = self.day.t
        t.check(len(entries) == len(self.entries) == len(self.events),
                'as many entries')
        moments = [e.find(f'{ATOM}updated').text for e in entries]
        t.check(feed.find(f'{ATOM}updated').text ==
                max(moments, default='1970-01-02T00:00:00Z'),
                'the feed is as new as the newest')
        for element in (feed, *entries):
            t.check(all(element.find(ATOM + name) is not None for name in
                        ('id', 'title', 'updated')), 'what RFC 4287 asks for')

    def one(self, name):
        found = [e for u, e in self.events.items() if f'-{name}-' in u]
        self.day.t.check(len(found) == 1, f'{name} is there once')
        return found[0]


def is_event(day, event, due, status, sequence):
    got = (event['DTSTART'].dt, str(event['STATUS']), int(event['SEQUENCE']))
    want = (datetime.datetime.fromisoformat(due), status, sequence)
    day.t.check(got == want, f'{event["UID"]}: {want}', str(got))


def empty(day):
    told = Told(day, words='0 duties: 0 wait')
    day.t.check(not told.events, 'nothing is due in a new channel')


def filed(day, url):
    """Two duties wait, and their names and bytes stay."""
    told = Told(day, words='2 duties: 2 wait, 0 of them overdue', place=url)
    is_event(day, told.one('acknowledge'), '2023-11-03T21:00:00+00:00',
             'CONFIRMED', 0)
    day.t.check(str(told.one('reply')['SUMMARY']) == 'Memo 1: Reply is due' and
                'office' in told.ical.decode(), 'what, and whose')
    again = Told(day, place=url)
    day.t.check(again.ical == told.ical and again.atom == told.atom,
                'what says nothing new is the same bytes')
    fresh = Told(day, said='elsewhere', place=url)
    day.t.check(fresh.ical == told.ical, 'in every place')
    mine = Told(day, '--for', 'panel', said='mine', words='0 duties')
    day.t.check(not mine.events, "another role's are left out")
    for path in 'd.ics', 'd.atom', 'said/notices':
        mode = stat.S_IMODE((day.where / path).stat().st_mode)
        day.t.check(mode == (0o600 if 'said' in path else 0o644),
                    f'{path}: {mode:o}: as open as the channel')
    return told


def no_word(day, told):
    """Of a memo's text, of its recipients, of who is a member."""
    words = {w for w in stored.MEMO.read_text().split() if len(w) > 7}
    text = (told.ical + told.atom).decode()
    found = [w for w in words | {'Marked', 'Secretary', day.box} if w in text]
    day.t.check(not found, 'no word of a memo is said', str(found))


def done(day, s, before):
    day.must('acknowledge', '--server', s.url, *KEY, '--sign',
             'keys/office.key', '--identity', 'keys/office.age', '--yes', '1')
    told = Told(day, words='2 duties: 1 wait')
    is_event(day, told.one('acknowledge'), '2023-11-03T21:00:00+00:00',
             'CANCELLED', 1)
    is_event(day, told.one('reply'), str(before.one('reply')['DTSTART'].dt),
             'CONFIRMED', 0)
    day.t.check(set(told.events) == set(before.events) and
                set(told.entries) == set(before.entries),
                'names stay for ever')
    uid = str(told.one('acknowledge')['UID'])
    day.t.check(told.events[uid]['DTSTAMP'].dt >
                before.events[uid]['DTSTAMP'].dt, 'and it is newer')


def moved(day):
    """As if it had been due on another day when it was said last."""
    path = day.where / 'said/notices'
    kept = json.loads(path.read_text())
    uid, = (u for u in kept if '-reply-' in u)
    due = kept[uid]['due']
    kept[uid]['due'] += 86400
    path.write_text(json.dumps(kept))
    told = Told(day)
    is_event(day, told.one('reply'), datetime.datetime.fromtimestamp(
        due, datetime.timezone.utc).isoformat(), 'CONFIRMED', 1)
    is_event(day, Told(day).one('reply'), told.one('reply')['DTSTART'].dt
             .isoformat(), 'CONFIRMED', 1)


def wrong(day):
    def one(want, words, *args):
        got = day.gainsay('remind', *KEY, *args)
        day.t.check(got.returncode == want and words in got.stdout,
                    f'{args}: {words}', got.stdout)
    one(2, '--dir', 'channel')
    one(2, '10 to 86400', '--dir', 'said', '--every', '3', 'channel')
    one(2, 'cannot be made', '--dir', 'no/such', 'channel')
    one(2, 'nowhere/d.ics', '--dir', 'said', '--ical', 'nowhere/d.ics',
        'channel')
    (day.where / 'said/notices').write_text('{')
    one(2, 'said/notices is damaged', '--dir', 'said', 'channel')


def main():
    t = rig.Tally()
    with rig.folder('gainsay-remind') as name:
        day = Operator(t, sys.argv[1], pathlib.Path(name).resolve())
        day.found()
        with day.serve(MONDAY) as s:
            empty(day)
            day.enrol(s.url)
            s.post('/exercise/clock', {'now': WEDNESDAY})
            day.gather(s.url)
            day.act(s.url, 'file', 0, 0, '--package', 'memo.package')
            s.post('/exercise/clock', {'now': THURSDAY})
            told = filed(day, s.url)
            no_word(day, told)
            s.post('/exercise/clock', {'now': '2023-11-03T15:00:00Z'})
            done(day, s, told)
            moved(day)
            s.post('/exercise/clock', {'now': '2024-03-01T15:00:00Z'})
            Told(day, words='2 duties: 1 wait, 1 of them overdue',
                 place=s.url)
        wrong(day)
    t.end()


main()
