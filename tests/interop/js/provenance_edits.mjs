// SPDX-License-Identifier: Apache-2.0

// Provenance files that break the rules of docs/spec/provenance.md, records.md
// and commitments.md, each once, and what just keeps one.  Most are signed anew
// by all who sign, so that not a signature alone objects.  A case is {why,
// make}: `make()` gives {bytes, given}, `given` beside the log's key.
import { writeDocument } from './document.mjs';
import { LINES } from './edits.mjs';
import { Roll, keyOf, readPoint, u32, u64 } from './member.mjs';
import { commitAnnex, commitBlock, levelsOf, nodeUnder, rootOfBlocks,
	writeOpening } from './opening.mjs';
import { writeVkey } from './policy.mjs';
import { MESSAGES, SCOPES, base64, publicKey, readTime, sha256, signRecord, signText,
	writeRecord } from './records.mjs';
import { leafHash, rootOf } from './tree.mjs';
import { FIRST, SECOND, WITNESSES, both, by, day, deputy, hash, seedOf } from
	'./world.mjs';
import { ANNEXES, BLOCKS, DATED, block, ENDED, LOG, LONG, OWN, SEED, SHORT, act, anchor, behind, but,
	charter, charterValues, deputies, fileOf, filing, inStyle, make, memo, putting,
	VKEY, said, seen, witnessed, witnessKey, without, writeFile } from
	'./provenance_world.mjs';

export const CASES = [], POOL = [];

const add = (list, why, steps, options = {}, given = {}) =>
	list.push({ why, make: () => ({ given, bytes: writeFile(fileOf(make(
		typeof steps === 'function' ? steps() : steps), 'memo', options)) }) });
const whole = { on: 'eighth' }, first = { on: 'first' };
const long = (why, steps, options = whole) => add(CASES, why, steps, options);
const short = (why, steps, options = first) => add(CASES, why, steps, options);

// The stories as they are ----------------------------------------------------

const STORIES = { LONG, OWN, ENDED, SHORT, DATED };
for (const [name, steps] of Object.entries(STORIES)) {
	for (const on of [undefined, ...steps.filter(({ type }) => type === 'anchor')
		.map((step) => step.name)]) {
		add(CASES, `${name} on ${on}`, steps, { on });
		add(CASES, `${name} on ${on}, in part`, steps, { on, shown:
			BLOCKS.map((_, i) => (i === 3 ? [1, 3] : i % 3 > 0)) });
		for (const [who, witnesses] of Object.entries({
			one: seen('2024-02-07T00:00:00Z'),
			two: seen('2024-02-07T00:00:00Z', '2024-02-06T23:00:00Z'),
			'the second': seen('2024-02-07T00:00:00Z',
				'2024-02-06T23:00:00Z').slice(1),
			'two in another order': seen('2024-02-07T00:00:00Z',
				'2024-02-06T23:00:00Z').reverse(),
			'one at 1970': seen('1970-01-01T00:00:00Z') }))
			add(CASES, `${name} on ${on}, seen by ${who}`, steps,
				{ on, witnesses }, { witnesses: WITNESSES.map(witnessKey) });
	}
}

// Charters --------------------------------------------------------------------

const first4 = charterValues.role;
const roleBut = (name, line) => first4.map((l) => (l[0] === name ? line : l));
const CHARTERS = {
	'version 2': { version: [2] }, 'version 0': { version: [0] },
	'another origin': { origin: ['dissent.example/other'] },
	'an origin with +': { origin: ['dissent.example/a+b'] },
	'another name': { name: ['Another'] },
	'an exercise': { exercise: ['yes'] }, 'no exercise or not': { exercise: ['maybe'] },
	'readers: nobody': { readers: ['nobody'] },
	'for members': { readers: ['members'] },
	'no role second': { role: first4.filter(([n]) => n !== 'second') },
	'no role promise': { role: first4.filter(([n]) => n !== 'promise') },
	'no role release': { role: first4.filter(([n]) => n !== 'release') },
	'two logs': { role: [...first4.slice(0, 5), ['log',
		publicKey(seedOf('log 2')), 'Another'], ...first4.slice(5)] },
	'another log': { role: roleBut('log', ['log', publicKey(seedOf('x')), 'X']) },
	'a role apart': { role: [...first4, ['office', publicKey(seedOf('x')), 'X']] },
	'a key twice': { role: roleBut('enrol', ['enrol',
		publicKey(seedOf('promise')), 'X']) },
	'threshold 0': { threshold: [0] }, 'threshold 2': { threshold: [2] },
	'first seal another': { seal: [['inspector', 'x25519', hash('i'), 'X']] },
	'two seals': { seal: [...charterValues.seal, ['office', 'x25519', hash('2'),
		'X']] },
	'a seal twice': { seal: [...charterValues.seal, ...charterValues.seal] },
	'a seal of 31 bytes': { seal: [['office', 'x25519', hash('i').subarray(1),
		'X']] },
	'a seal of another type': { seal: [['office', 'x448', hash('i'), 'X']] },
	'two copies alike': { copy: [['The head'], ['The head']] },
	'style none': { style: ['none'], ceiling: [] },
	'style none, ceiling': { style: ['none'] }, 'style x': { style: ['x'] },
	'no ceiling': { ceiling: [] }, 'ceiling X': { ceiling: ['X'] },
	'ceiling U': { ceiling: ['U'] }, 'ceiling TS': { ceiling: ['TS'] },
	'marking in legacy': { marking: [['A']] },
	'style own': { style: ['own'], marking: [['U'], ['SBU']], ceiling: [] },
	'style own without marks': { style: ['own'], ceiling: [] },
	'a heading with #': { requests: [['Requests'], ['A #']] },
	'a heading twice': { requests: [['Requests'], ['Requests']] },
	'a heading too long': { requests: [['Requests'], ['a'.repeat(65)]] },
	'another heading': { requests: [['Why']] },
	'two headings': { requests: [['Why'], ['Requests']] },
	'week 0': { week: [0] }, 'week 8': { week: [12348] },
	'week 21': { week: [21] }, 'week 1': { week: [1] }, 'week 11': { week: [11] },
	'closing 0': { closing: [0] }, 'closing 1440': { closing: [1440] },
	'closing 1441': { closing: [1441] },
	'calendar reversed': { calendar: charterValues.calendar.toReversed() },
	'a short calendar': { calendar: [day('2023-01-01'), day('2023-12-31')] },
	'a calendar to the due day': { calendar: [day('2023-01-01'),
		day('2024-01-02')] },
	'a calendar to before it': { calendar: [day('2023-01-01'),
		day('2024-01-01')] },
	'a calendar from later on': { calendar: [day('2023-11-09'),
		day('2024-12-31')] },
	'closing at midnight, to the due day': { closing: [1440],
		calendar: [day('2023-01-01'), day('2024-01-02')] },
	'an offset of 14 hours': { offset: [[readTime('2023-03-12T07:00:00Z'),
		'+14:00']] },
	'an offset beyond': { offset: [[readTime('2023-03-12T07:00:00Z'), '+14:01']] },
	'an offset of 60 minutes': { offset: [[0, '+01:60']] },
	'offset -00:00': { offset: [[0, '-00:00']] },
	'offsets reversed': { offset: charterValues.offset.toReversed() },
	'a closed day beyond': { closed: [[day('2025-01-01'), 'New Year']] },
	'a closed day twice': { closed: [[day('2024-01-01'), 'A'],
		[day('2024-01-01'), 'B']] },
	'no clock reply': { clock: charterValues.clock.slice(0, 2) },
	'no clock reply-from': { clock: charterValues.clock.toSpliced(1, 1) },
	'reply-from beyond reply': { clock: charterValues.clock.with(1,
		['reply-from', 'working', 100]) },
	'a clock of weeks': { clock: charterValues.clock.with(2, ['reply', 'weeks', 2]) },
	'a clock of 0 days': { clock: charterValues.clock.with(2,
		['reply', 'calendar', 0]) },
	'a clock of 3660 days': { clock: charterValues.clock.with(2,
		['reply', 'calendar', 3660]) },
	'a clock of 3661 days': { clock: charterValues.clock.with(2,
		['reply', 'calendar', 3661]) },
	'a clock twice': { clock: [...charterValues.clock, ['reply', 'calendar', 1]] },
	'a clock more': { clock: [...charterValues.clock, ['x', 'calendar', 1]] },
	'acknowledge-from': { clock: [...charterValues.clock,
		['acknowledge-from', 'working', 1]] },
	'quota 0': { quota: [0] }, 'quota 1001': { quota: [1001] },
	'floor 1': { floor: [1] }, 'floor 4': { floor: [4] }, 'floor 5': { floor: [5] },
	'age 8760': { age: [8760] }, 'age 8761': { age: [8761] },
	'batch 0': { batch: [0] }, 'release 25': { release: [25] },
	'release 0': { release: [0] },
	'late 53': { late: [53, 5] }, 'late on day 8': { late: [1, 8] },
	'late 0': { late: [0, 5] },
	'gather 0': { gather: [0] }, 'gather 3651': { gather: [3651] },
	'cooling 6': { cooling: [6] }, 'cooling 366': { cooling: [366] },
	'a witness': witnessed, 'quorum 0': { ...witnessed, quorum: [0] },
	'quorum 3': { ...witnessed, quorum: [3] },
	'no quorum': { ...witnessed, quorum: [] },
	'a quorum without witnesses': { quorum: [1] },
	'witnesses reversed': { ...witnessed, witness: witnessed.witness.toReversed() },
	'a witness with the log\'s key': { ...witnessed, quorum: [1],
		witness: [['cosignature/v1', LOG.key, 'a']] },
	'a witness of another type': { quorum: [1],
		witness: [['cosignature/v2', hash('w'), 'a']] },
	'a witness\'s name with a blank': { quorum: [1],
		witness: [['cosignature/v1', hash('w'), 'a b']] },
	'a witness\'s name with +': { quorum: [1],
		witness: [['cosignature/v1', hash('w'), 'a+b']] },
	'a reveal': { reveal: [['inspector', 'x25519', hash('i'), 'X']] },
};
for (const [why, put] of Object.entries(CHARTERS))
	short(`charter: ${why}`, putting(SHORT, 'charter', put));
short('charter: by another', but(SHORT, 'charter', { signers: by('office') }));
short('charter: by the office as authority', but(SHORT, 'charter',
	{ signers: [['authority', seedOf('office')]] }));
short('charter: by two', but(SHORT, 'charter', { signers:
	[...by('authority'), ...by('authority')] }));
short('charter: and the second', but(SHORT, 'charter', { signers:
	[...by('authority'), ...by('second')] }));
short('charter: and the registrar', but(SHORT, 'charter', { signers:
	[...by('registrar'), ...by('second')] }));
short('charter: two of two', but(putting(SHORT, 'charter', deputies), 'charter',
	{ signers: both }));
short('charter: two of two reversed', but(putting(SHORT, 'charter', deputies),
	'charter', { signers: both.toReversed() }));
short('charter: one twice', but(putting(SHORT, 'charter', deputies), 'charter',
	{ signers: [both[0], both[0]] }));
short('charter: a channel in the first', putting(SHORT, 'charter',
	{ channel: [hash('x')] }));

