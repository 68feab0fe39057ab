// SPDX-License-Identifier: Apache-2.0

// A judge of provenance files, written from docs/spec/provenance.md and the
// pages that it names alone.  It has no network, no clock and no log: whoever
// has the file and the log's verifier key comes to the same verdict.
import { Channel, FIRST_AT, LAST_AT, mayCosign } from './channel.mjs';
import { Unjudged, judgeShown, readDocument, styleOf, writeDocument }
	from './document.mjs';
import { memoFacts, seenTime } from './facts.mjs';
import { judgeText as holdText, textCode } from './text.mjs';
import { Refused, Roll, ascii, lv, u64, verifyAll } from './member.mjs';
import { commitAnnex, readOpening, rootOfBlocks } from './opening.mjs';
import { base64Of, judgeNote, readCheckpoint, readLogKey, readPolicy,
	readWitnessKey, writeVkey } from './policy.mjs';
import { all, demand, hex, one, readEntry, readRecord, sha256,
	verifySignature, writeTime } from './records.mjs';
import { cosignersOf, isContinued, leafHash } from './tree.mjs';

// Nothing was proved: not by this file, but for want of what it is judged by.
export class Unproved extends Error {}

// The file -----------------------------------------------------------------

const SECTIONS = [['checkpoint', 1, 1], ['charter', 1, Infinity],
	['roll', 1, 1], ['keys', 0, 1], ['entry', 1, Infinity], ['seen', 0, 3],
	['anchor', 0, 1], ['map', 0, 1], ['consistency', 0, 4], ['tree', 1, 1],
	['of', 0, 1], ['opening', 1, 1]];
const INDEXED = ['charter', 'roll', 'entry', 'seen', 'anchor'];

// The line that begins at `at`, and where the next one does.
function lineAt(bytes, at) {
	const end = bytes.indexOf(10, at);
	demand(end >= 0, 'the file ends in a line');
	return [bytes.toString('latin1', at, end), end + 1];
}

function sectionAt(bytes, at) {
	const [line, from] = lineAt(bytes, at);
	const [, name, length] =
		line.match(/^section ([a-z]+) (0|[1-9][0-9]{0,14})$/) ?? [];
	const end = from + Number(length);
	demand(name !== undefined && end < bytes.length && bytes[end] === 10,
		'a section');
	const inside = bytes.subarray(from, end);
	if (!INDEXED.includes(name))
		return [{ name, bytes: inside }, end + 1];
	demand(inside.length > 8, 'a section without an entry');
	return [{ name, index: inside.readBigUInt64BE(),
		bytes: inside.subarray(8) }, end + 1];
}

// {memo, checkpoint, charter: [...], roll, keys, entry: [...], seen: [...],
// anchor, map, consistency: [...], tree, of, opening}
export function readFile(bytes) {
	const file = {};
	let [line, at] = lineAt(bytes, 0);
	demand(line === 'gainsay/v1 provenance', 'the first line');
	[line, at] = lineAt(bytes, at);
	demand(line.startsWith('memo '), 'the line `memo`');
	file.memo = base64Of(line.slice('memo '.length));
	demand(file.memo.length === 32, 'a memo id');
	const sections = [];
	while (at < bytes.length) {
		let section;
		[section, at] = sectionAt(bytes, at);
		sections.push(section);
	}
	for (const [name, least, most] of SECTIONS) {
		const found = [];
		while (sections[0]?.name === name && found.length < most)
			found.push(sections.shift());
		demand(found.length >= least, `no section ${name}`);
		file[name] = most > 1 ? found : found[0];
	}
	demand(sections.length === 0, 'a section that has no place there');
	demand((file.map === undefined) === (file.anchor === undefined),
		'anchor and map');
	return file;
}

