#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""years.py BUILD [--json] [--keep FOLDER]: 1,000 memos over ten simulated years
(bench-long_filings), and what `inbox`, `status` and `statistics` take beside the
replay of that log, which is what `roll show` does and little else.

Processor time of the program alone, medians of runs that take turns.  `inbox`
asks a server, and is held against `roll show` of the same server.  --keep: the
channel stays there, and is taken up again."""
import pathlib
import statistics
import subprocess
import sys
import tempfile

import acts
import served as bench
from status import seconds

MEMOS, YEARS, RUNS = (100, 2, 3) if bench.QUICK else (1000, 10, 5)


def make(build, where):
    """The channel, with one memo that was made by hand."""
    if (where / 'made').is_file():
        return
    acts.KEYS, acts.EARLY, acts.LATE = 40, 4, 6
    acts.prepare(build / 'gainsay', where)
    subprocess.run([build / 'bench/bench-long_filings', where / 'channel',
                    str(MEMOS), str(YEARS)], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (where / 'made').touch()


def measure(build, folder, url):
    key = ('--key', folder / 'vkey')
    calls = {'replay': ('roll', 'show', *key, folder),
             'status': ('status', *key, folder),
             'statistics': ('statistics', *key, folder),
             'statistics --json': ('statistics', *key, '--json', folder),
             'replay of the server': ('roll', 'show', *key, url),
             'inbox': ('inbox', *key, '--server', url)}
    times = {name: [] for name in calls}
    for _ in range(RUNS):
        for name, call in calls.items():
            times[name].append(seconds(build / 'gainsay', *call)[0])
    return {name: statistics.median(v) for name, v in times.items()}


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as folder:
        where = pathlib.Path(sys.argv[sys.argv.index('--keep') + 1]
                             if '--keep' in sys.argv else folder).resolve()
        where.mkdir(exist_ok=True)
        make(build, where)
        channel = where / 'channel'
        entries = (channel / 'log/checkpoint').read_text().split('\n')[1]
        server = acts.Served(build / 'gainsay', channel)
        try:
            found = measure(build, channel,
                            f'http://127.0.0.1:{server.port}')
        finally:
            server.stop()
    for name, value in found.items():
        base = found['replay of the server' if name in (
            'inbox', 'replay of the server') else 'replay']
        bench.figure('years', name, value, 's', entries=entries,
                     memos=MEMOS, ratio=round(value / base, 2))


if __name__ == '__main__':
    main()
