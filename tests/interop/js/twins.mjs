// SPDX-License-Identifier: Apache-2.0

// Two judges of one log: ours (channel.mjs) and the program's (channel-tool).
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refused, concat, u32, verify, verifyNaming } from './member.mjs';
import { Channel } from './channel.mjs';
import { hex, sha256 } from './records.mjs';
import { ENTRIES, ROLLS } from './world.mjs';

// Proofs are judged once.
const judged = new Map();

function judgeOnce(name, judge) {
	if (!judged.has(name)) {
		try {
			judged.set(name, judge());
		} catch (error) {
			judged.set(name, error);
		}
	}
	const said = judged.get(name);
	if (said instanceof Error)
		throw said;
	return said;
}

const verifyOnce = (statement, proof) => judgeOnce(
	hex(sha256(statement.roll.root, sha256(statement.scope),
		sha256(statement.message), proof)), () => verify(statement, proof));

const namingOnce = (v, proof) => judgeOnce(
	hex(sha256(sha256(v.scope), sha256(v.tag), sha256(v.name), proof)),
	() => verifyNaming(v, proof));

// A channel to which the first `count` entries of the log have been applied.
function channelAt(entries, count) {
	const channel = new Channel(new Map(ROLLS.map((roll) =>
		[hex(roll.root), roll])), verifyOnce, namingOnce);
	entries.slice(0, count).forEach((entry) => channel.apply(entry));
	return channel;
}

const GOES_ON = 2 ** 32 - 1;
let last;

// 'accepted', or why it is refused.  `fresh`: channels by their size.
function ours(entries, fresh, { before, entry }) {
	if (before !== undefined && !fresh.has(before))
		fresh.set(before, channelAt(entries, before));
	if (before !== undefined)
		last = fresh.get(before);
	try {
		last.apply(entry);
	} catch (error) {
		if (!(error instanceof Refused))
			throw error;
		return error.message;
	}
	fresh.delete(before);
	return 'accepted';
}

const sized = (entry) => concat([entry.length >> 8, entry.length & 255],
	entry);

// The tool's lines: one for each entry of the log, one for each case.
function theirs(tool, entries, cases) {
	const dir = mkdtempSync(join(tmpdir(), 'gainsay-records-'));
	try {
		const files = ROLLS.map((roll, i) => {
			const file = join(dir, `roll${i}`);
			writeFileSync(file, concat(...roll.keys));
			return file;
		});
		const done = spawnSync(tool, files, { encoding: 'utf8',
			maxBuffer: 1 << 26, input: Buffer.concat([u32(entries.length),
				...entries.map(sized), ...cases.flatMap(({ before, entry }) =>
					[u32(before ?? GOES_ON), sized(entry)])]) });
		if (done.status !== 0)
			throw new Error(`${tool}: ${done.stderr} ${done.signal}`);
		return done.stdout.split('\n').slice(0, -1);
	} finally {
		rmSync(dir, { recursive: true });
	}
}

// `cases`: [{before, entry, ...}], each with what both say.  Without `before`
// it goes on from the case before it, and what was accepted there.  An entry of
// 65,536 bytes or more has no place in a bundle: none is a case.
export function judgeAll(tool, cases, entries = ENTRIES) {
	const said = theirs(tool, entries, cases), fresh = new Map();
	if (said.length !== entries.length + cases.length)
		throw new Error(`${tool} said ${said.length} lines`);
	return { log: said.slice(0, entries.length),
		cases: cases.map((c, i) => ({ ...c, ours: ours(entries, fresh, c),
			theirs: said[entries.length + i] })) };
}