// A later charter.
const bothAnd = [...by('authority'), ...by('second')];
const NEXT = {
	'version 1': { version: [1] }, 'version 3': { version: [3] },
	'another origin': { origin: ['dissent.example/other'] },
	'another exercise': { exercise: ['yes'] }, 'another name': { name: ['B'] },
	'another log': { role: deputies.role.map((l) => (l[0] === 'log' ?
		['log', publicKey(seedOf('x')), 'X'] : l)) },
	'another channel': { channel: [hash('x')] }, 'no channel': { channel: [] },
	'the same role keys': { role: first4, threshold: [1] },
};
for (const [why, put] of Object.entries(NEXT)) {
	short(`next charter: ${why}`, behind(SHORT, 'roll', { ...charter('next',
		'2023-11-02T13:00:00Z', { version: [2], ...deputies, ...put }, bothAnd) }));
}
for (const [why, signers] of Object.entries({ 'authority alone': by('authority'),
	'second alone': by('second'), 'registrar and second':
	[...by('registrar'), ...by('second')], 'the new ones': both,
	'second first': bothAnd.toReversed(), none: [],
	'authority twice': [...by('authority'), ...by('authority')],
	'a second too much': [...bothAnd, ...by('second')] })) {
	for (const values of [deputies, {}, { name: ['B'] }, witnessed,
		{ role: first4.map((l) => (l[0] === 'authority' ?
			['authority', publicKey(seedOf('heir')), 'An heir'] : l)) }]) {
		short(`next charter by ${why}, changes ${Object.keys(values)}`, behind(
			SHORT, 'roll', charter('next', '2023-11-02T13:00:00Z',
				{ version: [2], ...values }, signers)));
	}
}
// Two of which the second waits, or takes the place of the first.
for (const [when, at] of Object.entries({ 'before it is in force':
	'2023-11-08T13:00:00Z', 'at the second': '2023-11-09T13:00:00Z',
	later: '2023-11-10T13:00:00Z' })) {
	for (const [who, signers] of Object.entries({ old: by('office'),
		deputy: deputy('office') })) {
		short(`acknowledged ${when} by the ${who}`, [...behind(SHORT, 'roll',
			charter('next', '2023-11-02T13:00:00Z', { version: [2],
				...deputies, role: deputies.role.filter((l) => l[0] !==
					'office' || l[2] === 'Holder: office\'s deputy') },
			by('authority'))), said('ack', 'acknowledge', at, 'memo', {},
			signers), anchor('last', at)], { on: 'last' });
	}
	const two = behind(SHORT, 'roll', charter('next', '2023-11-02T13:00:00Z',
		{ version: [2], ...witnessed }, by('authority')));
	for (const n of [0, 1, 2])
		short(`an anchor ${when}, seen by ${n}`, [...two, anchor('last', at)],
			{ on: 'last', witnesses: seen(...Array(n).fill(at)) });
	for (const version of [2, 3])
		for (const signers of [by('authority'), both, bothAnd, [...by('registrar'),
			...by('second')]])
			short(`a third of version ${version} ${when} by ${signers
				.map(([r]) => r)}`, [...two, charter('third', at,
				{ version: [version] }, signers), anchor('last', at)],
			{ on: 'last' });
}

// Rolls -----------------------------------------------------------------------

const ROLL = { 'edition 0': { edition: [0] }, 'edition 2': { edition: [2] },
	'edition 2, left': { edition: [2], left: [1] },
	'edition 9, left': { edition: [9], left: [0] },
	'edition 1, left': { left: [0] },
	'edition 2^63 - 1': { edition: [2n ** 63n - 1n], left: [0] },
	'edition 2^32': { edition: [2 ** 32], left: [0] },
	'left more than can be': { edition: [2], left: [2 ** 24 + 1] },
	'left as many as can be': { edition: [2], left: [2 ** 24] },
	'left 2^63 - 1': { edition: [2], left: [2n ** 63n - 1n] },
	'size 5': { size: [5] }, 'size 3': { size: [3] },
	'eligible 4': { eligible: [4] }, 'eligible 3': { eligible: [3] },
	'eligible 2^63 - 1': { eligible: [2n ** 63n - 1n] },
	'another root': { root: [hash('x')] }, 'another roll': { root: [SECOND.roll.root] },
	reading: { reading: [hash('x')] }, 'replaced': { replaced: [[hash('x')]] },
	'replaced twice': { replaced: [[hash('x')], [hash('x')]] },
	'replaced not in order': { replaced: [hash('k1'), hash('k2')]
		.sort(Buffer.compare).reverse().map((h) => [h]) },
	'another channel': { channel: [hash('x')] } };
for (const [why, put] of Object.entries(ROLL))
	short(`roll: ${why}`, putting(SHORT, 'roll', put));
for (const [why, signers] of Object.entries({ 'second first': [...by('second'),
	...by('registrar')], 'registrar twice': [...by('registrar'),
	...by('registrar')], 'the authority': [...by('authority'), ...by('second')],
'another as second': [...by('registrar'), ['second', seedOf('x')]],
'another as registrar': [['registrar', seedOf('x')], ...by('second')] }))
	short(`roll: by ${why}`, but(SHORT, 'roll', { signers }));
short('roll: behind the memo', [SHORT[0], SHORT[2], SHORT[1], SHORT[3]]);
short('roll: after the memo\'s time', but(SHORT, 'roll',
	{ at: '2023-11-03T21:00:01Z' }));
for (const keys of [[], FIRST.roll.keys.slice(1), SECOND.roll.keys,
	FIRST.roll.keys.toReversed(), [...FIRST.roll.keys, FIRST.roll.keys[3]],
	[...FIRST.roll.keys, Buffer.alloc(16)]])
	short(`keys: ${keys.length}`, SHORT, { on: 'first', sections: (list) =>
		list.map((s) => (s.name === 'keys' ?
			{ ...s, bytes: Buffer.concat(keys.map((k) => Buffer.from(k))) } : s)) });

// The memo ----------------------------------------------------------------------

const MEMO = { 'another charter': { charter: [hash('x')] },
	'an unknown roll': { roll: [hash('x')] }, 'another root': { root: [hash('x')] },
	'blocks 0': { blocks: [0] }, 'blocks 10': { blocks: [10] },
	'blocks 12': { blocks: [12] }, 'blocks 8193': { blocks: [8193] },
	'requests 1': { requests: [1] }, 'requests 3': { requests: [3] },
	'requests 12': { requests: [12] }, 'requests 0': { requests: [0] },
	'no banner': { banner: [] }, 'a lower banner': { banner: ['UNCLASSIFIED'] },
	'a higher banner': { banner: ['CONFIDENTIAL'] },
	'above the ceiling': { banner: ['SECRET'] }, 'no such banner': { banner: ['X'] },
	'the mark as banner': { banner: ['SBU'] },
	'another addressee': { addressee: [['Nobody']] },
	'an addressee twice': { addressee: [['The head'], ['The head']] },
	'two addressees': { addressee: [['The deputy'], ['The head']] },
	'a reply of another type': { reply: ['x448', hash('r')] },
	'a reply of 31 bytes': { reply: ['x25519', hash('r').subarray(1)] },
	'another author': { author: [publicKey(seedOf('x'))] },
	'an author of no key': { author: [hash('no key')] },
	'after the day': { after: [day('2023-11-03')] },
	'amends itself': { amends: [hash('x')] },
	'related twice': { related: [[hash('x')], [hash('x')]] },
	'annex twice': { annex: [[hash('x')], [hash('x')]] },
	'panel twice': { panel: [['A'], ['A']] },
	'distribution': { distribution: [['B'], ['A'], ['A']] },
	'slot 1': { slot: [1] }, 'slot 2': { slot: [2] },
	'slot 2^32': { slot: [2 ** 32] },
	'another id': { memo: [hash('x')] }, 'a short proof': { proof: [hash('x')] },
	'another channel': { channel: [hash('x')] } };
for (const [why, put] of Object.entries(MEMO)) {
	short(`memo: ${why}`, putting(SHORT, 'memo', put));
	short(`memo: ${why}, nothing open`, putting(SHORT, 'memo', put),
		{ on: 'first', shown: BLOCKS.map(() => false) });
}
const UNSIGNED = [];
for (const [why, after] of Object.entries({ 'the day before': '2023-11-02',
	'the day': '2023-11-03', 'the day after': '2023-11-04' })) {
	const steps = but(putting(SHORT, 'memo', { after: [day(after)] }), 'memo',
		{ signers: UNSIGNED });
	short(`memo: without its author, ${why}`, steps);
	// In the zone of the charter it is still the day before.
	short(`memo: without its author, ${why}, by night`, but(but(steps, 'memo',
		{ at: '2023-11-04T03:59:59Z' }), 'first', { at: '2023-11-04T04:00:00Z' }));
	short(`memo: without its author, ${why}, at midnight`, but(but(steps, 'memo',
		{ at: '2023-11-04T04:00:00Z' }), 'first', { at: '2023-11-04T04:00:00Z' }));
}
for (const signers of [by('office'), [['office', seedOf('author')]],
	[['author', seedOf('office')]], [...by('author'), ...by('author')]])
	short(`memo: signed by ${signers.map(String)}`.slice(0, 60),
		but(SHORT, 'memo', { signers }));
for (const acts of [[0, 1], [1, 0], [4, 0], [5, 0], [2, 3], [2 ** 32, 0],
	[2 ** 32 - 1, 1]])
	short(`memo: acts ${acts}`, but(SHORT, 'memo', { acts }));
for (const [why, proof] of Object.entries({
	'of another message': { message: MESSAGES.box(hash('x')) },
	'of another scope': { scope: SCOPES.endorse(hash('x'), hash('y')) },
	'of another member': { member: 2 } }))
	short(`memo: a proof ${why}`, but(SHORT, 'memo', (step) =>
		({ proof: { ...step.proof, ...proof } })));
short('memo: too late after a roll and a charter', but(but(behind(SHORT, 'roll',
	charter('next', '2023-11-02T13:00:00Z', { version: [2], ...deputies },
		bothAnd)), 'memo', { at: '2024-01-31T13:00:01Z' }), 'first',
{ at: '2024-02-10T21:00:00Z' }));
short('memo: just not too late', but(but(behind(SHORT, 'roll',
	charter('next', '2023-11-02T13:00:00Z', { version: [2], ...deputies },
		bothAnd)), 'memo', { at: '2024-01-31T13:00:00Z' }), 'first',
{ at: '2024-02-10T21:00:00Z' }));
short('memo: under a charter that waits', but(but(behind(SHORT, 'roll',
	charter('next', '2023-11-02T13:00:00Z', { version: [2], ...deputies },
		by('authority'))), 'memo', memo('memo', '2023-11-03T21:00:00Z',
	{ charter: 'next' })), 'first', {}));
short('memo: under a charter that was overtaken', but(but(behind(SHORT, 'roll',
	charter('next', '2023-11-02T13:00:00Z', { version: [2], ...deputies },
		by('authority')), charter('third', '2023-11-02T14:00:00Z',
		{ version: [3], name: ['C'] }, by('authority'))), 'memo',
memo('memo', '2023-11-10T21:00:00Z', { charter: 'next' })), 'first',
{ at: '2023-11-10T21:00:00Z' }));
short('a memo of a twin beside', behind(SHORT, 'memo',
	memo('twin', '2023-11-03T21:00:00Z', { member: 1 })));
