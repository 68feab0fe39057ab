// SPDX-License-Identifier: Apache-2.0

// usage: vectors_check.mjs SOURCE
// The published vectors of records and commitments, judged by the second
// implementation.
import { readFileSync } from 'node:fs';
import { Refused, Roll, ascii, lv, verify, verifyVouch } from './member.mjs';
import { Calendar } from './calendar.mjs';
import { Channel, positionOf } from './channel.mjs';
import { judge, parseVkey } from './contradiction.mjs';
import { MESSAGES, SCOPES, TYPES, all, digest, hex, isSigned, memoId, memoTerms, one,
	promiseTag, readEntry, readRecord, readTime, sha256,
	verifySignature, writeTime } from './records.mjs';
import { Snapshot, readFile, readState } from './snapshot.mjs';
import { period, statistics } from './statistics.mjs';
import { check, end, passes, throws } from './tally.mjs';

const [source] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(`${source}/docs/spec/${name}`,
	'utf8'));
const unhex = (text) => Buffer.from(text, 'hex');

const v = read('records-vectors.json');
const bytesOf = (n) => Buffer.from(v.records[n].text);
const edited = ([n, from, to, put]) => Buffer.concat([
	bytesOf(n).subarray(0, from), Buffer.from(put), bytesOf(n).subarray(to)]);
const records = v.records.map(({ text, signers, sha256: want }, i) => {
	const record = readRecord(Buffer.from(text));
	check(hex(digest(record)) === want, `record ${i}: its SHA-256`);
	check(all(record, 'signature').map(([role]) => role).join() ===
		signers.join(), `record ${i}: who signs`);
	for (const role of signers)
		passes(() => verifySignature(record, role, unhex(v.keys[role])),
			`record ${i}: ${role}`);
	return record;
});
check(new Set(records.map(({ type }) => type)).size === TYPES.size,
	'every type has a record');

for (const item of v.refused)
	throws(Refused, () => readRecord(edited(item)), item.join(' '));

for (const { why, key, message, signature, good } of
	read('signatures-vectors.json').cases)
	check(isSigned(unhex(message), unhex(key), unhex(signature)) === good,
		`a signature: ${why}`);

const idFits = (memo) => memoId(memoTerms(memo)).equals(one(memo, 'memo'));
for (const item of v.altered) {
	const [n, , , , role, why] = item;
	passes(() => readRecord(edited(item)), `a record: ${why}`);
	throws(Refused, () => verifySignature(readRecord(edited(item)), role,
		unhex(v.keys[v.records[n].signers[0]])), why);
	if (records[n].type === 'memo' && why.includes(':'))
		check(idFits(readRecord(edited(item))) ===
			/^(slot|proof):/.test(why), `the memo id: ${why}`);
}
check(records.filter(({ type }) => type === 'memo').every(idFits),
	'the memo id');

for (const entry of v.entries.good)
	passes(() => readEntry(Buffer.from(entry)), 'an entry');
for (const [entry, why] of v.entries.refused)
	throws(Refused, () => readEntry(Buffer.from(entry)), `entry: ${why}`);

for (const [n, act, tag] of v.promises)
	check((records[n].type === 'memo' ? 'file' : records[n].type) === act &&
		hex(promiseTag(records[n])) === tag, `the tag of ${act}`);
for (const p of v.positions) {
	const made = positionOf(unhex(p.memo), p.request, unhex(p.seed), p.stance,
		Buffer.from(p.text));
	for (const name of ['salt', 'words', 'commitment'])
		check(hex(made[name]) === p[name], `a position's ${name}`);
	const [head, text] = p.file.split('\n\n');
	const stance = readRecord(Buffer.from(`${head}\n`));
	check(text === p.text && stance.type === 'stance' &&
		hex(one(stance, 'seed')) === p.seed &&
		one(stance, 'stance') === p.stance, 'what is sealed of a position');
}
check(hex(sha256(...v.count.records.map(bytesOf))) === v.count.export,
	'the export of a count');
check(hex(sha256(lv(ascii('gainsay/v1/code')), lv(ascii(v.code.code)))) ===
	v.code.nonce, 'the nonce of a code');
