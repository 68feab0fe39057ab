#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads the machine code of the vector provers (core/proof/fold_ifma.c, which
valgrind cannot run, and fold_avx2.c) for branches and addresses that could
depend on a secret.

Its functions get pointers and counts in general registers, all public, and
secrets in memory and in vector registers.  What is checked of every function of
the object is that no general register or flag ever takes a value from anywhere
else, by which no secret can get into one:

- an instruction with a vector register never has a general one as its
  destination; instructions that set flags from vectors, mask registers,
  gathers and scatters do not occur, nor any vector instruction off a list;
- a general instruction reads memory only where, on every path to it, a general
  register was stored last (a value spilled to the stack), or a constant by the
  instruction pointer, or the stack protector's;
- calls go to functions of the object and to memcpy, memset and the stack
  protector; no call or jump is indirect.

Branches are decided by flags and addresses made of general registers, so none
depends on a secret.  Then leaks are planted, each of which must be found.

usage: vector.py SOURCE PATH [OBJECT or ARCHIVE]...    PATH is ifma or avx2"""
import pathlib
import re
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True
from build import COMPILERS

LEVELS = ('-O1', '-O2', '-O3', '-Os')
FLAGS = ['-std=c17', '-ffreestanding', '-fPIE', '-fstack-protector-strong',
         '-fno-strict-aliasing', '-Wno-attributes', '-fcf-protection=full',
         '-w']
# What compiles a path, how its field arithmetic multiplies, and what its leaks
# are made of.
PATHS = {
    'ifma': (['-mavx512f', '-mavx512ifma', '-DGS_HAVE_IFMA'], 'vpmadd52', {
        'POINT': 'point8', 'VECTOR': '__m512i',
        'FIRST': '_mm512_castsi512_si128',
        'GATHER(v, t)': '_mm512_i64gather_epi64(v, t, 8)',
        'TEST': '_mm512_test_epi64_mask'}),
    'avx2': (['-mavx2', '-DGS_HAVE_AVX2'], 'vpmuludq', {
        'POINT': 'point4', 'VECTOR': '__m256i',
        'FIRST': '_mm256_castsi256_si128',
        'GATHER(v, t)': '_mm256_i64gather_epi64(t, v, 8)',
        'TEST': '!_mm256_testz_si256'})}

# No instruction here has a time of its own that depends on its operands.
VECTOR = re.compile(
    r'v(?:mov(?:dq[au](?:32|64)?|[au]p[sd]|q|d|[hl]p[sd])|'
    r'p(?:add|sub|xor|and|andn|or|ternlog|s[rl]lv|srl|sra|sll|min[su]|max[su])'
    r'[dq]?|p(?:abs|cmpeq|cmpgt)[bdq]|pmadd52[lh]uq|psrldq|pslldq|zeroupper|xorp[sd]|andp[sd]|orp[sd]|'
    r'pbroadcast[bdq]|broadcast(?:s[sd]|[if]\d+x\d)|pmovsx(?:bq|bd|dq)|'
    r'pmovzx(?:bq|dq)|perm(?:q|d|i2[dq]|t2[dq])|p(?:un)?pck[lh]?q?dq|pshufd|'
    r'extract[if](?:128|\d+x\d)|insert[if](?:128|\d+x\d)|perm2[if]128|'
    r'shuf[if]\d+x\d|permp[sd]|pmulu?dq)')
CALLS = {'memcpy', 'memset', '__stack_chk_fail'}
VECTORS = re.compile(r'%[xyz]mm\d+|%k[0-7]\b')
MEMORY = re.compile(
    r'(%[a-z]s:)?(-?0x[0-9a-f]+)?\((%\w+)?(,[^)]*)?\)|(%[a-z]s:)(0x[0-9a-f]+)')
SIZES = {'b': 1, 'w': 2, 'l': 4, 'q': 8}
STORES = re.compile(r'mov(?:abs|nti)?[bwlq]?|set\w+')
JUMP = re.compile(r'j\w+')


def operands(text):
    """Split at the commas that are not in parentheses."""
    parts = re.split(r',(?![^(]*\))', text)
    return [p.strip() for p in parts if p.strip()]


def width(name, ops):
    """Bytes that an instruction with a memory operand reads or writes there."""
    wide = re.fullmatch(r'mov[sz]([bwl])[wlq]', name)
    if wide:
        return SIZES[wide[1]]
    for op in ops:
        if re.fullmatch(r'%(?:r[a-ds][xip]|r[sd]i|r[bs]p|r\d+)', op):
            return 8
        if re.fullmatch(r'%(?:e\w\w|r\d+d)', op):
            return 4
        if re.fullmatch(r'%(?:[a-ds][xip]|[sd]i|[bs]p|r\d+w)', op):
            return 2
        if re.fullmatch(r'%(?:[a-d][lh]|[sd]il|[bs]pl|r\d+b)', op):
            return 1
    return SIZES.get(name[-1], 8)


class Line:
    """One instruction."""

    def __init__(self, name, text, target):
        self.name, self.text, self.target = name, text, target
        self.ops = operands(text)
        self.memory = next((m for m in map(MEMORY.search, self.ops) if m),
                           None)
        self.last_is_memory = bool(self.ops and MEMORY.search(self.ops[-1]))
        self.is_vector = bool(VECTORS.search(text)) or name.startswith('v')

    def stack(self):
        """The bytes that the memory operand names, if on the stack at a fixed
        place."""
        m = self.memory
        if not m or m[3] not in ('%rsp', '%rbp') or m[4]:
            return set()
        at, size = int(m[2] or '0', 16), width(self.name, self.ops)
        if self.is_vector:
            size = {'z': 64, 'y': 32}.get(
                max(re.findall(r'%([xyz])mm', self.text), default='x'), 16)
        return {(m[3], at + i) for i in range(size)}


def read(path, which):
    """The functions of an object, or of the one that counts in an archive:
    {name: {address: Line}}."""
    text = subprocess.run(
        ['objdump', '-dr', '--no-show-raw-insn', path], check=True,
        stdout=subprocess.PIPE, text=True).stdout
    functions, line, wanted = {}, None, True
    for row in text.splitlines():
        member = re.fullmatch(r'(\S+): +file format .*', row)
        if member:
            wanted = member[1] == str(path) or f'fold_{which}' in member[1]
        if not wanted:
            continue
        head = re.fullmatch(r'[0-9a-f]+ <(.+)>:', row)
        code = re.fullmatch(r' *([0-9a-f]+):\t(.*)', row)
        moved = re.fullmatch(r'\s+[0-9a-f]+: R_X86_64_\w+\t(\S+?)(?:[-+].*)?',
                             row)
        if head and head[1] in functions:
            sys.exit(f'{path}: two functions of one name')
        elif head:
            functions[head[1]] = here = {}
        elif moved and line:
            line.target = moved[1]
        elif code:
            words = re.sub(r'^((?:rep|repz|cs|ds|data16|notrack|lock|bnd) )+',
                           '', code[2].split('#')[0].strip()).split(None, 1)
            target = re.search(r'<([^+>]+)', code[2])
            line = Line(words[0], (words[1:] or [''])[0],
                        target[1] if target else None)
            here[int(code[1], 16)] = line
    return functions


def judge_vector(line):
    if not VECTOR.fullmatch(line.name):
        return 'is not on the list'
    if re.search(r'%k[0-7]', line.text):
        return 'uses a mask register'
    if re.search(r'\([^)]*%[xyz]mm', line.text):
        return 'makes an address of a vector'
    if line.ops and re.fullmatch(r'%(?!xmm|ymm|zmm)\w+', line.ops[-1]):
        return 'moves a vector to a general register'
    return None


def judge_general(line, spilled, functions):
    """What is wrong with it where `spilled` are the bytes of the stack that
    hold what a general register held."""
    name, m = line.name, line.memory
    if name == 'call' or JUMP.fullmatch(name):
        if '*' in line.text:
            return 'goes where memory or a register says'
        # A part of a function may lie in a section of its own.
        to = line.target or ''
        known = to in functions or to in CALLS or to.startswith('.text')
        return None if known else 'goes to what is not read'
    if not m or name.startswith(('nop', 'lea', 'movs', 'stos')) and (
            '%es:' in line.text or name[:3] in ('nop', 'lea')):
        return None
    if line.last_is_memory and STORES.fullmatch(name):
        return None
    if m[3] == '%rip' or m[5] == '%fs:' and m[6] == '0x28':
        return None
    if name in ('or', 'orq') and line.ops == ['$0x0', '(%rsp)']:
        return None  # the stack is touched, the flags are not used
    if name == 'push' and line.ops == ['-0x8(%r10)']:
        return None  # the return address, where the frame is aligned
    here = line.stack()
    return None if here and here <= spilled else \
        'loads what no general register stored'


def after(line, spilled, depth):
    """`depth`: how far the stack pointer is below the frame pointer."""
    name, ops = line.name, line.ops
    if line.last_is_memory:
        if line.is_vector:
            return spilled - line.stack(), depth
        return spilled | line.stack(), depth
    if name == 'push' and not line.memory:
        spilled = {s for s in spilled if s[0] != '%rsp'}
        if depth is not None:
            depth += 8
            spilled |= {('%rbp', i - depth) for i in range(8)}
    elif name in ('pop', 'leave', 'push') or ops and ops[-1] == '%rsp' and \
            name not in ('cmp', 'test'):
        spilled = {s for s in spilled if s[0] != '%rsp'}
        fixed = re.fullmatch(r'\$0x([0-9a-f]+)', ops[0]) if ops else None
        depth = depth + int(fixed[1], 16) if fixed and name == 'sub' and \
            depth is not None else None
    if name == 'mov' and ops == ['%rsp', '%rbp']:
        depth = 0
        spilled = {s for s in spilled if s[0] != '%rbp'}
    elif ops and ops[-1] == '%rbp' and name not in ('cmp', 'test', 'push'):
        spilled = {s for s in spilled if s[0] != '%rbp'}
    return spilled, depth


def successors(line, at, following):
    jump = JUMP.fullmatch(line.name)
    to = int(line.ops[0].split()[0], 16) if jump else None
    if line.name in ('ret', 'ud2', 'hlt'):
        return []
    if line.name == 'jmp':
        return [to]
    onward = [following[at]] if at in following else []
    return onward + ([to] if jump else [])


def judge_restores(code):
    """A value popped is a caller's: after it comes nothing but the return."""
    wrong, popped = [], False
    for line in code.values():
        if popped and line.name not in (
                'pop', 'ret', 'leave', 'lea', 'xor', 'vzeroupper', 'vpxor',
                'vxorps', 'add', 'mov', 'jmp') or popped and line.memory and \
                line.name != 'lea':
            wrong.append((line, 'follows a pop'))
        popped = line.name == 'pop' or popped and line.name not in (
            'ret', 'jmp')
    return wrong


