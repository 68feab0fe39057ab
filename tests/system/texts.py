# SPDX-License-Identifier: Apache-2.0
"""Documents of a length."""

HEAD = '---\nsubject: A long memo\nto: Secretary of State\n'
MARKING = 'marking: UNCLASSIFIED\n'


def text_of(size):
    """A document whose normal form has so many bytes."""
    paragraph = '(U) ' + 'word ' * 200 + 'end.\n\n'
    left = size - len(HEAD + MARKING + '---\n\n')
    body = paragraph * (left // len(paragraph) - 1)
    left -= len(body)
    words = '(U) ' + 'one more ' * ((left - 40) // 9)
    body += words + 'z' * (left - len(words) - 1) + '\n'
    return HEAD + '---\n\n' + body