check(`Gainsay ${bytesOf(v.request.record).toString('base64')}` ===
	v.request.header, 'a signed request');
check(sha256(unhex(v.reading.key)).toString('base64') === v.reading.reading,
	'a reading key');

const channel = new Channel(new Map(v.rolls.map((keys) => {
	const roll = new Roll(Uint8Array.from(unhex(keys)));
	return [hex(roll.root), roll];
})), verify);
const snapshot = new Snapshot(channel), states = [];
v.log.forEach((entry, i) => passes(() => {
	const bytes = Buffer.from(entry);
	snapshot.take(bytes, channel.apply(bytes));
	if (channel.open === null)
		states.push(Buffer.from(snapshot.stateBytes()));
}, `entry ${i} of the log`));

// docs/spec/snapshot.md: written from the log, and read.
const shots = read('snapshot-vectors.json');
check(shots.states.length > 20 && shots.states.length === states.length,
	'the states of the log');
shots.states.forEach(([size, length, want], i) => {
	check(states[i].length === length && hex(sha256(states[i])) === want,
		`the state after ${size} entries`);
	passes(() => check(readState(states[i]).size === size, 'its size'),
		`reading the state after ${size} entries`);
});
const file = Buffer.from(shots.file, 'base64');
check(file.equals(snapshot.fileBytes()), 'the file of the snapshot');
passes(() => {
	const { memos, tags, leaves, charters, peaks } = readFile(file);
	check(memos.length === channel.memos.size && tags.length ===
		snapshot.tags.size && charters.at(-1).index ===
		snapshot.charters.at(-1).index && peaks.length > 1,
	'what the file says');
	check(leaves.every(({ name, chain }, i) =>
		chain.equals(channel.map.leaves[i].chain) && Buffer.from(name)
			.equals(Buffer.from(channel.map.leaves[i].name))), 'its state map');
}, 'reading the file');
for (let at = 0; at < file.length; at += Math.ceil(file.length / 50)) {
	const bad = Buffer.from(file);
	bad[at] ^= 1;
	throws(Refused, () => readFile(bad), `a file changed at ${at}`);
}
for (const [at, put, why] of shots.refused) {
	const bad = Buffer.from(states.at(-1));
	unhex(put).copy(bad, at);
	throws(Refused, () => readState(bad), `a state: ${why}`);
}
for (const short of [states.at(-1).subarray(0, -1),
	Buffer.concat([states.at(-1), Buffer.of(0)])])
	throws(Refused, () => readState(short), `a state of ${short.length}`);
const EVENTS = ['filed', 'acknowledged', 'replied'];
const moment = (at) => (at === undefined ? null : writeTime(at));
[...channel.memos.values()].forEach((memo, i) => {
	check(JSON.stringify({ endorsements: memo.acts[0],
		withdrawals: memo.acts[1], later: memo.late.endorse,
		withdrawn_later: memo.late.withdraw,
		acknowledged: moment(memo.acknowledged),
		replied: moment(memo.replied), ended: moment(memo.ended),
		unreadable: memo.unreadable.length,
		questions: memo.questions.length,
		publications: memo.publications,
		witnessed: Object.fromEntries(EVENTS.map((event) => [event,
			moment(memo.events[event]?.seen)])),
		duties: { acknowledge: channel.duty(memo, 'acknowledge'),
			reply: channel.duty(memo, 'reply'),
			...channel.duties(memo) },
	}) === JSON.stringify(v.memos[i]),
	`memo ${i} of the log`);
});
check(channel.memos.size === v.memos.length, 'the memos of the log');
check(JSON.stringify(channel.charters.map((c) => c.handedOver === true)) ===
	JSON.stringify(v.handed_over), 'whose quorums have handed over');

// docs/spec/statistics.md: figures of the same log.
check(JSON.stringify(statistics(channel)) === JSON.stringify(
	read('statistics-vectors.json').statistics), 'the statistics of the log');
const logged = v.log.map((entry) => readEntry(Buffer.from(entry)));
for (const want of read('statistics-vectors.json').periods)
	check(JSON.stringify(period(channel, logged,
		...[want.since, want.until].map((d) => Date.parse(d) / 86400_000))) ===
		JSON.stringify(want), `a period from ${want.since}`);

