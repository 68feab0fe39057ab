#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""cosign.py GAINSAY TLOG_TOOL NOTE_TOOL TLOG_GO ROOT: x/mod's notes and proofs,
judged by ours: a witness in Go cosigns, Go proves from our tiles, and both
refuse the same alterations."""
import base64
import json
import pathlib
import subprocess
import sys

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'system'))
import rig
from demo import build_tlog

TIME = 1700000123
NAME = 'witness.example/go'
SIGNATURE, UNKNOWN = 4, 7  # exit statuses of note_tool


class Tool:
    def __init__(self, path):
        self.path = str(pathlib.Path(path).resolve())

    def __call__(self, *args, data=b''):
        done = subprocess.run([self.path, *map(str, args)], input=data,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        return done.returncode, done.stdout


def must(result):
    code, out = result
    if code != 0:
        sys.exit(out.decode(errors='replace'))
    return out


def flipped(data, at):
    out = bytearray(data)
    out[at] ^= 1
    return bytes(out)


def lines_of(note):
    """(text, signature lines) of a signed note."""
    at = note.rindex(b'\n\n') + 2
    return note[:at], note[at:].splitlines(keepends=True)


def change(line, at):
    """A signature line with one byte of its key id, time or signature
    changed: 0 to 3, 4 to 11, 12 to 75 of a cosignature."""
    head, _, value = line.rstrip(b'\n').rpartition(b' ')
    blob = flipped(base64.b64decode(value, validate=True), at)
    return head + b' ' + base64.b64encode(blob) + b'\n'


def check_note(t, go, ours, log, keys, note):
    """Both open it; neither opens what becomes of it."""
    def both(what, data, wanted):
        (log / 'checkpoint').write_bytes(data)
        theirs = go(log, *keys)
        mine = ours('open', *keys, data=data)
        good = not wanted
        t.check((theirs[0] == 0) == good, f'x/mod: {what}', str(theirs))
        t.check(mine[0] in (wanted or (0,)), f'we: {what}', str(mine))
        return mine[1].decode()

    text, (signed, cosigned) = lines_of(note)
    said = both('a cosignature made in Go', note, None)
    t.check(said.split()[2] == str(TIME), 'and its time', said)
    for at in (4, 8, 11, 12, 40, 75):
        both(f'byte {at} of the cosignature',
             text + signed + change(cosigned, at), (SIGNATURE,))
    for at in range(4):  # somebody else's, who is not known
        both(f'byte {at} of its key id',
             text + signed + change(cosigned, at), (UNKNOWN,))
    for at in (4, 30, 67):
        both(f'byte {at} of the log\'s signature',
             text + change(signed, at) + cosigned, (SIGNATURE,))
    both('no cosignature', text + signed, (UNKNOWN,))
    both('no signature of the log', text + cosigned, (UNKNOWN, SIGNATURE))
    size = text.index(b'\n') + 1
    both('another size', flipped(text, size) + signed + cosigned,
         (SIGNATURE,))
    root = text.index(b'\n', size) + 9
    both('another root', flipped(text, root) + signed + cosigned,
         (SIGNATURE,))
    both('as it was', note, None)


def check_proofs(t, go, ours, log, keys):
    """Go's proofs from our tiles, by our verifier."""
    count = {'inclusion': 0, 'consistency': 0}
    for line in must(go('prove', log, *keys)).decode().splitlines():
        kind, *args = line.split()
        count[kind] += 1
        what = f'{kind} {args[0]}'
        t.check(ours(kind, *args)[0] == 0, f'{what} proved by x/mod', line)
        bad = [args[:-1], args + args[-1:]] if len(args) > 4 else []
        for at in (1, 3, len(args) - 1):
            raw = base64.b64decode(args[at], validate=True)
            other = base64.b64encode(flipped(raw, 31)).decode()
            bad.append(args[:at] + [other] + args[at + 1:])
        bad.append([str(int(args[0]) + 1), *args[1:]])
        for other in bad:
            t.check(ours(kind, *other)[0] != 0, f'{what}, altered',
                    ' '.join(other))
    t.check(min(count.values()) > 10, f'proofs: {count}')


