#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""completion.py GAINSAY: what shells complete by is what verbs take, and so is
what --help says of them."""
import os
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import rig


def verbs_of(gainsay):
    out = gainsay('--help').stdout
    return re.findall(r'^  ([a-z-]+) ', out, re.M)


def described(gainsay, *words):
    """({step}, {option: takes a value}) as a verb says it itself."""
    done = subprocess.run(
        [gainsay.binary, *words], cwd=gainsay.cwd, text=True,
        capture_output=True, stdin=subprocess.DEVNULL,
        env={**os.environ, 'GAINSAY_DESCRIBE': '1'})
    lines = [line.split(' ') for line in done.stdout.splitlines()]
    return ({w[1] for w in lines if w[0] == 'word'},
            {w[1]: w[0] == 'value' for w in lines if w[0] != 'word'})


def check_help(t, gainsay, verb):
    """Each option has its line, or stands in the usage; each line its
    option."""
    steps, options = described(gainsay, verb)
    for step in steps:
        options.update(described(gainsay, verb, step)[1])
    text = gainsay(verb, '--help').stdout
    for step in steps:
        more = gainsay(verb, step, '--help').stdout
        text += more if more != text else ''
    lined = set(re.findall(r'^  (?:[^ ]+, )?--([a-z-]+)', text, re.M))
    lined |= set(re.findall(r'^  --[a-z-]+(?: [A-Z]+)? --([a-z-]+)', text,
                            re.M))
    named = set(re.findall(r'--([a-z-]+)', text))
    t.check(set(options) - {'help'} <= named,
            f'{verb} --help names every option',
            str(set(options) - named - {'help'}))
    t.check(lined <= set(options), f'{verb} --help names no other',
            str(lined - set(options)))
    return steps, options


def complete_bash(where, *words):
    script = ('source completion.bash; COMP_WORDS=("$@"); '
              'COMP_CWORD=$(($# - 1)); _gainsay; echo "${COMPREPLY[@]}"')
    return subprocess.run(
        ['bash', '-c', script, 'bash', 'gainsay', *words], cwd=where,
        check=True, capture_output=True, text=True).stdout.split()


def complete_zsh(where, *words):
    """With zsh's own functions in the place of its completion system."""
    script = ('compadd() { shift; print -l -- $@ }; _files() { print file }; '
              '_describe() { print -l -- ${(P)2%%:*} }; '
              'words=(gainsay "$@"); CURRENT=$#words; PREFIX=$words[-1]; '
              '. ./completion.zsh')
    out = subprocess.run(
        ['zsh', '-f', '-c', script, 'zsh', *words], cwd=where, check=True,
        capture_output=True, text=True).stdout.split()
    return [w for w in out if w.startswith(words[-1]) or w == 'file']


def complete_fish(where, *words):
    line = ' '.join(('gainsay', *words))
    out = subprocess.run(
        ['fish', '--no-config', '-c',
         f'source completion.fish; complete -C "{line}"'], cwd=where,
        check=True, capture_output=True, text=True,
        env={**os.environ, 'HOME': str(where)}).stdout
    return [row.split('\t')[0] for row in out.splitlines()]


def check_shell(t, where, shell, complete, verbs):
    t.check({'enrol', 'end', 'endorse'} <= set(complete(where, 'en')) <=
            set(verbs), f'{shell}: verbs', str(complete(where, 'en')))
    got = complete(where, 'staff', 'i')
    t.check({'import', 'issue'} <= set(got), f'{shell}: steps', str(got))
    got = complete(where, 'endorse', '--co')
    t.check(got == ['--code'], f'{shell}: options', str(got))
    got = complete(where, 'roll', '--rec')
    t.check(got == ['--receipt'], f'{shell}: options of a step', str(got))
    got = complete(where, 'verify', '--nosuch')
    t.check(got == [], f'{shell}: no other', str(got))


def main():
    t = rig.Tally()
    with rig.folder('completion') as name:
        where = pathlib.Path(name).resolve()
        gainsay = rig.Program(sys.argv[1], where)
        verbs = verbs_of(gainsay)
        t.check(len(verbs) > 40, 'verbs', str(verbs))
        known = {verb: check_help(t, gainsay, verb) for verb in verbs}
        for shell, complete in (('bash', complete_bash),
                                ('zsh', complete_zsh),
                                ('fish', complete_fish)):
            done = gainsay('completion', shell)
            t.check(done.returncode == 0, f'{shell}: exit', done.stdout)
            (where / f'completion.{shell}').write_text(done.stdout)
            for verb, (steps, options) in known.items():
                t.check(all(o in done.stdout for o in (*steps, *options)),
                        f'{shell}: all of {verb}')
            check_shell(t, where, shell, complete, verbs)
        done = gainsay('completion', 'csh')
        t.check(done.returncode == 2 and 'not for \'csh\'' in done.stdout,
                'no other shell', done.stdout)
        t.check(gainsay('help', 'enrol').stdout ==
                gainsay('enrol', '--help').stdout, 'help VERB is --help')
        t.check(gainsay('help').stdout == gainsay('--help').stdout,
                'help is --help')
        t.check(gainsay('-V').stdout == gainsay('--version').stdout != '',
                '-V is --version')
        t.check(gainsay('help', 'nosuch').returncode == 2, 'help nosuch')
    t.end()


if __name__ == '__main__':
    main()
