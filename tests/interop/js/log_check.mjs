// SPDX-License-Identifier: Apache-2.0

// The log that a demo left, judged entry by entry by the second opinion on
// records (channel.mjs) and on the member proof.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { Refused, Roll, concat, lv, verify, verifyAll } from './member.mjs';
import { Channel } from './channel.mjs';
import { MESSAGES, SCOPES, hex, one } from './records.mjs';
import { Snapshot, differsAt } from './snapshot.mjs';
import { check, passes, throws } from './tally.mjs';

const WIDTH = 256;

// The entries of a bundle: each with its length in two bytes before it.
export function readBundle(bundle) {
	const entries = [];
	for (let at = 0; at < bundle.length;) {
		const end = at + 2 + bundle.readUInt16BE(at);
		entries.push(bundle.subarray(at + 2, end));
		at = end;
	}
	return entries;
}

function readEntries(dir) {
	const note = readFileSync(`${dir}/log/checkpoint`, 'utf8');
	const size = Number(note.split('\n')[1]), entries = [];
	for (let n = 0; n * WIDTH < size; n++) {
		const path = `${dir}/log/tile/entries/` +
			String(n).padStart(3, '0');
		const part = `${path}.p/${size - n * WIDTH}`;
		entries.push(...readBundle(readFileSync(
			existsSync(path) ? path : part)));
	}
	check(entries.length === size, `${size} entries`);
	return entries;
}

export function readRolls(dir) {
	return new Map(readdirSync(dir).map((name) => {
		const roll = new Roll(Uint8Array.from(readFileSync(`${dir}/${name}`)));
		check(hex(roll.root) === name, 'a roll is its root\'s');
		return [name, roll];
	}));
}

// What was said with this proof was not anything else, nor by another proof.
function refusals(statement, others, proof) {
	const m = statement.roll.digits;
	for (const k of [0, 1, 3, 3 + m, 4 + m, 4 + 4 * m, 5 + 4 * m, 6 + 4 * m]) {
		const bad = Uint8Array.from(proof);
		bad[32 * k] ^= 1;
		throws(Refused, () => verify(statement, bad), `element ${k} changed`);
	}
	for (const other of others) {
		throws(Refused, () => verify({ ...statement, ...other }, proof),
			'the act as another');
	}
}

// All at once, and then a batch that holds another's proof.
function checkBatch(roll, acts) {
	const list = acts.map(({ statement, proof }) => [statement, proof]);
	passes(() => verifyAll(roll, list), 'every act in the log of a demo');
	const [a, b] = list;
	throws(Refused, () => verifyAll(roll, [...list, [a[0], b[1]]]),
		'a batch with one of another statement');
	const bad = Uint8Array.from(a[1]);
	bad.set(b[1].slice(-32), bad.length - 32); // equation 2 alone notices
	throws(Refused, () => verifyAll(roll, [...list, [a[0], bad]]),
		'a batch with one of another opening');
}

// Anonymous acts stand at moments that say nothing of who acted: a filing, the
// acts that follow it, what the author says and a resupply at a release, others
// on a late day; with an end what waited for a release leaves on its late day.
const SOON = ['answer', 'respond', 'appeal', 'unreadable', 'resupply'];
function checkTime(channel, early, { at, record }) {
	if (!['memo', 'endorse', 'withdraw', 'end', ...SOON]
		.includes(record.type) ||
		(record.type === 'unreadable' &&
			one(record, 'what') === 'memo'))
		return;
	const { calendar } = channel.charter;
	const memo = channel.memos.get(hex(one(record, 'memo')));
	const soon = memo.at === at || SOON.includes(record.type);
	if (SOON.includes(record.type) && !calendar.isRelease(at))
		early.push({ calendar, memo, at, type: record.type });
	else
		check(soon ? calendar.isRelease(at) : calendar.isLateDay(at),
			`${record.type} at its moment`);
}

export function checkLog(dir) {
	const acts = [], early = [], entries = readEntries(dir);
	const channel = new Channel(readRolls(`${dir}/roll`),
		(statement, proof) => {
			acts.push({ statement, proof });
			return proof.slice(0, 32);
		});
	const snapshot = new Snapshot(channel);
	for (const [i, bytes] of entries.entries()) {
		passes(() => {
			const entry = channel.apply(bytes);
			checkTime(channel, early, entry);
			snapshot.take(bytes, entry);
		}, `entry ${i} of the demo`);
	}
	const at = differsAt(readFileSync(`${dir}/snapshot`),
		snapshot.fileBytes());
	check(at === undefined, `the server's snapshot, from byte ${at} on`);
	for (const { calendar, memo, at, type } of early)
		check(calendar.isLateDay(at) && memo.ended === at,
			`${type} with its memo's end`);
	check(channel.open === null, 'every filing is whole');
	for (const roll of channel.keys.values())
		checkBatch(roll, acts.filter((a) => a.statement.roll === roll));
	checkActs(channel, acts);
}

// Alone, and as another act.
function checkActs(channel, acts) {
	const of = (name) => acts.filter(({ statement }) =>
		Buffer.from(statement.message).includes(name));
	check(of('file').length >= 2 && of('endorse').length >= 20,
		'memos and endorsements');
	const id = one(channel.memos.values().next().value.record, 'memo');
	for (const [act, other] of [['file', MESSAGES.withdraw(id)],
		['endorse', MESSAGES.file(id)], ['withdraw', MESSAGES.box(id)]]) {
		const { statement, proof } = of(act)[0];
		passes(() => verify(statement, proof), `${act} alone`);
		refusals(statement, [{ message: other },
			{ scope: concat(statement.scope, lv(id)) },
			{ scope: SCOPES.reading(channel.id, id) }], proof);
	}
}
