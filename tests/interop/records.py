#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""records.py CHANNEL_TOOL WORK SOURCE: the second implementation of records and
of their rules, js/records.mjs and js/channel.mjs, which were written from the
specification: against the published vectors, and against this program over a
log with every type of record and over what is wrong with entries like its
own."""
import sys

sys.dont_write_bytecode = True
import npm


def main():
    tool, work, source = sys.argv[1:]
    vectors = npm.run(work, 'vectors_check.mjs', source)
    return npm.run(work, 'records_check.mjs', tool, source) or vectors


if __name__ == '__main__':
    sys.exit(main())
