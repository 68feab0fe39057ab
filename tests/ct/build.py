# SPDX-License-Identifier: Apache-2.0
"""core and one program of this folder, built by a compiler at a level of
optimisation.  meson builds a tree with one compiler and one level; these tests
are about what compilers make of the same source, so they call them."""
import concurrent.futures
import os
import pathlib
import subprocess

LEVELS = ('-O0', '-O1', '-O2', '-O3', '-Os')
# valgrind 3.19 does not read clang's DWARF 5; it runs no AVX-512 either, so
# the files that need it are left out (core/proof/proof.h chooses at run time).
FLAGS = ['-std=c17', '-gdwarf-4', '-DGS_CT_VALGRIND', '-D_GNU_SOURCE',
         '-Wno-attributes']


def build(source, compiler, level, program, folder, *link):
    """The path of the program."""
    source, folder = pathlib.Path(source), pathlib.Path(folder)
    flags = [compiler, *FLAGS, level, f'-I{source}']
    files = [(f, ['-ffreestanding']) for f in source.glob('core/**/*.c')
             if not f.name.endswith('_ifma.c')]
    files += [(source / 'lib/host.c', []), (source / 'tests/ct' / program, [])]

    def compile_one(numbered):
        number, (file, more) = numbered
        out = folder / f'{number}.o'
        subprocess.run([*flags, *more, '-c', file, '-o', out], check=True)
        return out

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        objects = list(pool.map(compile_one, enumerate(files)))
    out = folder / program.removesuffix('.c')
    subprocess.run([compiler, '-no-pie', *link, *objects, '-lsodium', '-o',
                    out], check=True)
    return out
