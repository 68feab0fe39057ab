// SPDX-License-Identifier: Apache-2.0

// Channels made up for tests of provenance files, and the files of their memos:
// every key is known, so that whatever is changed can be signed anew, and what
// follows from it is made anew.
import { ascii, concat, lv, prove, u64 } from './member.mjs';
import { commitAnnex, commitBlock, levelsOf, nodeUnder, rootOfBlocks,
	writeOpening } from './opening.mjs';
import { writeVkey } from './policy.mjs';
import { MESSAGES, SCOPES, base64, hex, memoId, memoTerms, publicKey,
	readTime, sha256, signRecord, writeEntry, writeRecord } from
	'./records.mjs';
import { StateMap, continuation, leafHash, rootOf, writeNote } from './tree.mjs';
import { CHARTER, FIRST, ROLES, SECOND, WITNESSES, both, by, day, deputy, hash,
	linesOf, seedOf } from './world.mjs';

const ORIGIN = 'dissent.example/file';
export const LOG = { name: ORIGIN, key: publicKey(seedOf('log')),
	seed: seedOf('log') };
export const VKEY = writeVkey(LOG.name, LOG.key);
export const witnessKey = ({ name, key }) => writeVkey(name, key, 4);

// Documents -----------------------------------------------------------------

const SEED = hash('seed of the salts');
export const block = (text, mark = '') => ({ mark, text });
export const BLOCKS = [block('subject: A memo of a twin'),
	block('to: The head'), block('# What is wrong'),
	block('The first sentence of it is this one. The second one is here, ' +
		'too. "A third one says it again." And a fourth ends it.', 'SBU'),
	block('Another paragraph, of one sentence.', 'U'), block('> A quote.'),
	block('## Requests'), block('1. Do this, and say when it is done.', 'U'),
	block('2. Do that.'), block('## Why'), block('1. Not a request.')];
// What the twins' office replies.
export const REPLIED_BLOCKS = [block('subject: Reply 1'),
	block('to: The author'), block('It is done. So the office says it here.',
		'SBU'), block('1. And that is not, which it says as well.', 'U')];
const rootOver = (blocks) => rootOfBlocks(blocks.map((b, i) => commitBlock(
	nodeUnder(SEED, levelsOf(blocks.length), 0, 0, i), b)));
const REPLY = { root: [rootOver(REPLIED_BLOCKS)],
	blocks: [REPLIED_BLOCKS.length] };
const inStyle = (marks) => BLOCKS.map(({ mark, text }) =>
	block(text, marks[mark] ?? mark));

// Steps ---------------------------------------------------------------------

// A step is {name, type, at, acts, values, signers, proof}: `values` and `acts`
// may be functions of what was made before.
export const charterValues = { ...CHARTER,
	version: [1], origin: [ORIGIN], readers: ['public'],
	role: ROLES.map((role) => [role, publicKey(seedOf(role)), `Holder: ${role}`]),
	threshold: [1], seal: [['office', 'x25519', hash('office'), 'The office']],
	style: ['legacy'], ceiling: ['C'],
};

export const deputies = { role: ROLES.flatMap((role) => [role,
	...(['authority', 'office'].includes(role) ? [`${role}'s deputy`] : [])]
	.map((who) => [role, publicKey(seedOf(who)), `Holder: ${who}`])),
threshold: [2] };
const witnessed = { witness: WITNESSES.map(({ name, key }) =>
	['cosignature/v1', key, name]), quorum: [1] };
const newSecond = (roles) => roles.map((line) => (line[0] !== 'second' ? line :
	['second', publicKey(seedOf('new second')), 'Another']));

const charter = (name, at, values, signers) => ({ name, type: 'charter', at,
	signers, values: { ...charterValues, ...values } });
const roll = (name, at, { roll: r }, edition, values = {}) => ({ name,
	type: 'roll', at, signers: [...by('registrar'), ...by('second')],
	values: { edition: [edition], size: [r.size], eligible: [r.size + 2],
		root: [r.root], ...(edition > 1 && { left: [0] }), ...values } });