// What went wrong on its way: the words, or undefined.
function misfiled(bytes) {
	const text = bytes.toString('latin1'), heading = 'gainsay/v1 provenance';
	if (text === '')
		return 'nothing in it';
	if (['\u00ef\u00bb\u00bf' + heading, heading + '\r', Buffer.from(heading)
		.toString('base64')].some((begin) => text.startsWith(begin)))
		return 'saved by an editor, or out of a message';
	if (!text.startsWith(heading + '\n'))
		return undefined;
	const second = text.indexOf('\n', heading.length + 1);
	if (/=(?:3D)?$/.test(text.slice(heading.length + 1, Math.max(0, second))) &&
		text.includes('=3D\n') && second - heading.length - 1 > 3)
		return 'quoted-printable';
	return second < 0 || isCut(text, second + 1) ? 'cut short' : undefined;
}

function isCut(text, from) {
	for (let at = from; at < text.length;) {
		const end = text.indexOf('\n', at);
		if (end < 0)
			return text.startsWith('section ', at);
		const length = /^section .*?(\d{1,12})$/s.exec(text.slice(at, end))?.[1];
		if (length === undefined || text[end - length.length - 1] !== ' ')
			return false;
		at = end + 1 + Number(length) + 1;
		if (at > text.length)
			return at > text.length + 1 || text[text.length - 1] !== '\n';
	}
	return false;
}

// Proofs of inclusion -----------------------------------------------------

function hashesOf(bytes) {
	demand(bytes.length % 32 === 0, 'hashes');
	return Array.from({ length: bytes.length / 32 }, (_, i) =>
		bytes.subarray(32 * i, 32 * i + 32));
}

// The root of a tree of `size` leaves of which [index, leaf hash] are chosen,
// ascending; sizes and indexes are BigInt.
export function sharedRoot(size, chosen, hashes) {
	hashes = [...hashes];
	demand(chosen.every(([i], k) => i < size &&
		(k === 0 || chosen[k - 1][0] < i)), 'the indexes');
	const rootOf = (from, to, leaves) => {
		if (leaves.length === 0) {
			demand(hashes.length > 0, 'a shared proof too short');
			return hashes.shift();
		}
		if (to - from === 1n)
			return leaves[0][1];
		let k = 1n;
		while (2n * k < to - from)
			k *= 2n;
		const right = leaves.findIndex(([i]) => i >= from + k);
		const cut = right < 0 ? leaves.length : right;
		return sha256(Buffer.of(1), rootOf(from, from + k, leaves.slice(0, cut)),
			rootOf(from + k, to, leaves.slice(cut)));
	};
	const root = rootOf(0n, size, chosen);
	demand(hashes.length === 0, 'a shared proof too long');
	return root;
}

function big(n) {
	const bytes = Buffer.alloc(8);
	bytes.writeBigUInt64BE(n);
	return bytes;
}

// A leaf of the state map, of these of its entries and no more.
function mapLeaf(name, entries) {
	const chain = entries.reduce((before, { index, bytes }) =>
		sha256(before, big(index), leafHash(bytes)), Buffer.alloc(32));
	return leafHash(Buffer.concat([lv(ascii('gainsay/v1/map')), lv(name),
		u64(entries.length), chain]));
}

function judgeMap(file, anchor) {
	demand(file.map.bytes.length >= 8, 'a map without a place');
	const place = file.map.bytes.readBigUInt64BE();
	demand(place > 0n, 'the place of the memo\'s leaf');
	const root = sharedRoot(one(anchor, 'leaves'),
		[[0n, mapLeaf(ascii('charter'), file.charter)],
			[place, mapLeaf(file.memo, file.entry)]],
		hashesOf(file.map.bytes.subarray(8)));
	demand(root.equals(one(anchor, 'map')), 'the state map');
}

// Rolls and member proofs ---------------------------------------------------

const rolls = new Map(), good = new Set();

// What took long once is known: of keys, and of a statement with its proof.
function rollOf(bytes) {
	const name = hex(sha256(bytes));
	if (!rolls.has(name))
		rolls.set(name, new Roll(Uint8Array.from(bytes)));
	return rolls.get(name);
}

