// SPDX-License-Identifier: Apache-2.0

// Every anonymous act in a channel's log, judged by docs/spec/records.md and
// the second opinion on the member proof.
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { Refused, Roll, ascii, concat, lv, u32, verify,
	verifyAll } from './member.mjs';
import { check, passes, throws } from './tally.mjs';

const unbase64 = (text) => Uint8Array.from(Buffer.from(text, 'base64'));
const toHex = (bytes) => Buffer.from(bytes).toString('hex');
const sha256 = (bytes) => createHash('sha256').update(bytes).digest();

// [{type, name: [values]}] of a log of fewer than 256 entries
function readRecords(dir) {
	const note = readFileSync(`${dir}/log/checkpoint`, 'utf8');
	const size = Number(note.split('\n')[1]);
	const bundle = readFileSync(`${dir}/log/tile/entries/000.p/${size}`);
	const records = [];
	for (let at = 0; at < bundle.length;) {
		const end = at + 2 + bundle.readUInt16BE(at);
		records.push(readRecord(bundle.toString('utf8', at + 2, end)));
		at = end;
	}
	check(records.length === size, `${size} entries`);
	return records;
}

function readRecord(entry) {
	const [, first, ...lines] = entry.split('\n');
	const record = { type: first.replace('gainsay/v1 ', ''), values: {},
		text: entry.slice(entry.indexOf('\n') + 1) };
	for (const line of lines.slice(0, -1)) {
		const blank = line.indexOf(' '), name = line.slice(0, blank);
		(record.values[name] ??= []).push(line.slice(blank + 1));
	}
	return record;
}

const one = (record, name) => record.values[name][0];

const scopeOf = (act, channel, ...rest) =>
	concat(lv(ascii('gainsay/v1')), lv(ascii(act)), lv(channel), ...rest);
const messageOf = (act, memo) => concat(lv(ascii(act)), memo);

// The statement that an act's proof is to prove.
function statementOf(act, record, channel, memos) {
	const memo = unbase64(one(record, 'memo'));
	const { roll, slot } = memos.get(one(record, 'memo'));
	return { roll, message: messageOf(act, memo), scope: act === 'file' ?
		scopeOf('file', channel, lv(roll.root), u32(slot)) :
		scopeOf('endorse', channel, lv(memo)) };
}

function readRolls(dir, records) {
	const rolls = new Map();
	for (const r of records.filter(({ type }) => type === 'roll')) {
		const root = unbase64(one(r, 'root'));
		const roll = new Roll(Uint8Array.from(
			readFileSync(`${dir}/roll/${toHex(root)}`)));
		check(toHex(roll.root) === toHex(root) &&
			roll.size === Number(one(r, 'size')), 'the roll is its record\'s');
		rolls.set(one(r, 'root'), roll);
	}
	return rolls;
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

// [{act, memo, statement, proof}] of the log's anonymous acts
function readActs(records, channel, rolls) {
	const memos = new Map(), acts = [];
	for (const r of records) {
		const act = r.type === 'memo' ? 'file' : r.type;
		if (!['file', 'endorse', 'withdraw'].includes(act))
			continue;
		if (act === 'file') {
			memos.set(one(r, 'memo'), { roll: rolls.get(one(r, 'roll')),
				slot: Number(one(r, 'slot')) });
		}
		check(one(r, 'channel') === Buffer.from(channel).toString('base64'),
			'the channel id');
		acts.push({ act, memo: unbase64(one(r, 'memo')),
			statement: statementOf(act, r, channel, memos),
			proof: unbase64(one(r, 'proof')) });
	}
	return acts;
}

// All at once, and then a batch that holds another's proof.
function checkBatch(roll, acts) {
	const list = acts.map(({ statement, proof }) => [statement, proof]);
	const seen = new Set();
	passes(() => verifyAll(roll, list).forEach((tag, k) => {
		const { statement, act } = acts[k];
		const name = `${toHex(statement.scope)} ${act} ${toHex(tag)}`;
		check(!seen.has(name), 'one act a tag');
		seen.add(name);
	}), 'every act in the log of a demo');
	check(seen.size === acts.length, `${seen.size} of ${acts.length} acts`);
	const [a, b] = list;
	throws(Refused, () => verifyAll(roll, [...list, [a[0], b[1]]]),
		'a batch with one of another statement');
	const bad = Uint8Array.from(a[1]);
	bad.set(b[1].slice(-32), bad.length - 32); // equation 2 alone notices
	throws(Refused, () => verifyAll(roll, [...list, [a[0], bad]]),
		'a batch with one of another opening');
}

export function checkLog(dir) {
	const records = readRecords(dir);
	const channel = sha256(Buffer.from(records[0].text));
	const rolls = readRolls(dir, records);
	const acts = readActs(records, channel, rolls);
	for (const roll of rolls.values())
		checkBatch(roll, acts.filter((a) => a.statement.roll === roll));
	const of = (act) => acts.filter((a) => a.act === act);
	check(of('file').length >= 2 && of('endorse').length >= 20,
		'memos and endorsements');
	for (const [act, other] of [['file', 'endorse'], ['endorse', 'withdraw']]) {
		const { memo, statement, proof } = of(act)[0];
		passes(() => verify(statement, proof), `${act} alone`);
		refusals(statement, [{ message: messageOf(other, memo) },
			{ scope: scopeOf(act, channel, lv(channel)) }], proof);
	}
}
