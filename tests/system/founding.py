#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Organisations of three kinds found a channel from files of answers, and one
more at a terminal.  What their charters give for deadlines is held against
calendars that this file works out on its own.  Three people do for that: these
are exercises, in which members' programs have no floors; years.py lives with
rolls that are large enough in earnest.

usage: founding.py gainsay"""
import datetime
import os
import pathlib
import re
import sys
import zoneinfo

sys.dont_write_bytecode = True
import rig
import stored

UTC = datetime.timezone.utc
ONE = datetime.timedelta(days=1)
WITNESS = ('union.example/witness+5359dd4f+'
           'BGDFWQ9y7vKS+VRa/Ci/Y8qR0gFqCiiPkPmjL4nT//yv')
HEX = re.compile(r'^[0-9a-f]{64}$')

# A ministry in Lisbon; its holidays come as two files, of the country and of
# the town.
MINISTRY = '''
preset public-body
origin dissidencia.example.pt/2026
name Canal de Divergência
exercise yes
zone Europe/Lisbon
closing 18:00
clock acknowledge working 5
clock reply-from working 20
role authority new Ministro
role registrar new Direção de Recursos Humanos
copy Ministro
copy Secretário de Estado
requests Pedidos
'''

LISBON = MINISTRY + '''
# What another ministry may say otherwise.
calendar 2026-01-01 2028-12-31
ical calendars/portugal.ics
ical calendars/lisboa.ics
closed 2026-05-29 Tolerância de ponto
clock reply working 60
role second new Comissão de Trabalhadores
role office new Gabinete de Planeamento
floor 3
age 1
'''

REGULATOR = '''
preset nrc-dpo
origin views.example.gov/2026
name Differing views
exercise yes
calendar 2026-01-01 2029-12-31
closed 2026-12-24 Closed by order
clock acknowledge working 10
clock reply working 90
copy Executive Director for Operations
floor 3
age 1
'''

COMPANY = '''
preset company
origin einspruch.example.de/1
name Einspruch
exercise yes
zone Europe/Berlin
week 1234567
closing 24:00
calendar 2026-01-01 2026-12-31
holidays none
clock acknowledge calendar 7
clock reply calendar 60
role second {second} Betriebsrat
floor 3
age 1
'''


# Calendars, apart from the program's --------------------------------------

def easter(year):
    """The anonymous Gregorian computus."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return datetime.date(year, f // 31, f % 31 + 1)


FIXED = {(1, 1): 'Ano Novo', (4, 25): 'Dia da Liberdade',
         (5, 1): 'Dia do Trabalhador', (6, 10): 'Dia de Portugal',
         (8, 15): 'Assunção', (10, 5): 'Implantação da República',
         (11, 1): 'Todos os Santos', (12, 1): 'Restauração',
         (12, 8): 'Imaculada Conceição', (12, 25): 'Natal'}
MOVING = {-2: 'Sexta-feira Santa', 0: 'Páscoa', 60: 'Corpo de Deus'}


def portugal(years):
    days = {datetime.date(y, *md) for y in years for md in FIXED}
    days |= {easter(y) + n * ONE for y in years for n in MOVING}
    return days | {datetime.date(y, 6, 13) for y in years} # Santo António


def calendar_file(events):
    lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//test//PT']
    for n, (day, name, more) in enumerate(events):
        lines += ['BEGIN:VEVENT', f'UID:{n}@example.pt',
                  f'DTSTART;VALUE=DATE:{day:%Y%m%d}', f'SUMMARY:{name}',
                  *more, 'END:VEVENT']
    return '\r\n'.join([*lines, 'END:VCALENDAR', ''])


def portuguese_files(where):
    folder = where / 'calendars'
    folder.mkdir()
    fixed = [(datetime.date(2010, *md), name, ['RRULE:FREQ=YEARLY'])
             for md, name in FIXED.items()]
    moving = [(easter(y) + n * ONE, name, [])
              for y in range(2026, 2029) for n, name in MOVING.items()]
    (folder / 'portugal.ics').write_text(calendar_file(fixed + moving))
    (folder / 'lisboa.ics').write_text(calendar_file(
        [(datetime.date(2020, 6, 13), 'Santo António',
          ['RRULE:FREQ=YEARLY'])]))


def deadline(at, zone, closing, works, days, working=True):
    """Of a clock that starts at `at`, by docs/spec/records.md."""
    def end_of(day):
        midnight = datetime.datetime.combine(day, datetime.time())
        return (midnight + closing).replace(tzinfo=zone).astimezone(UTC)
    day = at.astimezone(zone).date()
    if at > end_of(day):
        day += ONE
    while not works(day):
        day += ONE
    if not working:
        return end_of(day + days * ONE)
    while days:
        day += ONE
        days -= works(day)
    return end_of(day)