short('a memo of a twin within', behind(SHORT, 'memo',
	memo('twin', '2023-11-03T21:00:00Z', { member: 1 })), { on: 'first',
	chosen: (list, made) => list.toSpliced(-1, 0,
		{ name: 'entry', index: made.indexOf('twin') }) });
short('the memo twice', behind(SHORT, 'memo', { ...SHORT[2], name: 'again' }));

// Acts of a filing ----------------------------------------------------------------

const F = '2023-11-03T21:00:00Z';
const filed = (acts, members, back, change = {}) => [SHORT[0], SHORT[1],
	memo('memo', F, { acts }), { ...filing(F, 'memo', members, back), ...change },
	anchor('first', F)];
for (const [acts, members, back] of [[[2, 0], [1, 2]], [[2, 0], [1]],
	[[2, 0], [1, 2, 3]], [[1, 1], [1, 2], 1], [[0, 1], [2], 2], [[1, 0], [2], 2],
	[[0, 2], [1, 2], 1], [[1, 1], [1, 2]], [[4, 0], [0, 1, 2, 3]],
	[[3, 1], [0, 1, 2, 3], 0], [[2, 0], [1, 1]]])
	short(`filed with ${acts} by ${members}, ${back} takes back`,
		filed(acts, members, back));
for (const [why, change] of Object.entries({
	'in another order': { order: (l) => l.toReversed() },
	'at another time': { at: '2023-11-03T21:00:01Z' },
	'of another channel': { put: { channel: [hash('x')] } },
	'of another memo': { put: { memo: [hash('x')] } },
	'with a reveal': { put: { reveal: [[hash('x')]] } },
	'endorsed twice': { order: (l) => [l[0], l[0]] },
	'with a withdrawal between': { order: ([a, b]) => [a, act('w', 'withdraw', F,
		'memo', a.proof.member), b] } }))
	short(`filed ${why}`, filed([2, 0], [1, 2], undefined, change));
for (const reveal of [[], [[hash('r')]], [[hash('r')], [hash('d')]],
	[[hash('r')], [hash('d')], [hash('e')]], [[hash('r')], [hash('r')]]])
	add(CASES, `${reveal.length} reveals of two`, but(OWN, 'acts',
		{ put: { reveal } }), { on: 'second' });

// What follows a filing ---------------------------------------------------------

const SAID = LONG.filter(({ about, type }) => about === 'memo' && type !== 'filing');
for (const step of SAID) {
	const { name } = step;
	long(`without ${name}`, without(LONG, name));
	long(`${name} twice`, behind(LONG, name, { ...step, name: 'again' }));
	long(`${name} of another channel`, putting(LONG, name, { channel: [hash('x')] }));
	long(`${name} of another memo`, putting(LONG, name, { memo: [hash('x')] }));
	long(`${name} before its time`, but(LONG, name, { at: '2023-11-03T20:59:59Z' }));
	const at = LONG.indexOf(step);
	long(`${name} one earlier`, LONG.toSpliced(at - 1, 2, step, { ...LONG[at - 1],
		at: LONG[at - 1].at }));
	long(`${name} at the end`, [...without(LONG, name, 'eighth'), { ...step,
		at: '2024-01-16T21:00:00Z' }, LONG.at(-1)]);
	if (step.signers !== undefined) {
		for (const role of ['office', 'author', 'release', 'registrar', 'authority'])
			long(`${name} by ${role}`, but(LONG, name, { signers: by(role) }));
		const [[role]] = step.signers;
		long(`${name} by another`, but(LONG, name,
			{ signers: [[role, seedOf('x')]] }));
		long(`${name} by a deputy`, but(LONG, name, { signers: [[role,
			seedOf('office\'s deputy')]] }));
	}
	if (step.proof !== undefined) {
		for (const member of [0, 1, 2, 3])
			long(`${name} by member ${member}`, but(LONG, name,
				{ proof: { ...step.proof, member } }));
		long(`${name} of another message`, but(LONG, name, { proof:
			{ ...step.proof, message: MESSAGES.file(hash('x')) } }));
		long(`${name} of another scope`, but(LONG, name, { proof:
			{ ...step.proof, scope: hash('x') } }));
		long(`${name} over another roll`, but(LONG, name, { group: SECOND }));
	}
}
const NUMBERS = { unreadable: ['number', 'which'], resupply: ['unreadable'],
	'ask 1': ['question'], 'ask 2': ['question'], answer: ['question'],
	'last answer': ['question'], 'unreadable question': ['number', 'which'],
	'unreadable reply': ['number', 'which'], 'unreadable correction':
	['number', 'which'], reply: ['reply'],
	correct: ['correction', 'reply'], publish: ['publication'],
	'late publish': ['publication'] };
for (const [name, fields] of Object.entries(NUMBERS))
	for (const field of fields)
		for (const n of [0, 1, 2, 3, 5, 65, 2 ** 32, 2n ** 63n - 1n])
			long(`${name}: ${field} ${n}`, putting(LONG, name, { [field]: [n] }));
for (const name of ['unreadable', 'unreadable question', 'unreadable reply',
	'unreadable correction'])
	for (const what of ['memo', 'reply', 'question', 'correction', 'x'])
		for (const which of [0, 1])
			long(`${name}: ${what} ${which}`, putting(LONG, name,
				{ what: [what], which: [which] }));
const words = ['accepted', 'partly', 'declined', 'no-decision', 'already-done',
	'out-of-scope', 'x'];
for (const name of ['reply', 'correct']) {
	for (const word of words)
		long(`${name}: ${word}`, putting(LONG, name,
			{ disposition: [[1, word], [2, 'declined']] }));
	for (const numbers of [[0], [1], [2], [1, 1], [2, 1], [1, 2, 3], [0, 1, 2],
		[1, 3]])
		long(`${name}: of ${numbers}`, putting(LONG, name, { disposition:
			numbers.map((n) => [n, 'declined']) }));
}
for (const banner of [[], ['SECRET'], ['CONFIDENTIAL'], ['X'], ['SBU']])
	long(`publish: ${banner}`, putting(LONG, 'publish', { banner }));
long('a question open at the end', without(LONG, 'last answer'));
for (const signers of [by('author'), by('office')])
	long(`ended early by ${signers[0][0]}`, [...LONG.slice(0, 12),
		said('early', 'end', '2023-11-08T22:00:00Z', 'memo', { reason: ['X'] },
			signers), ...LONG.slice(12)]);
for (const [type, values, signers] of [['acknowledge', {}], ['reply',
	{ reply: [1], disposition: [[0, 'declined']], root: [hash('root')],
		blocks: [3], content: [hash('r')] }],
['ask', { question: [1], content: [hash('q')] }], ['publish', { publication: [1],
	content: [[hash('a')], [hash('b')]] }, by('release')],
['unreadable', { what: ['memo'], number: [1], which: [0] }],
['end', { reason: ['Again'] }, by('author')]]) {
	for (const at of ['2023-11-09T16:00:00Z', '2024-02-09T16:00:00Z'])
		add(CASES, `${type} after its author's end`, [...ENDED.slice(0, 4),
			ENDED[5], said('more', type, '2023-11-10T22:00:00Z', 'memo', values,
				signers), { ...ENDED[6], at }], { on: 'second' });
	add(CASES, `${type} beside its author's end`, [...ENDED.slice(0, 6),
		said('more', type, '2023-11-13T22:00:00Z', 'memo', values, signers),
		anchor('second', '2023-11-13T22:00:00Z')], { on: 'second' });
}
for (const [name, at] of [['acknowledge', '2023-11-07T22:00:00Z'],
	['acknowledge', '2023-11-07T22:00:01Z'], ['reply', '2024-01-02T22:00:00Z'],
	['reply', '2024-01-02T22:00:01Z'], ['reply', '2023-12-19T21:59:59Z']])
	long(`${name} at ${at}`, [...LONG.slice(0, 9).map((s) => (s.name === name ?
		{ ...s, at } : s)), ...(name === 'reply' ? [{ ...LONG.find((s) =>
		s.name === 'reply'), at }] : []), anchor('eighth', at)]);

// The last entry's time, and others about the log.
long('a type that no log has', but(LONG, 'ask 1', { type: 'claim', put: { name: ['X'],
	question: undefined, content: undefined }, signers: by('author') }));

// Anchors -------------------------------------------------------------------------

const ANCHOR = { 'size less': { size: [3 - 1] }, 'size more': { size: [4] },
	'leaves less': { leaves: [2] }, 'leaves more': { leaves: [4] },
	'leaves 0': { leaves: [0] }, 'leaves 2^63 - 1': { leaves: [2n ** 63n - 1n] },
	'another map': { map: [hash('x')] }, 'another channel': { channel: [hash('x')] },
	'a note': { note: [hash('x')] }, 'a long note': { note: [Buffer.alloc(8192)] } };
for (const [why, put] of Object.entries(ANCHOR))
	short(`anchor: ${why}`, putting(SHORT, 'first', put));
for (const at of ['2023-11-03T20:59:59Z', '2023-11-03T21:00:01Z',
	'9999-12-31T23:59:59Z'])
	short(`anchor: at ${at}`, but(SHORT, 'first', { at }));
const more = said('acknowledge', 'acknowledge', '2023-11-06T16:00:00Z', 'memo');
short('anchor: it is not the last', [...SHORT, more], { size: 5,
	chosen: (list) => [...list.filter(({ index }) => index < 3),
		{ name: 'anchor', index: 3 }] });
short('anchor: it is a memo', SHORT, { on: 'first', chosen: (list) =>
	list.map((s) => (s.name === 'anchor' ? { ...s, index: 2 } : s)) });
short('anchor: without a map', SHORT, { on: 'first', sections: (list) =>
	list.filter(({ name }) => name !== 'map') });
short('map: without an anchor', SHORT, { on: 'first', sections: (list) =>
	list.filter(({ name }) => name !== 'anchor') });
short('neither, under an anchor\'s checkpoint', SHORT, { size: 4 });
const later = [...SHORT, more, anchor('last', '2023-11-06T22:00:00Z')];
short('map: an entry is left out', later, { on: 'last', chosen: (list) =>
	list.filter(({ index }) => index !== 4) });
short('map: a charter is left out', behind(SHORT, 'roll', charter('next',
	'2023-11-02T13:00:00Z', { version: [2], ...deputies }, bothAnd)),
{ on: 'first', chosen: (list) => list.filter(({ index }) => index !== 2) });
short('without an anchor: an entry is left out', later, { size: 5, chosen: (list) =>
	list.filter(({ index }) => index !== 4) });
short('without an anchor: the last charter is left out', behind(SHORT, 'roll',
	charter('next', '2023-11-02T13:00:00Z', { version: [2], ...deputies },
		bothAnd)), { size: 4, chosen: (list) => list.filter(({ index }) =>
	index !== 2) });
short('the first charter is left out', SHORT, { size: 4, chosen: (list) =>
	list.filter(({ name }) => name !== 'charter') });
