# SPDX-License-Identifier: Apache-2.0
"""docs/RECOVERY.md, or another document, whose commands the tests run as they
stand there.  What a program would ask at a terminal, a wrapper answers."""
import os
import re
import subprocess

import rig

TEXT = (rig.ROOT / 'docs' / 'RECOVERY.md').read_text()
# What is typed, by the verb.
WORDS, YES, LOW = ['--passphrase-file', 'words'], ['--yes'], ['--cost', 'low']
TYPED = {'key new': WORDS + LOW, 'key show': WORDS, 'charter sign': WORDS + YES,
         'charter publish': YES, 'roll sign': WORDS + YES, 'moved': YES,
         'copy': WORDS, 'staff issue': YES,
         'recovery': WORDS + YES, 'restore': WORDS, 'acknowledge': WORDS + YES,
         'join': WORDS + LOW + ['--editions', '1'], 'init': YES,
         'resupply': WORDS + ['--code', '"$CODE"']}


def headings(text):
    return re.findall(r'^## (.*)$', text, re.M)


def blocks(heading, text=TEXT):
    """The lines of each block of commands in a section."""
    part = text.split(f'\n## {heading}\n')[1].split('\n## ')[0]
    return [block.splitlines() for block in
            re.findall(r'^```\n(.*?)^```$', part, re.M | re.S)]


class Manual:
    """Runs its commands in a folder, with variables."""

    def __init__(self, t, program, where, text=TEXT, typed=TYPED):
        self.t, self.where, self.ran = t, where, set()
        self.text = text
        self.env = {**os.environ, 'VKEY': 'channel/vkey', 'DIR': 'channel'}
        folder = where / 'bin'
        folder.mkdir()
        cases = ''.join(
            f'"{verb}"*) set -- "$@" {" ".join(more)};;\n'
            for verb, more in typed.items())
        (folder / 'gainsay').write_text(
            '#!/bin/sh\ncase "$*" in\n*"-next.key"*) ;;\n' + cases +
            f'esac\nexec {program.binary} "$@"\n')
        (folder / 'gainsay').chmod(0o700)
        self.env['PATH'] = f'{folder}:{self.env["PATH"]}'

    def __call__(self, heading, nth, lines=slice(None), want=0, words='',
                 **env):
        block = blocks(heading, self.text)[nth]
        self.ran.update((heading, line) for line in block[lines])
        done = subprocess.run(
            ['sh', '-euc', '\n'.join(block[lines])], cwd=self.where,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, timeout=120, umask=0o022,
            env={**self.env, **{k: str(v) for k, v in env.items()}})
        self.t.check(done.returncode == want and words in done.stdout,
                     f'{heading}, {block[lines]}: exit '
                     f'{done.returncode}, expected {want} and "{words}"',
                     done.stdout)
        return done.stdout

    def whole(self, *headings):
        """Nothing stands in these sections that was not run."""
        for heading in headings:
            lines = [line for block in blocks(heading, self.text)
                     for line in block]
            self.t.check(lines, f'{heading}: it has commands')
            for line in lines:
                self.t.check((heading, line) in self.ran,
                             f'{heading}: no test runs {line}')