# A channel -----------------------------------------------------------------

class Organisation(stored.Day):
    def __init__(self, t, binary, where, answers):
        where.mkdir()
        super().__init__(t, binary, where)
        self.words = where / 'answers'
        self.words.write_text(answers)

    def establish(self):
        said = self.must('init', '--answers', 'answers', '--yes', 'channel')
        self.charter = (self.place / 'charter.rec').read_text()
        (self.where / 'words').write_text(stored.WORDS + '\n')
        keys = self.where / 'keys'
        keys.mkdir(exist_ok=True)
        for key in (self.place / 'keys').iterdir():
            if key.name not in ('log.key', 'enrol.key', 'promise.key'):
                key.rename(keys / key.name)
        return said

    def lines(self, name):
        return rig.lines_of(self.charter, name)

    def file_memo(self, start, addressee, text):
        """Three members enrol, and one of them files; the deadlines that
        `status` then shows."""
        (self.where / 'staff.csv').write_text('id,name,category\n' + ''.join(
            f'E{i},Invented {i},any\n' for i in range(3)))
        (self.where / 'memo.md').write_text(text)
        stamp = '{:%Y-%m-%dT%H:%M:%SZ}'.format
        with self.serve(stamp(start)) as s:
            self.enrol(s.url)
            s.post('/exercise/clock',
                   {'now': stamp(start + datetime.timedelta(hours=2))})
            member = self.member(0)
            self.must('compose', '--charter', 'channel/charter.rec', '--roll',
                      'roll-1.rec', '--to', addressee, '--after',
                      f'{start:%Y-%m-%d}', '--out', 'memo.package', 'memo.md')
            code = rig.code_of(self.must('gather', *member, '--server', s.url,
                                         '-o', 'memo.link', 'memo.package'))
            self.must('endorse', *member, '--code', code, '@memo.link')
            self.must('file', *member, '--package', 'memo.package', '--code',
                      code, '@memo.link')
            s.post('/exercise/clock',
                   {'now': stamp(start + datetime.timedelta(hours=26))})
            return self.must('status', '--key', 'channel/vkey', s.url)


def seen(status, word):
    """The UTC times behind a word of `status`."""
    return [datetime.datetime.strptime(m, '%Y-%m-%dT%H:%M:%SZ').replace(
        tzinfo=UTC) for m in re.findall(
            rf'{word} +(\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ)', status)]


def judge_deadlines(t, what, status, want):
    """`want`: what is owed, from the time of filing."""
    filed, = seen(status, 'filed')
    due, rule = seen(status, 'due'), seen(status, 'as a rule from')
    have = {'acknowledge': due[0], 'reply': due[1]}
    if rule:
        have['reply-from'] = rule[0]
    t.check(have == {k: f(filed) for k, f in want.items()},
            f'{what}: the deadlines', f'{filed} {have}\n' + str(
                {k: f(filed) for k, f in want.items()}))


# ---------------------------------------------------------------------------

def lisbon(t, binary, where):
    o = Organisation(t, binary, where / 'lisbon', LISBON)
    portuguese_files(o.where)
    said = o.establish()
    closed = [datetime.date.fromisoformat(v.split()[0])
              for v in o.lines('closed')]
    t.check(closed == sorted(portugal(range(2026, 2029)) |
                             {datetime.date(2026, 5, 29)}),
            'Lisbon: its closed days are those of country and town',
            str(closed))
    t.check('2026-06-13 Santo António' in o.lines('closed'),
            'Lisbon: days have their names', str(o.lines('closed')))
    t.check('keys/second.key  Comissão de Trabalhadores' in said and
            'put one of their own' in said.replace('puts', 'put'),
            'Lisbon: keys that were born here are named', said)
    zone = zoneinfo.ZoneInfo('Europe/Lisbon')
    works = lambda d: d.weekday() < 5 and d not in closed
    at = lambda n: lambda filed: deadline(
        filed, zone, datetime.timedelta(hours=18), works, n)
    status = o.file_memo(
        datetime.datetime(2026, 3, 23, 9, tzinfo=UTC), 'Ministro',
        '---\nsubject: A\nto: Ministro\n---\n\n# Pedidos\n\n1. (U) Um.\n\n'
        '2. Dois.\n')
    for name, text, code, words in (
            ('two', '# Pedidos\n\n1. Um.\n\n2. Dois.\n', 0,
             '2 numbered requests'),
            ('other', '# Requests\n\n1. Um.\n', 2,
             'under a heading that reads `Pedidos`'),
            ('none', 'Um.\n', 2, 'under a heading that reads `Pedidos`'),
            ('list', '# Pedidos\n\n1. Um.\n\n# Ainda\n\n1. Publish the '
             'report.\n', 2, 'read like requests and are none')):
        (o.where / f'{name}.md').write_text(
            f'---\nsubject: A\nto: Ministro\n---\n\n{text}')
        compose = ('compose', '--charter', 'channel/charter.rec', '--roll',
                   'roll-1.rec', '--to', 'Ministro', '--out',
                   f'{name}.package', f'{name}.md')
        done = o.gainsay(*compose)
        t.check(done.returncode == code and words in done.stdout and
                (o.where / f'{name}.package').exists() == (code == 0),
                f'Lisbon: requests of {name}', done.stdout)
        if code == 0:
            continue
        t.check('there is no terminal to ask' in done.stdout,
                f'Lisbon: {name} is asked', done.stdout)
        done = o.gainsay(*compose[:-1], '--yes', compose[-1])
        t.check(done.returncode == 0 and 'word code:' in done.stdout,
                f'Lisbon: {name} may be meant', done.stdout)
    judge_deadlines(t, 'Lisbon', status, {
        'acknowledge': at(5), 'reply-from': at(20), 'reply': at(60)})
    t.check('Europe/Lisbon)' in status, 'Lisbon: its own clocks', status)


