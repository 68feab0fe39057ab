#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/spec/commitments.md, the opening of provenance.md and the invitations of
records.md once more, from the text of the specification and with nothing but a hash: the vectors are what
this computes, and the unit tests hold the program to them.  Word codes are
stretched by the program argon2, which others wrote; sealed files are made by
sealed_file.py.  With --write the results are computed anew from the inputs in
the file; with --sealed N FILE the N-th sealed file is written, and beside it
for the program age the text (FILE.text), what is sealed of it (FILE.padded),
the seal secret (FILE.secret), the recipients (FILE.to) and one identity each
(FILE.0, FILE.1, ...)."""
import base64
import datetime
import hashlib
import json
import pathlib
import re
import subprocess
import sys

sys.dont_write_bytecode = True
import ed25519
import sealed_file

SOURCE = pathlib.Path(sys.argv[1])
FILE = SOURCE / 'docs/spec/commitments-vectors.json'
STOPS, CLOSERS = '.!?\u2026\u3002', '"\')]*_`\u00bb\u2019\u201d\u203a'
passed = failed = 0


def u32(n):
    return n.to_bytes(4, 'big')


def lv(text):
    text = text.encode() if isinstance(text, str) else text
    return u32(len(text)) + text


def sha(*parts):
    return hashlib.sha256(b''.join(parts)).digest()


def levels(count):
    return max(count - 1, 0).bit_length()


def node(top, depth, level, position):
    """Node (level, position) of the tree whose root (depth, 0) is `top`."""
    for shift in reversed(range(depth - level)):
        top = sha(lv('gainsay/v1/salt'), bytes([position >> shift & 1]), top)
    return top


def tree(entries):
    """RFC 6962, 2.1."""
    if len(entries) == 1:
        return sha(b'\0', entries[0])
    left = 1 << (len(entries) - 1).bit_length() - 1
    return sha(b'\1', tree(entries[:left]), tree(entries[left:]))


def cut(text):
    pieces, start, at = [], 0, 0
    while at < len(text) and len(pieces) < 1023:
        at += 1
        if text[at - 1] not in STOPS:
            continue
        end = at
        while end < len(text) and text[end] in CLOSERS:
            end += 1
        rest = text[end:].lstrip(' \n')
        if (len(text[start:end].encode()) >= 20 and text[end:] != rest and
                rest and not 'a' <= rest[0] <= 'z'):
            pieces.append(text[start:end])
            start = at = end
    return pieces + [text[start:]]


class Sentences:
    def __init__(self, salt, text):
        self.cover = sha(lv('gainsay/v1/cover'), salt)
        self.seed = sha(lv('gainsay/v1/sentences'), salt)
        self.texts = cut(text)
        self.depth = levels(len(self.texts))
        self.salts = [node(self.seed, self.depth, 0, k)
                      for k in range(len(self.texts))]
        self.commitments = [sha(lv('gainsay/v1/sentence'), s, lv(t))
                            for s, t in zip(self.salts, self.texts)]


def runs(kinds):
    """(first, end, level) of the largest aligned ranges of one kind."""
    at, depth = 0, levels(len(kinds))
    while at < len(kinds):
        level = 0
        while (kinds[at] in ('open', 'withheld') and level < depth and
               at % (2 << level) == 0 and
               set(kinds[at:at + (2 << level)]) == {kinds[at]}):
            level += 1
        yield at, min(at + (1 << level), len(kinds)), level
        at = min(at + (1 << level), len(kinds))


def run(kind, level, first, end, seed, depth, commitments, contents):
    if kind == 'withheld':
        return bytes([0, level]) + b''.join(commitments[first:end])
    return (bytes([1, level]) + node(seed, depth, level, first >> level) +
            b''.join(contents[first:end]))


def opening(memo, blocks, shown, annexes_shown):
    """`shown`: for each block "open", "withheld", or its sentences shown;
    `annexes_shown`: numbers of annexes, from 0."""
    seed, depth = bytes.fromhex(memo['seed']), memo['levels']
    commitments = [bytes.fromhex(b['commitment']) for b in memo['blocks']]
    contents = [lv(b['mark']) + lv(b['text']) for b in memo['blocks']]
    out = u32(len(blocks))
    kinds = [k if isinstance(k, str) else f'part {i}'
             for i, k in enumerate(shown)]
    for first, end, level in runs(kinds):
        if kinds[first] in ('open', 'withheld'):
            out += run(kinds[first], level, first, end, seed, depth,
                       commitments, contents)
            continue
        s = blocks[first]
        out += (b'\2' + s.cover + lv(memo['blocks'][first]['mark']) +
                u32(len(s.texts)))
        inner = ['open' if k in shown[first] else 'withheld'
                 for k in range(len(s.texts))]
        for a, b, inner_level in runs(inner):
            out += run(inner[a], inner_level, a, b, s.seed, s.depth,
                       s.commitments, [lv(t) for t in s.texts])
    return out + b''.join(
        opened_annex(a) if i in annexes_shown else b'\0'
        for i, a in enumerate(memo['annexes']))


def annex(salt, kind, name, data):
    """What a memo's record has of a file."""
    return sha(lv('gainsay/v1/annex'), salt, lv(kind), lv(name),
               len(data).to_bytes(8, 'big'), sha(data))