def judge(code, functions):
    """Follows every path until the sets of spilled bytes no longer shrink."""
    order = list(code)
    following = dict(zip(order, order[1:]))
    states, work = {order[0]: (frozenset(), None)}, [order[0]]
    while work:
        at = work.pop()
        out = after(code[at], *states[at])
        for to in successors(code[at], at, following):
            if to not in code:
                continue  # a tail call: judged where it is called
            old = states.get(to)
            new = (frozenset(out[0]), out[1]) if old is None else (
                old[0] & out[0], old[1] if old[1] == out[1] else None)
            if new != old:
                states[to] = new
                work.append(to)
    wrong = judge_restores(code)
    for at, (spilled, _) in states.items():
        line = code[at]
        why = judge_vector(line) if line.is_vector else judge_general(
            line, spilled, functions)
        if why:
            wrong.append((line, why))
    return wrong


def inspect(path, which):
    """The lines at fault, and how many there are in all."""
    functions = read(path, which)
    wrong = [(name, line, why) for name, code in functions.items()
             for line, why in judge(code, functions)]
    count = sum(len(code) for code in functions.values())
    product = PATHS[which][1]
    products = sum(line.name.startswith(product)
                   for code in functions.values() for line in code.values())
    if products < 50:
        sys.exit(f'{path}: no field arithmetic was found in it')
    return wrong, count


