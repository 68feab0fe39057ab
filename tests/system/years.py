#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""years.py GAINSAY ORGANISATION: two years of one of three organisations, from
its answers to an audit.  People join and leave; keys, a state, an office are
lost; rules and the server's address change, and a calendar runs out; one reply
is late.  Every deadline and count is held against the test's own books.
They are exercises, as they live by a simulated clock, and in an exercise
members' programs have no floors (docs/spec/state.md).  So that nothing passes
for that reason alone, each roll has the 20 keys that a real one needs (life.py,
roll), and floors.py has a channel in earnest."""
import datetime
import pathlib
import shutil
import sys
import zoneinfo

sys.dont_write_bytecode = True
import rig
from founding import MINISTRY, ONE, portugal
from life import DAY, HOUR, SECOND, Clock, Life, Rules, stamp, utc
from moved import free_port


def text(subject, addressee, low='', high='',
         asks='Requests'):
    """A memo with two requests under the heading `asks`; `high` is the higher
    mark."""
    return (f'---\nsubject: {subject}\nto: {addressee}\n---\n\n'
            f'# {low}Summary\n\n{low}We ask that this be looked at again.\n\n'
            f'{high}What we know of it is not for everybody.\n\n'
            f'# {low}{asks}\n\n1. {low}Suspend the decision.\n\n'
            f'2. {high}Tell us why it was made.\n')


# Seasons ------------------------------------------------------------------

def in_time(o, when, name, keys):
    """Everything that can be said of a memo, within its days; the
    acknowledgement at the last second of them."""
    m = o.memo(name, when, 'P001', ('P001', 'P002', 'P003', 'P004', 'P005',
                                    'P006'), 'P004')
    o.acknowledge(m, m.due('acknowledge'), keys[0])
    o.asked(m, m.due('acknowledge') + DAY, keys[1])
    o.reply(m, m.due('reply') - HOUR, 'We have looked at it again.\n',
            keys[0])
    o.is_read(m, 'P002', 'We have looked at it again.')
    return m


def people(o, when, leavers, joiners, stolen=None):
    """Before a new edition: who left is not on it, who joined is, and a thief
    has nothing."""
    o.at(when)
    o.leave(*leavers)
    o.hire(joiners)
    if stolen:
        o.stolen(stolen)
    o.invite()
    o.roll()
    o.on_roll(f'P{o.hired:03}', f'Edition {o.edition}: the key is on the '
              'roll')
    for who in leavers:
        if who in o.enrolled:
            o.on_roll(who, f'Edition {o.edition}: NOT KEPT')
    if stolen:
        o.on_roll(stolen, f'Edition {o.edition}: the key is on the roll')
        (o.where / 'thief.state').write_bytes(
            (o.where / f'{stolen}.thief').read_bytes())
        o.on_roll('thief', 'it was replaced')


def late(o, when, name, keys):
    """A second too late is missed, whatever is said afterwards."""
    m = o.memo(name, when, 'P007', ('P007', 'P008', 'P009'))
    o.acknowledge(m, m.due('acknowledge') - HOUR, keys[0])
    o.late_act('endorse', m, 'P010')
    o.reply(m, m.due('reply') + SECOND, 'One second late.\n', keys[1])
    o.reply(m, o.now + DAY, 'Set right.\n', keys[1], 'correct')
    o.is_read(m, 'P008', 'Set right.')
    o.books(o.status(), 'status')
    return m


def cooled(o, when, registrar, holder):
    """Another registrar, without the second signer's word: for a week the one
    before is the one who signs."""
    lines = o.new_key('registrar', registrar, holder)
    o.at(when)
    said = o.charter(lines.splitlines())
    o.t.check('has not signed it' in said, 'who signs changes', said)
    o.roll_refused(registrar)
    o.plan['signers'] = (registrar, o.plan['signers'][1])


def longer_calendar(o, when, last, changes, ends='ends'):
    """It ends within a year, or has ended: everybody is told, until it does
    not."""
    o.at(when)
    told = f'calendar {ends} on {last}'
    where = ('--key', 'first.vkey', o.url)
    for verb in ('status',), ('audit',), ('charter', 'check'):
        said = o.gainsay(*verb, *where).stdout
        o.t.check(told in said, f'{verb[-1]}: {told}', said)
    o.reopen()
    said = pathlib.Path(f'{o.place}.log').read_text()
    o.t.check(told in said, f'serve: {told}', said)
    o.charter(changes)
    o.t.check(f'calendar {ends}' not in o.status(), 'and no more', o.status())


def audited(o):
    """From a machine that has the first charter's key alone, and offline from
    a copy; each memo's file verifies."""
    # The last entries are fixed an hour after the next release.
    o.at(o.now + 2 * DAY)
    o.promises_kept()
    o.books(o.status(), 'status')
    for memo in o.memos:
        o.verified(memo)
    for what, place in (('audit', o.url), ('audit of a copy', o.copy())):
        done = o.gainsay('audit', '--key', 'first.vkey', place)
        o.t.check('The log keeps its rules' in done.stdout and
                  done.returncode == 3, f'{what}: {done.returncode}, and one '
                  'reply was late', done.stdout)
        o.books(done.stdout, what)