def regulator(t, binary, where):
    o = Organisation(t, binary, where / 'regulator', REGULATOR)
    o.establish()
    closed = {datetime.date.fromisoformat(v.split()[0])
              for v in o.lines('closed')}
    t.check(datetime.date(2029, 1, 20) not in closed and
            datetime.date(2026, 12, 24) in closed and
            datetime.date(2026, 6, 19) in closed,
            'the regulator: federal holidays, and a day by order',
            str(closed))
    zone = zoneinfo.ZoneInfo('America/New_York')
    works = lambda d: d.weekday() < 5 and d not in closed
    at = lambda n: lambda filed: deadline(
        filed, zone, datetime.timedelta(hours=17), works, n)
    status = o.file_memo(
        datetime.datetime(2026, 10, 5, 13, tzinfo=UTC),
        'Executive Director for Operations',
        '---\nsubject: A\nto: Executive Director for Operations\n---\n\n'
        '# (U) Requests\n\n1. (U) One.\n\n2. (CUI//SP-CEII) Two.\n')
    judge_deadlines(t, 'the regulator', status, {
        'acknowledge': at(10), 'reply': at(90)})
    t.check(re.search('marking +CUI//SP-CEII', status),
            'the regulator: CUI markings', status)


def company(t, binary, where):
    seed = bytes(range(32))
    public = rig.openssl_public(where, seed)
    o = Organisation(t, binary, where / 'company',
                     COMPANY.format(second=public.hex()))
    said = o.establish()
    t.check('second.key' not in said and
            not (o.where / 'keys/second.key').exists() and
            any(v.endswith(' Betriebsrat') for v in o.lines('role')),
            'the company: a key that its holder made is taken', said)
    (o.where / 'keys/second.key').write_text(seed.hex() + '\n')
    (o.where / 'keys/second.key').chmod(0o600)
    t.check(not o.lines('closed'), 'the company: no day is closed')
    zone = zoneinfo.ZoneInfo('Europe/Berlin')
    at = lambda n: lambda filed: deadline(
        filed, zone, datetime.timedelta(hours=24), lambda d: True, n, False)
    status = o.file_memo(
        datetime.datetime(2026, 9, 5, 10, tzinfo=UTC), 'The management',
        '---\nsubject: A\nto: The management\n---\n\n'
        '# Requests\n\n1. One.\n')
    judge_deadlines(t, 'the company', status, {
        'acknowledge': at(7), 'reply': at(60)})


def neutral(t, binary, where):
    """No office of another organisation stands in a charter."""
    invented = re.compile('State|Secretary|Talent|Foreign|Planning|Forum|'
                          'Information Programs')
    for preset in ('us-state', 'nrc-dpo', 'nrc-nonconcurrence', 'doe-dpo',
                   'nasa', 'fda-appeal', 'eu-2019-1937', 'company',
                   'eu-staff', 'uk-code', 'public-body'):
        (where / 'rest').write_text(
            'zone Europe/Paris\norigin a/b\n' if preset == 'eu-2019-1937' else
            'zone Europe/Paris\norigin a/b\nclock acknowledge working 2\n'
            'clock reply working 20\n')
        place = where / f'like-{preset}'
        done = rig.Program(binary, where)(
            'init', '--preset', preset, '--answers', 'rest', '--yes', place)
        text = (place / 'charter.rec').read_text()
        people = rig.lines_of(text, 'role') + rig.lines_of(text, 'copy')
        t.check(done.returncode == 0 and people and
                not invented.search('\n'.join(people)),
                f'{preset} names nobody', done.stdout + '\n'.join(people))


