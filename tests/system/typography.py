#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every kind of typography alone and in pairs is typography; every other
change is found, and that alone.  Then a corpus of many languages, through a
mail and a web page and back: how often either is false.

usage: typography.py COMPARE-TOOL"""
import email
import email.message
import html
import itertools
import re
import sys
import textwrap

from judge import Judge
from languages import UNSPACED, alter_one, texts
from makers import curly
from rig import Tally

FALSE_ALTERED = 1000  # fewer than one in so many blocks
t = Tally()


MEMO = '''\
## What was tried

(U) The ferry to the northern islands was closed in May, against the advice of the harbour office and without a word to those who live there - nobody asked them.

(SBU) "We have no figures," the office's first officer said on 12 October 2016; he had asked for 1,250 of them... and got 47.

1. (U) Publish the figures of the last three years, as far as they do not concern request 2.

2. (U) Run the ferry again from November, as the pro-island party was promised in 2014-15.

- (U) It is *not* enough to run it twice a week; see [the report](https://example.gov/report).

| Year | Runs | Lost |
|------|------|------|
| 2015 | 312 | 7 |
| 2016 | 298 | 19 |

(U) Nobody of the commission's twelve members has told the islands how the sick are to reach the hospital in winter.'''
BARE = re.sub(r'\((U|SBU)\) ', '', MEMO)


# Transforms ------------------------------------------------------------------

def each_paragraph(change):
    return lambda s: '\n\n'.join(map(change, s.split('\n\n')))


def is_prose(p):
    return not p.startswith(('|', '#', '-', '•')) and not p[0].isdigit()


def prose(change):
    return each_paragraph(lambda p: change(p) if is_prose(p) else p)


def hyphenate(s):
    return prose(lambda p: re.sub(r'\b([a-z]{4})([a-z]{4,})\b', r'\1-''\n'r'\2',
                                  p, count=2))(s)


def number_lines(s):
    out, n = [], 0
    for p in s.split('\n\n'):
        for line in textwrap.wrap(p, 60) if is_prose(p) else p.split('\n'):
            n += 1
            out.append(f'{n:3}  {line}')
    return '\n'.join(out)


def cells(p):
    rows = [r for r in p.split('\n') if not r.startswith('|-')]
    return '\n'.join(' '.join(c.strip() for c in r.strip('|').split('|'))
                     for r in rows)


def one_a_line(p):
    return cells(p).replace('\n', ' ').replace(' ', '\n\n')


def tables(change):
    return each_paragraph(lambda p: change(p) if p.startswith('|') else p)


def pages(s):
    """A head of the memo's own words: any other says what the memo does not."""
    parts = s.split('\n\n')
    return '\n\n'.join(p if i % 3 < 2 else
                       f'{p}\n\n– {i // 3 + 1} –\n\nWAS TRIED '
                       f'{i // 3 + 2}' for i, p in enumerate(parts))


