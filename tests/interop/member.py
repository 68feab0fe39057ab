#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""member.py GAINSAY VECTORS WORK: a second implementation of the member proof,
js/member.mjs, written from the specification, against this one."""
import pathlib
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'system'))
import npm
import rig


def main():
    gainsay = rig.Program(sys.argv[1], '.')
    with rig.folder('member') as name:
        demo = pathlib.Path(name).resolve() / 'channel'
        done = rig.demo(gainsay, demo)
        if done.returncode != 0:
            print(done.stdout[-2000:])
            sys.exit('no demo')
        sys.exit(npm.run(sys.argv[3], 'member_check.mjs', gainsay.binary,
                         sys.argv[2], demo))


if __name__ == '__main__':
    main()