for (const [why, map] of Object.entries({
	'another place': (m) => ({ ...m, place: m.place - 1 }),
	'the next place': (m) => ({ ...m, place: m.place + 1 }),
	'place 0': (m) => ({ ...m, place: 0 }),
	'a place beyond': (m) => ({ ...m, place: 2 ** 40 }),
	'a hash less': (m) => ({ ...m, hashes: m.hashes.slice(1) }),
	'a hash more': (m) => ({ ...m, hashes: [...m.hashes, hash('x')] }),
	'hashes reversed': (m) => ({ ...m, hashes: m.hashes.toReversed() }),
	'half a hash': (m) => ({ ...m, hashes: [...m.hashes, Buffer.alloc(16)] }),
	'a hash changed': (m) => ({ ...m, hashes: m.hashes.with(0, hash('x')) }) }))
	for (const [name, steps, on] of [['SHORT', SHORT, 'first'], ['LONG', LONG,
		'eighth']])
		add(CASES, `map: ${why} (${name})`, steps, { on, map });

// What dates something ------------------------------------------------------

const BY_ALL = { witnesses: WITNESSES.map(witnessKey) };
const dated = (why, options, steps = DATED) => {
	for (const on of ['eighth', undefined])
		for (const given of [{}, BY_ALL])
			add(CASES, `dated: ${why} (on ${on}, by ${Object.keys(given)})`, steps,
				{ on, ...options }, given);
};
const anchorOf = (name, back = 1) => (d, made) => {
	const index = made.indexOf(name);
	const before = made.steps.slice(0, index).map(({ type }, i) =>
		(type === 'anchor' ? i : -1)).filter((i) => i >= 0);
	return [...d, { index, size: (before.at(-back) ?? 0) + 1 }]
		.sort((a, b) => a.index - b.index);
};
for (const [why, dating] of Object.entries({ 'nothing': () => [],
	'the first alone': (d) => d.slice(0, 1), 'the last alone': (d) => d.slice(-1),
	'not the first': (d) => d.slice(1), 'one twice': (d) => [d[0], ...d],
	'reversed': (d) => d.toReversed(), 'one that nobody cosigned':
	(d, m) => anchorOf('fourth')(d.filter(({ index }) =>
		index !== m.indexOf('fifth')), m), 'one too much': anchorOf('eighth'),
	'one without a note': anchorOf('first', 0),
	'another note\'s proof': anchorOf('third', 2) }))
	dated(why, { dating });
for (const [why, proof] of Object.entries({ 'a hash less': (p) => p.slice(1),
	'a hash more': (p) => [...p, hash('x')], 'reversed': (p) => p.toReversed(),
	'none': () => [], 'half a hash more': (p) => [...p, Buffer.alloc(16)],
	'the first changed': (p) => p.with(0, hash('x')),
	'the last changed': (p) => p.with(-1, hash('x')) }))
	for (const n of [0, 1, 2])
		dated(`proof ${n}: ${why}`, { proof: (p, i) => (i === n ? proof(p) : p) });
for (const [why, edit] of Object.entries({
	'a proof too few': (l) => l.toSpliced(l.findIndex(isProof), 1),
	'a proof twice': (l) => l.toSpliced(l.findIndex(isProof), 0, l.find(isProof)),
	'five proofs': (l) => l.toSpliced(l.findIndex(isProof), 0,
		...Array(2).fill(l.find(isProof))),
	'the proofs swapped': (l) => l.with(l.findIndex(isProof), l[l.findIndex(isProof)
		+ 1]).with(l.findIndex(isProof) + 1, l.find(isProof)),
	'an empty proof more': (l) => l.toSpliced(l.findIndex(isProof), 0,
		{ name: 'consistency', bytes: Buffer.alloc(0) }),
	'the proofs behind the tree': (l) => [...l.filter((s) => !isProof(s) &&
		s.name !== 'opening'), ...l.filter(isProof), l.at(-1)],
	'seen behind the tree': (l) => [...l.filter((s) => s.name !== 'seen'),
		...l.filter((s) => s.name === 'seen')] }))
	dated(why, { sections: edit });
function isProof({ name }) {
	return name === 'consistency';
}
for (const [why, put] of Object.entries({ 'no note': { note: [] },
	'size less': { size: [5] }, 'another channel': { channel: [hash('x')] },
	'another map': { map: [hash('x')] }, 'leaves 0': { leaves: [0] },
	'a note that is none': { note: [hash('x')] },
	'a note of 8192 bytes': { note: [Buffer.alloc(8192)] } }))
	for (const name of ['second', 'seventh', 'eighth'])
		dated(`${name}: ${why}`, {}, putting(DATED, name, put));
for (const at of ['1970-01-01T00:00:00Z', '2023-11-03T20:59:59Z',
	'2024-02-03T22:00:00Z', '9999-12-31T23:59:59Z'])
	for (const name of ['second', 'eighth'])
		dated(`${name} at ${at}`, {}, but(DATED, name, { at }));
dated('seen: an acknowledgement', { chosen: (l, m) => l.map((s) => (s.name ===
	'seen' ? { ...s, index: m.indexOf('acknowledge') } : s)) });
dated('seen as entries', { chosen: (l) => l.map((s) => (s.name === 'seen' ?
	{ ...s, name: 'entry' } : s)) });
// When it was seen, against the deadlines of the filing and of both duties.
for (const [name, times] of Object.entries({
	second: ['1970-01-01T00:00:00Z', '1970-01-01T00:00:01Z', '2023-11-01T00:00:00Z',
		'9999-12-31T23:59:59Z'],
	fifth: ['2023-11-07T22:59:59Z', '2023-11-07T23:00:00Z', '2023-11-07T23:00:01Z',
		'1970-01-01T00:00:00Z'],
	seventh: ['2024-01-02T22:00:00Z', '2024-01-02T23:00:00Z',
		'2024-01-02T23:00:01Z'] })) {
	for (const time of times) {
		const steps = but(DATED, name, { witnesses: seen(time) });
		dated(`${name} seen at ${time}`, {}, steps);
		dated(`${name} seen at ${time} by another`, {}, but(DATED, name,
			{ witnesses: seen(time, time).slice(1) }));
		dated(`${name} seen at ${time} and later`, {}, but(DATED, name,
			{ witnesses: seen(time, '2024-05-05T00:00:00Z') }));
	}
}
for (const [name, at] of [['acknowledge', '2023-11-07T22:00:00Z'],
	['acknowledge', '2023-11-07T22:00:01Z'], ['reply', '2024-01-02T22:00:00Z'],
	['reply', '2024-01-02T22:00:01Z']])
	dated(`${name} at ${at}`, {}, DATED.map((step) => (step.name === name ||
		(step.type === 'anchor' && step.at === '2023-11-07T22:00:00Z') ?
		{ ...step, at } : step)));

// Inclusion --------------------------------------------------------------------------

for (const [why, tree] of Object.entries({
	'a hash less': (t) => t.slice(1), 'a hash more': (t) => [...t, hash('x')],
	'reversed': (t) => t.toReversed(), 'none': () => [],
	'half a hash more': (t) => [...t, Buffer.alloc(16)],
	'the last twice': (t) => [...t, ...t.slice(-1)],
	'one changed': (t) => t.map((h, i) => (i === 0 ? hash('x') : h)) }))
	for (const [name, steps, o] of [['SHORT', SHORT, {}], ['LONG', LONG, whole],
		['SHORT on first', SHORT, first], ['OWN', OWN, { on: 'second' }]])
		add(CASES, `tree: ${why} (${name})`, steps, { ...o, tree });
for (const [why, chosen] of Object.entries({
	'an entry of another memo': (l, m) => [...l.slice(0, -1),
		{ name: 'entry', index: m.indexOf('other') }, ...l.slice(-1)],
	'another roll': (l, m) => l.map((s) => (s.name === 'roll' ?
		{ ...s, index: m.indexOf('next roll') } : s)),
	'two rolls': (l, m) => [...l, { name: 'roll', index: m.indexOf('next roll') }],
	'a roll as an entry': (l, m) => [...l, { name: 'entry',
		index: m.indexOf('next roll') }],
	'an anchor as an entry': (l, m) => [...l, { name: 'entry',
		index: m.indexOf('first') }],
	'a charter as an entry': (l) => l.map((s) => (s.name === 'charter' &&
		s.index > 0 ? { ...s, name: 'entry' } : s)),
	'an entry as a charter': (l, m) => l.map((s) => (s.index ===
		m.indexOf('acknowledge') ? { ...s, name: 'charter' } : s)),
	'an entry twice': (l) => [...l, l.at(-2)],
	'the charter twice': (l) => [l[0], ...l],
	'entries reversed': (l) => l.toReversed(),
	'charters reversed': (l) => [...l.slice(0, 3).reverse(), ...l.slice(3)],
	'the anchor as an entry': (l) => l.map((s) => (s.name === 'anchor' ?
		{ ...s, name: 'entry' } : s)),
	'the memo last': (l) => [...l.filter(({ index }) => index !== 2), l[4]],
	'without the memo': (l) => l.filter(({ index }) => index !== 2),
	'an index beside': (l) => l.map((s, i) => (i === 6 ?
		{ ...s, index: s.index + 1 } : s)),
	'an index far away': (l) => l.map((s, i) => (i === 6 ?
		{ ...s, index: 2 ** 50 } : s)) })) {
	const bytes = (l, m) => l.map((s) => ({ ...s, bytes: s.bytes ??
		m.entries[s.index] ?? m.entries[2] }));
	long(`chosen: ${why}`, LONG, { on: 'eighth', chosen: (l, m) =>
		bytes(chosen(l, m), m) });
	long(`chosen: ${why}, without an anchor`, LONG, { chosen: (l, m) =>
		bytes(chosen([...l, { name: 'anchor', index: 99 }], m), m)
			.filter(({ index }) => index !== 99) });
}
for (const name of SAID.map((s) => s.name))
	long(`without an anchor, ${name} left out`, LONG, { chosen: (l, m) =>
		l.filter(({ index }) => index !== m.indexOf(name)) });

// The checkpoint ----------------------------------------------------------------------

const EMDASH = '\u2014';
const idOf = (name, type, key) => sha256(Buffer.from(`${name}\n`), Buffer.of(type),
	key).subarray(0, 4);
const lineOf = (text, { name, key, seed }, type = 1) => `${EMDASH} ${name} ` +
	`${base64(Buffer.concat([idOf(name, type, key), signText(Buffer.from(text),
		seed)]))}\n`;
const cosignedBy = ({ name, key, seed }, text, time) => `${EMDASH} ${name} ` +
	`${base64(Buffer.concat([idOf(name, 4, key), u64(time), signText(Buffer.from(
		`cosignature/v1\ntime ${time}\n${text}`), seed)]))}\n`;