# Name: (how, kinds it may be told as, class).  Of one class only one is taken.
LETTERS = {
    'capitals': (lambda s: s.upper(), {'capitals'}, 'case'),
    'curly': (curly, {'quotes'}, 'quotes'),
    'german': (lambda s: re.sub(r'"([^"]*)"', '„\\1“', s), {'quotes'},
               'quotes'),
    'guillemets': (lambda s: re.sub(r'"([^"]*)"', '« \\1 »', s),
                   {'quotes', 'blanks'}, 'quotes'),
    'en dashes': (lambda s: re.sub(r'(?<=\d)-(?=\d)| - ', lambda m: m[0].replace(
        '-', '–'), s), {'dashes'}, 'dashes'),
    'em dashes': (lambda s: s.replace(' - ', '—'), {'dashes', 'blanks'},
                  'dashes'),
    'hyphens': (lambda s: re.sub(r'(?<=[a-z])-(?=[a-z])', '‑', s), {'dashes'},
                'hyphens'),
    'ellipsis': (lambda s: s.replace('...', '…'), {'points'}, 'points'),
    'points': (lambda s: s.replace('...', '. . .'), {'points'}, 'points'),
    'ligatures': (lambda s: s.replace('ffi', 'ﬃ').replace('fi', 'ﬁ'),
                  {'ligatures'}, 'ligatures'),
    'entities': (lambda s: s.replace("'", '&#39;').replace('…', '&hellip;'),
                 {'entities'}, 'entities'),
    'no emphasis': (lambda s: s.replace('*', ''), {'markdown'}, 'emphasis'),
    'no link': (lambda s: re.sub(r'\[([^]]*)\]\([^)]*\)', r'\1', s), {'links'},
                'link'),
    'link in angles': (lambda s: re.sub(r'\[([^]]*)\]\(([^)]*)\)',
                                        r'\1 <\2>', s), {'links', 'blanks'},
                       'link'),
    'escapes': (lambda s: s.replace('.', '\\.'), {'markdown', 'points'},
                'escapes'),
    'no heading': (lambda s: s.replace('## ', ''), {'markdown'}, 'heading'),
    'bullet': (lambda s: s.replace('\n- ', '\n• '), {'list'}, 'bullet'),
    'no bullet': (lambda s: s.replace('\n- ', '\n'), {'list'}, 'bullet'),
    'brackets': (lambda s: re.sub(r'(?m)^(\d)\. ', r'\1) ', s), {'list'},
                 'numbers'),
    'both brackets': (lambda s: re.sub(r'(?m)^(\d)\. ', r'(\1) ', s),
                      {'list'}, 'numbers'),
    'pilcrows': (lambda s: re.sub(r'(?m)^(\d)\. ', r'¶ \1. ', s),
                 {'list', 'blanks'}, 'numbers'),
    'no numbers': (lambda s: re.sub(r'(?m)^(\d)\. ', '', s),
                   {'number-left-out'}, 'numbers'),
    'numbers moved': (lambda s: re.sub(r'(?m)^(\d)\. ', r'\1.''\n\n', s),
                      {'blanks'}, 'numbers'),
    'cells': (tables(cells), {'table', 'blanks'}, 'table'),
    'a cell a line': (tables(one_a_line), {'table', 'blanks'}, 'table'),
    'opening quotes': (prose(lambda p: '“' + p), {'quoted', 'quotes'},
                       'opening'),
    'wide signs': (lambda s: s.replace(';', '；'), {'width'}, 'wide'),
    'blanks': (lambda s: s.replace(', ', ',\u00a0'), {'blanks'}, 'blanks'),
}
LAYOUTS = {
    'none': (lambda s: s, set(), ''),
    'wrapped': (prose(lambda p: textwrap.fill(p, 50)),
                {'blanks', 'hyphenation'}, ''),
    'quoted mail': (lambda s: re.sub(r'(?m)^', '> ', s),
                    {'markdown', 'blanks', 'list', 'table'}, ''),
    'hyphenated': (hyphenate, {'hyphenation', 'blanks'}, ''),
    'numbered lines': (number_lines, {'line-numbers', 'blanks', 'markdown',
                                      'list', 'table', 'hyphenation'}, ''),
    'pages': (pages, {'blanks', 'table'}, ''),
    'CRLF': (lambda s: s.replace('\n', '\r\n'), {'blanks'}, ''),
}
# No text that anything makes: points parted and escaped, an entity's semicolon
# made wide, quotation marks in each cell; and a line's number that is the
# figure behind it.
NONE = {('points', 'escapes'), ('entities', 'wide signs'),
        ('a cell a line', 'opening quotes'),
        ('a cell a line', 'numbered lines')}
ALWAYS = {'mark'}


def is_typography(judge, name, text, allowed):
    got = judge(MEMO, text)
    blocks = [m for m in got if m['of_memo']]
    others = [m['kind'] for m in got if not m['of_memo'] and
              m['kind'] != 'furniture']
    kinds = {k for m in blocks for k in m['typography']}
    good = all(m['kind'] in ('identical', 'typography') for m in blocks)
    t.check(good and not others and kinds <= allowed | ALWAYS, name,
            f'{sorted(kinds - allowed - ALWAYS)} ' + '\n'.join(
                str(m) for m in got if m['kind'] not in ('identical',
                                                         'typography')))


def typography(judge):
    for (name, (how, kinds, of)), (layout, (lay, more, _)) in \
            itertools.product(LETTERS.items(), LAYOUTS.items()):
        if (name, layout) not in NONE:
            is_typography(judge, f'{name}, {layout}', lay(how(BARE)),
                          kinds | more)
    for (a, (one, x, of)), (b, (two, y, by)) in itertools.permutations(
            LETTERS.items(), 2):
        if of != by and (a, b) not in NONE:
            is_typography(judge, f'{a}, {b}', two(one(BARE)), x | y)


# Alterations -------------------------------------------------------------------

def is_altered(judge, name, memo, text, was, now):
    got = judge(memo, text)
    changes = [c for m in got for c in m['changes']]
    altered = [m for m in got if m['kind'] == 'altered']
    others = [m for m in got if not m['of_memo'] and m['kind'] != 'furniture']
    return t.check(len(altered) == 1 and not others and
                   changes == [[was, now]], f'{name}: {was} -> {now}',
                   f'{changes} {others} {[m["kind"] for m in got]}')


def other_word(word):
    if re.fullmatch(r'[\d.,-]+', word):
        last = word[-1]
        return word[:-1] + str((int(last) + 1) % 10)
    return 'zebra' if word.islower() else 'Zebra'


