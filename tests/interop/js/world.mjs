// SPDX-License-Identifier: Apache-2.0

// A channel made up for tests: a log with every type of record, each by its
// fields, so that one field can be another.  Keys are known to everybody.
import { Roll, concat, keyOf, prove, proveNaming, tagOf as tagIn }
	from './member.mjs';
import { MESSAGES, SCOPES, all, hex, memoId, memoTerms, publicKey,
	readEntry, readRecord, readTime, sha256, signRecord, writeEntry,
	writeRecord } from './records.mjs';
import { positionOf } from './channel.mjs';
import { StateMap, leafHash, rootOf, writeNote } from './tree.mjs';

const ORIGIN = 'dissent.example/twin';
export const ROLES = ['authority', 'registrar', 'second', 'office', 'log', 'enrol',
	'promise', 'release'];
const CIRCLE = ['recipient', 'panel', 'monitor', 'protection', 'appeal',
	'pages'];
const HOLDERS = { recipient: 'The deputy', 'other recipient': 'The head' };
export const hash = (name) => sha256(Buffer.from(name));
export const seedOf = (role) => hash(`seed of ${role}`);
export const author = [['author', seedOf('author')]];
export const by = (role) => [[role, seedOf(role)]];
export const day = (date) => readTime(`${date}T00:00:00Z`) / 86400;

const scalar = (name) => BigInt(`0x${hash(name).toString('hex')}`) >> 8n;

// The members of a roll, who are in its order.
function makeRoll(names) {
	const people = names.map((name) => ({ x: scalar(`x ${name}`),
		y: scalar(`y ${name}`) }));
	const keyed = people.map((p) => [keyOf(p), p])
		.sort(([a], [b]) => Buffer.compare(a, b));
	return { roll: new Roll(concat(...keyed.map(([key]) => key))),
		members: keyed.map(([, p], index) => ({ ...p, index })) };
}

export const FIRST = makeRoll(['a', 'b', 'c', 'h']);
export const SECOND = makeRoll(['b', 'c', 'd', 'e', 'f']);
export const ROLLS = [FIRST, SECOND].map(({ roll }) => roll);
// Steps --------------------------------------------------------------------

// Of a record that may be none.
export const linesOf = (record) => record.toString('utf8').split('\n').slice(1, -1)
	.map((line) => ({ name: line.split(' ')[0], text: `${line}\n` }));

// A step is {type, at, acts, values, signers, proof}: `proof` is {member,
// group, scope, message}, and the last two are functions of the values.  What
// follows from other values, the memo id, the proof and the signatures, is
// made here.
export function makeRecord(step) {
	const first = step.type === 'charter' && step.values.version[0] === 1;
	const values = { channel: first ? [] : [CHANNEL], ...step.values };
	if (step.type === 'memo' && values.memo === undefined) {
		const whole = writeRecord('memo', { ...values, memo: [hash('')],
			proof: [hash('')] });
		values.memo = [memoId(memoTerms({ lines: linesOf(whole) }))];
	}
	if (step.proof !== undefined && values.proof === undefined) {
		const { group, member, scope, message } = step.proof;
		values.proof = [prove({ roll: group.roll, scope: scope(values),
			message: message(values) }, group.members[member])];
	}
	if (step.naming !== undefined) {
		const { group, member } = step.naming, { x } = group.members[member];
		const scope = SCOPES.endorse(CHANNEL, values.memo[0]);
		values.tag ??= [tagIn(x, scope)];
		values.proof ??= [proveNaming({ scope, tag: values.tag[0],
			name: Buffer.from(values.name[0]) }, x)];
	}
	return writeRecord(step.type, values, step.signers);
}

// Proofs are made at random, and an anchor is about those that were made.
const made = new WeakMap();
export function makeEntry(step) {
	if (!made.has(step))
		made.set(step, writeEntry(readTime(step.at), makeRecord(step),
			step.acts));
	return made.get(step);
}

// The same text, signed anew by the same.
export const resign = (text, signers) =>
	signRecord(text.replace(/signature [^\n]*\n/g, ''), signers ?? []);

