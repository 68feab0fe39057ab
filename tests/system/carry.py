# SPDX-License-Identifier: Apache-2.0
"""How well a text is known again after it went through a program that makes
files: as it is, and with one word of every other paragraph changed, then one of
each of the rest."""
import pathlib
import re

from judge import SAME, Judge, converted
from languages import UNSPACED, alter_one, texts

COUNTED = ('copied', 'false altered', 'asides', 'altered', 'false identical',
           'found exactly', 'found as another text', 'refused')
# `compose` refuses a memo with one of them.
NO_MEMO = set('ºำ３ĳ〇')


class Rates(dict):
    def __init__(self):
        super().__init__(dict.fromkeys(COUNTED, 0))

    def add(self, other):
        for name, n in other.items():
            self[name] += n


class Carrier:
    def __init__(self, tool, gainsay, tell=print):
        self.judge = Judge(tool)
        self.convert = pathlib.Path(gainsay).resolve().with_name(
            'gainsay-convert')
        self.tell = tell

    def copied(self, name, paragraphs, data, rates):
        text, asides = converted(self.convert, data)
        if text is None:
            rates['refused'] += len(paragraphs)
            return False
        got = self.judge('\n\n'.join(paragraphs), text)
        bad = [m for m in got if m['kind'] not in SAME and
               m['kind'] != 'furniture']
        bad = [m for m in bad if m['of_memo']] + [
            m for m in bad if not m['of_memo']]
        rates['copied'] += len(paragraphs)
        rates['false altered'] += len(bad)
        rates['asides'] += len(asides)
        for m in bad[:3]:
            self.tell(f'{name}: {str(m)[:400]}')
        for a in asides[:3]:
            self.tell(f'{name}: {a[:200]}')
        return True

    def altered(self, name, paragraphs, others, data, rates):
        """`others`: of each paragraph (as it is now, word, another) or None."""
        text, _ = converted(self.convert, data)
        if text is None:
            return
        got = self.judge('\n\n'.join(paragraphs), text)
        for m, other, paragraph in zip(got, others, paragraphs):
            if other is None:
                continue
            rates['altered'] += 1
            exact = m['kind'] == 'altered' and len(m['changes']) == 1 and \
                re.sub(r'-\s+', '', m['changes'][0][1]) == other[2]
            rates['found exactly'] += exact
            rates['found as another text'] += m['kind'] == 'missing'
            if m['kind'] in SAME:
                rates['false identical'] += 1
            if not exact:
                self.tell(f'{name}: {other[1:]}: {str(m)[:300]} {paragraph}')

    def carry(self, name, sets, make):
        """`make`: from a list of texts to files in that order.  `sets`:
        [(language, paragraphs)]."""
        rates, files, others = Rates(), [], []
        for language, paragraphs in sets:
            spaced = language not in UNSPACED
            files.append(paragraphs)
            for odd in (0, 1):
                other = [alter_one(p, spaced) if i % 2 == odd else None
                         for i, p in enumerate(paragraphs)]
                others.append(other)
                files.append([o[0] if o else p
                              for o, p in zip(other, paragraphs)])
        made = iter(make(files))
        for i, (language, paragraphs) in enumerate(sets):
            what = f'{name}, {language}'
            if not self.copied(what, paragraphs, next(made), rates):
                self.tell(f'{what}: not read')
            for other in others[2 * i:2 * i + 2]:
                self.altered(what, paragraphs, other, next(made), rates)
        return rates

    def end(self):
        return self.judge.end()


def chosen(size, languages):
    """Texts of these languages, or of all but these if they begin with `-`."""
    but = [n[1:] for n in languages if n.startswith('-')]
    sets = [(name, [p for p in paragraphs if not NO_MEMO & set(p)])
            for name, paragraphs in texts(size)
            if (name not in but if but else name in languages)]
    return [(name, paragraphs) for name, paragraphs in sets if paragraphs]