# Lisbon -------------------------------------------------------------------

LISBON = MINISTRY + '''
calendar 2026-01-01 2027-06-30
ical portugal.ics
ical lisboa.ics
clock reply working 40
role release new Gabinete de Comunicação
style own
marking Público
marking Interno
marking Reservado
ceiling Interno
floor 10
age 24
'''


def lisbon_rules(years, reply=40):
    closed = portugal(years)
    return Rules(
        zoneinfo.ZoneInfo('Europe/Lisbon'), datetime.timedelta(hours=18),
        lambda d: d.weekday() < 5 and d not in closed,
        {'acknowledge': Clock(5), 'reply-from': Clock(20),
         'reply': Clock(reply)})


def lisbon_begins(o):
    """2026: an office with a deputy; a memo that is answered in time."""
    o.found()
    closed, t = o.lines('closed'), o.t
    t.check(sorted(datetime.date.fromisoformat(v.split()[0]) for v in closed)
            == sorted(day for day in portugal((2026, 2027))
                      if day <= datetime.date(2027, 6, 30)),
            'Lisbon: two files give its closed days', str(closed))
    for day in ('2026-04-03 Sexta-Feira Santa', '2026-06-04 Corpo de Deus',
                '2027-03-26 Sexta-Feira Santa', '2027-05-27 Corpo de Deus'):
        t.check(day in closed, f'Lisbon: {day}', str(closed))
    o.hire(24)
    o.open(utc(2026, 1, 12, 10))
    o.invite(but=('P024',))
    o.roll()
    m = in_time(o, utc(2026, 2, 9, 9), 'habitação', ('office-1', 'office-2'))
    o.publish(m)
    up_to = ('redact', '-o', 'public.gainsay', '--up-to')
    said = o.must(*up_to, 'Público', f'{m.name}.gainsay')
    t.check('shows 4 of 8 blocks' in said, 'its own words choose', said)
    said = o.gainsay(*up_to, 'U', '--force', f'{m.name}.gainsay').stdout
    t.check('not a portion mark of' in said, 'no others do', said)
    o.end(m, o.now + DAY, 'office-1')


def lisbon_changes(o):
    """An office's key is lost: its deputy goes on, and the next charter has
    another, and another clock."""
    people(o, utc(2026, 6, 22, 9), ('P003', 'P004'), 3, 'P005')
    late(o, utc(2026, 7, 20, 9), 'obras', ('office-1', 'office-2'))

    m = o.memo('pessoal', utc(2026, 10, 12, 9), 'P011', ('P011', 'P012'))
    o.lose('office-1')
    o.acknowledge(m, m.due('acknowledge') - HOUR, 'office-2')
    line = o.new_key('office', 'office-3', 'Gabinete de Planeamento')
    o.at(utc(2026, 10, 26, 9))
    o.charter(['clock reply working 30', *line.splitlines(),
               *o.publics['office-2']])
    o.rules = lisbon_rules((2026, 2027), 30)
    o.reply(m, m.due('reply'), 'At the last second.\n', 'office-2')