// With other values; `undefined` leaves one out.
export const but = (step, values, rest = {}) =>
	({ ...step, ...rest, values: { ...step.values, ...values } });

const filing = (group, member) => ({ group, member,
	scope: (v) => SCOPES.file(CHANNEL, group.roll.root, Number(v.slot[0])),
	message: (v) => MESSAGES.file(v.memo[0]) });
export const acting = (act, group, member) => ({ group, member,
	scope: (v) => SCOPES[act](CHANNEL, v.memo[0]),
	message: (v) => MESSAGES[act](v.memo[0],
		(v.reveal ?? []).map(([h]) => h)) });
export const resupplying = (group, member) => ({ group, member,
	scope: (v) => SCOPES.resupply(CHANNEL, v.memo[0],
		Number(v.unreadable[0])),
	message: (v) => MESSAGES.resupply(v.memo[0], v.content[0]) });

const named = (name, seed) => ({ name, key: publicKey(seedOf(seed)),
	seed: seedOf(seed) });
export const WITNESSES = [named('press.example', 'press'),
	named('union.example/w', 'union')];

// What every charter of these channels says.
export const CHARTER = {
	name: ['A twin\u2019s channel'], exercise: ['no'],
	copy: [['The head'], ['The deputy']], zone: ['America/New_York'],
	week: [12345], closing: [1020],
	calendar: [day('2023-01-01'), day('2024-12-31')],
	offset: [[readTime('2023-03-12T07:00:00Z'), '-04:00'],
		[readTime('2023-11-05T06:00:00Z'), '-05:00'],
		[readTime('2024-03-10T07:00:00Z'), '-04:00']],
	closed: [[day('2023-11-10'), 'Veterans Day'],
		[day('2023-11-23'), 'Thanksgiving Day']],
	clock: [['acknowledge', 'working', 2], ['reply-from', 'working', 30],
		['reply', 'calendar', 60]],
	quota: [2], floor: [3], age: [24], batch: [3], release: [24],
	late: [1, 5], gather: [90], cooling: [7],
};

function charterValues(version) {
	const second = version === 2;
	return { ...CHARTER,
		version: [version], origin: [ORIGIN],
		readers: [second ? 'members' : 'public'],
		role: [...ROLES, ...CIRCLE].flatMap((role) => [role, ...(second &&
			['authority', 'office', 'release'].includes(role) ?
				[`${role}'s deputy`] : []), ...(role === 'recipient' ?
				['other recipient'] : [])]
			.map((who) => [role, publicKey(seedOf(who)), HOLDERS[who] ??
				`Holder: ${who}`])),
		threshold: [second ? 2 : 1],
		seal: [['office', 'x25519', hash('office'), 'The office'],
			['inspector', 'x25519', hash('inspector'), 'An inspector'],
			['appeal', 'x25519', hash('appeal'), 'The head']],
		reveal: second ? [['inspector', 'x25519', hash('inspector'),
			'An inspector'], ['ombuds', 'x25519', hash('o'), 'Another']] : [],
		witness: second ? WITNESSES.map(({ name, key }) =>
			['cosignature/v1', key, name]) : [],
		quorum: second ? [1] : [],
		...(second ? { style: ['own'], marking: [['Interno'], ['Reservado']],
			ceiling: ['Interno'] } : { style: ['legacy'], ceiling: ['C'] }),
		requests: second ? [['Pedidos'], ['Requests']] : [],
		'reply-signers': second ? [2] : [],
		'publish-signers': second ? [2] : [],
		exemption: second ? [['4(1)(a) public security'],
			['4(3) decision-making']] : [['(b)(1) classified'],
			['(b)(5) deliberative']],
		panel: second ? [] : [[2, 1]],
		ground: second ? [] : [['It does not answer'], ['It is wrong']],
		extension: second ? [] : [['receive', 1, 3], ['report', 1, 10], ['reply', 64, 20]],
		retention: second ? [] : [['calendar', 3, 'Schedule N1-59, item 3']],
		clock: second ? CHARTER.clock : [...CHARTER.clock,
			['copy', 'working', 3], ['receive', 'working', 1],
			['report', 'calendar', 20], ['appeal', 'working', 5],
			['decide', 'calendar', 10], ['publish', 'working', 10],
			['escalation', 'working', 3]],
		escalation: second ? [] : [['copy', 1, 'monitor'],
			['copy', 3, 'authority'], ['acknowledge', 1, 'protection'],
			['reply', 5, 'appeal']] };
}