def opened_annex(a):
    """What an opening has of one that it shows."""
    data = bytes.fromhex(a['file'])
    return (b'\1' + bytes.fromhex(a['salt']) + lv(a['kind']) +
            lv(a['name']) + len(data).to_bytes(8, 'big') + sha(data))


def line(name, *parts):
    return ' '.join((name, *parts)) + '\n'


def b64(text):
    return base64.b64encode(bytes.fromhex(text)).decode()


def date(days):
    """Beyond what datetime knows there is one case, the last day of 9999."""
    return str(datetime.date(1970, 1, 1) + datetime.timedelta(days=days))


def terms(m):
    """The lines of a memo's record from which its id follows."""
    return ''.join((
        line('channel', b64(m['channel'])), line('charter', b64(m['charter'])),
        line('roll', b64(m['roll'])), line('root', b64(m['root'])),
        line('blocks', str(len(m['blocks']))),
        line('requests', str(m['requests'])), *(line('banner', b) for b in [m['banner']] if b),
        *(line('addressee', a) for a in m['addressees']),
        line('reply', 'x25519', b64(m['reply'])),
        line('author', b64(m['author'])), line('after', date(m['after'])),
        *(line('amends', b64(h)) for h in [m['amends']] if h),
        *(line('related', b64(h)) for h in m['related']),
        *(line('annex', b64(h)) for h in m['annex']),
        *(line('panel', p) for p in m['panel']),
        *(line('distribution', d) for d in m['distribution']),
        line('content', b64(m['content']))))


def word_code(memo, words):
    """Eight words of Argon2id, by the program of its authors."""
    out = subprocess.run(
        ['argon2', 'gainsay/v1/words', '-id', '-v', '13', '-t', '3', '-k',
         '65536', '-p', '1', '-l', '32', '-r'], input=memo,
        capture_output=True, check=True).stdout
    bits = int.from_bytes(bytes.fromhex(out.decode().strip()), 'big') >> 168
    return ' '.join(words[bits >> s & 2047] for s in range(77, -1, -11))


def scopes(m, memo):
    channel, roll = bytes.fromhex(m['channel']), bytes.fromhex(m['roll'])

    def start(act, about):
        return b''.join(map(lv, ('gainsay/v1', act, channel, about)))
    return {'endorse': start('endorse', memo),
            'file': start('file', roll) + u32(m['slot']),
            'resupply': start('resupply', memo) + u32(m['unreadable']),
            'box': start('box', roll) + u32(m['week']) + u32(m['box_slot']),
            'reading': start('reading', roll)}


def messages(m, memo):
    reveals = sha(*map(bytes.fromhex, m['reveals']))
    about = {'endorse': memo + reveals, 'withdraw': memo, 'file': memo,
             'resupply': memo + bytes.fromhex(m['content']), 'box': memo,
             'reading': bytes.fromhex(m['nonce'])}
    return {act: lv(act) + rest for act, rest in about.items()}


def compute(m, words):
    """The results of one memo from its inputs, in place."""
    seed, count = bytes.fromhex(m['seed']), len(m['blocks'])
    m['levels'], blocks = levels(count), []
    for i, b in enumerate(m['blocks']):
        salt = node(seed, m['levels'], 0, i)
        s = Sentences(salt, b['text'])
        blocks.append(s)
        b['salt'], b['cover'] = salt.hex(), s.cover.hex()
        b['sentences'] = [
            {'text': t, 'salt': v.hex(), 'commitment': c.hex()}
            for t, v, c in zip(s.texts, s.salts, s.commitments)]
        b['commitment'] = sha(lv('gainsay/v1/block'), s.cover, lv(b['mark']),
                              tree(s.commitments)).hex()
    for n in m['nodes']:
        n['value'] = node(seed, m['levels'], n['level'],
                          n['position']).hex()
    m['root'] = tree([bytes.fromhex(b['commitment'])
                      for b in m['blocks']]).hex()
    for o in m['openings']:
        o['bytes'] = opening(m, blocks, o['shown'], o['annexes']).hex()
    m['annex'] = [annex(bytes.fromhex(a['salt']), a['kind'], a['name'],
                        bytes.fromhex(a['file'])).hex()
                  for a in m['annexes']]
    m['terms'] = terms(m)
    memo = sha(lv('gainsay/v1/memo'), lv(m['terms']))
    m['memo'] = memo.hex()
    m['words'] = word_code(memo, words)
    for act, scope in scopes(m, memo).items():
        m['scope_' + act] = scope.hex()
    for act, message in messages(m, memo).items():
        m['message_' + act] = message.hex()