function memo(name, at, { group = FIRST, member = 0, acts = [0, 0],
	charter: under = 'charter', blocks = BLOCKS, annexes = [],
	signers = by('author') },
values = {}) {
	const levels = levelsOf(blocks.length);
	return { name, type: 'memo', at, acts, signers, group, blocks, annexes,
		proof: { act: 'file', member }, values: (made) => ({
			charter: [made.digests[under]], roll: [group.roll.root],
			root: [rootOfBlocks(blocks.map((b, i) => commitBlock(
				nodeUnder(SEED, levels, 0, 0, i), b)))],
			blocks: [blocks.length], requests: [2],
			banner: ['SENSITIVE BUT UNCLASSIFIED'],
			addressee: [['The head']], reply: ['x25519', hash('reply')],
			author: [publicKey(seedOf('author'))], after: [day('2023-12-31')],
			annex: annexes.map((a) => [commitAnnex(a)]),
			content: [hash(`sealed ${name}`)], slot: [0], ...values }) };
}

const act = (name, type, at, about, member, values = {}) => ({ name, type, at,
	about, values, proof: { act: type, member } });
// Endorsements of a filing in the order of their tags; `back` took theirs back.
const filing = (at, about, members, back) => ({ name: 'acts', type: 'filing', at,
	about, members, back });
const said = (name, type, at, about, values = {}, signers = by('office')) =>
	({ name, type, at, about, values, signers });
export const anchor = (name, at, witnesses = [], values = {}) =>
	({ name, type: 'anchor', at, witnesses, values });

// Making --------------------------------------------------------------------

const proofs = new Map();

// One proof of a statement by a member, so that what is made anew is the same.
function proofOf(group, member, scope, message) {
	const name = hex(sha256(group.roll.root, u64(member), sha256(scope), message));
	if (!proofs.has(name))
		proofs.set(name, prove({ roll: group.roll, scope, message },
			group.members[member]));
	return proofs.get(name);
}

function proofFor(step, values, made, group) {
	const { act: kind, member, scope, message } = step.proof;
	const id = values.memo[0], { channel } = made;
	const [s, m] = { file: () => [SCOPES.file(channel, values.roll[0],
		Number(values.slot[0])), MESSAGES.file(id)],
	endorse: () => [SCOPES.endorse(channel, id), MESSAGES.endorse(id,
		(values.reveal ?? []).map(([h]) => h))],
	withdraw: () => [SCOPES.withdraw(channel, id), MESSAGES.withdraw(id)],
	resupply: () => [SCOPES.resupply(channel, id, Number(values.unreadable[0])),
		MESSAGES.resupply(id, values.content[0])] }[kind]();
	return [proofOf(group, member, scope ?? s, message ?? m)];
}

function fill(values) {
	const whole = writeRecord('memo', { ...values, memo: [hash('')],
		proof: [hash('')] });
	return memoId(memoTerms({ lines: linesOf(whole) }));
}

// What was made: entries with the steps they are of, digests of charters, memos.
class Made {
	constructor() {
		Object.assign(this, { entries: [], steps: [], digests: {}, memos: {},
			groups: {} });
	}

	valuesOf(step) {
		const { type, about } = step;
		const first = type === 'charter' && this.channel === undefined;
		const given = typeof step.values === 'function' ? step.values(this) :
			step.values;
		const values = { ...(!first && { channel: [this.channel] }),
			...(about && { memo: [this.memos[about]] }), ...given,
			...(type === 'anchor' && this.anchorValues(step, given)), ...step.put };
		if (type === 'memo' && values.memo === undefined)
			values.memo = [fill(values)];
		if (step.proof !== undefined && values.proof === undefined)
			values.proof = proofFor(step, values, this, step.group ??
				this.groups[about]);
		return values;
	}

	anchorValues({ witnesses }, values) {
		const map = new StateMap();
		this.entries.forEach((bytes, i) => map.add(this.like(i), i, bytes));
		const last = this.steps.findLastIndex(({ type }) => type === 'anchor');
		return { size: [this.entries.length], leaves: [map.leaves.length],
			map: [map.root()], note: last < 0 ? [] :
				[this.noteAt(last + 1, witnesses)], ...values };
	}

	noteAt(size, witnesses, log = LOG) {
		return writeNote({ size, root: rootOf(this.entries.slice(0, size)
			.map(leafHash)) }, log, witnesses);
	}

	add(step) {
		if (step.type === 'filing') {
			this.addFiling(step);
			return;
		}
		const values = this.valuesOf(step);
		let record = writeRecord(step.type, values, step.signers);
		if (step.edit !== undefined)
			record = this.refit(step.edit(unsigned(record)), step, values);
		const acts = typeof step.acts === 'function' ? step.acts(this) : step.acts;
		let entry = writeEntry(readTime(step.at), record, acts);
		if (step.raw !== undefined)
			entry = Buffer.from(step.raw(entry));
		if (step.type === 'memo') {
			this.memos[step.name] = values.memo[0];
			this.groups[step.name] = step.group;
		} else if (step.type === 'charter') {
			this.digests[step.name] = sha256(record);
			this.channel ??= sha256(record);
		}
		this.entries.push(entry);
		this.steps.push({ ...step, made: values });
	}