export const CHANNEL = sha256(writeRecord('charter', charterValues(1),
	by('authority')));
export const deputy = (role) => [[role, seedOf(`${role}'s deputy`)]];
export const pair = [...by('office'), ...deputy('office')];
export const both = [...by('authority'), ...deputy('authority')];

const charter = (at, version, signers) => ({ type: 'charter', at,
	values: charterValues(version), signers });
// A third, which has another second signer and waits for it.
const coming = (at) => but(charter(at, 2, both), { version: [3],
	role: charterValues(2).role.map((line) => line[0] !== 'second' ? line :
		['second', publicKey(seedOf('new second')), 'Another']) });

// One witness has another key under its name, and its old one is handed over
// from.
export const RENEWED = named('press.example', 'press anew');
const renewed = (at) => but(heir(at), { version: [5],
	witness: [RENEWED, WITNESSES[1]].map(({ name, key }) =>
		['cosignature/v1', key, name]) },
{ signers: [['authority', seedOf('new authority')],
	['second', seedOf('new second')]] });

// A fourth, by registrar and second: the authority's keys are lost.
const heir = (at) => but(coming(at), { version: [4], threshold: [1],
	role: [['authority', publicKey(seedOf('new authority')), 'An heir'],
		...coming(at).values.role.filter(([name]) => name !== 'authority')] },
{ signers: [...by('registrar'), ['second', seedOf('new second')]] });

const roll = (at, edition, { roll: r }, more) => ({ type: 'roll', at,
	values: { edition: [edition], size: [r.size], eligible: [r.size + 2],
		root: [r.root], ...more },
	signers: [...by('registrar'), ...by('second')] });

function memoStep(at, group, member, acts, values, signers) {
	return { type: 'memo', at, acts, signers, proof: filing(group, member),
		values: { roll: [group.roll.root], root: [hash('root')], blocks: [7],
			requests: [2], banner: ['CONFIDENTIAL'],
			addressee: [['The head']], reply: ['x25519', hash('reply')],
			author: [publicKey(seedOf('author'))],
			after: [day('2023-12-31')], content: [hash('sealed')],
			slot: [0], ...values } };
}

const act = (type, at, memo, group, member, values = {}) => ({ type, at,
	values: { memo: [memo], ...values }, proof: acting(type, group, member) });
const naming = (at, memo, group, member, name) => ({ type: 'named', at,
	values: { memo: [memo], name: [name] }, naming: { group, member } });
const office = (type, at, memo, values = {}, signers = by('office')) =>
	({ type, at, values: { memo: [memo], ...values }, signers });

// The tag of a step's proof, from the proof itself.
const tagOf = (step) => Buffer.from(all(readRecord(makeRecord(step)), 'proof')
	.flat()[0].subarray(0, 32));

// The acts of a filing, in the order of their tags; the `back`-th member took
// the endorsement back.
function filingActs(at, memo, group, members, back) {
	return members.map((member) => {
		const step = act('endorse', at, memo, group, member);
		return { tag: tagOf(step), member, step };
	}).sort((a, b) => Buffer.compare(a.tag, b.tag)).flatMap(
		({ member, step }) => member === back ?
			[step, act('withdraw', at, memo, group, member)] : [step]);
}

export const noteAt = (entries, witnesses) => writeNote({
	size: entries.length, root: rootOf(entries.map(leafHash)) },
named(ORIGIN, 'log'), witnesses);

// After these entries, the note of the anchor before among them.
function anchorStep(at, entries, witnesses) {
	const map = new StateMap();
	const records = entries.map((entry) => readEntry(entry).record);
	records.forEach((record, i) => map.add(record, i, entries[i]));
	const last = records.findLastIndex(({ type }) => type === 'anchor');
	return { type: 'anchor', at, values: { size: [entries.length],
		leaves: [map.leaves.length], map: [map.root()],
		note: last < 0 ? [] :
			[noteAt(entries.slice(0, last + 1), witnesses)] } };
}

