// SPDX-License-Identifier: Apache-2.0

// usage: snapshot_write.mjs SOURCE
// Makes docs/spec/snapshot-vectors.json and statistics-vectors.json anew from
// the published log, by snapshot.mjs and statistics.mjs; the tests
// tests/unit/snapshot_test.c and record_vectors_test.c hold the program to them.
import { readFileSync, writeFileSync } from 'node:fs';
import { Channel } from './channel.mjs';
import { Roll, verify } from './member.mjs';
import { hex, readEntry, sha256 } from './records.mjs';
import { Snapshot } from './snapshot.mjs';
import { period, statistics } from './statistics.mjs';

const folder = `${process.argv[2]}/docs/spec`;
const v = JSON.parse(readFileSync(`${folder}/records-vectors.json`, 'utf8'));
const channel = new Channel(new Map(v.rolls.map((keys) => {
	const roll = new Roll(Uint8Array.from(Buffer.from(keys, 'hex')));
	return [hex(roll.root), roll];
})), verify);
const snapshot = new Snapshot(channel), states = [];
let last;
for (const entry of v.log) {
	const bytes = Buffer.from(entry);
	snapshot.take(bytes, channel.apply(bytes));
	if (channel.open !== null)
		continue;
	last = Buffer.from(snapshot.stateBytes());
	states.push([channel.size, last.length, hex(sha256(last))]);
}

// A change of the last state, with which it is none: where, what stands there
// instead, why.
const status = last.length - 1; // of the last tag
const ones = snapshot.channel.size.toString(2).replaceAll('0', '').length;
const refused = [[0, '47', 'another heading'],
	[17, '0000000000000000', 'no entry'],
	[status, '00', 'a tag that did nothing'],
	[status, '05', 'a tag that did something else'],
	[17 + 16 + 32 * ones, '02', 'a flag of two']];
writeFileSync(`${folder}/snapshot-vectors.json`, `${JSON.stringify({ states,
	refused, file: snapshot.fileBytes().toString('base64') })}\n`);
// As of the last entry, whatever the last day.
const entries = v.log.map((entry) => readEntry(Buffer.from(entry)));
const dayOf = (date) => Date.parse(date) / 86400_000;
const periodOf = (since, until) => period(channel, entries, dayOf(since),
	dayOf(until));
const PERIODS = [['2023-11-01', '2023-11-15'], ['2023-12-20', '2024-02-29']];
writeFileSync(`${folder}/statistics-vectors.json`,
	`${JSON.stringify({ statistics: statistics(channel), periods:
		PERIODS.map((days) => periodOf(...days)) }, null, 1)}\n`);