	// A record's type and memo: what the state map asks of an entry, even of one
	// that nobody can read.
	like(i) {
		const { type, made: { memo: about } } = this.steps[i];
		return { type, lines: about?.[0] === undefined ? [] :
			[{ name: 'memo', parts: about }] };
	}

	// Another text, signed anew; a memo's has its id and its proof anew as well.
	refit(text, step, values) {
		if (step.type !== 'memo' || step.asItIs)
			return resigned(text, step);
		const lines = linesOf(Buffer.from(text)), [c] = lines;
		const names = lines.map(({ name }) => name);
		const terms = [c, ...lines.slice(names.indexOf('charter'),
			names.lastIndexOf('content') + 1)].map(({ text: t }) => t).join('');
		values.memo = [memoId(terms)];
		const proof = proofFor(step, values, this, step.group);
		return resigned(text.replace(/^memo .*$/m, `memo ${base64(values.memo[0])}`)
			.replace(/^proof .*$/m, `proof ${base64(proof[0])}`), step);
	}

	addFiling({ at, about, members, back, name, order, put }) {
		const list = members.map((member, i) => {
			const step = act(`${name} ${i}`, 'endorse', at, about, member, put);
			return { step, member, tag: hex(this.valuesOf(step).proof[0]
				.subarray(0, 32)) };
		}).sort((a, b) => (a.tag < b.tag ? -1 : 1)).flatMap(({ step, member }) =>
			(member === back ? [step, act(`${name} back`, 'withdraw', at, about,
				member)] : [step]));
		(order ?? ((l) => l))(list).forEach((step) => this.add(step));
	}

	indexOf(name) {
		return this.steps.findIndex((step) => step.name === name);
	}
}

// The text without signatures, and signed again by the same.
const unsigned = (record) =>
	record.toString('utf8').replace(/signature [^\n]*\n/g, '');
const resigned = (text, { signers }) => signRecord(text, signers ?? []);

export function make(steps) {
	const made = new Made();
	steps.forEach((step) => made.add(step));
	return made;
}

// With another step in the place of that name; what it has is changed.
export const but = (steps, name, change) => {
	const i = steps.findIndex((step) => step.name === name);
	if (i < 0)
		throw new Error(`no step ${name}`);
	return steps.with(i, { ...steps[i], ...(typeof change === 'function' ?
		change(steps[i]) : change) });
};
export const putting = (steps, name, put) => but(steps, name, { put });
export const without = (steps, ...names) =>
	steps.filter(({ name }) => !names.includes(name));
export const behind = (steps, name, ...more) => {
	const i = steps.findIndex((step) => step.name === name);
	return steps.toSpliced(i + 1, 0, ...more);
};

// Files ---------------------------------------------------------------------

// What a shared inclusion proof has, left to right.
export function sharedProof(leaves, chosen) {
	const out = [];
	const visit = (from, to, inside) => {
		if (inside.length === 0) {
			out.push(rootOf(leaves.slice(from, to)));
		} else if (to - from > 1) {
			let k = 1;
			while (2 * k < to - from)
				k *= 2;
			visit(from, from + k, inside.filter((i) => i < from + k));
			visit(from + k, to, inside.filter((i) => i >= from + k));
		}
	};
	visit(0, leaves.length, chosen);
	return out;
}

function mapOf(made, size, id) {
	const map = new StateMap();
	made.entries.slice(0, size).forEach((bytes, i) =>
		map.add(made.like(i), i, bytes));
	const place = map.leaves.findIndex(({ name }) => name.equals(id));
	const leaves = map.leaves.map(({ name, count, chain }) =>
		leafHash(Buffer.concat([lv(ascii('gainsay/v1/map')), lv(name),
			u64(count), chain])));
	return { place, hashes: sharedProof(leaves, [0, place]) };
}

