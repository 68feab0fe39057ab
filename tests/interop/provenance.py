#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""provenance.py GAINSAY WORK SOURCE COUNT: a second judge of provenance files,
js/provenance.mjs, written from the specification, against `gainsay verify`, of
files made here, most of them with one thing changed and signed anew; against
the published vectors; and of the files of a demo.  COUNT are taken of some
thousands; with 0 all are, which takes some minutes."""
import pathlib
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'system'))
import npm
import rig


def main():
    gainsay = rig.Program(sys.argv[1], '.')
    work, source, count = sys.argv[2:]
    with rig.folder('provenance') as name:
        place = pathlib.Path(name).resolve()
        done = rig.demo(gainsay, place / 'demo')
        if done.returncode != 0:
            sys.exit(f'no demo: exit {done.returncode}\n{done.stdout}')
        sys.exit(npm.run(work, 'provenance_check.mjs', gainsay.binary, source,
                         place, count))


if __name__ == '__main__':
    main()