// All but its keys, as its record says.
function rollWithoutKeys(entry) {
	const { record } = readEntry(entry);
	demand(record.type === 'roll', 'not a roll');
	const size = Number(one(record, 'size'));
	return { root: one(record, 'root'), size, absent: true, proofLength() {
		let digits = 1;
		while (4 ** digits < size)
			digits++;
		return 32 * (7 + 4 * digits);
	} };
}

const nameOf = ({ roll, scope, message }, proof) => hex(sha256(roll.root,
	sha256(scope), sha256(message), proof));

function judgeProofs(roll, acts) {
	const fresh = acts.filter((act) => !good.has(nameOf(...act)));
	if (fresh.length === 0)
		return;
	verifyAll(roll, fresh);
	fresh.forEach((act) => good.add(nameOf(...act)));
}

// The entries ---------------------------------------------------------------

// Rolls before the memo's are not in the file, so that its `edition`, `left`
// and size can only be held against one that would fit.
function rollBefore(record) {
	const edition = Number(one(record, 'edition'));
	return edition <= 1 ? [] : [{ root: '', at: 0, record: { lines: [
		{ name: 'edition', parts: [BigInt(edition - 1)] },
		{ name: 'size', parts: [one(record, 'left') ?? 0n] }] } }];
}

const NAMED = { charter: (type) => type === 'charter',
	roll: (type) => type === 'roll' };

// Folds all but the anchor as a log of their own; gives the channel, with what
// its member proofs say.
function fold(file, roll) {
	const acts = [];
	const channel = new Channel(new Map([[hex(roll.root), roll]]),
		(statement, proof) => {
			demand(proof.length === statement.roll.proofLength(),
				'length of the proof');
			acts.push([statement, proof]);
			return proof.slice(0, 32);
		});
	const sections = [...file.charter, file.roll, ...file.entry]
		.sort((a, b) => (a.index < b.index ? -1 : 1));
	for (const section of sections) {
		const { record } = readEntry(section.bytes);
		demand(NAMED[section.name]?.(record.type) ??
			one(record, 'memo')?.equals(file.memo) === true,
		`not for a section ${section.name}`);
		if (section.name === 'roll')
			channel.rolls = rollBefore(record);
		section.entry = channel.apply(section.bytes);
	}
	demand(channel.open === null, 'a filing is unfinished');
	demand(channel.memos.size === 1, 'no memo');
	if (!roll.absent)
		judgeProofs(roll, acts);
	return { channel, sections, proofs: acts.length };
}

function judgeOrder(file) {
	for (const list of [file.charter, file.entry, file.seen])
		demand(list.every(({ index }, i) => i === 0 ||
			list[i - 1].index < index), 'sections out of order');
	demand(file.charter[0].index === 0n, 'the first charter\'s index');
}

// The anchors among them, which are not folded.
function judgeTimes(indexed) {
	const times = indexed.map(({ bytes }) => readEntry(bytes).at);
	demand(times.every((at, i) => at >= (times[i - 1] ?? FIRST_AT) &&
		at <= LAST_AT), 'the times of the entries');
}

function readAnchor({ bytes, index }, channel) {
	const entry = readEntry(bytes), { record } = entry;
	demand(record.type === 'anchor', 'not an anchor');
	demand(one(record, 'channel').equals(channel.id), 'another channel\'s anchor');
	demand(one(record, 'size') === index, 'the anchor\'s size');
	return entry;
}

// The anchor's record and time; throws Refused unless it is the last entry
// under the checkpoint, which has its one form.
function judgeAnchor(file, channel, checkpoint) {
	const { at, record } = readAnchor(file.anchor, channel);
	demand(checkpoint.size === file.anchor.index + 1n, 'the anchor is not the last');
	// Without the anchors between nobody knows which charters have handed over.
	const charters = channel.coming?.at <= at ?
		[...channel.charters, channel.coming] : channel.charters;
	demand(cosignersOf(file.checkpoint.bytes, checkpoint,
		logOf(charters.at(-1).record), mayCosign(charters, charters.at(-1))) !==
		undefined, 'the form of the anchor\'s checkpoint');
	judgeMap(file, record);
	return { at, record };
}

