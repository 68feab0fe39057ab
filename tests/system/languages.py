# SPDX-License-Identifier: Apache-2.0
"""The corpus of texts that are copied and held against themselves, and one word
of each of them changed."""
import lzma
import pathlib
import re

SOURCE = pathlib.Path(__file__).resolve().parents[2]
UNSPACED = ('cmn_hans', 'jpn', 'tha')
OWN = 1700  # blocks
# A paragraph that begins so is an item or a heading of a memo.
LISTED = r'[\d(#>*+•|-]|\S{1,3}[.)] '


def languages():
    text = lzma.open(SOURCE / 'tests/texts/udhr.txt.xz').read().decode()
    for part in text.split('# ')[1:]:
        name, *lines = part.strip().split('\n')
        yield name, lines


def own_texts():
    """Sentences of this project's own documents, which have one a line."""
    for path in sorted(p for folder in ('', '*/', 'docs/**/', 'lib/*/')
                       for p in SOURCE.glob(folder + '*.md')):
        text = re.sub(r'(?ms)^```.*?^```', '', path.read_text())
        for p in text.split('\n'):
            if len(p) > 30 and p[0].isalpha() and not re.search(
                    r'[<>|\\\[\]*_#]|https?:|\(U\)|\d\)', p):
                yield p.strip()


def texts(size):
    """(language, at most `size` paragraphs), of both; no paragraph twice in a
    language."""
    own = list(dict.fromkeys(own_texts()))[:OWN]
    for name, lines in [*languages(), ('own', own)]:
        # U+2010 stands in no memo.
        lines = [p for p in dict.fromkeys(s.replace('\u2010', '-')
                                          for s in lines)
                 if not re.match(LISTED, p) and len(p) > 3]
        for at in range(0, len(lines), size):
            yield name, lines[at:at + size]


def alter_one(p, spaced):
    """(paragraph, word, another): one changed in its middle."""
    edge = '.,;:!?\'"()„“”‚‘’«»`’…،؛؟।-–'
    if spaced:
        words = [m for m in re.finditer(r'\S+', p) if m[0] not in edge and
                 m[0].strip(edge) == m[0] and '-' not in m[0]]
        now = 'zebra'
    else:
        words = list(re.finditer(r'[\u0e01-\u0e2d\u3041-\u9fff]', p))
        now = 'ฮ' if words and words[0][0] < '\u3041' else '鯨'
    if not words:
        return None
    m = words[len(words) // 2]
    return p[:m.start()] + now + p[m.end():], m[0], now