# They are added to the source, at its end; NAME is each one's own.
LEAKS = {
    'a branch on a digit': '''
extern int leak_seen;
void NAME(const struct gs_digits *d);
void NAME(const struct gs_digits *d) { if (d->d[3] < 0) leak_seen++; }''',
    'a look-up by a digit': '''
void NAME(struct POINT *r, const struct scratch *s, const int8_t *d);
void NAME(struct POINT *r, const struct scratch *s, const int8_t *d)
{ *r = s->windows[d[1] + 8]; }''',
    'a vector moved to a general register': '''
long long NAME(VECTOR v);
long long NAME(VECTOR v)
{ return _mm_cvtsi128_si64(FIRST(v)); }''',
    'a vector read back from the stack': '''
unsigned long long NAME(VECTOR v, size_t i);
unsigned long long NAME(VECTOR v, size_t i)
{ volatile VECTOR w = v; return ((volatile unsigned long long *)&w)[i]; }''',
    'a call of what is not read': '''
void gs_leak(const struct gs_digits *d);
void NAME(const struct gs_digits *d);
void NAME(const struct gs_digits *d) { gs_leak(d); }''',
    'a gather': '''
VECTOR NAME(VECTOR v, const long long *t);
VECTOR NAME(VECTOR v, const long long *t)
{ return GATHER(v, t); }''',
    'a branch on a comparison of vectors': '''
extern int leak_seen;
void NAME(VECTOR v);
void NAME(VECTOR v)
{ if (TEST(v, v)) leak_seen++; }''',
}