// What a note can date: the filing, the acknowledgement, the first reply.
const DATED = ['memo', 'acknowledge', 'reply'];
const datedOf = ({ entry: entries }) => DATED.flatMap((type) =>
	entries.filter(({ entry }) => entry.record.type === type).slice(0, 1))
	.map(({ index }) => index);

// The notes that date something, {size, time}, in their order; the last is the
// file's own.
function judgeSeen(file, channel, checkpoint, judgeTime) {
	const { seen, anchor, consistency } = file;
	const more = consistency.length - seen.length;
	demand(more === 0 || (more === 1 && anchor !== undefined),
		'how many proofs of consistency');
	const dated = datedOf(file);
	const notes = [...seen, ...(more ? [anchor] : [])].map((section, i) => {
		const note = one(readAnchor(section, channel).record, 'note');
		demand(note !== undefined, 'an anchor without a note');
		const earlier = readCheckpoint(note);
		demand(earlier.size > 0n && earlier.size <= section.index,
			'a note of entries behind it');
		demand(isContinued(earlier, checkpoint, hashesOf(consistency[i].bytes)),
			'a note of another history');
		return { size: earlier.size, time: judgeTime(earlier).time };
	});
	demand(notes.every(({ size }, i) => dated.some((index) => index < size &&
		index >= (notes[i - 1]?.size ?? 0))), 'a note that dates nothing');
	return [...notes, { size: checkpoint.size, time: judgeTime(checkpoint).time }];
}

const logOf = (charter) => ({ name: one(charter, 'origin'),
	key: all(charter, 'role').find(([role]) => role === 'log')[1] });

// The text ------------------------------------------------------------------

const SUBJECTS = { reply: ['reply', 'reply'],
	correction: ['correct', 'correction'] };

// The record that commits to what the opening is of.
function subjectOf(file, memo) {
	if (file.of === undefined)
		return memo.record;
	const [, what, n] = file.of.bytes.toString('latin1')
		.match(/^(reply|correction) ([1-9][0-9]*)$/) ?? [];
	const found = what && file.entry.map(({ entry }) => entry.record)
		.find((record) => record.type === SUBJECTS[what][0] &&
			String(one(record, SUBJECTS[what][1])) === n);
	demand(found !== undefined, 'what the opening is of');
	return found;
}

function judgeText(file, channel) {
	const [memo] = channel.memos.values(), record = subjectOf(file, memo);
	const isMemo = record === memo.record, charter = memo.charter.record;
	const { blocks, annexes, unjudged } = readOpening(file.opening.bytes);
	const named = all(record, 'annex').map(([hash]) => hash);
	demand(annexes.length === named.length && annexes.every((a, i) =>
		a === null || commitAnnex(a).equals(named[i])),
	'annexes that were not filed');
	demand(blocks.length === Number(one(record, 'blocks')) &&
		rootOfBlocks(blocks.map(({ commitment }) => commitment))
			.equals(one(record, 'root')), 'the opening is another text\'s');
	if (blocks.every(({ kind }) => kind === 'open')) {
		const { style, bannerOf } = styleOf(charter);
		const derived = style === 'none' ? undefined :
			bannerOf(blocks.map(({ mark }) => mark).filter((m) => m !== ''));
		const marking = isMemo ? one(record, 'banner') : derived;
		const document = readDocument(writeDocument(blocks, marking), charter);
		demand(document.blocks.length === blocks.length &&
			document.blocks.every(({ mark, text }, i) =>
				mark === blocks[i].mark && text === blocks[i].text),
		'a document that reads as other blocks');
		demand(!isMemo || document.requests === Number(one(record, 'requests')),
			'another number of requests');
	} else {
		judgeShown(blocks, charter);
	}
	if (unjudged !== undefined)
		throw unjudged;
	return { blocks, annexes };
}