def alterations(judge):
    words = [m for m in re.finditer(r"[\w][\w',.-]*\w|\w", BARE)
             if not BARE[:m.start()].endswith(('(https://', '/'))]
    for m in words:
        if 'example' in m[0] or m[0] in ('https', 'report'):
            continue
        now = other_word(m[0])
        text = BARE[:m.start()] + now + BARE[m.end():]
        for layout in ('none', 'wrapped', 'CRLF'):
            is_altered(judge, f'a word, {layout}', MEMO,
                       LAYOUTS[layout][0](text), m[0], now)
        if m[0] == 'not':
            text = BARE[:m.start()].rstrip('*') + BARE[m.end():].lstrip('*')
            is_altered(judge, 'a word left out', MEMO, text, 'not', '')
    for m in re.finditer(r'\d+', BARE):
        text = BARE[:m.start()] + BARE[m.end():]
        got = judge(MEMO, text)
        t.check(any(x['kind'] == 'altered' for x in got),
                f'a figure left out: {m[0]} at {m.start()}', str(got))


def page_heads(judge):
    """The subject on top of each page, with the page's number, in a text that
    has no other head; another subject is found."""
    subject = 'The Ferry to the Northern Islands'
    parts = MEMO.split('\n\n')[1:4]
    memo = f'---\nsubject: {subject}\nto: A\n---\n\n' + '\n\n'.join(parts)
    for form in ('{}  {}', '{1}  {0}'):
        for head, altered in ((subject, 0), (subject.upper(), 0),
                              (subject.replace('North', 'South'), 1)):
            text = '\f'.join(form.format(head, i) + f'\n\n{p}\n'
                             for i, p in enumerate(parts, 1))
            kinds = [m['kind'] for m in judge.hold(memo.encode(),
                                                   text.encode())]
            t.check(kinds.count('altered') == altered and
                    kinds.count('furniture') == (0 if altered else 3),
                    f'the head {form.format(head, 1)}', str(kinds))


# The corpus --------------------------------------------------------------------

def by_mail(s):
    """Plain text with soft lines, quoted-printable, and back."""
    m = email.message.EmailMessage()
    body = '\n\n'.join(textwrap.fill(p, 72, break_long_words=False,
                                     break_on_hyphens=False)
                       for p in s.split('\n\n'))
    m.set_content(body, cte='quoted-printable')
    return email.message_from_bytes(m.as_bytes(), policy=email.policy.default
                                    ).get_content()


def by_page(s):
    """A web page with curly quotes and dashes, and its text as copied."""
    body = ''.join(f'<p>{html.escape(curly(p))}</p>' for p in s.split('\n\n'))
    body = body.replace(' - ', ' &ndash; ').replace('...', '&hellip;')
    return '\n\n'.join(html.unescape(p) for p in
                       re.findall(r'<p>(.*?)</p>', body))


def through(judge, name, paragraphs, rates):
    memo = '\n\n'.join(paragraphs)
    for way in (by_mail, by_page):
        got = judge(memo, way(memo))
        blocks = [m for m in got if m['of_memo']]
        bad = [m for m in got if m['kind'] not in ('identical', 'typography')]
        rates['copied'] += len(blocks)
        rates['false altered'] += len(bad)
        for m in bad[:2]:
            print(f'{name}, {way.__name__}: {str(m)[:300]}')
        for i, paragraph in enumerate(paragraphs):
            other = alter_one(paragraph, name not in UNSPACED)
            if other is None:
                continue
            text = '\n\n'.join([*paragraphs[:i], other[0],
                                *paragraphs[i + 1:]])
            got = judge(memo, way(text))
            changes = [c for m in got for c in m['changes']]
            kinds = [m['kind'] for m in got]
            rates['altered'] += 1
            rates['false identical'] += all(
                k in ('identical', 'typography') for k in kinds)
            exact = (kinds.count('altered') == 1 and len(changes) == 1 and
                     changes[0][1] == other[2])
            rates['found exactly'] += exact
            if not exact and rates['altered'] - rates['found exactly'] < 6:
                print(f'{name}: {other[1:]}: {changes} {kinds[i]}')


def corpus(judge):
    rates = dict.fromkeys(('blocks', 'copied', 'false altered', 'altered',
                           'false identical', 'found exactly'), 0)
    for name, lines in texts(20):
        rates['blocks'] += len(lines)
        through(judge, name, lines, rates)
    print('corpus:', ', '.join(f'{n} {k}' for k, n in rates.items()))
    t.check(rates['blocks'] > 3000, 'the corpus is large enough')
    t.check(rates['false altered'] * FALSE_ALTERED < rates['copied'],
            'false altered', str(rates))
    t.check(rates['false identical'] == 0, 'false identical', str(rates))


def main():
    judge = Judge(sys.argv[1])
    typography(judge)
    alterations(judge)
    page_heads(judge)
    corpus(judge)
    t.check(judge.end() == 0, 'the tool ends well')
    t.end()


if __name__ == '__main__':
    main()
