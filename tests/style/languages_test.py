#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The translations of the public pages: scripts/catalogue and gettext's msgfmt
find nothing, and find each fault that is planted: a sentence too few, one too
many, values and markup that do not agree, plurals of another language."""
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
# What to put in the place of what in one translation, and what is then said.
FAULTS = (
    ('fr', 'msgid "Declined"\nmsgstr "Rejetée"\n', '', 'missing: Declined'),
    ('es', 'msgid "Declined"', 'msgid "Refused"', 'no source says: Refused'),
    ('es', 'msgstr "Petición {0}"', 'msgstr "Petición"', 'other values'),
    ('fr', 'msgstr "Demande {0}"', 'msgstr "Demande {1}"', 'other values'),
    ('fr', '<strong>{0} sur', '<em>{0} sur', 'other markup'),
    ('ar', 'msgstr[5] "{0} شهر"\n', '', 'other plurals'),
    ('fr', 'plural=n > 1', 'plural=n != 1', 'its plurals are not'),
)
passed = failed = 0


def check(good, what):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print(f'FAILED: {what}')


def ask(root):
    done = subprocess.run([root / 'scripts/catalogue', '--check'],
                          capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def main():
    code, said = ask(ROOT)
    check(code == 0, said)
    for path in sorted((ROOT / 'po').glob('*.po')):
        done = subprocess.run(['msgfmt', '--check', '--output-file=/dev/null',
                               path], capture_output=True, text=True)
        check(done.returncode == 0, done.stderr)
    with tempfile.TemporaryDirectory() as name:
        root = pathlib.Path(name)
        for folder in ('po', 'lib/site', 'lib/steps'):
            shutil.copytree(ROOT / folder, root / folder)
        (root / 'scripts').mkdir()
        shutil.copy(ROOT / 'scripts/catalogue', root / 'scripts')
        for tongue, old, new, finds in FAULTS:
            path = root / f'po/{tongue}.po'
            text = path.read_text()
            check(text.count(old) == 1, f'{tongue}: {old}')
            path.write_text(text.replace(old, new))
            code, said = ask(root)
            check(code == 1 and finds in said, f'{finds}: {code} {said}')
            path.write_text(text)
    print(f'{passed} passed, {failed} failed')
    return 1 if failed else 0


sys.exit(main())