const LATER = readTime('2024-02-07T00:00:00Z');
const [W0, W1] = WITNESSES;
const NOTES = {
	'by another key': (b) => [b, lineOf(b, { ...LOG, seed: seedOf('x') })],
	'by another log': (b) => [b, lineOf(b, { name: LOG.name, seed: seedOf('x'),
		key: publicKey(seedOf('x')) })],
	'under another name': (b) => [b, lineOf(b, { ...LOG, name: 'x' })],
	'another origin': (b) => { b = b.replace(LOG.name, 'x');
		return [b, lineOf(b, LOG)]; },
	'size less': (b) => { b = b.replace(/\n(\d+)\n/, (_, n) => `\n${n - 1}\n`);
		return [b, lineOf(b, LOG)]; },
	'size more': (b) => { b = b.replace(/\n(\d+)\n/, (_, n) => `\n${+n + 1}\n`);
		return [b, lineOf(b, LOG)]; },
	'size 2^63': (b) => { b = b.replace(/\n(\d+)\n/, `\n${2n ** 63n}\n`);
		return [b, lineOf(b, LOG)]; },
	'size 0': (b) => { b = b.replace(/\n(\d+)\n/, '\n0\n');
		return [b, lineOf(b, LOG)]; },
	'size with a zero': (b) => { b = b.replace(/\n(\d+)\n/, '\n0$1\n');
		return [b, lineOf(b, LOG)]; },
	'another root': (b) => { b = b.replace(/\n[^\n]+\n$/, `\n${base64(hash('x'))}\n`);
		return [b, lineOf(b, LOG)]; },
	'a short root': (b) => { b = b.replace(/\n[^\n]+\n$/, '\nAAAA\n');
		return [b, lineOf(b, LOG)]; },
	'an extension': (b) => { b += 'x\n'; return [b, lineOf(b, LOG)]; },
	'an empty extension': (b) => { b += '\n'; return [b, lineOf(b, LOG)]; },
	'CR': (b) => { b = b.replace(/\n/g, '\r\n'); return [b, lineOf(b, LOG)]; },
	'a log\'s line twice': (b) => [b, lineOf(b, LOG), lineOf(b, LOG)],
	'a log\'s bad line behind': (b) => [b, lineOf(b, LOG), lineOf(`${b}x`, LOG)],
	'a log\'s bad line before': (b) => [b, lineOf(`${b}x`, LOG), lineOf(b, LOG)],
	'a stranger\'s line': (b) => [b, lineOf(b, LOG), lineOf(b, { ...LOG,
		name: 'x' })],
	'a stranger\'s line before': (b) => [b, lineOf(b, { ...LOG, name: 'x' }),
		lineOf(b, LOG)],
	'a line that is none': (b) => [b, lineOf(b, LOG), 'x\n'],
	'a log\'s line of type 4': (b) => [b, cosignedBy(LOG, b, LATER)],
	'both types': (b) => [b, lineOf(b, LOG), cosignedBy(LOG, b, LATER)],
	'no line': (b) => [b],
	'a cosignature': (b) => [b, lineOf(b, LOG), cosignedBy(W0, b, LATER)],
	'a bad cosignature': (b) => [b, lineOf(b, LOG), cosignedBy(W0, `${b}x`, LATER)],
	'of two one bad': (b) => [b, lineOf(b, LOG), cosignedBy(W0, b, LATER),
		cosignedBy(W1, `${b}x`, LATER)],
	'a cosignature twice': (b) => [b, lineOf(b, LOG), cosignedBy(W1, b, LATER),
		cosignedBy(W1, b, LATER)],
	'a cosignature twice, at two times': (b) => [b, lineOf(b, LOG),
		cosignedBy(W1, b, LATER), cosignedBy(W1, b, LATER - 9)],
	'a cosignature at 0': (b) => [b, lineOf(b, LOG), cosignedBy(W1, b, 0)],
	'a cosignature far ahead': (b) => [b, lineOf(b, LOG),
		cosignedBy(W1, b, 253402300800)],
	'a cosignature first': (b) => [b, cosignedBy(W1, b, LATER), lineOf(b, LOG)],
	'a witness signs like a log': (b) => [b, lineOf(b, LOG), lineOf(b, W1)],
	'a witness of another name': (b) => [b, lineOf(b, LOG),
		cosignedBy({ ...W1, name: 'x' }, b, LATER)],
	'no LF at the end': (b) => [b, lineOf(b, LOG).slice(0, -1)],
	'an LF more': (b) => [b, lineOf(b, LOG), '\n'],
	'two blanks': (b) => [b, lineOf(b, LOG).replace(' ', '  ')],
	'a hyphen': (b) => [b, lineOf(b, LOG).replace(EMDASH, '-')],
	'no padding': (b) => [b, lineOf(b, LOG).replace('=', '')],
};
for (const [why, edit] of Object.entries(NOTES)) {
	const note = (bytes) => {
		const [body, ...lines] = edit(`${bytes.toString('utf8')
			.split('\n\n')[0]}\n`);
		return Buffer.from(`${body}\n${lines.join('')}`);
	};
	for (const [name, steps, o] of [['SHORT', SHORT, {}], ['LONG', LONG, whole],
		['OWN on second', OWN, { on: 'second' }], ['OWN', OWN, {}]]) {
		add(CASES, `note: ${why} (${name})`, steps, { ...o, note });
		add(CASES, `note: ${why} (${name}), witnesses given`, steps, { ...o, note },
			{ witnesses: [W0, W1].map(witnessKey) });
	}
	for (const name of ['second', 'seventh']) {
		const put = (made) => {
			const at = made.steps.findLastIndex(({ type }) => type === 'anchor');
			return { note: [note(made.noteAt(at + 1, []))] };
		};
		dated(`${name}'s note: ${why}`, {}, but(DATED, name, { values: put }));
	}
}

// Openings ---------------------------------------------------------------------------

const levels = levelsOf(BLOCKS.length);
const salt = (i) => nodeUnder(SEED, levels, 0, 0, i);
const commitment = (i) => commitBlock(salt(i), BLOCKS[i]);
const none = (level, at, n) => Buffer.concat([Buffer.of(0, level),
	...Array.from({ length: n }, (_, i) => commitment(at + i))]);
const some = (level, at, n) => Buffer.concat([Buffer.of(1, level),
	nodeUnder(SEED, levels, 0, level, at >> level),
	...BLOCKS.slice(at, at + n).flatMap(({ mark, text }) => [mark, text])
		.map((t) => Buffer.concat([u32(Buffer.byteLength(t)), Buffer.from(t)]))]);
const n11 = u32(11);
const OPENINGS = {
	'as it is': [n11, some(4, 0, 11)], 'nothing': [n11, none(4, 0, 11)],
	'all in two': [n11, some(3, 0, 8), some(3, 8, 3)],
	'nothing in two': [n11, none(3, 0, 8), none(3, 8, 3)],
	'all but the last': [n11, some(3, 0, 8), some(1, 8, 2), none(0, 10, 1)],
	'all but the last, as largest': [n11, some(3, 0, 8), some(1, 8, 2),
		none(1, 10, 1)],
	'first half': [n11, some(3, 0, 8), none(3, 8, 3)],
	'first half, smaller tail': [n11, some(3, 0, 8), none(1, 8, 2), none(1, 10, 1)],
	'first half, smallest tail': [n11, some(3, 0, 8), none(1, 8, 2),
		none(0, 10, 1)],
	'second half': [n11, none(3, 0, 8), some(3, 8, 3)],
	'second half, smaller tail': [n11, none(3, 0, 8), some(2, 8, 3)],
	'second half, larger level': [n11, none(3, 0, 8), some(4, 8, 3)],
	'level 5': [n11, some(5, 0, 11)], 'level 255': [n11, some(255, 0, 11)],
	'a range beyond': [n11, none(3, 0, 8), some(3, 8, 3), none(4, 16, 0)],
	'a range too much': [n11, some(4, 0, 11), none(0, 0, 1)],
	'not aligned': [n11, none(0, 0, 1), some(1, 1, 2), none(0, 3, 1),
		none(2, 4, 4), none(3, 8, 3)],
	'a byte more': [n11, some(4, 0, 11), Buffer.of(0)],
	'a byte less': [n11, some(4, 0, 11).subarray(0, -1)],
	'kind 3': [n11, Buffer.of(3), some(4, 0, 11)],
	'10 blocks': [u32(10), some(4, 0, 10)],
	'0 blocks': [u32(0)], 'empty': [],
	'2^32 - 1 blocks': [u32(2 ** 32 - 1), some(4, 0, 11)],
	'another node': [n11, Buffer.concat([Buffer.of(1, 4), hash('x'),
		some(4, 0, 11).subarray(34)])],
};
for (const [why, parts] of Object.entries(OPENINGS))
	short(`opening: ${why}`, SHORT, { on: 'first', opening: Buffer.concat(
		parts.map((p) => Buffer.from(p))) });
for (let mask = 1; mask < 15; mask++) {
	const shown = [0, 1, 2, 3].filter((k) => mask & 1 << k);
	short(`opening: sentences ${shown}`, SHORT, { on: 'first',
		shown: BLOCKS.map((_, i) => (i === 3 ? shown : i > 2)) });
}

// Of a reply's text instead of the memo's.
const ofReply = (why, options, steps = DATED) => add(CASES, `of a reply: ${why}`,
	steps, { on: 'eighth', of: 'reply 1', ...options });
ofReply('whole', {});
for (const [why, shown] of [['one block', [false, false, true, false]],
	['front matter alone', [true, true, false, false]],
	['nothing', [false, false, false, false]],
	['in part', [true, true, [1], true]]])
	ofReply(why, { shown });
ofReply('as a correction', { of: 'correction 1', on: 'eighth' }, LONG);
for (const of of ['reply 2', 'reply 01', 'reply', 'correction 1', 'memo 1', '', 'x'])
	ofReply(`named '${of}'`, { of });
ofReply('the memo\'s text', { sections: (l, m) => l.map((s) => (s.name ===
	'opening' ? { ...s, bytes: writeOpening(SEED, BLOCKS) } : s)) });
ofReply('named behind the text', { sections: (l) => [...l.filter((s) => s.name !==
	'of'), l.find((s) => s.name === 'of')] });
ofReply('without its name', { sections: (l) => l.filter((s) => s.name !== 'of') });
ofReply('blocks that make no document', {}, putting(DATED, 'reply',
	{ blocks: [5] }));

// Annexes: those of the record, each shown or withheld.
const [A1, A2] = ANNEXES;
const insteadOf = (values) => [{ ...A1, ...values }, A2];
for (const [why, annexes] of Object.entries({
	'the first withheld': [null, A2], 'the second withheld': [A1, null],
	'both withheld': [null, null], 'one left out': [A1], 'none': [],
	'one withheld, one left out': [null], 'three': [A1, A2, null],
	'exchanged': [A2, A1], 'the first twice': [A1, A1],
	'17 withheld': Array(17).fill(null),
	'another salt': insteadOf({ salt: hash('x') }),
	'another kind': insteadOf({ kind: 'other' }),
	'a kind that is none': insteadOf({ kind: 'application/pdf' }),
	'another name': insteadOf({ name: 'Tabelle 2.pdf' }),
	'another size': insteadOf({ size: 12346 }), 'no size': insteadOf({ size: 0 }),
	'another file': insteadOf({ digest: hash('x') }) }))
	short(`annexes: ${why}`, OWN, { on: 'second', annexes });

// Each of a name, a kind or a size that is in the record.
const withAnnexes = (annexes) => but(OWN, 'memo', (old) => ({ ...old, annexes,
	values: (made) => ({ ...old.values(made),
		annex: annexes.map((a) => [commitAnnex(a)]) }) }));
for (const [why, annex] of Object.entries({
	...Object.fromEntries(['', '../a.pdf', 'a/b.pdf', 'a\\b.pdf', 'C:a.pdf',
		'.a', '-a.pdf', '~a', ' a', 'a.', 'a ', 'a*', 'a?', 'a"', 'a<', 'a>',
		'a|', 'a\u001b[2J', 'a\nb', 'a\u007f', 'a\u202eb', 'a\u200bb',
		'a\u0301b', 'x'.repeat(129)].map((name) => [JSON.stringify(name),
		{ name }])),
	'128 bytes': { name: 'x'.repeat(128) }, 'one letter': { name: 'a' },
	'Greek': { name: 'πίνακας.csv' }, 'the other\'s': { name: A2.name },
	'the other\'s, in capitals': { name: A2.name.toUpperCase() },
	'a media type': { kind: 'image/png' }, 'no kind': { kind: '' },
	'a byte too many': { size: 1769473 }, 'no bytes': { size: 0 },
	'one byte': { size: 1 } }))
	short(`an annex that was filed so: ${why}`, withAnnexes([
		{ ...A1, ...annex }, A2]), { on: 'second' });