def lisbon_turns(o):
    """The year changes, and the registrar."""
    m = o.memo('orçamento', utc(2026, 12, 14, 9), 'P013', ('P013', 'P014'))
    o.acknowledge(m, m.due('acknowledge') - HOUR, 'office-3')
    cooled(o, utc(2026, 12, 28, 9), 'registrar-2', 'Secretaria-Geral')
    people(o, utc(2027, 1, 5, 9), ('P013', 'P002'), 2)
    o.reply(m, m.due('reply') - HOUR, 'In another year.\n', 'office-3')


def lisbon_ends(o):
    """Another address; a calendar that has run out."""
    o.move(utc(2027, 3, 1, 9), free_port())
    people(o, utc(2027, 7, 1, 9), ('P020',), 1)
    longer_calendar(o, utc(2027, 7, 2, 9), '2027-06-30', [
        'calendar 2026-01-01 2029-12-31', 'ical portugal.ics',
        'ical lisboa.ics'], 'ended')
    o.rules = lisbon_rules(range(2026, 2030), 30)
    m = o.memo('fim', utc(2027, 11, 29, 9), 'P015', ('P015', 'P028'))
    o.acknowledge(m, m.due('acknowledge'), 'office-2')
    o.reply(m, m.due('reply'), 'The last one.\n', 'office-3')


def lisbon(t, binary, where):
    o = Life(t, binary, where / 'lisbon', {
        'answers': LISBON, 'addressee': 'Ministro',
        'marking': 'Interno',
        'text': lambda name: text(name, 'Ministro', '(Público) ', '(Interno) ',
                                  'Pedidos'),
        'rules': lisbon_rules((2026, 2027)), 'authority': ('authority',),
        'makes': (('second', 'Comissão de Trabalhadores'),
                  ('office', 'Gabinete de Planeamento'),
                  ('office', 'Gabinete de Planeamento (suplente)')),
        'signers': ('registrar', 'second-0')})
    for name in 'portugal.ics', 'lisboa.ics':
        shutil.copy(rig.ROOT / 'examples' / name, o.where)
    o.live((lisbon_begins, lisbon_changes, lisbon_turns, lisbon_ends,
            audited))


# A nuclear regulator --------------------------------------------------------

REGULATOR = '''
preset nrc-dpo
origin views.example.gov/2026
name Differing Views
exercise yes
calendar 2026-01-01 2027-08-31
clock acknowledge working 10
clock reply working 60
threshold 2
copy Executive Director for Operations
copy The Commission
floor 10
age 24
'''