// The anchors under `n` entries whose notes date the memo or what discharges a
// duty, as {index, size}, `size` the note's: each the first behind one of them
// that a witness has cosigned, which is every quorum of the stories.
function datingOf(made, n, mine) {
	const anchors = made.steps.slice(0, n).flatMap(({ type }, i) =>
		(type === 'anchor' ? [i] : []));
	const notes = anchors.slice(1).map((index, i) => ({ index,
		size: anchors[i] + 1 })).filter(({ index }) =>
		made.steps[index].witnesses.length > 0);
	const dating = mine.filter((i) => ['memo', 'acknowledge', 'reply']
		.includes(made.steps[i].type)).map((i) =>
		notes.find(({ size }) => i < size));
	return notes.filter((note) => dating.includes(note));
}

// Sections of the file about a memo: on the anchor of that name, or under a
// checkpoint of `size` entries.  `chosen` changes the list of {name, index},
// `note` the note, `map` the map's {place, hashes}, `tree` the hashes, `dating`
// the anchors that date something, `proof` the hashes of each consistency,
// `sections` the list of all.
export function fileOf(made, about, { on, size, keys = true, shown, witnesses = [],
	chosen = (l) => l, note = (n) => n, map = (m) => m, tree = (t) => t, opening,
	annexes,
	dating = (d) => d, proof = (p) => p, sections = (l) => l, memo: named,
	of: subject } = {}) {
	const id = made.memos[about], memoStep = made.steps[made.indexOf(about)];
	const anchorAt = on === undefined ? -1 : made.indexOf(on);
	const n = on === undefined ? size ?? made.entries.length : anchorAt + 1;
	const at = (type) => made.steps.slice(0, n).flatMap((step, i) =>
		(step.type === type ? [i] : []));
	const found = made.steps.findIndex(({ type, made: v }) => type === 'roll' &&
		v.root[0] === memoStep.made.roll[0]);
	const rollAt = found < 0 ? made.indexOf('roll') : found;
	const mine = made.steps.slice(0, n).flatMap(({ name, made: v }, i) =>
		(name === about || v.memo?.[0] === id ? [i] : []));
	const dates = dating(datingOf(made, n, mine), made);
	const leaves = made.entries.slice(0, n).map(leafHash);
	const list = chosen([...at('charter').map((index) =>
		({ name: 'charter', index })), { name: 'roll', index: rollAt },
	...mine.map((index) => ({ name: 'entry', index })),
	...dates.filter(({ index }) => index !== anchorAt).map(({ index }) =>
		({ name: 'seen', index })),
	...(anchorAt < 0 ? [] : [{ name: 'anchor', index: anchorAt }])], made);
	const bytesOf = ({ name, index, bytes }) => ({ name, bytes: Buffer.concat([
		u64(index), bytes ?? made.entries[index]]) });
	const of = (name) => list.filter((s) => s.name === name).map(bytesOf);
	const { place, hashes } = map(anchorAt < 0 ? {} : mapOf(made, anchorAt, id));
	return { memo: named ?? id, sections: sections([
		{ name: 'checkpoint', bytes: note(made.noteAt(n, witnesses), made, n) },
		...of('charter'), ...of('roll'),
		...(keys ? [{ name: 'keys',
			bytes: concat(...memoStep.group.roll.keys) }] : []),
		...of('entry'), ...of('seen'), ...of('anchor'),
		...(place === undefined ? [] : [{ name: 'map',
			bytes: Buffer.concat([u64(place), ...hashes]) }]),
		...dates.map(({ size: from }, i) => ({ name: 'consistency', bytes:
			Buffer.concat(proof(continuation(leaves, from), i)) })),
		{ name: 'tree', bytes: Buffer.concat(tree(sharedProof(leaves,
			[...new Set(list.map(({ index }) => index))].sort((a, b) => a - b)))) },
		...(subject === undefined ? [] :
			[{ name: 'of', bytes: Buffer.from(subject) }]),
		{ name: 'opening', bytes: opening ?? (subject === undefined ?
			writeOpening(SEED, memoStep.blocks, shown,
				annexes ?? memoStep.annexes) :
			writeOpening(SEED, REPLIED_BLOCKS, shown, [])) }]) };
}

export const writeFile = ({ memo: id, sections }) => Buffer.concat([
	Buffer.from(`gainsay/v1 provenance\nmemo ${base64(id)}\n`),
	...sections.flatMap(({ name, bytes }) => [Buffer.from(
		`section ${name} ${bytes.length}\n`), bytes, Buffer.from('\n')])]);

// Stories -------------------------------------------------------------------

const AT = '2023-11-03T21:00:00Z';
export const seen = (...times) => WITNESSES.slice(0, times.length).map((w, i) =>
	({ ...w, time: readTime(times[i]) }));

