#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""argument.py WORK: the extractor and the simulator of
docs/SECURITY-ARGUMENT.md, in js/argument_check.mjs."""
import sys

sys.dont_write_bytecode = True
import npm

sys.exit(npm.run(sys.argv[1], 'argument_check.mjs'))
