#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""musl.py SOURCE: core compiled by musl-gcc, without a warning, and the
published vectors of the member proof judged by a program that is linked with it
statically (vectors.c)."""
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys
import tempfile

FLAGS = ['-std=c17', '-O2', '-D_GNU_SOURCE', '-Wall', '-Wextra',
         '-Wconversion', '-Wsign-conversion', '-Wshadow', '-pedantic',
         '-Werror', '-Wno-attributes', '-fno-strict-aliasing']
# Vectors are the host's choice (core/proof/cpu.h), 32-bit limbs WebAssembly's.
ELSEWHERE = ('_avx2.c', '_ifma.c', 'fe_26_bytes.c')


def build(source, folder):
    """The path of the program."""
    files = [(f, ['-ffreestanding']) for f in source.glob('core/**/*.c')
             if not f.name.endswith(ELSEWHERE)]
    core = len(files)
    files += [(source / name, []) for name in (
        'tests/musl/host.c', 'tests/musl/vectors.c', 'web/sha2.c')]

    def compile_one(numbered):
        number, (file, more) = numbered
        out = folder / f'{number}.o'
        subprocess.run(['musl-gcc', *FLAGS, *more, f'-I{source}', '-c', file,
                        '-o', out], check=True)
        return out

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        objects = list(pool.map(compile_one, enumerate(files)))
    subprocess.run(['ar', 'rcs', folder / 'core.a', *objects[:core]],
                   check=True)
    subprocess.run(['musl-gcc', '-static', *objects[core:], folder / 'core.a',
                    '-o', folder / 'vectors'], check=True)
    return folder / 'vectors'


def lines(vectors):
    """What vectors.c reads: a word, then fields in hexadecimal."""
    valid = {entry['N']: entry for entry in vectors['valid']}
    for entry in vectors['valid']:
        yield 'prove', entry['keys'], entry['scope'], entry['message'], \
            entry['secret'], entry['tag']
    for entry in [*vectors['valid'], *vectors['invalid']]:
        whole = {**valid[entry.get('of', entry.get('N'))], **entry}
        yield 'false' if 'of' in entry else 'true', whole['keys'], \
            whole['scope'], whole['message'], whole['root'], whole['proof']
    for entry in vectors['enrol']:
        yield 'enrol', entry['key'], entry['channel'], \
            f'{entry["edition"]:016x}', entry['nonce'], entry['proof']


def main():
    source = pathlib.Path(sys.argv[1]).resolve()
    vectors = json.loads(
        (source / 'tests/vectors/member-proof.json').read_text())
    text = ''.join(' '.join(f or '-' for f in line) + '\n'
                   for line in lines(vectors))
    with tempfile.TemporaryDirectory() as name:
        program = build(source, pathlib.Path(name))
        kind = subprocess.run(['readelf', '-d', program], check=True,
                              stdout=subprocess.PIPE, text=True).stdout
        if 'NEEDED' in kind:
            sys.exit('the program is not static')
        sys.exit(subprocess.run([program], input=text, text=True,
                                check=False).returncode)


if __name__ == '__main__':
    main()