const idOf = (step) => readRecord(makeRecord(step)).lines[1].parts[0];

// Tags follow from the memo's id, and so from every line of the charter.
// rules.mjs asks that member 1 has the last of the filing, and member 3, who
// comes later, not the last but for that: so one block's root is looked for.
function firstMemo(at, values) {
	for (let n = 0; ; n++) {
		const step = memoStep(at, FIRST, 0, [2, 1],
			{ ...values, root: [hash(`root ${n}`)] }, author);
		const [a, b, c, d] = [0, 1, 2, 3].map((member) => hex(tagOf(
			act('endorse', at, idOf(step), FIRST, member))));
		if (b > a && b > c && (d < a || d < c))
			return step;
	}
}

// Those around the first memo.
function tellCircle(add, a) {
	const early = '2023-11-07T17:00:00Z', noon = '2023-11-08T15:00:00Z';
	add('ruling', office('ruling', early, a, { ruling: ['partly'],
		reason: ['The head decides, and reads it first.'] }));
	add('copy 1', office('copy', early, a, { copy: [1], to: ['The deputy'],
		content: [hash('for the deputy')] }));
	add('copy 2', office('copy', early, a, { copy: [2], to: ['A lawyer'],
		reason: ['It names a contract.'] }));
	add('received', office('received', noon, a, { copy: [1],
		by: ['An aide'] }, by('recipient')));
	add('panel', office('panel', noon, a, { panel: [1],
		member: [['Somebody'], ['A third']] }));
	add('report', office('report', noon, a, { content: [hash('report')] },
		by('panel')));
	add('extend', office('extend', noon, a, { extension: [1],
		duty: [['reply', 0]], until: [day('2024-01-12')],
		reason: ['A witness is abroad.'] }));
	add('remark', office('remark', noon, a, { remark: [1],
		text: ['It was acknowledged on the second day.'] }, by('monitor')));
	add('hold', office('hold', noon, a, { hold: [1], state: ['begun'],
		reason: ['A court asks for it.'] }));
	add('hold ended', office('hold', noon, a, { hold: [2],
		state: ['ended'], reason: ['The court has it.'] }));
}

// The first reply is appealed against, and another one given.
function tellAppeals(add, a) {
	add('respond', office('respond', '2023-12-23T00:00:00Z', a,
		{ reply: [1], content: [hash('response')] }, author));
	add('appeal', office('appeal', '2023-12-23T00:00:00Z', a, { appeal: [1],
		against: ['reply', 1], ground: ['It is wrong'],
		content: [hash('appeal')] }, author));
	add('decide', office('decide', '2023-12-27T15:00:00Z', a, { appeal: [1],
		outcome: ['remand'], reason: ['It answers another request.'],
		content: [hash('decided')] }, by('appeal')));
	add('next reply', office('reply', '2023-12-29T15:00:00Z', a, { reply: [2],
		disposition: [[1, 'accepted'], [2, 'out-of-scope']],
		root: [hash('next root')], blocks: [5],
		content: [hash('next reply')] }));
	add('next respond', office('respond', '2024-01-02T00:00:00Z', a,
		{ reply: [2], content: [hash('next response')] }, author));
	add('next appeal', office('appeal', '2024-01-02T00:00:00Z', a,
		{ appeal: [2], against: ['reply', 2], ground: [['It is wrong'],
			['It does not answer']], content: [hash('again')] }, author));
	add('next decide', office('decide', '2024-01-02T14:00:00Z', a,
		{ appeal: [2], outcome: ['uphold'], reason: ['It is answered.'],
			content: [hash('upheld')] }, by('appeal')));
}

// What is owed is done, and the files go.
function tellDeletion(add, c) {
	const at = '2024-02-20T16:00:00Z';
	add('owed copy', office('copy', at, c, { copy: [1], to: ['The head'] },
		deputy('office')));
	add('owed receipt', office('received', at, c, { copy: [1] },
		[['recipient', seedOf('other recipient')]]));
	add('owed publication', office('publish', at, c, { publication: [1],
		banner: ['UNCLASSIFIED'], content: [[hash('c')], [hash('c text')]] },
	[...by('release'), ...deputy('release')]));
	add('deleted', office('deleted', at, c, { deletion: [1],
		what: ['sealed'], schedule: ['Schedule N1-59, item 3'],
		reason: ['Its time is over.'] }));
	add('deleted again', office('deleted', at, c, { deletion: [2],
		what: ['all'], schedule: ['Schedule N1-59, item 3'],
		reason: ['What was published goes too.'] }));
}

