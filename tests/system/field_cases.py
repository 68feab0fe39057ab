# SPDX-License-Identifier: Apache-2.0
"""What is right of each of tests/cases: (folder, memo, text, verdict, more).

same: the text is the memo or blocks of it, but for typography and marks.
shortened: so are the words that it has, and it says that it leaves some out.
altered: in exactly these words, (the memo's, the text's).
aside: the file shows this, which its text does not hold.
unread: nothing is judged, for this reason."""
CASES = [
    ('06', 'memo.md', 'word.docx', 'same', ()),
    ('06', 'memo.md', 'charref.docx', 'same', ()),
    ('07', 'memo.md', 'footnote.docx', 'aside', 'footnote'),
    ('07', 'memo.md', 'header.docx', 'aside', 'header'),
    ('07', 'memo.md', 'hidden.docx', 'aside', 'hidden'),
    ('07', 'memo.md', 'invisible.pdf', 'aside', 'hidden'),
    ('09', 'memo.md', 'scan.pdf', 'unread', 'picture'),
    ('10', 'memo.md', 'numbered.txt', 'same', ()),
    ('10', 'memo.md', 'toppage.txt', 'same', ()),
    ('10', 'memo.md', 'toppage-blank.txt', 'same', ()),
    ('12', 'memo.md', 'same.txt', 'same', ()),
    ('12', 'memo.md', 'halfwidth.txt', 'same', ()),
    ('12', 'memo.md', 'wrapped.txt', 'same', ()),
    ('12', 'memo.md', 'word.txt', 'altered', [['五', '六']]),
    ('13', 'memo.md', 'capitals.txt', 'same', ()),
    ('13', 'memo.md', 'headings.txt', 'same', ()),
    ('17', 'memo.md', 'year.txt', 'altered', [['2016', '2019']]),
    ('17', 'memo.md', 'requests.txt', 'altered', [['1', '2'], ['2', '1']]),
    ('17', 'memo-loop.md', 'source.txt', 'same', ()),
    ('20', 'memo.md', 'bar.txt', 'same', ()),
    ('20', 'memo.md', 'emdash.txt', 'same', ()),
    ('20', 'memo.md', 'endash.txt', 'same', ()),
    ('20', 'memo.md', 'hyphen.txt', 'same', ()),
    ('20', 'memo.md', 'doublespaced.txt', 'same', ()),
    ('22', 'memo-filed.md', 'cable-style.txt', 'same', ()),
    ('23', 'memo.md', 'multi.txt', 'same', ()),
    ('23', 'memo.md', 'ellipsis.txt', 'shortened', ()),
    ('23', 'memo.md', 'ellipsis-long2.txt', 'shortened', ()),
    ('23', 'memo.md', 'ellipsis-long.txt', 'altered',
     [['to anybody then or since', '']]),
    ('23', 'memo.md', 'brackets.txt', 'altered', [['', '[Eastport]']]),
    ('25', 'memo.md', 'printed.txt', 'same', ()),
    ('29', 'memo.md', 'tatweel.txt', 'same', ()),
    ('29', 'memo.md', 'page.pdf', 'unread', 'order')]
