// SPDX-License-Identifier: Apache-2.0

// usage: log_write.mjs SOURCE
// Puts the log of world.mjs into the published vectors, when a record of the
// log has changed; `memos` is for whoever changed it to say.  Then
// tests/vectors/records.py --write makes the rest.
import { readFileSync, writeFileSync } from 'node:fs';
import { concat } from './member.mjs';
import { hex } from './records.mjs';
import { ENTRIES, ROLLS } from './world.mjs';

const file = `${process.argv[2]}/docs/spec/records-vectors.json`;
const vectors = JSON.parse(readFileSync(file, 'utf8'));
vectors.rolls = ROLLS.map((roll) => hex(concat(...roll.keys)));
vectors.log = ENTRIES.map((entry) => entry.toString('utf8'));
writeFileSync(file, JSON.stringify(vectors));
