#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""keys.py WORK SOURCE: key files, invitations and recovery sheets, read by
js/keys.mjs, which was written from the specification, and judged by the
published vectors."""
import sys

sys.dont_write_bytecode = True
import npm

work, source = sys.argv[1:]
sys.exit(npm.run(work, 'keys_check.mjs', source))
