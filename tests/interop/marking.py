#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""docs/spec/marking-vectors.json, judged by js/portion.mjs, which was written
from docs/spec/marking.md alone.

    marking.py NPM-FOLDER SOURCE"""
import sys

import npm

sys.exit(npm.run(sys.argv[1], 'marking_check.mjs', sys.argv[2]))