def refusals(t, binary, where):
    """With the file, the line, what it says and what it may say."""
    gainsay = rig.Program(binary, where)
    head = 'origin a/b\nzone Europe/Lisbon\n'
    (where / 'timed.ics').write_text(
        'BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20260101T090000Z\r\n'
        'END:VEVENT\r\nEND:VCALENDAR\r\n')
    (where / 'none.ics').write_text('date;name\n')
    for answers, words in (
            (head + 'floor 1\n', ['bad: line 3: ', 'floor is 1', '16777216']),
            (head + 'closing noon\n', ["line 3: 'closing noon'", '24:00']),
            (head + 'ical nosuch.ics\n', ['nosuch.ics', 'No such file']),
            (head + 'ical none.ics\n', ['none.ics: line 1: ', 'iCalendar']),
            (head + 'ical timed.ics\n', ['timed.ics: line 2: ', 'time of '
                                         'day']),
            (head, ["answer 'clock NAME"]),
            (head + 'clock reply working 3\n', ['no clock acknowledge']),
            (head + 'preset company\n', ['line 3: ', 'before all other']),
            (head + 'clock acknowledge working 2\nclock reply working 3\n'
             'threshold 2\n', ['threshold is 2', 'from 1 to 1'])):
        (where / 'bad').write_text(answers)
        done = gainsay('init', '--answers', 'bad', '--yes', 'new')
        t.check(done.returncode != 0 and
                all(w in done.stdout for w in words) and
                not (where / 'new').exists(),
                f'refused: {words}', done.stdout)
    (where / 'good').write_text('preset us-state\norigin a/b\n')
    done = gainsay('init', '--answers', 'good', 'new')
    t.check(done.returncode == 1 and 'nobody' not in done.stdout and
            'It works on Monday to Friday' in done.stdout and
            'no terminal to ask' in done.stdout and
            not (where / 'new').exists(),
            'nothing is founded that was not said yes to', done.stdout)


def at_terminal(binary, where, typed):
    """What the terminal shows; each answer is typed when a question waits; it
    is closed when there is no more."""
    def heard(shown):
        if not shown.rsplit(b'\n', 1)[-1].endswith((b' > ', b'yes: ')):
            return None
        if not typed:
            raise rig.HangUp(shown)
        return typed.pop(0).encode() + b'\n'
    return rig.typed_at([binary, 'init', 'asked'], where,
                        {**os.environ, 'NO_COLOR': '1'}, heard)


def terminal(t, binary, where):
    portuguese_files(where)
    typed = ['company', '', 'asked.example/1', '', '', '', 'Lisbon',
             'Europe/Lisbon', '', '25:00', '18:30', '', '', 'nosuch.ics',
             'calendars/portugal.ics', '', '', '', '',
             'ab' * 32 + ' Works council', *[''] * 5, WITNESS + 'x', WITNESS,
             '', '', '1', 'The board',
             'The staff', '', 'own', 'Internal', 'Confidential', '', 'SBU',
             'Internal', 'Pedidos #', 'Pedidos', '', '', 'working 5', '',
             'working 30', '', '', '', '', '', '1', '12', *[''] * 5, 'yes']
    code, shown = at_terminal(binary, where, typed)
    place = where / 'asked'
    text = (place / 'charter.rec').read_text() if code == 0 else ''
    t.check(code == 0 and not typed and all(w in shown for w in (
        'Nothing answers this', "'Lisbon' is no time zone", 'from 2 to',
        'closing is 1500', 'no portion mark of its style', 'nosuch.ics',
        'no memo can have the heading', 'heading \'Pedidos\' is a request', 'It works on Monday to Friday')),
        'questions say what holds, and what may be said', shown)
    t.check('\nclosing 1110\n' in text and '\nfloor 12\n' in text and
            '\nstyle own\nmarking Internal\nmarking Confidential\n'
            'ceiling Internal\nrequests Pedidos\n' in text and
            '\ncopy The board\ncopy The staff\n' in text and
            '\nclosed 2026-12-25 Natal\n' in text and
            'Works council\n' in text and
            ' union.example/witness\nquorum 1\n' in text and
            not (place / 'keys/second.key').exists() and
            (place / 'keys/office.key').exists(),
            'what was answered is what the charter says', text)
    t.check(HEX.match((place / 'keys/office.key').read_text().strip()),
            'and the office has a key')
    code, shown = at_terminal(binary, where, ['company'])
    t.check(code != 0, 'a terminal that is closed founds nothing', shown)


def main():
    t = rig.Tally()
    binary = str(pathlib.Path(sys.argv[1]).resolve())
    with rig.folder('founding') as name:
        where = pathlib.Path(name).resolve()
        refusals(t, binary, where)
        neutral(t, binary, where)
        terminal(t, binary, where)
        lisbon(t, binary, where)
        regulator(t, binary, where)
        company(t, binary, where)
    t.end()


if __name__ == '__main__':
    main()