def nth(year, month, weekday, n):
    """The n-th such weekday of a month; 0: the last one."""
    if n == 0:
        day = datetime.date(year + month // 12, month % 12 + 1, 1) - ONE
        return day - (day.weekday() - weekday) % 7 * ONE
    day = datetime.date(year, month, 1)
    return day + ((weekday - day.weekday()) % 7 + 7 * (n - 1)) * ONE


def observed(day):
    return day + {5: -1, 6: 1}.get(day.weekday(), 0) * ONE


def federal(years):
    days = set()
    for y in years:
        days |= {observed(datetime.date(y, *md)) for md in
                 ((1, 1), (6, 19), (7, 4), (11, 11), (12, 25))}
        days |= {nth(y, *rule) for rule in
                 ((1, 0, 3), (2, 0, 3), (5, 0, 0), (9, 0, 1), (10, 0, 2),
                  (11, 3, 4))}
        days.add(observed(datetime.date(y + 1, 1, 1)))
    return days


def regulator_rules(years, reply=60, closed=()):
    closed = federal(years) | set(closed)
    return Rules(
        zoneinfo.ZoneInfo('America/New_York'), datetime.timedelta(hours=17),
        lambda d: d.weekday() < 5 and d not in closed,
        {'acknowledge': Clock(10), 'reply': Clock(reply)})


def regulator_begins(o):
    """Two of three sign for the authority; every key is its holder's."""
    o.found()
    o.hire(22)
    o.open(utc(2026, 1, 20, 15))
    o.invite()
    o.roll()
    m = in_time(o, utc(2026, 2, 2, 15), 'seals', ('office-5', 'office-6'))
    o.publish(m)
    o.end(m, o.now + DAY, 'office-6')


def regulator_changes(o):
    """A day closed by order, a shorter clock; the staff changes."""
    people(o, utc(2026, 6, 1, 14), ('P003',), 2, 'P006')
    late(o, utc(2026, 6, 22, 14), 'pumps', ('office-5', 'office-6'))
    o.at(utc(2026, 10, 1, 14))
    o.charter(['clock reply working 45',
               'closed 2026-12-24 Closed by order'])
    o.rules = regulator_rules((2026, 2027), 45,
                              [datetime.date(2026, 12, 24)])
    m = o.memo('cables', utc(2026, 12, 14, 15), 'P011', ('P011', 'P012'))
    o.acknowledge(m, m.due('acknowledge'), 'office-5')
    o.reply(m, m.due('reply'), 'At the last second.\n', 'office-5')


def regulator_turns(o):
    """The office's key is lost with its deputy's: the authority names
    another, and what was sealed to them is sealed anew.  One of the three
    signers is replaced, with the second signer's word: at once."""
    m = o.memo('valves', utc(2027, 3, 8, 15), 'P008', ('P008', 'P009'))
    o.lose('office-5')
    o.lose('office-6')
    lines = o.new_key('office', 'office-7', 'Office of Enforcement')
    o.at(utc(2027, 3, 10, 14))
    o.charter(lines.splitlines())
    o.cannot_open(m, 'office-7', 'P009')
    o.acknowledge(m, m.due('acknowledge') - HOUR, 'office-7')
    o.reply(m, m.due('reply') - HOUR, 'It was sealed anew.\n', 'office-7')
    lines = o.new_key('authority', 'authority-8', 'Deputy Chair')
    o.charter([*o.publics['authority-0'], *lines.splitlines(),
               *o.publics['authority-2']], 'second-4')
    o.plan['authority'] = ('authority-8', 'authority-2')


def regulator_ends(o):
    people(o, utc(2027, 7, 6, 14), ('P014', 'P015'), 3)
    o.move(utc(2027, 8, 2, 14), free_port())
    longer = ['calendar 2026-01-01 2030-12-31']
    said = o.draft('bare.rec', longer)
    o.t.check('no day of 2028 is closed' in said, 'whose holidays were '
              'forgotten is told', said)
    longer_calendar(o, utc(2027, 9, 7, 14), '2027-08-31',
                    [*longer, 'holidays us-federal'], 'ended')
    o.rules = regulator_rules(range(2026, 2031), 45,
                              [datetime.date(2026, 12, 24)])
    m = o.memo('welds', utc(2027, 11, 15, 15), 'P016', ('P016', 'P024'))
    o.acknowledge(m, m.due('acknowledge'), 'office-7')
    o.reply(m, m.due('reply'), 'The last one.\n', 'office-7')


def regulator(t, binary, where):
    to = 'Executive Director for Operations'
    o = Life(t, binary, where / 'regulator', {
        'answers': REGULATOR, 'addressee': to, 'marking': 'CUI//SP-CEII',
        'text': lambda name: text(name, to, '(U) ', '(CUI//SP-CEII) '),
        'rules': regulator_rules((2026, 2027)),
        'makes': (('authority', 'Chair'), ('authority', 'Commissioner'),
                  ('authority', 'General Counsel'),
                  ('registrar', 'Office of Human Capital'),
                  ('second', 'Employees Union'),
                  ('office', 'Office of Enforcement'),
                  ('office', 'Office of Enforcement, deputy')),
        'founders': ('authority-0', 'authority-2'),
        'authority': ('authority-0', 'authority-1'),
        'signers': ('registrar-3', 'second-4')})
    o.live((regulator_begins, regulator_changes, regulator_turns,
            regulator_ends, audited))


# A company of 40 ----------------------------------------------------------

COMPANY = '''
preset company
origin einspruch.example.de/1
name Einspruch
exercise yes
zone Europe/Berlin
week 1234567
closing 24:00
calendar 2026-01-01 2027-06-30
holidays none
clock acknowledge calendar 7
clock reply calendar 60
without role release
floor 10
age 24
'''


def company_rules(reply=60):
    return Rules(
        zoneinfo.ZoneInfo('Europe/Berlin'), datetime.timedelta(hours=24),
        lambda d: True,
        {'acknowledge': Clock(7, False), 'reply': Clock(reply, False)})


def company_begins(o):
    """The works council's key is its own; not everybody enrols."""
    o.found()
    o.hire(40)
    o.open(utc(2026, 1, 12, 10))
    o.invite(but=tuple(f'P{n:03}' for n in range(27, 41)))
    o.roll()
    # Its reply is due on the day on which the clocks go forward.
    m = in_time(o, utc(2026, 1, 27, 9), 'Schicht', ('office-1', 'office-1'))
    o.t.check(stamp(m.due('reply')) == '2026-03-29T22:00:00Z',
              'the day has 23 hours', stamp(m.due('reply')))
    o.end(m, o.now + DAY, 'office-1')


def company_changes(o):
    """A late reply, due on the day on which the clocks go back; a state
    stolen; the office's key lost, whose charter needs the council too."""
    people(o, utc(2026, 7, 1, 9), ('P004', 'P030'), 4, 'P005')
    m = late(o, utc(2026, 8, 25, 9), 'Lärm', ('office-1', 'office-1'))
    o.t.check(stamp(m.due('reply')) == '2026-10-25T23:00:00Z',
              'the day has 25 hours', stamp(m.due('reply')))
    m = o.memo('Urlaub', utc(2026, 11, 24, 9), 'P011', ('P011', 'P012'))
    o.lose('office-1')
    lines = o.new_key('office', 'office-2', 'Die Geschäftsführung')
    o.at(utc(2026, 11, 26, 9))
    o.charter(['clock reply calendar 30', *lines.splitlines()])
    o.rules = company_rules(30)
    o.cannot_open(m, 'office-2', 'P012')
    o.acknowledge(m, m.due('acknowledge'), 'office-2')
    n = o.memo('Dienstplan', utc(2026, 12, 14, 9), 'P013', ('P013', 'P014'))
    o.acknowledge(n, n.due('acknowledge'), 'office-2')
    # The younger memo has the shorter clock.
    o.reply(n, n.due('reply'), 'Ja.\n', 'office-2')
    o.reply(m, m.due('reply'), 'Nein.\n', 'office-2')


def company_ends(o):
    cooled(o, utc(2027, 2, 1, 9), 'registrar-3', 'Das Lohnbüro')
    people(o, utc(2027, 2, 10, 9), ('P013', 'P002'), 2)
    o.move(utc(2027, 4, 1, 9), free_port())
    # Nobody heeds what everybody is told: it runs out, and the channel goes on.
    m = o.memo('Pause', utc(2027, 6, 14, 9), 'P017', ('P017', 'P018'))
    said = o.status()
    o.t.check('calendar ends on 2027-06-30' in said and
              said.count('closed days are not known there') == 1,
              'one deadline lies beyond the calendar', said)
    o.acknowledge(m, m.due('acknowledge'), 'office-2')
    o.reply(m, m.due('reply'), 'Beyond the calendar.\n', 'office-2')
    longer_calendar(o, utc(2027, 8, 2, 9), '2027-06-30',
                    ['calendar 2026-01-01 2029-12-31'], 'ended')
    m = o.memo('Kantine', utc(2027, 9, 25, 9), 'P015', ('P015', 'P016'))
    o.acknowledge(m, m.due('acknowledge'), 'office-2')
    o.reply(m, m.due('reply'), 'Die letzte.\n', 'office-2')
    people(o, utc(2028, 1, 17, 9), ('P015',), 1)


def company(t, binary, where):
    o = Life(t, binary, where / 'company', {
        'answers': COMPANY, 'addressee': 'The management',
        'marking': None,
        'text': lambda name: text(name, 'The management', '', '(Wir) '),
        'rules': company_rules(), 'authority': ('authority',),
        'makes': (('second', 'Der Betriebsrat'),
                  ('office', 'Die Geschäftsführung')),
        'signers': ('registrar', 'second-0')})
    o.live((company_begins, company_changes, company_ends, audited))


ORGANISATIONS = {'lisbon': lisbon, 'regulator': regulator,
                 'company': company}


def main():
    t = rig.Tally()
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    with rig.folder('years') as name:
        ORGANISATIONS[sys.argv[2]](t, binary, pathlib.Path(name).resolve())
    t.end()


if __name__ == '__main__':
    main()