// All that can be said of a memo, and what others do meanwhile.
export const LONG = [
	charter('charter', '2023-11-01T13:00:00Z', {}, by('authority')),
	roll('roll', '2023-11-01T13:00:00Z', FIRST, 1),
	memo('memo', AT, { acts: [2, 1] }),
	filing(AT, 'memo', [0, 1, 2], 1),
	anchor('first', AT), anchor('second', '2023-11-03T22:00:00Z'),
	said('unreadable', 'unreadable', '2023-11-06T15:00:00Z', 'memo',
		{ what: ['memo'], number: [1], which: [0] }),
	act('resupply', 'resupply', '2023-11-06T22:00:00Z', 'memo', 3,
		{ unreadable: [1], content: [hash('anew')] }),
	said('acknowledge', 'acknowledge', '2023-11-07T16:00:00Z', 'memo'),
	said('ask 1', 'ask', '2023-11-08T16:00:00Z', 'memo',
		{ question: [1], content: [hash('question 1')] }),
	said('ask 2', 'ask', '2023-11-08T16:00:00Z', 'memo',
		{ question: [2], content: [hash('question 2')] }),
	said('answer', 'answer', '2023-11-08T22:00:00Z', 'memo',
		{ question: [2], content: [hash('answer')] }, by('author')),
	said('unreadable question', 'unreadable', '2023-11-09T00:00:00Z', 'memo',
		{ what: ['question'], number: [2], which: [1] }, by('author')),
	roll('next roll', '2023-11-09T15:00:00Z', SECOND, 2),
	memo('other', '2023-11-09T22:00:00Z', { group: SECOND, member: 1 }),
	act('late endorse', 'endorse', '2023-11-10T22:00:00Z', 'memo', 3),
	act('late withdraw', 'withdraw', '2023-11-10T22:00:00Z', 'memo', 0),
	anchor('third', '2023-11-10T22:00:00Z'),
	said('reply', 'reply', '2023-12-20T15:00:00Z', 'memo', { reply: [1],
		disposition: [[1, 'partly'], [2, 'out-of-scope']], ...REPLY,
		content: [hash('reply text')] }),
	said('correct', 'correct', '2023-12-20T16:00:00Z', 'memo', { correction: [1], reply: [1],
		disposition: [[1, 'declined'], [2, 'already-done']],
		...REPLY, content: [hash('corrected')] }),
	said('unreadable reply', 'unreadable', '2023-12-21T00:00:00Z', 'memo',
		{ what: ['reply'], number: [3], which: [1] }, by('author')),
	said('unreadable correction', 'unreadable', '2023-12-21T00:00:00Z', 'memo',
		{ what: ['correction'], number: [4], which: [1] }, by('author')),
	said('publish', 'publish', '2023-12-22T15:00:00Z', 'memo', { publication: [1],
		banner: ['UNCLASSIFIED'], content: [[hash('opening')], [hash('text')]] },
	by('release')),
	charter('next charter', '2024-01-02T15:00:00Z', { version: [2], ...deputies,
		...witnessed }, [...by('authority'), ...by('second')]),
	anchor('fourth', '2024-01-02T22:00:00Z'),
	anchor('fifth', '2024-01-02T23:00:00Z', seen('2024-01-02T22:10:00Z')),
	said('last answer', 'answer', '2024-01-05T22:00:00Z', 'memo',
		{ question: [1], content: [hash('another')] }, by('author')),
	charter('coming charter', '2024-01-08T15:00:00Z', { version: [3], ...deputies,
		role: newSecond(deputies.role), witness: witnessed.witness.slice(1),
		quorum: [1] }, both),
	anchor('sixth', '2024-01-08T22:00:00Z', []),
	said('end', 'end', '2024-01-12T22:00:00Z', 'memo',
		{ reason: ['It was answered.'] }, deputy('office')),
	anchor('seventh', '2024-01-15T22:00:00Z'),
	said('late publish', 'publish', '2024-01-16T15:00:00Z', 'memo',
		{ publication: [2], banner: ['SENSITIVE BUT UNCLASSIFIED'],
			content: [[hash('more')], [hash('more text')]] }, by('release')),
	anchor('eighth', '2024-01-16T22:00:00Z', seen('2024-01-15T22:10:00Z')),
];

const annexOf = (name, kind, size) => ({ salt: hash(`salt of ${name}`), kind,
	name, size, digest: hash(name) });