const HOUR = 3600;
for (const { charter, at: text, week, release, late, due } of v.clocks) {
	const calendar = new Calendar(records[charter]), at = readTime(text);
	check(calendar.weekOf(calendar.dayOf(at)) === week, `${text}: week`);
	check(calendar.isRelease(release) && release > at, `${text}: release`);
	check(calendar.isLateDay(late) && late > at, `${text}: late day`);
	// None between: both are at whole hours or at closing seconds.
	for (let t = at + HOUR - at % HOUR; t < late; t += HOUR) {
		if (t < release && calendar.isRelease(t))
			check(false, `${text}: a release before`);
	}
	for (let day = calendar.dayOf(at) - 1; day < calendar.dayOf(late); day++) {
		const t = calendar.closingOf(day);
		if (t > at && t < late && calendar.isLateDay(t) ||
			t > at && t < release && calendar.isRelease(t))
			check(false, `${text}: an earlier moment`);
	}
	for (const [name, unit, days] of all(records[charter], 'clock'))
		check(calendar.deadline(at, unit, Number(days)) === due[name],
			`${text}: ${name}`);
}

const { box } = v;
const derive = (...parts) => hex(sha256(lv(ascii('gainsay/v1/box')),
	lv(ascii(parts[0])), ...parts.slice(1)));
for (const use of ['seal', 'token', 'file'])
	check(derive(use, unhex(box.k)) === box[use], `${use} of a link`);
check(derive('owner', unhex(box.seed), unhex(box.memo)) === box.owner,
	'the owner\'s token');
check(hex(sha256(unhex(box.token))) === box.token_sent, 'the token sent');
check(`${box.server}/box/${box.memo}#${unhex(box.k).toString('base64url')}` ===
	box.link, 'the link');

// docs/spec/commitments.md, "Sealed files".
for (const { recipients, padded, length } of
	read('commitments-vectors.json').seals)
	check(length === 22 + 98 * recipients.length + 48 + 16 + padded +
		16 * Math.max(1, padded / 65536), 'the length of a sealed file');
for (const memo of read('commitments-vectors.json').memos) {
	const id = memoId(memo.terms), [channel, roll] = [memo.channel, memo.roll]
		.map(unhex);
	check(hex(id) === memo.memo, 'a memo id');
	const scopes = { endorse: [channel, id],
		file: [channel, roll, memo.slot],
		resupply: [channel, id, memo.unreadable],
		box: [channel, roll, memo.week, memo.box_slot],
		reading: [channel, roll] };
	const messages = { endorse: [id, memo.reveals.map(unhex)],
		withdraw: [id], file: [id], resupply: [id, unhex(memo.content)],
		box: [id], reading: [unhex(memo.nonce)] };
	for (const [act, given] of Object.entries(scopes))
		check(hex(SCOPES[act](...given)) === memo[`scope_${act}`],
			`the scope of ${act}`);
	for (const [act, given] of Object.entries(messages))
		check(hex(MESSAGES[act](...given)) === memo[`message_${act}`],
			`the message of ${act}`);
	check(hex(SCOPES.withdraw(...scopes.endorse)) === memo.scope_endorse,
		'a withdrawal has the scope of its endorsement');
}
const pairs = read('contradiction-vectors.json');
const pairsLog = parseVkey(pairs.vkey);
for (const { is, why, text } of pairs.cases) {
	if (is === 'refused')
		throws(Refused, () => judge(Buffer.from(text), pairsLog), why);
	else
		check(judge(Buffer.from(text), pairsLog) === is, why);
}
const vouches = read('vouch-vectors.json');
const vouchOf = ({ officer, scope, tag, text }) => Object.fromEntries(
	Object.entries({ officer, scope, tag, text }).map(([name, value]) =>
		[name, unhex(value)]));
for (const item of vouches.good)
	passes(() => verifyVouch(vouchOf(item), unhex(item.proof)), item.why);
for (const item of vouches.refused)
	throws(Refused, () => verifyVouch(vouchOf(item), unhex(item.proof)),
		item.why);

end();