// Whatever blocks a memo has, its root is theirs.
const withBlocks = (blocks, options = {}, more2 = {}) => [SHORT[0], SHORT[1],
	memo('memo', F, { blocks, ...options }, more2), SHORT[3]];
const changed = (i, b) => BLOCKS.with(i, { ...BLOCKS[i], ...b });
const text = (t, mark = 'U') => changed(4, { text: t, mark });
const DOCUMENTS = {
	'a blank at the end': text('A text. '), 'a blank at the beginning': text(' A text.'),
	'four blanks at the beginning': text('    A text.', ''),
	'an LF at the end': text('A text.\n'), 'an LF first': text('\nA text.'),
	'two lines': text('A text\nof two lines.'),
	'a blank at a line\'s end': text('A text \nof two lines.'),
	'two paragraphs': text('A text.\n\nAnother.'), 'a tab': text('A\ttext.'),
	'NUL': text('A\0text.'), 'DEL': text('A\x7ftext.'), 'CR': text('A\rtext.'),
	'NBSP': text('A\u00a0text.'), 'a zero-width space': text('A\u200btext.'),
	'a soft hyphen': text('A\u00adtext.'), 'a BOM': text('\ufeffA text.'),
	'a private character': text('A\ue000text.'),
	'a noncharacter': text('A\uffffertext.'), 'unassigned': text('A\u0378text.'),
	'a line separator': text('A\u2028text.'), 'a variation selector': text('A\ufe0ftext.'),
	'not composed': text('A te\u0301xt.'), 'composed': text('A t\u00e9xt.'),
	'quotes and dashes': text('\u201cA text\u201d \u2013 it\u2019s \u2014 one\u2026'),
	'a gap': text('A text. [withheld: block 2]'), 'nearly a gap': text('[ withheld: ]'),
	'empty': text(''), 'a mark in the text': text('(U) A text.', ''),
	'a mark in front of a mark': text('(U) A text.'),
	'a higher mark in the text': text('(C) A text.', ''),
	'capitals in parentheses': text('(ABC) is this.', ''),
	'words in parentheses': text('(the first) is this.', ''),
	'mark S': text('A text.', 'S'), 'mark C': text('A text.', 'C'),
	'mark X': text('A text.', 'X'), 'mark u': text('A text.', 'u'),
	'a mark in parentheses': text('A text.', '(U)'),
	'a mark with a blank': text('A text.', 'U '), 'a mark in two lines':
		text('A text.', 'U\nC'), 'a long mark': text('A text.', 'U'.repeat(65)),
	'a mark of 64': text('A text.', 'U'.repeat(64)),
	'a mark of own words': text('A text.', 'Strictly internal'),
	'a mark with NUL': text('A text.', 'U\0'),
	'a mark of CUI': text('A text.', 'CUI'), 'a mark of a gap':
		text('A text.', '[withheld:'),
	'a mark of blanks': text('A text.', ' '),
	'a heading': text('# A heading', ''), 'a heading with a mark': text('# A heading'),
	'a heading and more': text('# A heading\nA text.', ''),
	'a rule': text('***', ''), 'a rule of dashes': text('---', ''),
	'a quote': text('> A quote.'), 'a quote of two lines': text('> A quote\n> of two.'),
	'a bullet': text('- An item.'), 'an ordered item': text('7. An item.'),
	'two items': text('- An item.\n- Another.', ''),
	'code': text('```\nA code\n```', ''), 'code with a mark': text('```\nA code\n```'),
	'code without an end': text('```\nA code', ''),
	'a front line': text('subject: Another', ''),
	'no subject': BLOCKS.slice(1), 'no addressee': BLOCKS.toSpliced(1, 1),
	'two subjects': [BLOCKS[0], ...BLOCKS], 'two addressees': [BLOCKS[0],
		BLOCKS[1], ...BLOCKS.slice(1)],
	'subject last': [BLOCKS[1], BLOCKS[0], ...BLOCKS.slice(2)],
	'a marking': [...BLOCKS.slice(0, 2), { mark: '',
		text: 'marking: SENSITIVE BUT UNCLASSIFIED' }, ...BLOCKS.slice(2)],
	'a marking first': [{ mark: '', text: 'marking: SENSITIVE BUT UNCLASSIFIED' },
		...BLOCKS],
	'from twice': [{ mark: '', text: 'from: A' }, { mark: '', text: 'from: A' },
		...BLOCKS],
	'from and date': [{ mark: '', text: 'date: today' }, { mark: '', text: 'from: A' },
		...BLOCKS],
	'an unknown field': [{ mark: '', text: 'cc: A' }, ...BLOCKS],
	'a field with two blanks': [{ mark: '', text: 'from:  A' }, ...BLOCKS],
	'a field without a value': [{ mark: '', text: 'from:' }, ...BLOCKS],
	'a field with a mark': changed(0, { mark: 'U' }),
	'front matter alone': BLOCKS.slice(0, 2), 'one block': BLOCKS.slice(0, 1),
	'no body mark': inStyle({ SBU: '', U: '' }),
	'an item with another number': changed(8, { text: '7. Do that.' }),
	'a request as a bullet': changed(8, { text: '- Do that.' }),
	'a request with )': changed(8, { text: '2) Do that.' }),
	'a request more': [...BLOCKS.slice(0, 9), { mark: '', text: '3. And this.' },
		...BLOCKS.slice(9)],
	'a request among the others': [...BLOCKS, { mark: '', text: '2. Another.' }],
	'a heading below Requests': changed(9, { text: '### Why' }),
	'a heading above': changed(9, { text: '# Why' }),
	'Requests of level 1': changed(6, { text: '# Requests' }),
	'requests': changed(6, { text: '## requests' }),
	'Requests with a mark': changed(6, { mark: 'U' }),
	'Requests with # behind': changed(6, { text: '## Requests ##' }),
	'an item of two lines': changed(7, { text: '1. Do this,\n   and that.' }),
	'an item of two lazy lines': changed(7, { text: '1. Do this,\nand that.' }),
	'an item indented': changed(7, { text: '  1. Do this.' }),
	'an item without a text': changed(7, { text: '1.', mark: '' }),
	'a number too long': changed(7, { text: '1234567890. Do this.' }),
	'sentences at once': text('A!? B. C." D'), 'no blank in a text': text('Text.'),
};
for (const [why, blocks] of Object.entries(DOCUMENTS)) {
	const count = blocks.length;
	short(`document: ${why}`, () => withBlocks(blocks));
	short(`document: ${why}, banner C`, () => withBlocks(blocks, {},
		{ banner: ['CONFIDENTIAL'] }));
	short(`document: ${why}, in part`, () => withBlocks(blocks),
		{ on: 'first', shown: Array.from({ length: count }, (_, i) => i > 1) });
	for (const requests of [0, 1, 3])
		if (/request|Request|item|heading/.test(why))
			short(`document: ${why}, ${requests} requests`, () =>
				withBlocks(blocks, {}, { requests: [requests] }));
}
// Of an exercise, and in styles of others.
for (const [why, mark] of Object.entries({ S: 'S', own: 'Reservado', lower:
	'reservado', unknown: 'X', word: 'Word', upper: 'INTERNO', none: '' })) {
	const blocks = inStyle({ SBU: 'Reservado', U: mark });
	const marked = { group: SECOND, member: 1, acts: [1, 0], blocks, signers: [] };
	add(CASES, `document of own marks: ${why}`, () => but(OWN, 'memo', (old) => ({
		...memo('memo', old.at, marked, { banner: ['Reservado'], slot: [1] }) })),
	{ on: 'second' });
	add(CASES, `document of own marks, in text: ${why}`, () => but(OWN, 'memo',
		(old) => memo('memo', old.at, { ...marked, blocks: inStyle({
			SBU: 'Reservado', U: 'Interno' }).with(4, { mark: '', text:
			`(${mark}) A text.` }) }, { banner: ['Reservado'], slot: [1] })),
	{ on: 'second' });
	add(CASES, `document without marks: ${why}`, () => but(ENDED, 'memo', (old) =>
		memo('memo', old.at, { blocks: inStyle({ SBU: '', U: '' }).with(4,
			{ mark: '', text: `(${mark}) A text.` }) }, { banner: [] })),
	{ on: 'second' });
	add(CASES, `exercise: ${why}`, () => putting(putting(withBlocks(inStyle(
		{ SBU: 'SBU', U: mark })), 'charter', { exercise: ['yes'] }), 'memo',
	mark === 'S' ? { banner: ['SECRET'] } : {}));
}

// Sentences that nobody cut so.
const cutting = (cuts) => cuts.flatMap((sentences, c) => [0, 1, 2].map((gap) =>
	({ sentences, gap, c })));
const CUTS = [['This is the first one of it.', ' And this is the second.',
	' A third ends it here.'],
['This is the first one of it.', ' and this is the second.', ' A third ends it.'],
['This is the first one of it', ' And this is the second.', ' A third ends it.'],
['This is one. ', 'And this is the second one.', ' A third ends it.'],
['Short.', ' And this is the second one.', ' A third ends it.'],
['This is the first one of it.', ' And. This is the second.', ' A third ends it.'],
['This is the first one of it.', ' This is a second one of it. A third.', ' A b c.'],
['This is the first one of it.', ' And this is the second.', ' A third ends. '],
['This is the first one of it.', '\nAnd this is the second.', ' A third ends it.'],
['This is the first one of it.', '  And this is the second.', ' A third.'],
['This is the first one of it."', ' (And this is the second.)', ' A third.'],
['This is the first one of it.', ' ', ' A third.'],
['This is the first one of it.', '', ' A third.'],
['This is the first one of it.', ' \u00e9t cetera, and so on.', ' A third.']];
for (const { sentences, gap, c } of cutting(CUTS))
	POOL.sentences = [...POOL.sentences ?? [], { sentences, gap, c }];

// Lines of entries ---------------------------------------------------------------------

const LINED = [[SHORT, 'charter', first], [SHORT, 'roll', first],
	[SHORT, 'memo', first], [SHORT, 'first', first],
	...SAID.map(({ name }) => [LONG, name, whole]),
	[LONG, 'next charter', whole], [LONG, 'coming charter', whole],
	[OWN, 'charter', { on: 'second' }], [OWN, 'roll', { on: 'second' }],
	[OWN, 'memo', { on: 'second' }]];
const nth = (list, r) => list[Math.floor(r() * list.length)];

// A line of a record changed, signed anew, and what follows from it made anew;
// or of an entry, whose head nobody signs.
export function lineCase(random) {
	const [steps, name, options] = nth(LINED, random);
	const [what, edit] = nth(Object.entries(LINES), random), r = random();
	const edited = (t) => {
		const lines = t.split('\n').slice(0, -1);
		const i = Math.floor(r * lines.length);
		return lines.toSpliced(i, 1, ...edit(lines[i])).map((l) => `${l}\n`)
			.join('');
	};
	const raw = random() < 0.3;
	const head = (entry) => Buffer.from(edited(entry.toString('utf8')));
	return { why: `${name}: line ${r.toFixed(3)} ${what}${raw ? ', raw' : ''}`,
		make: () => ({ given: {}, bytes: writeFile(fileOf(make(but(steps, name,
			raw ? { raw: head } : { edit: edited })), 'memo', options)) }) };
}