def seal(v, secret):
    """A sealed file from its secret, its recipients and its text."""
    identities = [bytes.fromhex(i) for i in v['identities']]
    recipients = [sealed_file.x25519(i) for i in identities]
    padded = sealed_file.pad(v['text'].encode())
    key = sha(lv('gainsay/v1/seal'), secret,
              u32(len(recipients)),
              *(lv('x25519') + lv(r) for r in recipients), sha(padded))
    stream = b''.join(sha(lv('gainsay/v1/seal-stream'), key, u32(i))
                      for i in range(1 + len(recipients)))
    made = sealed_file.age(padded, recipients, stream)
    return made, {'recipients': [r.hex() for r in recipients],
                  'padded': len(padded), 'key': key.hex(),
                  'stream': stream.hex(), 'length': len(made),
                  'sha256': sha(made).hex()}


def compute_seal(v):
    """And what becomes of it for `unreadable` 1 and 64."""
    secret = bytes.fromhex(v['secret'])
    made, results = seal(v, secret)
    v.update(results)
    v['resupply'] = {}
    for n in (1, 64):
        anew = sha(lv('gainsay/v1/resupply'), secret, u32(n))
        v['resupply'][str(n)] = seal(v, anew)[1]['sha256']
    return made


def write_sealed(v, path):
    """What tests/interop/age.sh opens."""
    def beside(name, data):
        pathlib.Path(f'{path}.{name}').write_bytes(data)
    pathlib.Path(path).write_bytes(compute_seal(v))
    beside('text', v['text'].encode())
    beside('padded', sealed_file.pad(v['text'].encode()))
    beside('secret', v['secret'].encode())
    beside('to', ''.join(sealed_file.bech32('age', bytes.fromhex(r)) + '\n'
                         for r in v['recipients']).encode())
    for i, identity in enumerate(v['identities']):
        beside(i, sealed_file.bech32(
            'age-secret-key-', bytes.fromhex(identity)).upper().encode())


# Invitations (records.md) ---------------------------------------------------

def vkey_is_valid(key):
    """NAME+ID+BASE64, the id four bytes of SHA-256 (C2SP signed-note)."""
    name, _, rest = key.partition('+')
    number, _, data = rest.partition('+')
    try:
        data = base64.b64decode(data, validate=True)
    except ValueError:
        return False
    return number == sha(name.encode(), b'\n', data)[:4].hex()


def handed_text(key, size, root):
    """What a checkpoint signs."""
    return f'{key.split("+")[0]}\n{size}\n{root}\n'.encode()


def read_handed(key, size, root, signature):
    """The checkpoint of an invitation, which its key signed."""
    public = base64.b64decode(key.split('+', 2)[2])
    if public[0] != 1 or not ed25519.verify(
            public[1:], handed_text(key, size, root),
            base64.b64decode(signature)):
        raise ValueError('no checkpoint')


def write_handed(v):
    if 'checkpoint' not in v:
        return ''
    size, root = v['checkpoint']['size'], b64(v['checkpoint']['root'])
    mark = ed25519.sign(bytes.fromhex(v['seed']),
                        handed_text(v['key'], size, root))
    return line('checkpoint', str(size), root, b64(mark.hex()))


def read_invitation(text):
    """The values of an invitation; ValueError for any other text."""
    base = r'[A-Za-z0-9+/]'
    said = r'[^\x00-\x20\x7f](?:[^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?'
    form = re.fullmatch(
        rf'gainsay/v1 invitation\nchannel ({base}{{43}}=)\nname ({said})\n'
        rf'server ({said})\nkey ({said})\n((?:witness {said}\n){{0,16}})'
        rf'(?:checkpoint ([1-9][0-9]*) ({base}{{43}}=) ({base}{{86}}==)\n)?'
        r'code ([a-z0-9+-][a-z0-9+.:/-]{0,63})\n', text)
    if not form:
        raise ValueError('no invitation')
    found = {'channel': base64.b64decode(form[1]).hex(), 'name': form[2],
             'server': form[3], 'key': form[4],
             'witnesses': [w[8:] for w in form[5].splitlines()],
             'code': form[9]}
    if form[6]:
        read_handed(form[4], *form.groups()[5:8])
        found['checkpoint'] = {'size': int(form[6]),
                               'root': base64.b64decode(form[7]).hex()}
    if (base64.b64encode(bytes.fromhex(found['channel'])).decode() != form[1]
            or not all(map(vkey_is_valid,
                           [found['key'], *found['witnesses']]))):
        raise ValueError('no invitation')
    return found


