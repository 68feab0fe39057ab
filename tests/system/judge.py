# SPDX-License-Identifier: Apache-2.0
"""Texts held against memos as `gainsay verify` does it, by the thousand, and
what gainsay-convert reads out of a file."""
import json
import pathlib
import subprocess

from makers import HEAD

FIELDS = 2  # of HEAD
SAME = ('identical', 'typography')
# What shows that a file has more than its text, and is no text left out.
HARMLESS = ('line-numbers', 'marking', 'subject', 'elsewhere')


class Judge:
    """`memo`: paragraphs below HEAD, whose blocks come first in the answer."""

    def __init__(self, tool):
        self.tool = subprocess.Popen([pathlib.Path(tool).resolve()],
                                     stdin=subprocess.PIPE,
                                     stdout=subprocess.PIPE)

    def hold(self, memo, text):
        """Both are bytes; the whole answer."""
        self.tool.stdin.write(b'%d %d\n' % (len(memo), len(text)) + memo +
                              text)
        self.tool.stdin.flush()
        return json.loads(self.tool.stdout.readline())

    def __call__(self, memo, text):
        return self.hold((HEAD + memo).encode(), text.encode())[FIELDS:]

    def end(self):
        self.tool.stdin.close()
        return self.tool.wait()


def converted(convert, data):
    """(text, asides that count), or (None, why it is not read)."""
    said = subprocess.run([convert], input=data, capture_output=True,
                          timeout=300).stdout.decode()
    head, _, rest = said.partition('\nmore ')
    if not rest:
        return None, said.split()[-1] if said else 'nothing'
    count = int(head.rsplit(' ', 1)[1])
    lines = rest.split('\n')
    return '\n'.join(lines[count + 1:]), [
        a for a in lines[1:count + 1] if a.split()[0] not in HARMLESS]