// What has happened, as [name, step]; names are those of the cases.
function tell() {
	const steps = [], digests = [];
	const add = (name, step) => {
		steps.push([name, step]);
		if (step.type === 'charter')
			digests.push(sha256(makeRecord(step)));
		return step;
	};
	const filed = (name, step) => {
		add(name, step);
		return readRecord(makeRecord(step)).lines[1].parts[0];
	};
	const anchor = (name, time, witnesses) => add(name, anchorStep(time,
		steps.map(([, step]) => makeEntry(step)), witnesses));
	add('charter', charter('2023-11-01T13:00:00Z', 1, by('authority')));
	add('roll', roll('2023-11-01T13:00:00Z', 1, FIRST));
	const at = '2023-11-03T21:00:00Z';
	const a = filed('memo', firstMemo(at, { charter: [digests[0]], panel: [['Somebody'], ['Somebody else']],
			distribution: [['The deputy'], ['The union']] }));
	filingActs(at, a, FIRST, [0, 1, 2], 1).forEach((step, i) =>
		add(`act ${i}`, step));
	anchor('anchor', at);
	anchor('anchor alone', '2023-11-03T22:00:00Z');
	add('unreadable memo', office('unreadable', '2023-11-06T15:00:00Z', a,
		{ what: ['memo'], number: [1], which: [0] }));
	add('resupply', { type: 'resupply', at: '2023-11-06T16:00:00Z',
		values: { memo: [a], unreadable: [1], content: [hash('anew')] },
		proof: resupplying(FIRST, 3) });
	add('acknowledge', office('acknowledge', '2023-11-07T16:00:00Z', a));
	tellCircle(add, a);
	for (const n of [1, 2])
		add(`ask ${n}`, office('ask', '2023-11-08T16:00:00Z', a,
			{ question: [n], content: [hash(`question ${n}`)] }));
	add('answer', office('answer', '2023-11-08T22:00:00Z', a,
		{ question: [1], content: [hash('answer')] }, author));
	add('unreadable question', office('unreadable', '2023-11-09T00:00:00Z', a,
		{ what: ['question'], number: [2], which: [2] }, author));
	add('early named', naming('2023-11-09T15:00:00Z', a, FIRST, 0,
		'Somebody who goes back on it'));
	add('late endorse', act('endorse', '2023-11-10T22:00:00Z', a, FIRST, 3));
	add('late withdraw', act('withdraw', '2023-11-10T22:00:00Z', a, FIRST, 0));
	add('next remark', office('remark', '2023-11-15T15:00:00Z', a,
		{ remark: [2], text: ['I have asked for the copy to the head.'] },
		by('authority')));
	add('reply', office('reply', '2023-12-20T15:00:00Z', a, { reply: [1],
		disposition: [[1, 'partly'], [2, 'out-of-scope']],
		commitment: [[1, day('2024-01-31'), 'The water board']],
		root: [hash('root')], blocks: [4], content: [hash('reply text')] }));
	add('done', office('done', '2023-12-20T15:30:00Z', a, { request: [1],
		text: ['The board has looked at it.'] }));
	add('correct', office('correct', '2023-12-20T16:00:00Z', a,
		{ correction: [1], reply: [1], disposition: [[1, 'declined'],
			[2, 'out-of-scope']], root: [hash('corrected root')],
		blocks: [3], content: [hash('corrected')] }));
	add('unreadable reply', office('unreadable', '2023-12-21T00:00:00Z', a,
		{ what: ['reply'], number: [3], which: [1] }, author));
	add('unreadable correction', office('unreadable', '2023-12-21T00:00:00Z',
		a, { what: ['correction'], number: [4], which: [1] }, author));
	const taken = positionOf(a, 1, hash('position'), 'accepted',
		Buffer.from('In private.'));
	add('position', office('position', '2023-12-21T15:00:00Z', a,
		{ position: [1], request: [1], side: ['private'],
			commitment: [taken.commitment], content: [hash('stance')] }));
	add('public position', office('position', '2023-12-21T16:00:00Z', a,
		{ position: [2], request: [1], side: ['public'],
			stance: ['declined'], text: ['No such thing is planned.'],
			place: ['A press briefing'], date: [day('2023-12-21')],
			url: ['https://press.example/briefing?of=today'] }));
	add('dispute', office('dispute', '2023-12-22T00:00:00Z', a,
		{ position: [2], content: [hash('objection')] }, author));
	add('opened position', office('position', '2023-12-22T14:00:00Z', a,
		{ position: [3], request: [1], side: ['opened'],
			stance: ['accepted'], which: [1], salt: [taken.salt],
			words: [taken.words] }));
	add('notice', office('notice', '2023-12-22T14:00:00Z', a,
		{ notice: [1], reader: ['A court'], what: ['content'],
			authority: ['Order 23-17'], reason: ['It was ordered.'],
			after: [day('2023-12-21')] }));
	add('opened', office('opened', '2023-12-22T14:00:00Z', a,
		{ role: ['office'], by: ['Holder: office'] }));
	add('named', naming('2023-12-22T14:30:00Z', a, FIRST, 3,
		'D\u00f6rte of the water board'));
	add('publish', office('publish', '2023-12-22T15:00:00Z', a,
		{ publication: [1], banner: ['UNCLASSIFIED'],
			reason: [['(b)(1) classified'], ['B.1 names a source']],
			content: [[hash('opening')], [hash('text')]] }, by('release')));
	tellAppeals(add, a);
	add('next charter', charter('2024-01-02T15:00:00Z', 2,
		[...by('authority'), ...by('second')]));
	add('next roll', roll('2024-01-02T15:00:00Z', 2, SECOND, { left: [1],
		replaced: [hash('k1'), hash('k2')].sort(Buffer.compare)
			.map((h) => [h]), reading: [hash('reading key')] }));
	const late = '2024-02-02T22:00:00Z';
	const b = filed('next memo', memoStep(late, SECOND, 1, [1, 0], {
		charter: [digests[1]], slot: [1], requests: [0], amends: [a],
		banner: ['Interno'], addressee: [['The deputy'], ['The head']],
		related: [[a], [hash('elsewhere')]], annex: [[hash('a table')]],
		panel: [['Somebody'], ['Somebody else']],
		distribution: [['The union'], ['The inspector']] }));
	add('next endorse', act('endorse', late, b, SECOND, 4,
		{ reveal: [[hash('revealed')], [hash('dummy')]] }));
	add('coming charter', coming('2024-02-02T23:00:00Z'));
	const c = filed('old memo', memoStep('2024-02-03T00:00:00Z', FIRST, 2,
		[0, 0], { charter: [digests[0]], requests: [0],
			content: [hash('another')] }, author));
	const d = filed('referred memo', memoStep('2024-02-03T00:00:00Z', FIRST,
		3, [0, 0], { charter: [digests[0]], requests: [0],
			content: [hash('a third')] }, author));
	add('next refer', office('refer', '2024-02-06T15:00:00Z', d,
		{ destination: ['The union'], reason: ['It is about pay.'] },
		deputy('office')));
	add('next acknowledge', office('acknowledge', '2024-02-06T16:00:00Z', d,
		{}, deputy('office')));
	add('referred appeal', office('appeal', '2024-02-08T00:00:00Z', d,
		{ appeal: [1], against: ['refer', 0], ground: ['It is wrong'],
			content: [hash('not about pay')] }, author));
	add('refer', office('refer', '2024-02-09T21:00:00Z', c,
		{ destination: ['The Inspector General'],
			reason: ['It complains of fraud, which is theirs.'] },
		deputy('office')));
	add('author\'s end', office('end', '2024-02-09T22:00:00Z', c,
		{ reason: ['It is withdrawn.'] }, author));
	add('late acknowledge', office('acknowledge', '2024-02-12T15:00:00Z', c,
		{}, deputy('office')));
	add('late reply', office('reply', '2024-02-12T15:00:00Z', c,
		{ reply: [1], disposition: [[0, 'declined']],
			root: [hash('late root')], blocks: [8192],
			content: [hash('late')] }, pair));
	add('referred decide', office('decide', '2024-02-12T16:00:00Z', d,
		{ appeal: [1], outcome: ['remand'],
			reason: ['It is about policy.'],
			content: [hash('about policy')] }, by('appeal')));
	add('referred reply', office('reply', '2024-02-13T15:00:00Z', d,
		{ reply: [1], disposition: [[0, 'partly']],
			root: [hash('after root')], blocks: [3],
			content: [hash('after all')] }, pair));
	add('last answer', office('answer', '2024-02-13T22:00:00Z', a,
		{ question: [2], content: [hash('last')] }, author));
	add('late correct', office('correct', '2024-02-14T15:00:00Z', c,
		{ correction: [1], reply: [1], disposition: [[0, 'no-decision']],
			root: [hash('late corrected')], blocks: [3],
			content: [hash('late correction')] }, pair));
	add('moved', { type: 'moved', at: '2024-02-15T15:00:00Z',
		values: { url: ['https://dissent.example/'] }, signers: both });
	const reprisal = (name, n, word, until) => add(name, { type: 'reprisal',
		at: '2024-02-15T15:00:00Z', values: { case: [n], state: [word],
			until: until === undefined ? [] : [day(until)] },
		signers: by('protection') });
	reprisal('case', 1, 'opened', '2024-03-15');
	reprisal('case moved', 1, 'moved', '2024-04-15');
	reprisal('case ended', 1, 'ended');
	reprisal('second case', 2, 'opened', '2024-02-15');
	reprisal('second case moved', 2, 'moved', '2024-04-01');
	add('assets', { type: 'assets', at: '2024-02-15T16:00:00Z',
		values: { release: ['1.0.0'], file: [
			[hash('module'), 'check/a/0011223344556677/verbs.wasm'],
			[hash('member page'), 'member/']] }, signers: by('pages') });
	add('next assets', { type: 'assets', at: '2024-02-15T16:00:00Z',
		values: { release: ['1.0.1'], file: [[hash('new page'), 'member/']] },
		signers: by('pages') });
	add('end', office('end', '2024-02-16T22:00:00Z', a,
		{ reason: ['It was answered.'] }));
	add('late publish', office('publish', '2024-02-20T15:00:00Z', a,
		{ publication: [2], of: ['correction', 1], banner: ['CONFIDENTIAL'],
			content: [[hash('more')], [hash('more text')]] },
		[...by('release'), ...deputy('release')]));
	tellDeletion(add, c);
	anchor('last anchor', '2024-02-20T22:00:00Z');
	const seen = WITNESSES.map((w, i) => ({ ...w,
		time: readTime('2024-02-20T22:00:09Z') + i }));
	anchor('cosigned anchor', '2024-02-20T23:00:00Z', seen);
	const later = (seconds) => seen.map((w) => ({ ...w,
		time: w.time + seconds }));
	anchor('half cosigned anchor', '2024-02-21T00:00:00Z',
		later(3600).slice(1));
	add('succession', heir('2024-02-21T15:00:00Z'));
	add('heir moves', { type: 'moved', at: '2024-02-28T15:00:00Z',
		values: { url: ['https://heir.example/'] },
		signers: [['authority', seedOf('new authority')]] });
	add('other witnesses', renewed('2024-02-29T15:00:00Z'));
	anchor('outgoing anchor', '2024-02-29T22:00:00Z', later(7200));
	anchor('handing anchor', '2024-02-29T23:00:00Z', [RENEWED, WITNESSES[0]]
		.map((w) => ({ ...w, time: readTime('2024-02-29T22:00:09Z') })));
	return steps;
}

export const STORY = tell();
export const ENTRIES = STORY.map(([, step]) => makeEntry(step));
export const indexOf = (name) => STORY.findIndex(([n]) => n === name);
export const stepOf = (name) => STORY[indexOf(name)][1];