export const ANNEXES = [annexOf('Tabelle 1.pdf', 'pdf', 12345),
	annexOf('A map (2).png', 'picture', 1769472)];

// Of a second edition, under marks of its own, with witnesses from the first.
export const OWN = [
	charter('charter', '2023-11-01T13:00:00Z', { ...deputies, ...witnessed,
		style: ['own'], marking: [['Interno'], ['Reservado']], ceiling: [],
		requests: [['Pedidos'], ['Requests']], readers: ['members'],
		reveal: [['inspector', 'x25519', hash('inspector'), 'An inspector'],
			['ombuds', 'x25519', hash('o'), 'Another']],
		exercise: ['yes'] }, both),
	roll('roll 1', '2023-11-01T13:00:00Z', FIRST, 1,
		{ reading: [hash('reading')] }),
	roll('roll', '2023-11-02T13:00:00Z', SECOND, 2, { reading:
		[hash('reading key')], left: [1], replaced: [hash('k1'), hash('k2')]
		.sort(Buffer.compare).map((h) => [h]) }),
	memo('memo', '2024-01-03T22:00:00Z', { group: SECOND, member: 1, acts: [1, 0],
		blocks: inStyle({ SBU: 'Reservado', U: 'Interno' }), signers: [],
		annexes: ANNEXES },
	{ banner: ['Reservado'], slot: [1], amends: [hash('elsewhere')],
		related: [[hash('r1')], [hash('r2')]],
		panel: [['Somebody'], ['Somebody else']],
		distribution: [['The union']],
		addressee: [['The deputy'], ['The head']] }),
	{ ...filing('2024-01-03T22:00:00Z', 'memo', [4]),
		put: { reveal: [[hash('revealed')], [hash('dummy')]] } },
	anchor('first', '2024-01-03T22:00:00Z'),
	said('acknowledge', 'acknowledge', '2024-02-06T15:00:00Z', 'memo', {},
		deputy('office')),
	anchor('second', '2024-02-06T22:00:00Z',
		seen('2024-01-03T22:10:00Z', '2024-01-03T22:05:00Z')),
];

// Every duty is done in its time, and witnesses saw it within the hour; the first
// note behind the acknowledgement nobody has cosigned.
const DUE = '2023-11-07T22:00:00Z', REPLIED = '2024-01-02T21:00:00Z';
export const DATED = [
	charter('charter', '2023-11-01T13:00:00Z', { ...witnessed }, by('authority')),
	LONG[1], memo('memo', AT, {}), anchor('first', AT),
	anchor('second', '2023-11-03T22:00:00Z', seen('2023-11-03T21:20:00Z',
		'2023-11-03T21:10:00Z')),
	said('acknowledge', 'acknowledge', '2023-11-07T21:30:00Z', 'memo'),
	anchor('third', DUE), anchor('fourth', '2023-11-07T23:00:00Z'),
	anchor('fifth', '2023-11-08T22:00:00Z', seen('2023-11-07T22:59:59Z',
		'2023-11-07T23:00:00Z')),
	said('reply', 'reply', REPLIED, 'memo', { reply: [1],
		disposition: [[1, 'partly'], [2, 'out-of-scope']], ...REPLY,
		content: [hash('reply text')] }),
	anchor('sixth', '2024-01-02T22:00:00Z'),
	anchor('seventh', '2024-01-02T23:00:00Z', seen('2024-01-02T22:20:00Z')),
	anchor('eighth', '2024-01-03T22:00:00Z', seen('2024-01-02T23:20:00Z')),
];

// Ended by its author, whom nobody endorsed; without marks.
export const ENDED = [
	charter('charter', '2023-11-01T13:00:00Z', { style: ['none'], ceiling: [] },
		by('authority')),
	roll('roll', '2023-11-01T13:00:00Z', FIRST, 1),
	memo('memo', AT, { blocks: inStyle({ SBU: '', U: '' }) }, { banner: [] }),
	anchor('first', AT),
	said('acknowledge', 'acknowledge', '2023-11-09T16:00:00Z', 'memo'),
	said('end', 'end', '2023-11-10T22:00:00Z', 'memo',
		{ reason: ['It is withdrawn.'] }, by('author')),
	anchor('second', '2023-11-10T22:00:00Z'),
];

// The least: a memo and nothing more.
export const SHORT = [LONG[0], LONG[1], memo('memo', AT, {}), anchor('first', AT)];

export { SEED, act, charter, filing, inStyle, memo, roll, said, witnessed };