def compute_invitation(v, words):
    """The record from its values, and the word code of its key."""
    v['text'] = 'gainsay/v1 invitation\n' + ''.join((
        line('channel', b64(v['channel'])), line('name', v['name']),
        line('server', v['server']), line('key', v['key']),
        *(line('witness', w) for w in v['witnesses']), write_handed(v),
        line('code', v['code'])))
    about = sha(lv('gainsay/v1/key'), lv(v['key']),
                bytes.fromhex(v['channel']))
    v['id'], v['words'] = about.hex(), word_code(about, words)
    read = read_invitation(v['text'])
    check('an invitation is read as it was written',
          all(read[name] == v[name] for name in read))


# Recovery (records.md) -------------------------------------------------------

ORDER = 2 ** 252 + 27742317777372353535851937790883648493


def read_recovery(text):
    """The values of a recovery sheet; ValueError for any other text."""
    base, said = r'([A-Za-z0-9+/]{43}=)', r'([!-~]+)'
    form = re.fullmatch(
        rf'(gainsay/v1 recovery\nchannel {base}\nserver {said}\nkey {said}\n'
        rf'((?:secret [1-9][0-9]* {base} {base}\n){{0,8}}))'
        r'check ([0-9a-f]{16})\n', text)
    if not form or sha(form[1].encode()).hex()[:16] != form[8]:
        raise ValueError('no recovery')
    secrets = []
    for row in form[5].splitlines():
        _, edition, x, y = row.split(' ')
        pair = [base64.b64decode(x), base64.b64decode(y)]
        if any(int.from_bytes(s, 'little') >= ORDER for s in pair) or (
                secrets and int(edition) <= secrets[-1][0]):
            raise ValueError('no secret')
        secrets.append([int(edition), *(s.hex() for s in pair)])
    if not vkey_is_valid(form[4]):
        raise ValueError('no key')
    return {'channel': base64.b64decode(form[2]).hex(), 'server': form[3],
            'key': form[4], 'secrets': secrets}


def with_check(lines):
    return lines + line('check', sha(lines.encode()).hex()[:16])


def compute_recovery(v):
    v['text'] = with_check('gainsay/v1 recovery\n' + ''.join((
        line('channel', b64(v['channel'])), line('server', v['server']),
        line('key', v['key']),
        *(line('secret', str(e), b64(x), b64(y))
          for e, x, y in v['secrets']))))
    check('a sheet is read as it was written',
          read_recovery(v['text']) == {
              k: v[k] for k in ('channel', 'server', 'key', 'secrets')})


def refuse_changed(v, read):
    for change in v['refused']:
        text = v['text'].replace(change['old'], change['new'], 1)
        check(f'refused: {change["why"]}', text != v['text'])
        if change.get('summed'):
            text = with_check(text[:text.rindex('check ')])
        try:
            read(text)
            check(f'refused: {change["why"]}', False)
        except ValueError:
            check(change['why'], True)


def check(what, good):
    global passed, failed
    passed, failed = passed + bool(good), failed + (not good)
    if not good:
        print('FAILED:', what)


def main():
    if '--sealed' in sys.argv:
        at = sys.argv.index('--sealed')
        v = json.loads(FILE.read_text())['seals'][int(sys.argv[at + 1])]
        write_sealed(v, sys.argv[at + 2])
        return False
    kept = json.loads(FILE.read_text())
    made = json.loads(FILE.read_text())
    words = re.findall(r'"([a-z]{3,8})"',
                       (SOURCE / 'lib/memo/word_code.c').read_text())
    check('2,048 words', len(words) == 2048)
    for m in made['memos']:
        compute(m, words)
        check('sentences make the text', all(''.join(
            s['text'] for s in b['sentences']) == b['text']
            for b in m['blocks']))
    for v in made['seals']:
        compute_seal(v)
    for v in made['invitations']:
        compute_invitation(v, words)
        refuse_changed(v, read_invitation)
    for v in made['recoveries']:
        compute_recovery(v)
        refuse_changed(v, read_recovery)
    if '--write' in sys.argv:
        FILE.write_text(json.dumps(made, indent=1, ensure_ascii=False) +
                        '\n')
        return False
    for i, (a, b) in enumerate(zip(kept['memos'], made['memos'])):
        for name in b:
            check(f'memo {i}: {name}', a.get(name) == b[name])
    for kind in ('seals', 'invitations', 'recoveries'):
        for i, (a, b) in enumerate(zip(kept[kind], made[kind])):
            for name in b:
                check(f'{kind} {i}: {name}', a.get(name) == b[name])
    print(f'{passed} passed, {failed} failed')
    return failed != 0


if __name__ == '__main__':
    sys.exit(main())
