# SPDX-License-Identifier: Apache-2.0
"""core and one program of this folder, built by a compiler at a level of
optimisation.  meson builds a tree with one compiler and one level; these tests
are about what compilers make of the same source, so they call them."""
import concurrent.futures
import os
import pathlib
import subprocess

# The releases' compiler, the one that makes the WebAssembly module, and the
# newest clang of Debian 12 (scripts/packages.txt).
COMPILERS = ('gcc', 'clang-14', 'clang-22')
LEVELS = ('-O0', '-O1', '-O2', '-O3', '-Os')
# valgrind 3.19 does not read clang's DWARF 5.
FLAGS = ['-std=c17', '-gdwarf-4', '-D_GNU_SOURCE', '-Wno-attributes']
MARKED = '-DGS_CT_VALGRIND'
# The files that need vectors are left out (core/proof/cpu.h chooses at run
# time) but for those of the paths that are asked for; valgrind runs no AVX-512.
# As core/meson.build has their flags.
VECTORS = {'avx2': ['-mavx2', '-mfma', '-O3'],
           'ifma': ['-mavx512f', '-mavx512bw', '-mavx512dq', '-mavx512ifma',
                    '-mavx512vnni', '-O3']}


# Of core, what a prover is linked with.
FOLDERS = ('', 'group', 'proof', 'tree')
# How field elements are kept (core/group/fe.h): what to define, and whose file
# to leave out.
LIMBS = {'64': ([], 'fe_26_bytes.c'),
         '32': (['-DGS_LIMBS_32'], 'fe_51_bytes.c')}


def build(source, compiler, level, program, folder, *link, limbs='64',
          marked=True, vectors=()):
    """The path of the program."""
    source, folder = pathlib.Path(source), pathlib.Path(folder)
    define, other = LIMBS[limbs]
    flags = [compiler, *FLAGS, *define, level, f'-I{source}',
             *(f'-DGS_HAVE_{v.upper()}' for v in vectors),
             *([MARKED] if marked else [])]
    core = [f for name in FOLDERS for f in (source / 'core' / name).glob('*.c')]
    files = [(f, ['-ffreestanding']) for f in core
             if not f.name.endswith(('_avx2.c', '_ifma.c')) and f.name != other]
    files += [(f, ['-ffreestanding', *VECTORS[v]])
              for v in vectors for f in core if f.name.endswith(f'_{v}.c')]
    files += [(source / f, []) for f in (
        'lib/host.c', 'lib/host_path.c', 'lib/pool.c', 'lib/signature.c',
        f'tests/ct/{program}')]

    def compile_one(numbered):
        number, (file, more) = numbered
        out = folder / f'{number}.o'
        subprocess.run([*flags, *more, '-c', file, '-o', out], check=True)
        return out

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        objects = list(pool.map(compile_one, enumerate(files)))
    out = folder / program.removesuffix('.c')
    subprocess.run([compiler, '-no-pie', *link, *objects, '-lsodium',
                    '-lcrypto', '-o', out], check=True)
    return out
