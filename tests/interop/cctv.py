#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""cctv.py AGE_TOOL WORK: the age reader against C2SP's test vectors."""
import sys

sys.dont_write_bytecode = True
import npm

sys.exit(npm.run(sys.argv[2], 'age_check.mjs', sys.argv[1]))
