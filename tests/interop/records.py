#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""records.py CHANNEL_TOOL WORK: a log with every type of record, made by
js/world.mjs, and what is wrong with entries like its own, judged by this
program and by js/channel.mjs, which was written from the specification."""
import sys

sys.dont_write_bytecode = True
import npm

if __name__ == '__main__':
    sys.exit(npm.run(sys.argv[2], 'records_check.mjs', sys.argv[1]))