def check_tiles(t, go, ours, log, keys):
    """x/mod reads every tile up to the root: a change of any is noticed."""
    tiles = [p for p in log.rglob('*') if p.is_file() and 'tile' in p.parts]
    t.check(len(tiles) == 5, 'tiles and bundles of 300 entries', str(tiles))
    for tile in tiles:
        data = tile.read_bytes()
        for at in (0, len(data) // 2, len(data) - 1):
            tile.write_bytes(flipped(data, at))
            t.check(go(log, *keys)[0] != 0,
                    f'x/mod: byte {at} of {tile.relative_to(log)}')
        tile.write_bytes(data[:-1])
        t.check(go(log, *keys)[0] != 0, f'x/mod: {tile.name} cut')
        tile.write_bytes(data)
    t.check(go(log, *keys)[0] == 0, 'x/mod: all put back')


def check_history(t, go, ours, log, keys):
    """An older checkpoint, and one of a history that never was, both signed
    by the log's key, which tlog_tool has from this seed."""
    def signed(size, root):
        return must(ours('sign', '01' + '00' * 31, 'log.example/gainsay',
                         size, root))

    proofs = must(go('prove', log, *keys)).decode().splitlines()
    first, root, last, top = next(
        p.split()[1:5] for p in proofs if p.startswith('consistency 17 '))
    (log / 'checkpoint').write_bytes(signed(last, top))
    old = log.parent / 'old'
    old.write_bytes(signed(first, root))
    code, out = go(log, keys[0], '-', old)
    t.check(code == 0, 'x/mod: the log has grown', out)
    raw = flipped(base64.b64decode(root), 0)
    old.write_bytes(signed(first, base64.b64encode(raw).decode()))
    code, out = go(log, keys[0], '-', old)
    t.check(code != 0, 'x/mod: another history', out)
    old.write_bytes(signed(str(int(first) + 1), root))
    code, out = go(log, keys[0], '-', old)
    t.check(code != 0, 'x/mod: another size', out)


def split_file(data):
    """(before the length, checkpoint, after it) of a provenance file."""
    at = data.index(b'section checkpoint ') + len(b'section checkpoint ')
    body = data.index(b'\n', at) + 1
    end = body + int(data[at:body])
    return data[:at], data[body:end], data[end:]


def check_file(t, gainsay, go, where, root):
    """A file whose checkpoint Go has cosigned, by the program's verdict."""
    vectors = root / 'tests/vectors'
    head, note, tail = split_file((vectors / 'cable.gainsay').read_bytes())
    log_key = (vectors / 'cable.vkey').read_text().strip()
    vkey, _, note = must(go('cosign', log_key, NAME, TIME,
                            data=note)).partition(b'\n')
    text, (signed, cosigned) = lines_of(note)
    file = where / 'file.gainsay'

    def verdict(line, *witness):
        full = text + signed + line
        file.write_bytes(head + b'%d\n' % len(full) + full + tail)
        done = gainsay('verify', '--key', log_key, *witness, '--json', file)
        return done.returncode, json.loads(done.stdout)

    code, out = verdict(cosigned, '--witness', vkey.decode())
    t.check(code == 3 and out["witnesses"] == 1
            and out['witnessed'] == '2023-11-14T22:15:23Z',
            "gainsay verify takes Go's cosignature, with its time", str(out))
    code, out = verdict(cosigned)
    t.check(code == 3 and out["witnesses"] == 0 and not out['witnessed'],
            'which counts for nothing without its key', str(out))
    for at in (4, 11, 12, 75):
        code, out = verdict(change(cosigned, at), '--witness', vkey.decode())
        t.check(code == 1 and out['valid'] is False,
                f'gainsay verify: byte {at} of the cosignature', str(out))


def main():
    t = rig.Tally()
    gainsay = rig.Program(sys.argv[1], '.')
    grow, ours = Tool(sys.argv[2]), Tool(sys.argv[3])
    go = Tool(build_tlog(sys.argv[4]))
    root = pathlib.Path(sys.argv[5])
    with rig.folder('cosign') as name:
        where = pathlib.Path(name).resolve()
        log = where / 'log'
        log.mkdir()
        keys = must(grow('grow', log, 0, 300)).decode().split()
        text, (signed, _) = lines_of((log / 'checkpoint').read_bytes())
        done = must(go('cosign', keys[0], NAME, TIME, data=text + signed))
        vkey, _, note = done.partition(b'\n')
        keys[1] = vkey.decode()
        check_note(t, go, ours, log, keys, note)
        check_proofs(t, go, ours, log, keys)
        check_tiles(t, go, ours, log, keys)
        check_history(t, go, ours, log, keys)
        check_file(t, gainsay, go, where, root)
    t.end()


if __name__ == '__main__':
    main()