// Files ----------------------------------------------------------------------------------

const bases = new Map();

// Files that are good, and one of another channel, as {memo, sections}.
function base(name, on, options = {}) {
	const key = `${name} ${on} ${Object.keys(options)}`;
	if (!bases.has(key))
		bases.set(key, fileOf(make(STORIES[name]), 'memo', { on, ...options }));
	return bases.get(key);
}

const BASES = [['SHORT', 'first'], ['SHORT', undefined], ['LONG', 'eighth'],
	['LONG', 'second'], ['OWN', 'second'], ['OWN', undefined],
	['ENDED', 'second'], ['DATED', 'eighth'], ['DATED', undefined], ['SHORT', 'first', { shown: BLOCKS.map((_, i) =>
		(i === 3 ? [0, 2] : i % 2 > 0)) }]];

const BYTES = {
	'a bit flipped': (b, r) => { b = Buffer.from(b);
		b[Math.floor(r() * b.length)] ^= 1 << Math.floor(r() * 8); return b; },
	'a byte changed': (b, r) => { b = Buffer.from(b);
		b[Math.floor(r() * b.length)] = Math.floor(r() * 256); return b; },
	'a byte left out': (b, r) => { const i = Math.floor(r() * b.length);
		return Buffer.concat([b.subarray(0, i), b.subarray(i + 1)]); },
	'a byte more': (b, r) => { const i = Math.floor(r() * (b.length + 1));
		return Buffer.concat([b.subarray(0, i),
			Buffer.of(Math.floor(r() * 256)), b.subarray(i)]); },
	'cut': (b, r) => b.subarray(0, Math.floor(r() * b.length)),
	'a line left out': (b, r) => lines(b, r, () => []),
	'a line twice': (b, r) => lines(b, r, (l) => [l, l]),
	'two lines swapped': (b, r) => swapLines(b, r),
	'a digit changed': (b, r) => { const at = [...b.keys()].filter((i) =>
		b[i] >= 48 && b[i] <= 57); b = Buffer.from(b);
	b[nth(at, r)] = 48 + Math.floor(r() * 10); return b; },
	'a word more': (b, r) => lines(b, r, (l) => [`${l} x`]),
};
const split = (b) => b.toString('latin1').split('\n');
const join = (l) => Buffer.from(l.join('\n'), 'latin1');
function lines(b, r, edit) {
	const l = split(b), i = Math.floor(r() * l.length);
	return join(l.toSpliced(i, 1, ...edit(l[i])));
}
function swapLines(b, r) {
	const l = split(b), i = Math.floor(r() * (l.length - 1));
	return l.length < 2 ? b : join(l.with(i, l[i + 1]).with(i + 1, l[i]));
}

const SECTIONS = {
	'left out': (s, i) => s.toSpliced(i, 1), 'twice': (s, i) => s.toSpliced(i, 0, s[i]),
	'swapped': (s, i) => (i === 0 ? [s[1], s[0], ...s.slice(2)] :
		s.with(i, s[i - 1]).with(i - 1, s[i])),
	'last': (s, i) => [...s.toSpliced(i, 1), s[i]],
	'empty': (s, i) => s.with(i, { ...s[i], bytes: Buffer.alloc(0) }),
	'of 8 bytes': (s, i) => s.with(i, { ...s[i], bytes: s[i].bytes.subarray(0, 8) }),
	'of another name': (s, i, r) => s.with(i, { ...s[i], name: nth(s, r).name }),
	'of an unknown name': (s, i) => s.with(i, { ...s[i], name: 'other' }),
	'another file\'s': (s, i, r) => s.with(i, nth(base(...nth(BASES, r)).sections
		.filter(({ name }) => name === s[i].name).concat(s[i]), r)),
	'an index one less': (s, i) => s.with(i, { ...s[i], bytes: shift(s[i].bytes, -1) }),
	'an index one more': (s, i) => s.with(i, { ...s[i], bytes: shift(s[i].bytes, 1) }),
	'an index of 2^63 more': (s, i) => s.with(i, { ...s[i], bytes: Buffer.concat([
		Buffer.of(s[i].bytes[0] ^ 128), s[i].bytes.subarray(1)]) }),
};
function shift(bytes, by2) {
	const out = Buffer.from(bytes);
	if (out.length >= 8)
		out.writeBigUInt64BE(BigInt.asUintN(64, out.readBigUInt64BE() + BigInt(by2)));
	return out;
}

// Bytes, lines or sections of a file that was good; nobody signs it anew.
export function fileCase(random) {
	const file = base(...nth(BASES, random));
	if (random() < 0.45) {
		const [what, edit] = nth(Object.entries(SECTIONS), random);
		const i = Math.floor(random() * file.sections.length);
		const { name } = file.sections[i];
		const sections = edit(file.sections, i, random);
		return { anew: false, why: `section ${i} ${name} ${what}`, make: () => ({ given: {},
			bytes: writeFile({ ...file, sections }) }) };
	}
	const [what, edit] = nth(Object.entries(BYTES), random);
	// A section's bytes, with its length as it is then; or the file's.
	if (random() < 0.6) {
		const i = Math.floor(random() * file.sections.length);
		const section = file.sections[i];
		const bytes = edit(section.bytes, random);
		return { anew: false, why: `section ${i} ${section.name}: ${what}`, make: () => ({
			given: {}, bytes: writeFile({ ...file, sections: file.sections.with(i,
				{ ...section, bytes }) }) }) };
	}
	const bytes = edit(writeFile(file), random);
	return { anew: false, why: `file: ${what}`, make: () => ({ given: {}, bytes }) };
}

export const HEADS = ['gainsay/v1 provenance \n', 'gainsay/v2 provenance\n',
	'gainsay/v1 certificate\n', '\ufeffgainsay/v1 provenance\n', ''];
for (const head of HEADS)
	CASES.push({ why: `head: ${head}`, make: () => ({ given: {}, bytes: Buffer.concat([
		Buffer.from(head), writeFile(base('SHORT', 'first')).subarray(22)]) }) });
CASES.push({ why: 'another memo\'s id', make: () => ({ given: {}, bytes: writeFile(
	{ ...base('SHORT', 'first'), memo: hash('x') }) }) });
for (const [why, length] of Object.entries({ 'a zero': (n) => `0${n}`,
	'a plus': (n) => `+${n}`, 'hexadecimal': (n) => `0x${n.toString(16)}`,
	'a blank': (n) => ` ${n}`, 'one more': (n) => n + 1, 'one less': (n) => n - 1,
	'2^64 more': (n) => BigInt(n) + 2n ** 64n, 'negative': (n) => -n,
	'nothing': () => '' }))
	CASES.push({ why: `length: ${why}`, make: () => ({ given: {}, bytes: Buffer.from(
		writeFile(base('SHORT', 'first')).toString('latin1').replace(
			/section opening (\d+)/, (_, n) => `section opening ${length(+n)}`),
		'latin1') }) });

// What the reader gives -------------------------------------------------------------

const beside = (why, given, options = first, steps = SHORT) =>
	add(CASES, `given: ${why}`, steps, options, given);
const keysOf = ({ roll: { keys } }) => Buffer.concat(keys.map((k) => Buffer.from(k)));
const keyless = { on: 'first', keys: false };
beside('no key', { key: undefined });
beside('no key, another text', { key: undefined }, { on: 'first',
	opening: Buffer.concat([n11, none(4, 0, 11)].map((p) => Buffer.from(p))
		.concat(Buffer.of(1))) });
beside('another log\'s key', { key: writeVkey('x', LOG.key) });
beside('another key of the name', { key: writeVkey(LOG.name,
	publicKey(seedOf('x'))) });
beside('a witness\'s key as the log\'s', { key: witnessKey(LOG) });
beside('the log as a witness', { witnesses: [witnessKey(LOG)] });
beside('a log\'s key as a witness\'s', { witnesses: [writeVkey('x',
	publicKey(seedOf('x')))] });
beside('no keys of the roll', {}, keyless);
beside('no keys of the roll, another text', {}, { ...keyless, opening:
	Buffer.concat([u32(1), none(0, 0, 1)].map((p) => Buffer.from(p))) });
beside('no keys of the roll, another proof', {}, { ...keyless, tree: (t) =>
	t.slice(1) });
beside('the roll', { roll: keysOf(FIRST) }, keyless);
beside('another roll', { roll: keysOf(SECOND) }, keyless);
beside('the roll beside its keys', { roll: keysOf(FIRST) });
beside('another roll beside its keys', { roll: keysOf(SECOND) });
beside('the roll, one more', { roll: Buffer.concat([keysOf(FIRST),
	Buffer.alloc(32)]) }, keyless);

// Claims.
const CLAIM = { memo: undefined, name: ['A name'], challenge: [] };
function claimed(change, signers = by('author'), edit = (t) => t) {
	const made = make(SHORT), { memo: id } = made.memos;
	const record = writeRecord('claim', { channel: [made.channel], ...CLAIM,
		memo: [id], ...change }, []);
	return signRecord(edit(record.toString('utf8')), signers);
}
const claims = { good: [{}], 'another channel': [{ channel: [hash('x')] }],
	'another memo': [{ memo: [hash('x')] }], 'by another': [{}, by('office')],
	'by another as author': [{}, [['author', seedOf('office')]]],
	'unsigned': [{}, []], 'signed twice': [{}, [...by('author'), ...by('author')]],
	'a name in letters': [{ name: ['J\u00f3zef \u4e2d'] }],
	'a line more': [{}, by('author'), (t) => `${t}x y\n`],
	'another record': [{}, by('author'), (t) => t.replace('claim', 'refusal')],
	'a challenge': [{ challenge: ['Tell me'] }],
	'a composed letter': [{ challenge: ['Caf\u00e9'] }],
	'an accent apart': [{ challenge: ['Cafe\u0301'] }],
	'another challenge': [{ challenge: ['Tell me '.trim() + '!'] }] };
for (const [why, args] of Object.entries(claims))
	for (const challenge of [undefined, 'Tell me', 'Tell me ', 'Caf\u00e9',
		'Cafe\u0301'])
		CASES.push({ why: `claim: ${why}, demanded ${challenge}`, make: () => ({
			given: { claim: claimed(...args), challenge },
			bytes: writeFile(base('SHORT', 'first')) }) });
CASES.push({ why: 'claim: beside a file that is not valid', make: () => ({
	given: { claim: claimed({}) }, bytes: writeFile({ ...base('SHORT', 'first'),
		memo: hash('x') }) }) });

