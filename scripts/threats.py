# SPDX-License-Identifier: Apache-2.0
"""The part of check-docs that is about THREATS.md: each sentence of the
contract and each adversary has an entry, and each entry the tests that show
it."""
import re

from tree import ROOT, read

FILE = 'THREATS.md'
CONTRACT, TABLE, ENTRIES = ('Who must be honest for what', 'Adversaries',
                            'What each can do')
# The sentences and the adversaries that must have an entry.
SENTENCES = (
    'This text was filed', 'By this time',
    'At least n different enrolled keys endorsed it',
    'Not fewer than n had endorsed it',
    'A filing is not refused or stalled', 'The office got the file',
    'The reply opens and says something',
    "Each key is one eligible person's", 'Who endorsed stays hidden',
    'The time of an act points at nobody', 'Met, missed, late',
    'Nothing more happened to this memo up to X', 'Everybody sees one log',
    'Reading is not tracked')
ADVERSARIES = (
    'the operator', 'the authority (charter, seal keys, calendar)',
    'the office', 'the registrar', "the organisation's sign-on",
    'the second signer', 'the author',
    'a link holder, alone', 'a link holder with k - 1 members', 'a witness',
    'a mirror', 'a thief of disks', "another user of the member's machine",
    'a network watcher', 'a subpoena', 'a malicious page',
    'a later quantum computer')
# What no test of this tree can show; each says why.
UNTESTED = ('The operator, who also watches the network',
            'A quantum adversary, later')
CODE_SPAN = re.compile(r'`([^`\n]+)`')


def title_of(entry):
    return entry.partition('\n')[0]


def sections(text):
    """{heading: its entries}, in order."""
    parts = {}
    for part in re.split(r'^## ', text, flags=re.M)[1:]:
        parts[title_of(part)] = re.split(r'^### ', part, flags=re.M)[1:]
    return parts


def is_run(path, function):
    """Whether the file has the function and calls it, or names that case."""
    text = read(path)
    found = re.findall(rf'(?<!\w){re.escape(function)}(?!\w)', text)
    if not re.fullmatch(r'\w+', function):
        return bool(found)
    defined = re.search(rf'^(def |static void |function ){function}\(', text,
                        re.M)
    return defined is not None and len(found) > 1


def check_tests(report, title, line):
    """`file:function`, ...; *untested*: why."""
    said, mark, why = line.partition('*untested*')
    names = CODE_SPAN.findall(said)
    if not names and not mark:
        report.bad(FILE, f'neither a test nor *untested*: {title}')
    if mark and (title not in UNTESTED or not re.match(r': \w', why)):
        report.bad(FILE, f'*untested* where it may not be, or without a '
                   f'reason: {title}')
    for name in names:
        path, _, function = name.partition(':')
        if not (ROOT / path).is_file():
            report.bad(FILE, f'{path} does not exist')
        elif not function or not is_run(path, function):
            report.bad(FILE, f'{path} has no {function or "function named"}')


def check_entry(report, entry):
    title, tests = title_of(entry), re.findall(r'^- test: (.*)$', entry, re.M)
    if not tests:
        report.bad(FILE, f'neither a test nor *untested*: {title}')
    for line in tests:
        check_tests(report, title, line)


def check_contract(report, entries):
    """Each cell has its tests, but for a lie that nobody can show or that
    another sentence is about."""
    if tuple(map(title_of, entries)) != SENTENCES:
        report.bad(FILE, f'"{CONTRACT}" has other sentences than are listed')
    cell = r'^- (holds unless|a lie is shown by): (.*)\n(?:  .*\n)*(- test: )?'
    for entry in entries:
        cells = re.findall(cell, entry + '\n', re.M)
        lacks = [what for what, said, test in cells if not test and not (
            what == 'a lie is shown by' and
            said.startswith(('nobody', 'who shows that')))]
        if [c[0] for c in cells] != ['holds unless', 'a lie is shown by'] \
                or lacks:
            report.bad(FILE, f'a cell without a test: {title_of(entry)}')


def anchor(title):
    return re.sub(r'[^a-z0-9 -]', '', title.lower()).replace(' ', '-')


def check_adversaries(report, text, parts):
    """A row for each, with entries that are there; no entry of nobody."""
    there = {anchor(title_of(e)) for p in parts.values() for e in p}
    table = text.partition(f'\n## {TABLE}\n')[2].partition('\n## ')[0]
    rows = dict(re.findall(r'^\| ([^|]+) \| (.+) \|$', table, re.M))
    linked = set(re.findall(r'\]\(#([^)]+)\)', table))
    for who in ADVERSARIES:
        if '](#' not in rows.get(who, ''):
            report.bad(FILE, f'no entry of the adversary: {who}')
    for name in sorted(linked - there):
        report.bad(FILE, f'the adversaries lead to no entry: #{name}')
    for entry in parts.get(ENTRIES, []):
        if anchor(title_of(entry)) not in linked:
            report.bad(FILE, f'of no adversary: {title_of(entry)}')


def check_threats(report):
    text = read(FILE)
    parts = sections(text)
    entries = [e for part in parts.values() for e in part]
    if not entries:
        report.bad(FILE, 'no entries found')
    for entry in entries:
        check_entry(report, entry)
    check_contract(report, parts.get(CONTRACT, []))
    check_adversaries(report, text, parts)