// Where no file is given beside.
const annexFacts = (annexes) => ({ other_files: [],
	annex_files: annexes.map((a, i) => (a === null ?
		{ annex: i + 1, status: 'withheld' } :
		{ annex: i + 1, status: 'absent', name: a.name, kind: a.kind,
			size: Number(a.size), sha256: hex(a.digest) })) });

// The newest publication that has this opening.
function shownBy(records, opening) {
	const hash = sha256(opening.bytes);
	const shown = records.filter((record) => record.type === 'publish' &&
		all(record, 'content')[0][0].equals(hash)).at(-1);
	return shown === undefined ? null : Number(one(shown, 'publication'));
}

function textFacts(blocks) {
	const numbers = (list, kind) => list.flatMap((leaf, i) =>
		(leaf.kind === kind ? [i + 1] : []));
	return { blocks: blocks.length, withheld: numbers(blocks, 'withheld'),
		in_part: numbers(blocks, 'part').map((block) => {
			const { sentences } = blocks[block - 1];
			return { block, sentences: sentences.length,
				withheld: numbers(sentences, 'withheld') };
		}) };
}

// Witnesses -----------------------------------------------------------------

function witnessFacts({ seen, time }, policy) {
	return {
		witnessed_by: seen.map((s) => ({ witness: s.witness.name,
			at: seenTime(s.time) })),
		quorum: policy === undefined ? null :
			policy.quorum === null ? 'none' : 'reached',
		witnesses: seen.length, witnessed: seenTime(time) };
}

// Claims --------------------------------------------------------------------

export function judgeClaim(bytes, channel, challenge) {
	try {
		const record = readRecord(bytes), [memo] = channel.memos.values();
		demand(record.type === 'claim', 'not a claim');
		demand(one(record, 'channel').equals(channel.id) &&
			one(record, 'memo').equals(one(memo.record, 'memo')),
		'a claim about another memo');
		verifySignature(record, 'author', one(memo.record, 'author'));
		const given = one(record, 'challenge');
		demand(challenge === undefined ||
			challenge.normalize('NFC') === given?.normalize('NFC'),
			'another challenge');
		return { valid: true, name: one(record, 'name'),
			challenge: given ?? null, challenged: challenge !== undefined };
	} catch (error) {
		if (!(error instanceof Refused))
			throw error;
		return { valid: false, why: error.message };
	}
}

// The verdict ---------------------------------------------------------------

// The key that the file names itself, and the bytes of its word code.
function ownKey(file) {
	const { record } = readEntry(file.charter[0].bytes);
	demand(record.type === 'charter', 'not a charter');
	const { name, key } = logOf(record), own = writeVkey(name, key);
	return { own_key: own, own_code: sha256(lv(ascii('gainsay/v1/key')),
		lv(ascii(own)), sha256(record.bytes)) };
}

// What the reader gave; a mistake in it says nothing about the file.
function readGiven(given) {
	try {
		const key = given.key && readLogKey(given.key);
		const policy = given.policy && readPolicy(given.policy);
		const witnesses = (given.witnesses ?? []).map(readWitnessKey);
		const listed = policy?.logs ?? [];
		demand(key === undefined || listed.length === 0 ||
			listed.some(({ text }) => text === key.text),
		'the key is none of the policy\'s logs');
		const logs = key ? [key] : listed;
		const keys = witnesses.map(({ key: k }) => hex(k));
		demand(new Set(keys).size === keys.length, 'a witness twice');
		demand(!logs.some((log) => keys.includes(hex(log.key))),
			'the log as its witness');
		return { logs, witnesses, policy };
	} catch (error) {
		if (error instanceof Refused)
			throw new Unproved(error.message);
		throw error;
	}
}