// Policies.
const W = [W0, W1].map(witnessKey);
const named = `log ${VKEY}\nwitness A ${W[0]}\nwitness B ${W[1]} https://x\n`;
const grouped = (k, members = 'A B') => `${named}group G ${k} ${members}\nquorum G\n`;
const OTHER = writeVkey('x', publicKey(seedOf('x')));
const many = (n, line) => Array.from({ length: n }, (_, i) => line(i)).join('');
const POLICIES = { A: `${named}quorum A\n`, B: `${named}quorum B\n`,
	none: `${named}quorum none\n`, all: grouped('all'), any: grouped('any'),
	1: grouped('1'), 2: grouped('2'), 3: grouped('3'), 0: grouped('0'),
	'02': grouped('02'), 'a member twice': grouped('1', 'A A'),
	'a member of none': grouped('1', 'none'), 'no member': grouped('any', ''),
	'no log': `witness A ${W[0]}\nquorum A\n`,
	'another log': `log ${OTHER}\nquorum none\n`,
	'two logs': `log ${OTHER}\nlog ${VKEY}\nquorum none\n`,
	'two logs of a name': `log ${writeVkey(LOG.name, publicKey(seedOf('x')))}\n` +
		`log ${VKEY}\nquorum none\n`,
	'a log twice': `log ${VKEY}\n${named}quorum A\n`,
	'a log as a witness': `${named}witness C ${witnessKey(LOG)}\nquorum A\n`,
	'a witness twice': `${named}witness C ${W[0]}\nquorum A\n`,
	'a name twice': `log ${VKEY}\nwitness A ${W[0]}\nwitness A ${W[1]}\nquorum A\n`,
	'a name none': `log ${VKEY}\nwitness none ${W[0]}\nquorum none\n`,
	'quorum twice': `${named}quorum A\nquorum A\n`, 'no quorum': named,
	'an unknown quorum': `${named}quorum Z\n`, 'quorum first': `quorum A\n${named}`,
	'a member of two': `${named}group G 1 A\ngroup H 1 A B\nquorum H\n`,
	nested: `${named}group G 1 A\ngroup H 2 G B\nquorum H\n`,
	'no LF': `${named}quorum A`, CRLF: `${named}quorum A\n`.replace(/\n/g, '\r\n'),
	comments: `# x\n\t # y\n\n${named}  quorum\tA \n`,
	'a comment behind': `${named}quorum A # x\n`, DEL: `${named}#\x7f\nquorum A\n`,
	empty: '', 'an unknown line': `${named}x y\nquorum A\n`,
	'two URLs': `${named.replace('https://x', 'https://x y')}quorum A\n`,
	'a log of type 4': `log ${W[0]}\nquorum none\n`,
	'a witness of type 1': `log ${VKEY}\nwitness A ${OTHER}\nquorum none\n`,
	'64 groups': `${named}${many(64, (i) => `group G${i} 1 ` +
		`${i ? `G${i - 1}` : 'A'}\n`)}quorum A\n`,
	'65 groups': `${named}${many(65, (i) => `group G${i} 1 ` +
		`${i ? `G${i - 1}` : 'A'}\n`)}quorum A\n` };
for (const [why, policy] of Object.entries(POLICIES)) {
	const given = { key: undefined, policy: Buffer.from(policy) };
	const options = { on: 'second', witnesses: seen('2024-02-07T00:00:00Z',
		'2024-02-06T23:00:00Z') };
	beside(`policy ${why}`, given, options, OWN);
	beside(`policy ${why}, and a key`, { ...given, key: VKEY }, options, OWN);
	beside(`policy ${why}, and a witness`, { ...given, witnesses: W.slice(1) },
		options, OWN);
	beside(`policy ${why}, the second alone`, given, { ...options,
		witnesses: options.witnesses.slice(1) }, OWN);
	const at0 = (b) => [b, lineOf(b, LOG), cosignedBy(W0, b, 0),
		cosignedBy(W1, b, LATER)];
	if (/^(A|B|none|all|any|nested)$/.test(why))
		beside(`policy ${why}, one at 0`, given, { note: (bytes) => {
			const [body, ...parts] = at0(`${bytes.toString('utf8')
				.split('\n\n')[0]}\n`);
			return Buffer.from(`${body}\n${parts.join('')}`);
		} }, OWN);
}

// Texts ---------------------------------------------------------------------------

const BANNER = 'SENSITIVE BUT UNCLASSIFIED';
const written = (blocks) => writeDocument(blocks, BANNER);
const IN_PART = { on: 'first', shown: BLOCKS.map((_, i) =>
	(i === 3 ? [0, 2] : i !== 5)) };
const gapped = BLOCKS.with(3, block('The first sentence of it is this one. ' +
	'[withheld: block 4, sentence 2, (b)(5)] "A third one says it again." ' +
	'[withheld: block 4, sentence 4]', 'SBU'))
	.with(5, block('[withheld: block 6]'));
const gap = (...parts) => written([...BLOCKS.slice(0, 4), ...parts.map((t) => block(t)),
	...BLOCKS.slice(6)]);
const other = 'Something quite different from all of it, in plain words.';
const TEXTS = { whole: written(BLOCKS), 'with its gaps': written(gapped),
	'without a marking': written(BLOCKS).replace(/marking.*\n/, ''),
	'of the body': written(BLOCKS).split('---\n')[2].slice(1),
	'of others': `${other}\n`, 'and more': written([...BLOCKS, block(other)]),
	'reversed': written([...BLOCKS.slice(0, 2), ...BLOCKS.slice(2).reverse()]),
	'gap of 5': gap('[withheld: block 5]', '> A quote.'),
	'gaps of 5 and 6': gap('[withheld: block 5]', '[withheld: block 6, x]'),
	'gaps of 5 and 6 at once': gap('[withheld: block 5]\n[withheld: block 6]'),
	'gaps of 6 and 5 at once': gap('[withheld: block 6]\n[withheld: block 5]'),
	'a gap twice at once': gap('[withheld: block 6]\n[withheld: block 6]'),
	'a gap twice': gap('[withheld: block 6]', '[withheld: block 6]'),
	'a gap of 0': gap('[withheld: block 0]'), 'a gap of 12': gap('[withheld: block 12]'),
	'a gap of 06': gap('[withheld: block 06]'),
	'a long reason': gap(`[withheld: block 6, ${'a'.repeat(25)}]`),
	'a reason of 24': gap(`[withheld: block 6, ${'a'.repeat(24)}]`),
	'with HTML': written([...BLOCKS, block('A <b>bold</b> word.')]),
	'a reason with _': gap('[withheld: block 6, a_b]') };
for (let i = 2; i < BLOCKS.length; i++) {
	TEXTS[`without block ${i + 1}`] = written(BLOCKS.toSpliced(i, 1));
	TEXTS[`a word more in ${i + 1}`] = written(BLOCKS.with(i, { ...BLOCKS[i],
		text: `${BLOCKS[i].text} more` }));
	TEXTS[`another text in ${i + 1}`] = written(BLOCKS.with(i, block(other)));
	TEXTS[`twice block ${i + 1}`] = written(BLOCKS.toSpliced(i, 0, BLOCKS[i]));
}
for (const [why, text8] of Object.entries(TEXTS)) {
	beside(`text: ${why}`, { text: text8 });
	beside(`text: ${why}, of a file in part`, { text: text8 }, IN_PART);
}

// Rolls that are none, though their root is signed and the proofs over them fit ----

// A roll of these members' keys in this order, with keys more before them.
function rollAs(members, before = []) {
	const keys = [...before, ...members.map(keyOf)];
	const fake = Object.assign(Object.create(Roll.prototype), { keys,
		size: keys.length, points: keys.map(readPoint), digits: 1,
		root: rootOf(keys.map(leafHash)) });
	return { roll: fake, members: members.map((m, i) =>
		({ ...m, index: i + before.length })) };
}
const [m0, m1, m2, m3] = FIRST.members;
for (const [why, group] of Object.entries({ 'as it is': rollAs([m0, m1, m2, m3]),
	'of three': rollAs([m0, m1, m2]), 'reversed': rollAs([m3, m2, m1, m0]),
	'two swapped': rollAs([m0, m2, m1, m3]), 'a key twice': rollAs([m0, m1, m1, m3]),
	'with the identity': rollAs([m0, m1, m2], [Buffer.alloc(32)]) }))
	short(`a roll ${why}`, () => [SHORT[0], putting([SHORT[1]], 'roll', {
		root: [group.roll.root], size: [group.roll.size] })[0],
	memo('memo', F, { group }), SHORT[3]]);

// Keys with which nobody can sign.
const smallOrder = ['01'.padEnd(64, '0'), '0'.repeat(64), 'ff'.repeat(31) + '7f',
	'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
	'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
	'02'.padEnd(64, '0')].map((t) => Buffer.from(t, 'hex'));
for (const [i, key] of smallOrder.entries()) {
	short(`an author's key of no use ${i}`, but(putting(SHORT, 'memo',
		{ author: [key], after: [day('2023-11-03')] }), 'memo', { signers: [] }));
	short(`an author's key of no use ${i}, signed`, putting(SHORT, 'memo',
		{ author: [key], after: [day('2023-11-03')] }));
	short(`a role's key of no use ${i}`, putting(SHORT, 'charter',
		{ role: roleBut('promise', ['promise', key, 'X']) }));
	// R is the identity and S is 0: it fits any text under a key of small order.
	const forged = base64(Buffer.concat([smallOrder[0], Buffer.alloc(32)]));
	short(`a forged signature by a key of no use ${i}`, but(putting(SHORT, 'memo',
		{ author: [key] }), 'memo', { raw: (entry) => entry.toString('utf8')
		.replace(/signature author .*\n/, `signature author ${forged}\n`) }));
}

// Sentences, for a block of which some are shown: their commitments are those of
// what is written, whatever the rule would cut.
const lv4 = (t) => Buffer.concat([u32(Buffer.byteLength(t)), Buffer.from(t)]);
export function sentenceCases(commitSentences, topOf, coverOf) {
	return POOL.sentences.map(({ sentences, gap, c }) => ({
		why: `cut ${c} without ${gap}`, make: () => {
			const cover = coverOf(salt(4)), top = topOf(salt(4));
			const commitments = commitSentences(top, sentences);
			const block = sha256(Buffer.concat([lv4('gainsay/v1/block'), cover,
				lv4('U'), rootOfBlocks(commitments)]));
			const all = BLOCKS.map((_, i) => (i === 4 ? block : commitment(i)));
			const one = (k) => (k === gap ? Buffer.concat([Buffer.of(0, 0),
				commitments[k]]) : Buffer.concat([Buffer.of(1, 0),
				nodeUnder(top, 2, 0, 0, k), lv4(sentences[k])]));
			const two = (k) => Buffer.concat([Buffer.of(1, 1),
				nodeUnder(top, 2, 0, 1, 0), lv4(sentences[k]),
				lv4(sentences[k + 1])]);
			const last = (k) => { const b = Buffer.from(k === gap ? one(k) :
				Buffer.concat([Buffer.of(1, 1), nodeUnder(top, 2, 0, 1, 1),
					lv4(sentences[k])])); b[1] = 1; return b; };
			const runs = [...(gap === 2 ? [two(0)] : [one(0), one(1)]), last(2)];
			const part = Buffer.concat([Buffer.of(2), cover, lv4('U'), u32(3),
				...runs]);
			const opening = Buffer.concat([n11, none(2, 0, 4), part, none(0, 5, 1),
				none(1, 6, 2), none(3, 8, 3)]);
			return { given: {}, bytes: writeFile(fileOf(make(putting(SHORT, 'memo',
				{ root: [rootOfBlocks(all)] })), 'memo',
			{ on: 'first', opening })) };
		} }));
}