def planted(which):
    text = ''.join(code.replace('NAME', f'leak_{number}')
                   for number, code in enumerate(LEAKS.values()))
    for name, means in PATHS[which][2].items():
        text = text.replace(name, means)
    return text


def compile_one(source, which, compiler, level, folder, more=''):
    text = (source / f'core/proof/fold_{which}.c').read_text() + more
    out = pathlib.Path(folder) / 'object.o'
    subprocess.run([compiler, *FLAGS, *PATHS[which][0], level, f'-I{source}',
                    '-xc', '-c', '-', '-o', out], input=text, text=True,
                   check=True)
    return out


def report(what, wrong, count):
    print(f'{what}: {count} instructions, {len(wrong)} at fault')
    for name, line, why in wrong[:20]:
        print(f'  {name}: {line.name} {line.text} {why}')
    return bool(wrong)


def main():
    source, which, *objects = sys.argv[1:]
    source = pathlib.Path(source)
    failed = total = 0
    for path in objects:
        total += 1
        failed += report(path, *inspect(path, which))
    for compiler in COMPILERS:
        for level in LEVELS:
            with tempfile.TemporaryDirectory() as folder:
                total += 1 + len(LEAKS)
                failed += report(f'{compiler} {level}', *inspect(
                    compile_one(source, which, compiler, level, folder),
                    which))
                wrong, _ = inspect(compile_one(
                    source, which, compiler, level, folder,
                    planted(which)), which)
                found = {name for name, _, _ in wrong}
                for number, what in enumerate(LEAKS):
                    if f'leak_{number}' not in found:
                        print(f'{compiler} {level}: {what} was not found')
                        failed += 1
    print(f'{total - failed} passed, {failed} failed')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