function judge(bytes, given) {
	const { logs, witnesses, policy } = readGiven(given);
	const file = readFile(bytes);
	if (logs.length === 0)
		throw Object.assign(new Unproved('no key'), ownKey(file));
	judgeOrder(file);
	const checkpoint = readCheckpoint(file.checkpoint.bytes);
	const judgeTime = (note) => judgeNote(note, logs, witnesses, policy);
	const seen = judgeTime(checkpoint);
	demand(seen.isEnough, 'the quorum');
	const indexed = [...file.charter, file.roll, ...file.entry, ...file.seen,
		...(file.anchor ? [file.anchor] : [])]
		.sort((a, b) => (a.index < b.index ? -1 : 1));
	demand(sharedRoot(checkpoint.size, indexed.map((s) =>
		[s.index, leafHash(s.bytes)]), hashesOf(file.tree.bytes))
		.equals(checkpoint.root), 'the shared proof');
	const keys = file.keys?.bytes ?? given.roll;
	const roll = keys === undefined ? rollWithoutKeys(file.roll.bytes) :
		rollOf(keys);
	const { channel, sections, proofs } = fold(file, roll);
	for (const { entry: { record } } of sections.filter((s) =>
		s.name === 'charter'))
		demand(one(record, 'origin') === checkpoint.origin && logs.some((log) =>
			log.name === checkpoint.origin && log.key.equals(logOf(record).key)), 'another log\'s charter');
	judgeTimes(indexed);
	const anchor = file.anchor && judgeAnchor(file, channel, checkpoint);
	const notes = judgeSeen(file, channel, checkpoint, judgeTime);
	const { blocks, annexes } = judgeText(file, channel);
	if (keys === undefined)
		throw new Unproved('the roll\'s keys are not there');
	return { file, channel, sections, proofs, anchor, notes, blocks, annexes,
		checkpoint, seen, policy };
}

// By when an entry had been seen: by the first note over it that has a time.
const seenBy = (notes) => (index) =>
	notes.find(({ size, time }) => index < size && time !== undefined)?.time;

function factsOf({ file, channel, sections, proofs, anchor, notes, blocks, annexes,
	checkpoint, seen, policy }) {
	const [memo] = channel.memos.values(), by = seenBy(notes);
	return { valid: true, entries: sections.length,
		signatures: sections.reduce((n, { entry }) =>
			n + all(entry.record, 'signature').length, 0), proofs,
		log: checkpoint.origin, entry: Number(file.entry[0].index),
		checkpoint: Number(checkpoint.size),
		complete_until: anchor ? writeTime(anchor.at) : null,
		...witnessFacts(seen, policy), ...textFacts(blocks),
		...annexFacts(annexes),
		shows_publication: shownBy(file.entry.map(({ entry }) => entry.record),
			file.opening),
		of: file.of?.bytes.toString('latin1') ?? 'memo',
		...memoFacts({ entries: file.entry.map(({ entry, index }) =>
			({ ...entry, seen: by(index) })), charter: memo.charter.record, roll: memo.roll.record,
			anchored: anchor !== undefined }) };
}

// {code, facts}: the exit code of `gainsay verify`, and what its JSON says but
// for its sentences and word codes.  `given`: key, witnesses (verifier keys),
// policy, roll, claim (bytes), challenge.  Throws Unjudged where the memo's
// text is more than this judge reads.
export function judgeProvenance(bytes, given) {
	const wrong = misfiled(bytes);
	if (wrong !== undefined)
		return { code: 2, facts: {}, why: wrong };
	try {
		const found = judge(bytes, given), facts = factsOf(found);
		if (given.claim !== undefined)
			facts.authorship = judgeClaim(given.claim, found.channel,
				given.challenge);
		if (given.text !== undefined)
			facts.text = holdText(given.text, found.blocks, facts.marking);
		const late = [facts.acknowledgement, facts.reply].some((duty) =>
			duty?.status === 'late');
		return { facts, code: facts.authorship?.valid === false ||
			(facts.text && textCode(facts.text) === 1) ? 1 : late ? 3 : 0 };
	} catch (error) {
		if (error instanceof Refused)
			return { code: 1, facts: { valid: false }, why: error.message };
		if (error instanceof Unproved)
			return { code: 2, facts: { valid: null, ...(error.own_key &&
				{ own_key: error.own_key }) }, why: error.message,
			own_code: error.own_code };
		throw error;
	}
}

export { Unjudged };
