// SPDX-License-Identifier: Apache-2.0

// The rules of docs/spec/records.md, each broken once in an entry that could
// else stand where it stands; and what just keeps a rule.
import { ascii, concat } from './member.mjs';
import { positionOf } from './channel.mjs';
import { MESSAGES, SCOPES, all, base64, publicKey, readRecord, readTime,
	signRecord, writeEntry } from './records.mjs';
import { CHANNEL, ENTRIES, FIRST, SECOND, acting, author, both, but, by, day,
	deputy, hash, indexOf, pair, makeEntry, makeRecord, noteAt, seedOf,
	stepOf, RENEWED, WITNESSES } from './world.mjs';

export const BROKEN = [], GOOD = [];

// In the place of the step of that name, with other values.
function instead(list, name, why, values, rest) {
	list.push({ why: `${name}: ${why}`, before: indexOf(name),
		entry: makeEntry(but(stepOf(name), values, rest)) });
}
const broken = (...args) => instead(BROKEN, ...args);
const good = (...args) => instead(GOOD, ...args);

// Behind the step of that name.
const after = (list, name, why, step) => list.push({ why: `${why}, after ` +
	`${name}`, before: indexOf(name) + 1, entry: makeEntry(step) });
const refusedAfter = (...args) => after(BROKEN, ...args);

const at = (name) => stepOf(name).at;
const lines = (name, field) => stepOf(name).values[field];
const swap = (list, i, line) => list.toSpliced(i, 1, line);
const idOf = (name) => readRecord(makeRecord(stepOf(name))).lines[1].parts[0];
const A = idOf('memo'), B = idOf('next memo'), C = idOf('old memo');
const D = idOf('referred memo');
const many = (n, make) => Array.from({ length: n }, (_, i) => [make(i)]);

// Every record -------------------------------------------------------------

for (const name of ['roll', 'memo', 'act 0', 'unreadable memo', 'resupply',
	'acknowledge', 'ask 1', 'answer', 'late withdraw', 'reply', 'publish',
	'correct', 'copy 1', 'received', 'ruling', 'panel', 'report', 'remark',
	'extend', 'refer', 'done', 'hold', 'hold ended', 'deleted',
	'next charter', 'author\'s end', 'moved', 'end', 'anchor', 'position',
	'public position', 'opened position', 'dispute', 'notice', 'opened', 'named',
	'case', 'case moved', 'case ended', 'assets', 'next assets']) {
	broken(name, 'of another channel', { channel: [hash('elsewhere')] });
	broken(name, 'before the last entry', {},
		{ at: '2023-11-01T12:59:59Z' });
}
for (const [name, role, other] of [['charter', 'authority', 'registrar'],
	['next charter', 'authority', 'office'],
	['acknowledge', 'office', 'release'], ['reply', 'office', 'registrar'],
	['unreadable memo', 'office', 'author'], ['ask 1', 'office', 'promise'],
	['publish', 'release', 'office'], ['end', 'office', 'release'],
	['correct', 'office', 'release'], ['moved', 'authority', 'office'],
	['assets', 'pages', 'log'], ['case', 'protection', 'office'], ['case ended', 'protection', 'authority'],
	['copy 1', 'office', 'recipient'], ['received', 'recipient', 'office'],
	['ruling', 'office', 'monitor'], ['panel', 'office', 'panel'],
	['report', 'panel', 'office'], ['remark', 'monitor', 'office'],
	['hold', 'office', 'monitor'], ['deleted', 'office', 'monitor'],
	['extend', 'office', 'approver'], ['refer', 'office', 'release'],
	['done', 'office', 'release'],
	['position', 'office', 'release'], ['notice', 'office', 'authority'],
	['public position', 'office', 'author'], ['dispute', 'author', 'office'],
	['opened position', 'office', 'release'], ['opened', 'office', 'release'],
	['answer', 'author', 'office'], ['unreadable reply', 'author', 'office'],
	['unreadable question', 'author', 'office'],
	['unreadable correction', 'author', 'office'],
	['author\'s end', 'author', 'registrar']]) {
	broken(name, 'signed by another role', {}, { signers: by(other) });
	broken(name, 'by another\'s key', {}, { signers: [[role, seedOf(other)]] });
	broken(name, 'signed as another role', {},
		{ signers: [[other, seedOf(role)]] });
	broken(name, 'unsigned', {}, { signers: [] });
}
for (const name of ['memo', 'act 0', 'late withdraw', 'resupply']) {
	const step = stepOf(name), { group, member } = step.proof;
	broken(name, 'by somebody else\'s roll', {}, { proof: { ...step.proof,
		group: group === FIRST ? SECOND : FIRST } });
	for (const [what, proof] of [
		['of the act `file`', { scope: () => SCOPES.file(CHANNEL,
			group.roll.root, 0), message: (v) => MESSAGES.file(v.memo[0]) }],
		['of the act `endorse`', acting('endorse', group, member)],
		['of the act `withdraw`', acting('withdraw', group, member)],
		['of the act `box`', { scope: () => SCOPES.box(CHANNEL,
			group.roll.root, 1, 0), message: (v) => MESSAGES.box(v.memo[0]) }],
		['in a scope of another channel', { scope: (v) => concat(
			step.proof.scope(v).slice(0, -1), [255]) }],
		['about another memo', { message: (v) =>
			step.proof.message({ ...v, memo: [hash('other')] }) }],
		['of a longer message', { message: (v) =>
			concat(step.proof.message(v), [0]) }]]) {
		const mine = { ...step.proof, ...proof };
		const same = ['scope', 'message'].every((k) => {
			const values = readValues(step);
			return Buffer.compare(mine[k](values),
				step.proof[k](values)) === 0;
		});
		if (!same)
			broken(name, `a proof ${what}`, {}, { proof: mine });
	}
	broken(name, 'a short proof', { proof: [Buffer.alloc(31)] });
	broken(name, 'a proof of another size', { proof: [Buffer.alloc(480, 1)] });
}

const readTag = (name) => readValues(stepOf(name)).tag[0];
const readProof = (name) => readValues(stepOf(name)).proof[0];
function readValues(step) {
	const record = readRecord(makeRecord(step)), values = {};
	for (const { name, parts } of record.lines)
		values[name] = parts;
	return values;
}

for (const time of ['1970-01-01T00:00:00Z', '1970-01-01T23:59:59Z'])
	broken('charter', `at ${time}`, {}, { at: time });
good('charter', 'at the first second', {}, { at: '1970-01-02T00:00:00Z' });
after(GOOD, 'late publish', 'the last second', but(stepOf('acknowledge'),
	{ memo: [B] }, { at: '9899-12-31T23:59:59Z' }));
for (const time of ['9900-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])
	refusedAfter('late publish', `at ${time}`, but(stepOf('acknowledge'),
		{ memo: [B] }, { at: time }));

BROKEN.push({ why: 'the log begins with another record', before: 0,
	entry: ENTRIES[1] });
for (const type of ['receipt', 'promise', 'claim']) {
	const values = { receipt: `edition 1\nkey ${base64(hash('k'))}\n`,
		promise: `memo ${base64(A)}\nroll ${base64(A)}\nact endorse\ntag ${base64(hash('t'))}\n`,
		claim: `memo ${base64(A)}\nname Somebody\n` };
	BROKEN.push({ why: `a ${type} in the log`, before: ENTRIES.length,
		entry: writeEntry(readTime(at('late publish')), signRecord(
			`gainsay/v1 ${type}\nchannel ${base64(CHANNEL)}\n` + values[type],
			by('office'))) });
}

// Entries ------------------------------------------------------------------

const head = (name, text, why) => BROKEN.push({ why, before: indexOf(name),
	entry: Buffer.from(concat(ascii(text), makeRecord(stepOf(name)))) });
head('memo', `at ${at('memo')}\n`, 'a memo without `acts`');
head('memo', `acts 2 1\nat ${at('memo')}\n`, '`acts` before `at`');
head('memo', `at ${at('memo')}\nacts 2\n`, '`acts` with one number');
head('memo', `at ${at('memo')}\nacts 2 1 0\n`, '`acts` with three numbers');
head('memo', `at ${at('memo')}\nacts 2 4294967296\n`, '`acts` of 2^32');
head('memo', `at ${at('memo')}\nacts 02 1\n`, '`acts` with a zero before');
head('memo', `at ${at('memo')}\nacts 2 1\nacts 2 1\n`, '`acts` twice');
head('act 0', `at ${at('act 0')}\nacts 0 0\n`, '`acts` before an act');
head('act 0', '', 'no `at`');
head('ask 1', 'at 2023-11-08T16:00:00+00:00\n', '`at` in another form');
head('ask 1', 'at 2023-02-29T16:00:00Z\n', '`at` on a day that is none');

// charter ------------------------------------------------------------------

for (const name of ['charter', 'next charter']) {
	const bad = (field, ...values) => values.forEach((v) =>
		broken(name, `${field} ${v}`, { [field]: [].concat(v) }));
	const fine = (field, ...values) => values.forEach((v) =>
		good(name, `${field} ${v}`, { [field]: [].concat(v) }));
	bad('version', 0, 3, 2n ** 32n);
	bad('exercise', 'maybe', ...(name === 'charter' ? [] : ['yes']));
	bad('readers', 'nobody');
	fine('readers', 'members', 'oversight', 'public');
	bad('style', 'other');
	const marks = (what, ...values) => what(name, `marks ${values.flat()}`,
		{ style: [values[0]], marking: values[1].map((w) => [w]),
			ceiling: values[2] });
	for (const ceiling of ['U', 'SBU', 'S', 'TS'])
		marks(good, 'legacy', [], [ceiling]);
	marks(good, 'none', [], []);
	marks(good, 'own', ['Internal'], []);
	marks(good, 'own', ['a', 'A', 'x'.repeat(64)], ['A']);
	marks(good, 'own', Array.from({ length: 16 }, (_, i) => `${i}`), ['15']);
	for (const ceiling of [['X'], ['SECRET'], []])
		marks(broken, 'legacy', [], ceiling);
	marks(broken, 'legacy', ['U'], ['U']);
	marks(broken, 'none', [], ['U']);
	marks(broken, 'none', ['Internal'], []);
	marks(broken, 'own', [], []);
	marks(broken, 'own', ['Internal'], ['internal']);
	marks(broken, 'own', ['a', 'b', 'a'], ['a']);
	marks(broken, 'own', ['a(b'], []);
	marks(broken, 'own', ['a)'], []);
	marks(broken, 'own', ['x'.repeat(65)], []);
	const headings = (what, ...texts) => what(name, `requests ${texts}`,
		{ requests: texts.map((text) => [text]) });
	headings(good);
	headings(good, 'Requests');
	headings(good, 'a', 'A', '# x', '\u00e9'.repeat(32));
	headings(good, ...Array.from({ length: 8 }, (_, i) => `${i}`));
	headings(broken, 'a', 'b', 'a');
	headings(broken, 'a #');
	headings(broken, '\u00e9'.repeat(33));
	bad('week', 0, 54321, 11, 128, 12345678);
	fine('week', 1, 7, 67, 1234567);
	bad('closing', 0, 1441);
	fine('closing', 1, 1440);
	bad('reply-signers', 0, 3);
	fine('reply-signers', 1);
	(name === 'charter' ? bad : fine)('reply-signers', 2);
	bad('publish-signers', 0, 3);
	fine('publish-signers', 1);
	(name === 'charter' ? bad : fine)('publish-signers', 2);
	const exempt = (what, ...texts) => what(name, `exemption ${texts}`,
		{ exemption: texts.map((text) => [text]) });
	exempt(good);
	exempt(good, '(b)(1) a', '(b)(5) a', '(B)(5) b');
	exempt(good, `${'x'.repeat(24)} y`);
	exempt(good, ...Array.from({ length: 32 }, (_, i) => `${i} y`));
	exempt(broken, 'b1');
	exempt(broken, `${'x'.repeat(25)} y`);
	exempt(broken, 'b;1 y');
	exempt(broken, '(b)(1) a', '(b)(1) b');
	bad('panel', [[0, 0]], [[9, 1]], [[2, 3]]);
	fine('panel', [[1, 0]], [[8, 8]]);
	bad('quota', 0, 1001);
	fine('quota', 1, 1000);
	bad('floor', 1, 2 ** 24 + 1);
	fine('floor', 2, 2 ** 24);
	bad('age', 8761);
	fine('age', 0, 8760);
	bad('batch', 0, 10001);
	fine('batch', 1, 10000);
	bad('release', 0, 25);
	fine('release', 1, 24);
	bad('late', [[0, 5]], [[53, 5]], [[1, 0]], [[1, 8]]);
	fine('late', [[52, 1]], [[2, 7]]);
	bad('gather', 0, 3651);
	fine('gather', 1, 3650);
	bad('calendar', [[day('2024-01-01'), day('2023-12-31')]],
		[[day('2023-11-11'), day('2023-12-31')]],
		[[day('2023-01-01'), day('2023-11-22')]]);
	fine('calendar', [[day('2023-11-10'), day('2023-11-23')]]);
	const offset = (text) => [[readTime('2023-03-12T07:00:00Z'), text]];
	for (const text of ['+14:01', '-14:01', '+05:60', '05:00', '+5:00', '+0500',
		'-05:0a'])
		broken(name, `offset ${text}`, { offset: offset(text) });
	for (const text of ['+14:00', '-14:00', '+05:45', '-00:00'])
		good(name, `offset ${text}`, { offset: offset(text) });
	broken(name, 'offsets at one time',
		{ offset: [...offset('+01:00'), ...offset('+02:00')] });
	const [closed] = lines(name, 'closed');
	broken(name, 'a closed day twice', { closed: [closed, closed] });
	broken(name, 'closed days descend',
		{ closed: lines(name, 'closed').toReversed() });
	broken(name, 'a closed day beyond the calendar',
		{ closed: [[day('2025-01-01'), 'New Year']] });
	good(name, 'no closed days', { closed: [] });
	const clocks = lines(name, 'clock');
	for (const [i, missing] of [[0, 'acknowledge'], [2, 'reply']])
		broken(name, `no clock ${missing}`, { clock: clocks.toSpliced(i, 1) });
	good(name, 'no clock reply-from', { clock: clocks.toSpliced(1, 1) });
	broken(name, 'a clock twice', { clock: [...clocks, clocks[0]] });
	for (const line of [['reply', 'lunar', 60], ['reply', 'working', 0],
		['reply', 'working', 3661], ['reply', 'months', 0],
		['reply', 'months', 121]])
		broken(name, `clock ${line}`, { clock: swap(clocks, 2, line) });
	good(name, 'a clock of 120 months',
		{ clock: swap(clocks, 2, ['reply', 'months', 120]) });
	good(name, 'a reply from the acknowledgement on',
		{ starts: [['reply', 'acknowledged'], ['acknowledge', 'filed']] });
	for (const [why, ...line] of [['a clock it has not', 'decide', 'filed'],
		['a clock that ends nothing', 'reply-from', 'filed'],
		['an unknown event', 'reply', 'opened'],
		['its own end', 'reply', 'replied'],
		['its own end, too', 'acknowledge', 'acknowledged'],
		['an end that is none', 'publish', 'published']])
		broken(name, `starts: ${why}`, { starts: [line] });
	for (const [line, why] of [[['other', 1, 1], 'of no clock'],
		[['reply-from', 1, 1], 'of a clock that ends nothing'],
		[['reply', 0, 1], 'never'], [['reply', 65, 1], 'too often'],
		[['reply', 1, 0], 'by no day'], [['reply', 1, 3661], 'too long']])
		broken(name, `an extension ${why}`, { extension: [line] });
	for (const line of [['working', 5, 'x'], ['calendar', 0, 'x'],
		['calendar', 3661, 'x'], ['months', 0, 'x'], ['months', 1201, 'x']])
		broken(name, `retention ${line}`, { retention: [line] });
	good(name, 'a hundred years', { retention: [['months', 1200, 'x']] });
	good(name, 'for ever', { retention: [] });
	broken(name, 'an extension twice', { extension: [['reply', 1, 1],
		['reply', 2, 1]] });
	good(name, 'extensions', { extension: [['acknowledge', 64, 3660],
		['reply', 1, 1]] });
	const [cases, owes] = [['acknowledge', 'reply'], ['reply', 1, 'second']];
	const three = [...clocks.filter(([c]) => c !== 'escalation'),
		['escalation', 'months', 1]];
	good(name, 'nobody follows', { escalation: [] });
	good(name, 'eight who follow', { clock: three, escalation: [...cases
		.flatMap((c) => ['second', 'registrar', 'release'].map((role) =>
			[c, 3660, role])), ['reply', 1, 'log'], ['reply', 1, 'enrol']] });
	for (const [why, ...line] of [['of no clock', 'answer', 1, 'second'],
		['of a clock that ends nothing', 'reply-from', 1, 'second'],
		['of itself', 'escalation', 1, 'second'],
		['at once', 'reply', 0, 'second'],
		['after too long', 'reply', 3661, 'second'],
		['to whoever owes it', 'reply', 1, 'office'],
		['to nobody', 'reply', 1, 'nobody']])
		broken(name, `an escalation ${why}`, { clock: three,
			escalation: [line] });
	broken(name, 'an escalation twice', { clock: three,
		escalation: [owes, ['reply', 2, 'second']] });
	broken(name, 'nine who follow', { clock: three, escalation: [...cases
		.flatMap((c) => ['second', 'registrar', 'release', 'log'].map(
			(role) => [c, 1, role])), ['reply', 1, 'enrol']] });
	broken(name, 'an escalation without its clock', { escalation: [owes],
		clock: clocks.filter(([c]) => c !== 'escalation') });
	for (const event of ['filed', 'acknowledged', 'replied'])
		good(name, `a publication from ${event} on`, {
			clock: [...clocks.filter(([c]) => c !== 'publish'),
				['publish', 'months', 6]],
			starts: [['publish', event]] });
	broken(name, 'starts: who follows', { clock: three,
		starts: [['escalation', 'filed']] });
	(name === 'charter' ? good : broken)(name, 'starts: a copy, later',
		{ starts: [['copy', 'acknowledged']] });
	for (const line of [['receive', 'filed'], ['report', 'acknowledged']])
		broken(name, `starts: ${line}`, { starts: [line] });
	broken(name, 'starts twice', { starts: [['reply', 'filed'],
		['reply', 'acknowledged']] });
	good(name, 'a clock of 3660 days',
		{ clock: swap(clocks, 2, ['reply', 'calendar', 3660]) });
	const roles = lines(name, 'role');
	for (const role of ['authority', 'registrar', 'second', 'office', 'log',
		'enrol', 'promise'])
		broken(name, `no role ${role}`,
			{ role: roles.filter(([r]) => r !== role) });
	good(name, 'no role release',
		{ role: roles.filter(([r]) => r !== 'release'),
			'publish-signers': [] });
	broken(name, 'lines of a role apart',
		{ role: [...roles, ['office', hash('x'), 'Another']] });
	for (const single of ['log', 'enrol', 'promise'])
		broken(name, `two who hold ${single}`, { role: roles.flatMap((line) =>
			line[0] === single ? [line, [single, hash('x'), 'Two']] : [line]) });
	for (const operator of ['log', 'enrol', 'promise'])
		broken(name, `pages by who holds ${operator}`, { role: roles.map(
			(line) => line[0] !== 'pages' ? line :
				['pages', line[1], `Holder: ${operator}`]) });
	good(name, 'nobody for pages',
		{ role: roles.filter(([r]) => r !== 'pages') });
	const held = lines(name, 'threshold')[0];
	broken(name, 'threshold 0', { threshold: [0] });
	broken(name, 'a threshold above the holders', { threshold: [held + 1] });
	broken(name, 'a cooling of 6 days', { cooling: [6] });
	broken(name, 'a cooling of 366 days', { cooling: [366] });
	good(name, 'a cooling of 365 days', { cooling: [365] });
	broken(name, 'two roles with one key',
		{ role: [...roles, ['other', roles[3][1], 'The same']] });
	for (const field of ['seal', 'reveal']) {
		const [first = ['office', 'x25519', hash('k'), 'Reader']] =
			lines(name, field);
		broken(name, `${field} of an unknown type`,
			{ [field]: [swap(first, 1, 'mlkem768x25519')] });
		broken(name, `${field} of 33 bytes`,
			{ [field]: [swap(first, 2, Buffer.alloc(33, 1))] });
		(field === 'seal' ? good : broken)(name, `${field} with a role twice`,
			{ [field]: [first, swap(first, 2, hash('another')),
				...lines(name, field).filter(([r]) => r === 'appeal')] });
		broken(name, `${field} of the monitor`,
			{ [field]: [...lines(name, field), ['monitor', 'x25519',
				hash('monitor'), 'A monitor']] });
		broken(name, `${field} with a key twice`,
			{ [field]: [first, swap(first, 0, 'another')] });
	}
	witnessRules(name, roles);
	broken(name, 'another first seal',
		{ seal: lines(name, 'seal').toReversed() });
	broken(name, 'an origin with +', { origin: ['dissent.example/a+b'] });
	(name === 'charter' ? good : broken)(name, 'another origin',
		{ origin: ['dissent.example/other'] });
	for (const [field, most, make] of [['copy', 32, (i) => [`Head ${i}`]],
		['offset', 512, (i) => [i * 86400, '-05:00']],
		['closed', 1024, (i) => [i, 'A day']]]) {
		const values = { calendar: [0, day('2024-12-31')] };
		broken(name, `${most + 1} of ${field}`, { ...values,
			[field]: many(most + 1, make).flat() });
		good(name, `${most} of ${field}`, { ...values,
			[field]: many(most, make).flat() });
	}
	const more = (n) => ({ role: [...roles, ...many(n - roles.length, String)
		.map(([i]) => [`r${i}`, hash(`r${i}`), 'Holder'])] });
	broken(name, '65 roles', more(65));
	good(name, '64 roles', more(64));
	broken(name, 'no seal', { seal: [] });
	broken(name, 'no copy', { copy: [] });
	broken(name, 'no offset', { offset: [] });
	broken(name, 'nine reveals', { reveal: many(9, String).map(([i]) =>
		[`r${i}`, 'x25519', hash(`r${i}`), 'Reader']) });
}
// Witnesses in a charter that does not change those who sign otherwise.
function witnessRules(name, roles) {
	const [a, b] = ['a.example', 'b.example/x'].map((who) =>
		['cosignature/v1', hash(who), who]);
	const set = (witness, ...quorum) => ({ witness, quorum });
	good(name, 'two witnesses', set([a, b], 2));
	good(name, 'no witness', set([]));
	good(name, 'a name of 255 bytes',
		set([swap(a, 2, 'x'.repeat(255))], 1));
	good(name, 'a name of all characters',
		set([swap(a, 2, '!"#$%&\'()*,-./09:;<=>?@AZ[\\]^_`az{|}~')], 1));
	for (const [why, witness, ...quorum] of [
		['witnesses without a quorum', [a, b]],
		['a quorum without witnesses', [], 1], ['a quorum of 0', [a, b], 0],
		['a quorum above the witnesses', [a, b], 3],
		['witnesses descend', [b, a], 1], ['a name twice',
			[a, swap(b, 2, a[2])], 1],
		['a witness\'s key twice', [a, swap(b, 1, a[1])], 1],
		['the log\'s key as a witness\'s', [swap(a, 1,
			roles.find(([role]) => role === 'log')[1])], 1],
		['the office\'s key as a witness\'s', [swap(a, 1,
			roles.find(([role]) => role === 'office')[1])], 1],
		['another type of witness', [swap(a, 0, 'subtree/v1')], 1],
		['a witness\'s key of 33 bytes',
			[swap(a, 1, Buffer.alloc(33, 1))], 1],
		['a name of 256 bytes', [swap(a, 2, 'x'.repeat(256))], 1],
		['a name with +', [swap(a, 2, 'a+b')], 1],
		['a name with a space', [swap(a, 2, 'a b')], 1],
		['a name beyond ASCII', [swap(a, 2, 'w\u00e9')], 1]])
		broken(name, why, set(witness, ...quorum));
	broken(name, '17 witnesses', set(Array.from({ length: 17 }, (_, i) =>
		swap(swap(a, 1, hash(`w${i}`)), 2, `w${i + 10}`)), 1));
}
refusedAfter('roll', 'the first charter again', stepOf('charter'));
broken('charter', 'the first names a channel', { channel: [hash('own')] });
broken('next charter', 'names no channel', { channel: [] });
const [one, two] = both, [old] = by('second');
for (const [why, signers] of [['none', []], ['the second\'s alone', [old]],
	['the second\'s first', [old, one]],
	['two of the authority', [one, one]],
	['another\'s as the second\'s', [one, ['second', seedOf('office')]]],
	['a third', [one, old, old]]])
	broken('next charter', `signatures: ${why}`, {}, { signers });
good('next charter', 'signatures: the authority\'s, so that it waits', {},
	{ signers: [one] });
for (const [why, signers] of [['one of two', [one]], ['in the other order',
	[two, one]], ['twice the same', [one, one]], ['and the office\'s',
	[one, two, ...by('office')]]])
	broken('coming charter', `signatures: ${why}`, {}, { signers });
good('coming charter', 'with the outgoing second\'s', {},
	{ signers: [one, two, old] });
broken('coming charter', 'with the new second\'s', {},
	{ signers: [one, two, ['second', seedOf('new second')]] });
broken('coming charter', 'a second\'s where nothing changes',
	{ role: lines('next charter', 'role') },
	{ signers: [one, two, old] });
// It is in force seven days after its entry: then the office's deputy is not in
// it any more.
for (const [time, list] of [['2024-02-09T22:59:59Z', BROKEN],
	['2024-02-09T23:00:00Z', GOOD]])
	after(list, 'author\'s end', `a fourth by the new second at ${time}`,
		but(stepOf('coming charter'), { version: [4],
			role: lines('next charter', 'role') }, { at: time,
			signers: [one, two, ['second', seedOf('new second')]] }));
after(GOOD, 'coming charter', 'what waits is taken back',
	but(stepOf('coming charter'), { version: [4],
		role: lines('next charter', 'role') }));
refusedAfter('coming charter', 'a version twice',
	but(stepOf('coming charter'), { role: lines('next charter', 'role') }));

// Without the authority: it changes nothing else, and takes nobody's place.
const heirs = stepOf('succession').signers;
const [registrar, newSecond] = heirs;
for (const [why, signers] of [['the registrar\'s alone', [registrar]],
	['in the other order', [newSecond, registrar]],
	['twice the registrar\'s', [registrar, registrar]],
	['and the authority\'s', [...heirs, one]],
	['of an old second', [registrar, old]],
	['of the office as the registrar', [['registrar', seedOf('office')],
		newSecond]]])
	broken('succession', `signatures: ${why}`, {}, { signers });
good('succession', 'by the authority itself', {}, { signers: both });
good('succession', 'nothing but the version changes', {
	role: lines('coming charter', 'role'),
	threshold: lines('coming charter', 'threshold') });
const roles = lines('succession', 'role');
for (const [field, value] of [['name', ['Another']], ['cooling', [8]],
	['floor', [2]], ['copy', [['The head']]], ['closing', [1021]],
	['role', roles.map((line) => line[0] !== 'office' ? line :
		['office', publicKey(seedOf('another')), 'Another'])],
	['role', roles.map((line) => line[0] !== 'registrar' ? line :
		[...line.slice(0, 2), 'Another holder'])],
	['role', [...roles, ['panel', publicKey(seedOf('panel')), 'A panel']]]])
	broken('succession', `changes ${field}`, { [field]: value });
broken('succession', 'a version twice', { version: [3] });
refusedAfter('succession', 'another succession behind it',
	but(stepOf('succession'), { version: [5] }));
after(GOOD, 'succession', 'the authority in its place',
	but(stepOf('coming charter'), { version: [5] },
		{ at: at('succession'), signers: both }));
broken('heir moves', 'a second too early', {}, { at: '2024-02-28T14:59:59Z' });
broken('heir moves', 'by the old authority', {}, { signers: both });
broken('charter', 'a registrar\'s', {},
	{ signers: [...by('registrar'), ...by('second')] });
broken('next charter', 'another key of the log', { role: lines('next charter',
	'role').map((line) => line[0] !== 'log' ? line :
	['log', publicKey(seedOf('another log')), 'Another']) });

// roll ---------------------------------------------------------------------

for (const name of ['roll', 'next roll']) {
	const size = lines(name, 'size')[0];
	broken(name, 'edition 0', { edition: [0] });
	broken(name, 'an edition left out',
		{ edition: [lines(name, 'edition')[0] + 1] });
	broken(name, 'another size', { size: [size - 1] });
	broken(name, 'more keys than eligible', { eligible: [size - 1] });
	good(name, 'all are enrolled', { eligible: [size] });
	broken(name, 'unknown keys', { root: [hash('keys')] });
	const signers = stepOf(name).signers;
	broken(name, 'signed in the other order', {},
		{ signers: signers.toReversed() });
	broken(name, 'signed by one', {}, { signers: signers.slice(0, 1) });
	broken(name, 'signed twice by one', {},
		{ signers: [signers[0], signers[0]] });
	broken(name, 'a third signature', {},
		{ signers: [...signers, ...by('office')] });
	broken(name, 'the second by the registrar\'s key', {},
		{ signers: [signers[0], ['second', seedOf('registrar')]] });
	const two = [hash('k1'), hash('k2')].sort(Buffer.compare);
	broken(name, 'replaced keys descend',
		{ replaced: two.toReversed().map((h) => [h]) });
	broken(name, 'a replaced key twice',
		{ replaced: [[two[0]], [two[0]]] });
	good(name, 'one replaced key', { replaced: [[two[0]]] });
	const keys = Array.from({ length: 1001 }, (_, i) => hash(`k${i}`))
		.sort(Buffer.compare).map((h) => [h]);
	broken(name, '1,001 replaced keys', { replaced: keys });
	good(name, '1,000 replaced keys', { replaced: keys.slice(1) });
	good(name, 'no replaced key', { replaced: [] });
}
broken('roll', '`left` in the first', { left: [0] });
broken('roll', 'a reading key where all may read',
	{ reading: [hash('reading')] });
broken('next roll', 'no `left`', { left: [] });
broken('next roll', 'no reading key', { reading: [] });
broken('next roll', 'more left than there were', { left: [5] });
good('next roll', 'all left', { left: [4] });
good('next roll', 'nobody left', { left: [0] });
BROKEN.push({ why: 'a roll below the floor', before: 1, entry: makeEntry(
	but(stepOf('roll'), {}, { at: '2023-10-01T00:00:00Z' })) });
refusedAfter('roll', 'the same keys as edition 2', but(stepOf('roll'),
	{ edition: [2], left: [0] }));

// memo ---------------------------------------------------------------------

broken('memo', 'another memo id', { memo: [hash('another')] });
broken('memo', 'an unknown charter', { charter: [hash('charter')] });
broken('memo', 'an unknown roll', { roll: [hash('roll')] });
broken('memo', 'no blocks', { blocks: [0], requests: [0] });
broken('memo', '8,193 blocks', { blocks: [8193] });
good('memo', '8,192 blocks', { blocks: [8192] });
broken('memo', 'more requests than blocks', { requests: [8] });
good('memo', 'as many requests as blocks', { requests: [7] });
broken('memo', '513 requests', { blocks: [600], requests: [513] });
good('memo', '512 requests', { blocks: [600], requests: [512] });
broken('memo', 'a banner above the ceiling', { banner: ['SECRET'] });
broken('memo', 'a banner that is none', { banner: ['C'] });
good('memo', 'a lower banner', { banner: ['SENSITIVE BUT UNCLASSIFIED'] });
broken('memo', 'no banner', { banner: [] });
broken('next memo', 'no banner where words are the charter\'s own',
	{ banner: [] });
broken('next memo', 'a word above the ceiling', { banner: ['Reservado'] });
broken('next memo', 'another style\'s banner', { banner: ['UNCLASSIFIED'] });
broken('memo', 'an unknown addressee', { addressee: [['Nobody']] });
broken('memo', 'an addressee twice',
	{ addressee: [['The head'], ['The head']] });
broken('memo', 'no addressee', { addressee: [] });
broken('memo', 'an unknown recipient', { reply: ['other', hash('r')] });
broken('memo', 'a recipient of 31 bytes',
	{ reply: ['x25519', Buffer.alloc(31, 1)] });
broken('memo', 'unsigned before the day', {}, { signers: [] });
broken('memo', 'unsigned on the day before', { after: [day('2023-11-04')] },
	{ signers: [] });
good('memo', 'unsigned on the day', { after: [day('2023-11-03')] },
	{ signers: [] });
broken('memo', 'signed by the office', {}, { signers: by('office') });
broken('memo', 'the author\'s signature by another\'s key', {},
	{ signers: [['author', seedOf('office')]] });
broken('memo', 'signed twice', {}, { signers: [...author, ...author] });
broken('memo', 'more acts than keys', {}, { acts: [3, 2] });
good('memo', 'as many acts as keys', {}, { acts: [3, 1] });
broken('memo', 'the slot is not below the quota', { slot: [2] });
good('memo', 'the last slot', { slot: [1] });
for (const [field, most, make] of [['related', 16, (i) => hash(`r${i}`)],
	['annex', 16, (i) => hash(`a${i}`)], ['panel', 8, (i) => `Member ${i}`],
	['distribution', 32, (i) => `Reader ${i}`]]) {
	broken('memo', `${most + 1} of ${field}`,
		{ [field]: many(most + 1, make) });
	good('memo', `${most} of ${field}`, { [field]: many(most, make) });
}
broken('memo', 'two of amends', { amends: [[hash('1')], [hash('2')]] });
refusedAfter('late endorse', 'the memo filed again', but(stepOf('memo'),
	{ slot: [1] }, { at: at('late endorse'), acts: [0, 0] }));
refusedAfter('late endorse', 'another memo in the used slot',
	but(stepOf('memo'), { content: [hash('x')] },
		{ at: at('late endorse'), acts: [0, 0] }));
// The first roll and charter were replaced on 2 January at 15:00; 90 days.
for (const [list, time] of [[GOOD, '2024-04-01T15:00:00Z'],
	[BROKEN, '2024-04-01T15:00:01Z']])
	after(list, 'late publish', `under the old roll at ${time}`,
		but(stepOf('old memo'), { content: [hash('later')], slot: [1] },
			{ at: time }));
after(GOOD, 'late publish', 'a new charter over the old roll',
	but(stepOf('old memo'), { charter: lines('next memo', 'charter'),
		banner: ['Interno'], slot: [1] }, { at: '2024-04-01T15:00:00Z' }));

// A filing's acts ----------------------------------------------------------

const FILING = [0, 1, 2, 3].map((i) => `act ${i}`);
const back = FILING.find((name) => stepOf(name).type === 'withdraw');
for (const name of FILING) {
	broken(name, 'at another time', {}, { at: '2023-11-03T21:00:01Z' });
	broken(name, 'of another memo', { memo: [hash('another')] });
	BROKEN.push({ why: `another record before ${name}`,
		before: indexOf(name), entry: makeEntry(but(stepOf('acknowledge'), {},
			{ at: at(name) })) });
}
// Whoever endorsed not yet, in the place of one who did: where that tag's
// place is not, it is refused.
const tagOf = (step) => readRecord(makeRecord(step)).lines
	.find(({ name }) => name === 'proof').parts[0].subarray(0, 32);
const newcomer = but(stepOf('act 0'), {},
	{ proof: acting('endorse', FIRST, 3) });
for (const [i, name] of FILING.entries()) {
	if (i > 0 && stepOf(name).type === 'endorse')
		instead(Buffer.compare(tagOf(newcomer), tagOf(stepOf(FILING[i - 1]))) <
			0 ? BROKEN : GOOD, name, 'by a newcomer', {}, newcomer);
}
if (!BROKEN.at(-1).why.includes('newcomer'))
	throw new Error('the newcomer\'s tag is in order: choose another name');
refusedAfter('act 0', 'the same endorsement again', stepOf('act 0'));
refusedAfter(back, 'the withdrawal again', stepOf(back));
broken('act 0', 'a withdrawal first', {}, { type: 'withdraw',
	proof: acting('withdraw', FIRST, stepOf('act 0').proof.member) });
refusedAfter('act 3', 'an act more than announced', but(stepOf('late endorse'),
	{}, { at: '2023-11-03T20:59:59Z' }));
broken('next endorse', 'a reveal less', { reveal:
	lines('next endorse', 'reveal').slice(1) });
broken('next endorse', 'no reveal', { reveal: [] });
broken('next endorse', 'a reveal more', { reveal:
	[...lines('next endorse', 'reveal'), [hash('third')]] });
broken('next endorse', 'another reveal than proved', { reveal:
	lines('next endorse', 'reveal').toReversed(),
proof: all(readRecord(makeRecord(stepOf('next endorse'))), 'proof')[0] });
broken('act 0', 'a reveal where there is no reader',
	{ reveal: [[hash('r')]] });

// After filing -------------------------------------------------------------

refusedAfter('act 3', 'a second endorsement', but(stepOf('act 3'), {},
	{ at: at('ask 1') }));
refusedAfter('act 3', 'an endorsement of who took it back',
	but(stepOf('act 0'), {}, { at: at('ask 1'),
		proof: acting('endorse', FIRST, stepOf(back).proof.member) }));
refusedAfter('act 3', 'a second withdrawal', but(stepOf(back), {},
	{ at: at('ask 1') }));
broken('late endorse', 'of an unknown memo', { memo: [hash('another')] });
broken('late withdraw', 'by who did not endorse', {},
	{ proof: acting('withdraw', SECOND, 3) });
refusedAfter('ask 1', 'a withdrawal without an endorsement',
	but(stepOf('late withdraw'), {}, { at: at('ask 1'),
		proof: acting('withdraw', FIRST, 3) }));
refusedAfter('late withdraw', 'the same withdrawal', stepOf('late withdraw'));
refusedAfter('late withdraw', 'an endorsement after the withdrawal',
	but(stepOf('late endorse'), {}, { proof: acting('endorse', FIRST, 0) }));

// The office and the author ------------------------------------------------

broken('acknowledge', 'of an unknown memo', { memo: [hash('another')] });
refusedAfter('acknowledge', 'acknowledged again', stepOf('acknowledge'));
refusedAfter('acknowledge', 'unreadable after all', but(
	stepOf('unreadable memo'), { number: [2] }, { at: at('acknowledge') }));
refusedAfter('acknowledge', 'a resupply', but(stepOf('resupply'), {},
	{ at: at('acknowledge') }));
for (const [values, why] of [[{ what: ['letter'] }, 'of something else'],
	[{ number: [0] }, 'number 0'], [{ number: [2] }, 'a number left out'],
	[{ which: [1] }, 'of the memo with a question'],
	[{ what: ['reply'] }, 'of a reply that is none'],
	[{ what: ['question'], which: [1] }, 'of a question that is none'],
	[{ what: ['correction'], which: [1] }, 'of a correction that is none']])
	broken('unreadable memo', why, values, values.what?.[0] === 'letter' ||
		values.what === undefined ? {} : { signers: author });
after(GOOD, 'unreadable memo', 'unreadable again', but(
	stepOf('unreadable memo'), { number: [2] }));
for (const [values, why] of [[{ unreadable: [0] }, 'for number 0'],
	[{ unreadable: [2] }, 'for what was not said']])
	broken('resupply', why, values);
refusedAfter('resupply', 'a resupply again', stepOf('resupply'));
after(GOOD, 'resupply', 'unreadable anew', but(stepOf('unreadable memo'),
	{ number: [2] }, { at: at('resupply') }));
for (const [name, values] of [['ask 1', { question: [0] }],
	['ask 1', { question: [2] }], ['ask 2', { question: [1] }],
	['answer', { question: [0] }], ['answer', { question: [3] }]])
	broken(name, `number ${values.question}`, values);
refusedAfter('answer', 'answered again', stepOf('answer'));
after(GOOD, 'ask 2', 'the second answered first', but(stepOf('answer'),
	{ question: [2] }));
refusedAfter('resupply', 'asked before acknowledged', but(stepOf('ask 1'), {},
	{ at: at('resupply') }));
for (const question of [0, 1])
	broken('unreadable reply', `question ${question} of ${question}`,
		{ what: ['question'], which: [question * 3] });
for (const which of [0, 2])
	broken('unreadable reply', `reply ${which}`, { which: [which] });
for (const which of [0, 2])
	broken('unreadable correction', `correction ${which}`, { which: [which] });
refusedAfter('unreadable question', 'the same question again', but(
	stepOf('unreadable question'), { number: [3] }));
after(GOOD, 'unreadable question', 'the other question too', but(
	stepOf('unreadable question'), { number: [3], which: [1] }));
refusedAfter('unreadable reply', 'the reply again', but(
	stepOf('unreadable reply'), { number: [4] }));
refusedAfter('unreadable reply', 'a reply that is none', but(
	stepOf('unreadable reply'), { number: [4], which: [2] }));
refusedAfter('unreadable correction', 'the correction again', but(
	stepOf('unreadable correction'), { number: [5] }));

const [first, second] = lines('reply', 'disposition');
for (const [disposition, why] of [[[first], 'one disposition of two'],
	[[second, first], 'in another order'], [[first, first], 'one twice'],
	[[first, second, [3, 'accepted']], 'one more'],
	[[[0, 'accepted']], 'number 0 where there are requests'],
	[[first, [2, 'perhaps']], 'a word that is none']])
	broken('reply', why, { disposition });
for (const word of ['accepted', 'declined', 'no-decision', 'already-done'])
	good('reply', word, { disposition: [first, [2, word]] });
for (const disposition of [[1, 'declined'], [0, 'no']])
	broken('late reply', `disposition ${disposition}`,
		{ disposition: [disposition] });
for (const [name, blocks] of [['reply', 0], ['reply', 2], ['reply', 8193],
	['correct', 2]])
	broken(name, `${blocks} blocks`, { blocks: [blocks] });
for (const blocks of [3, 8192])
	good('reply', `${blocks} blocks`, { blocks: [blocks] });
const owed = lines('reply', 'commitment')[0];
for (const [commitment, why] of [[[[2, owed[1], 'A']], 'what is declined'],
	[[[3, owed[1], 'A']], 'no request'], [[[0, owed[1], 'A']], 'the whole'],
	[[owed, owed], 'the same twice'],
	[[[1, day('2023-12-19'), 'A']], 'by yesterday']])
	broken('reply', `a commitment to ${why}`, { commitment });
good('reply', 'by today', { commitment: [[1, day('2023-12-20'), 'A']] });
refusedAfter('done', 'a second commitment', but(stepOf('correct'),
	{ disposition: [[1, 'accepted'], [2, 'declined']], commitment: [owed] },
	{ at: at('done') }));
after(GOOD, 'done', 'a commitment to another request', but(stepOf('correct'),
	{ disposition: [[1, 'accepted'], [2, 'partly']],
		commitment: [[2, owed[1], 'Another']] }, { at: at('done') }));
broken('done', 'what nobody accepted', { request: [2] });
good('done', 'without a word', { text: [] });
refusedAfter('done', 'done again', stepOf('done'));
after(GOOD, 'reply', 'a date moved', but(stepOf('extend'), { extension: [2],
	duty: [['commitment', 1]], until: [day('2027-01-01')] },
{ at: at('reply') }));
refusedAfter('reply', 'a date moved back', but(stepOf('extend'),
	{ extension: [2], duty: [['commitment', 1]], until: [day('2024-01-30')] },
	{ at: at('reply') }));
refusedAfter('reply', 'a second reply', stepOf('reply'));

for (const n of [0, 2])
	broken('reply', `number ${n}`, { reply: [n] });
for (const [values, why] of [[{ correction: [0] }, 'number 0'],
	[{ reply: [0] }, 'of reply 0'], [{ reply: [2] }, 'of no reply'],
	[{ correction: [2] }, 'a number left out'],
	[{ disposition: [first] }, 'one disposition of two']])
	broken('correct', why, values);
refusedAfter('correct', 'the same number again', stepOf('correct'));
after(GOOD, 'correct', 'a second correction', but(stepOf('correct'),
	{ correction: [2] }));
refusedAfter('acknowledge', 'a correction of no reply', but(stepOf('correct'),
	{}, { at: at('acknowledge') }));
good('late acknowledge', 'by the other holder', {}, { signers: by('office') });
broken('acknowledge', 'by a deputy who is not one yet', {},
	{ signers: deputy('office') });

for (const url of ['ftp://a.example/', 'https://', 'https://a b', 'a.example',
	'https://a@b', 'https://a/?b', 'https://a/#b', 'https://a\\b',
	'https://\u00e9.example', `https://${'a'.repeat(248)}`])
	broken('moved', `to ${url}`, { url: [url] });
for (const url of ['http://a', 'https://a.example:8443/x/',
	`https://${'a'.repeat(247)}`])
	good('moved', `to ${url}`, { url: [url] });
broken('moved', 'signed by one of two', {}, { signers: by('authority') });
broken('moved', 'signed in the other order', {},
	{ signers: both.toReversed() });

for (const [values, why] of [[{ case: [0] }, 'number 0'],
	[{ case: [2] }, 'a number left out'], [{ state: ['closed'] }, 'no state'],
	[{ until: [] }, 'no day'], [{ until: [day('2024-02-14')] }, 'a day past'],
	[{ until: [day('2025-02-16')] }, 'a day beyond a year']])
	broken('case', `a case with ${why}`, values);
good('case', 'until today', { until: [day('2024-02-15')] });
good('case', 'for 366 days', { until: [day('2025-02-15')] });
broken('case moved', 'of no case', { case: [2] });
broken('case moved', 'without a day', { until: [] });
broken('case ended', 'until a day', { until: [day('2024-03-15')] });
refusedAfter('case ended', 'a case that is over is moved',
	but(stepOf('case moved'), {}, { at: at('case ended') }));
refusedAfter('case ended', 'a case that is over is opened',
	but(stepOf('case'), {}, { at: at('case ended') }));

const file = (path) => [hash(path), path];
for (const path of ['/member/', 'a/../b', 'a?b', 'a#b', 'a%2e', 'a\\b', 'a b',
	'\u00e9', 'x'.repeat(256)])
	broken('assets', `a file at ${path}`, { file: [file(path)] });
for (const path of ['a', 'x'.repeat(255), 'a/.b/c.', '~a:b@c'])
	good('assets', `a file at ${path}`, { file: [file(path)] });
broken('assets', 'files that descend', { file: [file('b'), file('a')] });
broken('assets', 'a file twice', { file: [file('a'), file('a')] });
broken('assets', 'no file', { file: [] });
broken('assets', '257 files', { file: Array.from({ length: 257 }, (_, i) =>
	file(`a${1000 + i}`)) });
good('assets', '256 files', { file: Array.from({ length: 256 }, (_, i) =>
	file(`a${1000 + i}`)) });
good('assets', 'a path that another begins with',
	{ file: [file('a'), file('a/'), file('a/b'), file('ab')] });
good('next assets', 'the same again', stepOf('assets').values);

refusedAfter('correct', 'an end over an open question', but(stepOf('end'), {},
	{ at: at('correct') }));
after(GOOD, 'last answer', 'an end when all is answered', but(stepOf('end'),
	{}, { at: at('last answer') }));
refusedAfter('resupply', 'a reply before acknowledged', but(stepOf('reply'),
	{}, { at: at('resupply') }));
refusedAfter('resupply', 'an end before the reply', but(stepOf('end'), {},
	{ at: at('resupply') }));
refusedAfter('resupply', 'a publication before acknowledged',
	but(stepOf('publish'), {}, { at: at('resupply') }));
for (const [values, why] of [[{ publication: [0] }, 'number 0'],
	[{ publication: [2] }, 'a number left out'],
	[{ banner: ['U'] }, 'a banner that is none'],
	[{ banner: [] }, 'no banner'],
	[{ content: [[hash('one')]] }, 'one file'],
	[{ reason: [['(b)(1)']] }, 'a code alone'],
	[{ reason: [['(b);1 x']] }, 'a code that is none'],
	[{ reason: [['(b)(1) secret']] }, 'other words than the charter\'s'],
	[{ reason: [['x a'], ['x b']] }, 'a code twice']])
	broken('publish', why, values);
for (const of of [['memo', 1], ['reply', 0], ['reply', 2], ['correction', 2],
	['question', 1]])
	broken('publish', `of ${of.join(' ')}`, { of });
good('publish', 'of the reply', { of: ['reply', 1] });
good('publish', 'of the correction', { of: ['correction', 1] });
good('publish', 'words of one\'s own', { reason: [['x a'], ['y b']] });
good('publish', 'nothing withheld', { reason: [] });
for (const [signers, why] of [
	[by('release'), 'one of two'],
	[[...deputy('release'), ...by('release')], 'the other way round'],
	[[...by('release'), ...by('release')], 'one twice'],
	[[...by('release'), ...deputy('office')], 'another role\'s']])
	broken('late publish', why, {}, { signers });
for (const n of [1, 19])
	broken('publish', `${n} files`, { content: many(n, (i) => hash(`f${i}`)) });
good('publish', '16 annexes', { content: many(18, (i) => hash(`f${i}`)) });
good('publish', 'a banner above the memo\'s', { banner: ['TOP SECRET'] });
refusedAfter('publish', 'the same number again', stepOf('publish'));

// Responses, appeals, what is decided ----------------------------------------

for (const reply of [0, 2])
	broken('respond', `to reply ${reply}`, { reply: [reply] });
refusedAfter('respond', 'responded twice', stepOf('respond'));
after(GOOD, 'late publish', 'a response after the end', but(stepOf('respond'),
	{ memo: [C] }, { at: at('late publish') }));
for (const [values, why] of [[{ appeal: [0] }, 'number 0'],
	[{ appeal: [2] }, 'a number left out'],
	[{ against: [['reply', 0]] }, 'against reply 0'],
	[{ against: [['reply', 2]] }, 'against no reply'],
	[{ against: [['refer', 1]] }, 'against something else'],
	[{ against: [['refer', 0]] }, 'against no referral'],
	[{ ground: ['It is late'] }, 'on no ground'],
	[{ ground: [['It is wrong'], ['It is wrong']] }, 'on a ground twice']])
	broken('appeal', why, values);
good('appeal', 'on both grounds', { ground: [['It does not answer'],
	['It is wrong']] });
refusedAfter('appeal', 'appealed twice', but(stepOf('appeal'),
	{ appeal: [2] }));
refusedAfter('decide', 'appealed after it is decided', but(stepOf('appeal'),
	{ appeal: [2] }, { at: at('decide') }));
// Replied on Friday 29 December: five working days are Friday 5 January, and
// the log waits for two days more.
good('next appeal', 'at the last second', {}, { at: '2024-01-07T22:00:00Z' });
broken('next appeal', 'a second late', {}, { at: '2024-01-07T22:00:01Z' });
for (const [values, why] of [[{ appeal: [0] }, 'of appeal 0'],
	[{ appeal: [2] }, 'of no appeal'],
	[{ outcome: ['deny'] }, 'another word']])
	broken('decide', why, values);
for (const outcome of ['uphold', 'grant'])
	good('decide', outcome, { outcome: [outcome] });
refusedAfter('decide', 'decided twice', stepOf('decide'));
// Of a referral: referred on Tuesday 6 February, five working days are Tuesday
// 13 February, and the log waits for two days more.
for (const [against, why] of [[['reply', 0], 'a reply of number 0'],
	[['refer', 1], 'a referral of number 1'], [['reply', 1], 'no reply']])
	broken('referred appeal', `against ${why}`, { against: [against] });
refusedAfter('referred appeal', 'against the referral twice',
	but(stepOf('referred appeal'), { appeal: [2] }));
refusedAfter('last anchor', 'against the referral, too late',
	but(stepOf('referred appeal'), { appeal: [2] }, { at: at('last anchor') }));
broken('referred decide', 'grant of a referral', { outcome: ['grant'] });
good('referred decide', 'uphold of a referral', { outcome: ['uphold'] });
refusedAfter('referred decide', 'decided twice', stepOf('referred decide'));
broken('referred reply', 'the second', { reply: [2] });
after(GOOD, 'referred appeal', 'a reply before it is decided',
	but(stepOf('referred reply'), {}, { at: at('referred appeal') }));
const ends = (name, time) => but(stepOf('end'), { memo: [D] }, { at: time ??
	at(name), signers: by('office') });
refusedAfter('referred reply', 'an end while a reply can be appealed',
	ends('referred reply'));
refusedAfter('referred decide', 'an end before the reply',
	ends('referred decide'));
after(GOOD, 'cosigned anchor', 'an end when nothing can be appealed',
	ends('cosigned anchor', '2024-02-22T22:00:01Z'));
refusedAfter('appeal', 'another reply before it is decided',
	but(stepOf('next reply'), {}, { at: at('appeal') }));
refusedAfter('next decide', 'another reply when it is upheld',
	but(stepOf('next reply'), { reply: [3] }, { at: at('next decide') }));
broken('next reply', 'the first again', { reply: [1] });
for (const [field, values] of [['ground', [['It is wrong'], ['It is wrong']]],
	['role', lines('charter', 'role').filter(([r]) => r !== 'appeal')],
	['seal', lines('charter', 'seal').filter(([r]) => r !== 'appeal')],
	['clock', lines('charter', 'clock').filter(([c]) => c !== 'appeal')]])
	broken('charter', `grounds, by ${field}`, { [field]: values });
good('charter', 'grounds without a clock to decide', { clock:
	lines('charter', 'clock').filter(([c]) => c !== 'decide') });
good('charter', 'no grounds', { ground: [] });

// Those around the memo ------------------------------------------------------

for (const [name, values, why] of [
	['copy 1', { copy: [0] }, 'number 0'],
	['copy 1', { copy: [2] }, 'a number left out'],
	['copy 1', { reason: ['Because.'] }, 'a reason for who is listed'],
	['copy 2', { reason: [] }, 'no reason for who is not'],
	['received', { copy: [0] }, 'of copy 0'],
	['received', { copy: [3] }, 'of a copy that is none'],
	['received', { copy: [2] }, 'of another\'s copy'],
	['ruling', { ruling: ['denied'] }, 'another word'],
	['ruling', { reason: [] }, 'no reason'],
	['ruling', { ruling: ['refused'], reason: [] }, 'refused without reason'],
	['panel', { panel: [0] }, 'number 0'],
	['panel', { panel: [2] }, 'a number left out'],
	['panel', { member: [['Somebody'], ['Somebody']] }, 'a member twice'],
	['panel', { member: [['Somebody']] }, 'one member of two'],
	['panel', { member: [['Somebody'], ['Somebody else'], ['A third']] },
		'a member more'],
	['panel', { member: [['A third'], ['A fourth']] }, 'none of the list'],
	['remark', { remark: [0] }, 'number 0'],
	['remark', { remark: [2] }, 'a number left out'],
	['hold', { hold: [0] }, 'number 0'],
	['hold', { hold: [2], state: ['ended'] }, 'a number left out'],
	['hold', { state: ['ended'] }, 'ended where there is none'],
	['hold ended', { state: ['begun'] }, 'begun where there is one'],
	['hold ended', { state: ['moved'] }, 'another word'],
	['deleted', { deletion: [0] }, 'number 0'],
	['deleted', { deletion: [2] }, 'a number left out'],
	['deleted', { what: ['published'] }, 'of what is nothing'],
	['deleted', { schedule: ['Schedule N1-59, item 4'] },
		'under another schedule'],
	['deleted', { memo: [A] }, 'of what is owed about'],
	['deleted', { memo: [B] }, 'of what has not ended'],
	['deleted', { memo: [D] }, 'of what has not ended, and might']])
	broken(name, why, values);
for (const [name, values, why] of [
	['copy 1', { to: ['The head'] }, 'to the addressee'],
	['copy 1', { content: [] }, 'without a file'],
	['received', { by: [] }, 'by the recipient'],
	['ruling', { ruling: ['granted'] }, 'granted with a reason'],
	['ruling', { ruling: ['granted'], reason: [] }, 'granted'],
	['ruling', { ruling: ['refused'] }, 'refused'],
	['panel', { member: [['Somebody else'], ['Somebody']] }, 'all listed']])
	good(name, why, values);
refusedAfter('acknowledge', 'a copy that was not wished, before the ruling',
	but(stepOf('copy 2'), { copy: [1] }, { at: at('acknowledge') }));
after(GOOD, 'acknowledge', 'a copy that was wished, before the ruling',
	but(stepOf('copy 1'), {}, { at: at('acknowledge') }));
after(GOOD, 'acknowledge', 'a copy to the addressee, before the ruling',
	but(stepOf('copy 1'), { to: ['The head'] }, { at: at('acknowledge') }));
for (const [name, values] of [['copy 1', {}], ['ruling', {}], ['panel', {}]])
	refusedAfter('resupply', `${name} before the acknowledgement`,
		but(stepOf(name), values, { at: at('resupply') }));
after(GOOD, 'resupply', 'a remark before the acknowledgement',
	but(stepOf('remark'), {}, { at: at('resupply') }));
refusedAfter('ruling', 'another ruling', stepOf('ruling'));
refusedAfter('copy 2', 'the same number again', stepOf('copy 2'));
after(GOOD, 'copy 2', 'a copy again', but(stepOf('copy 1'), { copy: [3] }));
refusedAfter('received', 'received again', stepOf('received'));
refusedAfter('received', 'a copy again', but(stepOf('copy 1'), { copy: [3] },
	{ at: at('received') }));
refusedAfter('remark', 'another panel behind the report',
	but(stepOf('panel'), { panel: [2] }));
after(GOOD, 'panel', 'another panel', but(stepOf('panel'), { panel: [2],
	member: [['Somebody else'], ['A fourth']] }));
refusedAfter('received', 'a report of no panel', but(stepOf('report'), {},
	{ at: at('received') }));
refusedAfter('report', 'reported again', stepOf('report'));
refusedAfter('remark', 'the same remark again', stepOf('remark'));
for (const [signer, list] of [['monitor', GOOD], ['protection', GOOD],
	['appeal', GOOD], ['office', BROKEN], ['registrar', BROKEN]])
	instead(list, 'next remark', `by ${signer}`, {}, { signers: by(signer) });
broken('next remark', 'as the authority, by another', {},
	{ signers: [['authority', seedOf('monitor')]] });
refusedAfter('hold', 'the same hold again', stepOf('hold'));
after(GOOD, 'owed receipt', 'deleted before a publication that nobody owes',
	stepOf('deleted'));
refusedAfter('late publish', 'deleted while a copy is owed', stepOf('deleted'));
refusedAfter('late reply', 'deleted on the last day', but(stepOf('deleted'), {},
	{ at: at('late reply') }));
refusedAfter('deleted', 'the same deletion again', stepOf('deleted'));
after(GOOD, 'deleted', 'a correction of what was deleted',
	but(stepOf('late correct'), { correction: [2] }, { at: at('deleted') }));

// A later date, and what is out of scope -------------------------------------

for (const [values, why] of [
	[{ extension: [0] }, 'number 0'], [{ extension: [2] }, 'a number left out'],
	[{ duty: [['answer', 0]] }, 'of a duty that is none'],
	[{ duty: [['reply', 1]] }, 'of another number'],
	[{ duty: [['copy', 2]] }, 'of a copy to nobody'],
	[{ duty: [['acknowledge', 0]] }, 'of what is done'],
	[{ duty: [['copy', 1]], until: [day('2023-11-09')] },
		'of what the charter does not put off'],
	[{ until: [day('2024-01-02')] }, 'to the day that it is due on'],
	[{ until: [day('2023-12-29')] }, 'to an earlier day'],
	[{ until: [day('2024-01-23')] }, 'by a day too many']])
	broken('extend', why, values);
good('extend', 'by as much as may be', { until: [day('2024-01-22')] });
good('extend', 'by a day', { until: [day('2024-01-03')] });
refusedAfter('extend', 'the same number again', stepOf('extend'));
after(GOOD, 'extend', 'once more', but(stepOf('extend'), { extension: [2],
	until: [day('2024-02-01')] }));
refusedAfter('extend', 'once more, by a day too many', but(stepOf('extend'),
	{ extension: [2], until: [day('2024-02-02')] }));
after(GOOD, 'extend', 'a referral before the reply', but(stepOf('refer'),
	{ memo: [A] }, { at: at('extend'), signers: by('office') }));
refusedAfter('reply', 'an extension of what is done', but(stepOf('extend'),
	{ extension: [2], until: [day('2024-01-15')] }, { at: at('reply') }));
refusedAfter('reply', 'a referral behind the reply', but(stepOf('refer'),
	{ memo: [A] }, { at: at('reply'), signers: by('office') }));
refusedAfter('refer', 'another referral', stepOf('refer'));
after(GOOD, 'act 3', 'a referral before the acknowledgement',
	but(stepOf('refer'), { memo: [A] }, { at: at('anchor alone'),
		signers: by('office') }));

const [ofOffice, ofDeputy] = pair;
for (const name of ['late reply', 'late correct'])
	for (const [why, signers] of [['one of two', [ofOffice]],
		['the other of two', [ofDeputy]], ['twice the same',
			[ofOffice, ofOffice]], ['in the other order',
			[ofDeputy, ofOffice]], ['and the release officer\'s',
			[ofOffice, ...by('release')]], ['of another key',
			[ofOffice, ['office', seedOf('release')]]]])
		broken(name, `signatures: ${why}`, {}, { signers });
for (const name of ['reply', 'correct'])
	broken(name, 'signed by one more', {},
		{ signers: [...by('office'), ...deputy('office')] });

// Positions, notices, openings ---------------------------------------------

for (const name of ['position', 'public position', 'opened position'])
	for (const [values, why] of [[{ position: [0] }, 'number 0'],
		[{ position: [4] }, 'a number left out'],
		[{ request: [0] }, 'on no request'],
		[{ request: [3] }, 'on a request that is none'],
		[{ side: ['secret'] }, 'of no side'],
		[{ side: [name === 'position' ? 'public' : 'private'] },
			'of another side']])
		broken(name, why, values);
for (const [name, line] of [['position', 'commitment'], ['position', 'content'],
	...['stance', 'text', 'place', 'date'].map((l) => ['public position', l]),
	...['stance', 'which', 'salt', 'words'].map((l) => ['opened position', l])])
	broken(name, `no ${line}`, { [line]: [] });
for (const [name, line, v] of [['position', 'stance', 'accepted'],
	['position', 'url', 'https://a'], ['position', 'which', 1],
	['public position', 'content', hash('x')], ['public position', 'which', 1],
	['opened position', 'text', 'It was meant.'],
	['opened position', 'commitment', hash('x')]])
	broken(name, `a ${line}`, { [line]: [v] });
good('public position', 'no url', { url: [] });
for (const stance of ['partly', 'no-decision'])
	good('public position', stance, { stance: [stance] });
broken('public position', 'a stance that is none', { stance: ['perhaps'] });
broken('public position', 'of tomorrow', { date: [day('2023-12-22')] });
good('public position', 'of long ago', { date: [day('1999-12-31')] });
for (const url of ['ftp://a.example/', 'https://', 'https://a b',
	`https://${'a'.repeat(1017)}`, 'http://\u00e9'])
	broken('public position', `at ${url}`, { url: [url] });
good('public position', 'at the longest address',
	{ url: [`https://${'a'.repeat(1016)}`] });
for (const [values, why] of [[{ which: [2] }, 'of a public one'],
	[{ which: [0] }, 'of none'], [{ which: [3] }, 'of itself'],
	[{ stance: ['declined'] }, 'to another stance'],
	[{ stance: ['perhaps'] }, 'to no stance'],
	[{ request: [2] }, 'on another request'],
	[{ salt: [hash('x')] }, 'by another salt'],
	[{ words: [hash('x')] }, 'to other words']])
	broken('opened position', `opened ${why}`, values);
refusedAfter('opened position', 'opened twice', but(stepOf('opened position'),
	{ position: [4] }));
after(GOOD, 'opened position', 'a private one again', but(stepOf('position'),
	{ position: [4] }, { at: at('opened position') }));
after(GOOD, 'late publish', 'positions on what has no request',
	but(stepOf('position'), { memo: [C], position: [1], request: [0] },
		{ at: at('late publish') }));
for (const position of [0, 3])
	broken('dispute', `of position ${position}`, { position: [position] });
good('dispute', 'of the private one', { position: [1] });
refusedAfter('dispute', 'disputed twice', stepOf('dispute'));
for (const [values, why] of [[{ notice: [0] }, 'number 0'],
	[{ notice: [2] }, 'a number left out'],
	[{ what: ['name'] }, 'of something else'],
	[{ after: [day('2023-12-23')] }, 'after tomorrow']])
	broken('notice', why, values);
good('notice', 'of what is to come', { after: [] });
good('notice', 'of an identity', { what: ['identity'] });
broken('opened', 'by a role that it is not sealed to',
	{ role: ['release'], by: ['Holder: release'] }, { signers: by('release') });
broken('opened', 'by who holds no such role', { by: ['Somebody'] });
broken('opened', 'a role that nobody holds', { role: ['inspector'] },
	{ signers: [['inspector', seedOf('office')]] });
refusedAfter('opened', 'opened twice a day', but(stepOf('opened'), {},
	{ at: '2023-12-22T15:00:00Z' }));
after(GOOD, 'publish', 'opened on the next day', but(stepOf('opened'), {},
	{ at: '2023-12-23T05:00:00Z' }));
refusedAfter('publish', 'opened late on that day', but(stepOf('opened'), {},
	{ at: '2023-12-23T04:59:59Z' }));
after(GOOD, 'late acknowledge', 'opened by the other holder',
	but(stepOf('opened'), { by: ['Holder: office\'s deputy'] },
		{ at: at('late acknowledge'), signers: deputy('office') }));
refusedAfter('late acknowledge', 'opened in the other holder\'s name',
	but(stepOf('opened'), {}, { at: at('late acknowledge'),
		signers: deputy('office') }));

// A recipient's own day alone is put off by them.
const putOffReceipt = (signers) => but(stepOf('extend'), { extension: [1],
	duty: [['receive', 1]], until: [day('2023-11-09')] },
{ at: at('copy 2'), signers });
after(GOOD, 'copy 2', 'put off by the recipient', putOffReceipt(
	by('recipient')));
refusedAfter('copy 2', 'put off by another recipient', putOffReceipt(
	[['recipient', seedOf('other recipient')]]));

// By name ------------------------------------------------------------------

const namedBy = (member, group = FIRST) => ({ naming: { group, member } });
const namedAs = (name) => ({ name: [name] });
broken('named', 'by who took it back before the filing', {}, namedBy(1));
broken('named', 'by who took it back later', {}, namedBy(0));
// Who is in both rolls has the same secret here, and so the same tag.
const outsider = SECOND.members.findIndex(({ x }) =>
	FIRST.members.every((m) => m.x !== x));
broken('named', 'by a member of another roll', {},
	namedBy(outsider, SECOND));
broken('early named', 'before the endorsement enters', {}, namedBy(3));
broken('named', 'another\'s tag', { tag: [readTag('early named')] });
broken('named', 'another name than the proof is of',
	{ ...namedAs('Somebody else'), proof: [readProof('named')] });
broken('named', 'in the name of all zero', { proof: [Buffer.alloc(64)] });
for (const length of [63, 65])
	broken('named', `a proof of ${length} bytes`,
		{ proof: [Buffer.concat([readProof('named'), Buffer.alloc(1)])
			.subarray(0, length)] });
good('named', 'a name of 100 bytes', namedAs('n'.repeat(100)));
broken('named', 'a name of 101 bytes', namedAs(`n${'\u00f6'.repeat(50)}`));
refusedAfter('named', 'named twice', but(stepOf('named'),
	namedAs('Another name')));
after(GOOD, 'named', 'another member', but(stepOf('named'), {}, namedBy(2)));
after(GOOD, 'late publish', 'named after the end', but(stepOf('named'), {},
	{ ...namedBy(2), at: at('late publish') }));

// After the end ------------------------------------------------------------

const ended = (name, values, rest = {}) => refusedAfter('late publish',
	`${name} after the end`, but(stepOf(name), values,
		{ ...rest, at: at('late publish') }));
ended('late endorse', {}, { proof: acting('endorse', FIRST, 1) });
ended('late endorse', { memo: [C] });
ended('late withdraw', {}, { proof: acting('withdraw', FIRST, 3) });
ended('ask 1', { question: [3] });
ended('answer', { question: [2] });
ended('end', {});
ended('author\'s end', {});
ended('author\'s end', { memo: [A] });
ended('unreadable memo', { memo: [C], number: [1] });
after(GOOD, 'late publish', 'the reply to a memo that has ended',
	but(stepOf('unreadable reply'), { memo: [C], number: [1] },
		{ at: at('late publish') }));
after(GOOD, 'late publish', 'a copy after the end', but(stepOf('copy 1'),
	{ copy: [3], to: ['The head'] }, { at: at('late publish') }));
ended('panel', { panel: [2] });
ended('extend', { extension: [2] });
ended('refer', {});
after(GOOD, 'late publish', 'a remark after the end', but(stepOf('remark'),
	{ remark: [3] }, { at: at('late publish') }));
after(GOOD, 'late publish', 'a hold after the end', but(stepOf('hold'),
	{ hold: [3] }, { at: at('late publish') }));
ended('unreadable question', { number: [5], which: [1] });
after(GOOD, 'late publish', 'a publication of what its author ended',
	but(stepOf('publish'), { memo: [C] }, { at: at('late publish'),
		signers: [...by('release'), ...deputy('release')] }));
after(GOOD, 'late publish', 'what has not ended', but(stepOf('acknowledge'),
	{ memo: [B] }, { at: at('late publish') }));
after(GOOD, 'late publish', 'an author\'s end before all else',
	but(stepOf('author\'s end'), { memo: [B] }, { at: at('late publish') }));
refusedAfter('old memo', 'the office\'s end without a reply',
	but(stepOf('end'), { memo: [C] }, { at: at('old memo') }));

// anchor -------------------------------------------------------------------

const noted = lines('anchor alone', 'note')[0].toString('utf8');
for (const name of ['anchor', 'anchor alone', 'last anchor',
	'cosigned anchor', 'half cosigned anchor']) {
	const size = lines(name, 'size')[0], leaves = lines(name, 'leaves')[0];
	broken(name, 'another size', { size: [size + 1] });
	broken(name, 'an older size', { size: [size - 1] });
	broken(name, 'a leaf more', { leaves: [leaves + 1] });
	broken(name, 'another map', { map: [hash('another')] });
}
broken('anchor', 'a note where no anchor was', { note: [noteAt(
	ENTRIES.slice(0, indexOf('anchor')))] });
broken('anchor alone', 'no note', { note: [] });
for (const [why, text] of [
	['a line more', `${noted}${noted.split('\n').at(-2)}\n`],
	['a line of somebody else', `${noted}\u2014 somebody ${base64(
		Buffer.alloc(68, 1))}\n`],
	['no line', noted.replace(/\u2014.*\n/, '')],
	['an extension line', noted.replace('\n\n', '\nmore\n\n')],
	['another key id', noted.replace(/ ([^ ]*)\n$/, (_, b) => ` ${base64(
		Buffer.concat([Buffer.alloc(4), Buffer.from(b, 'base64')
			.subarray(4)]))}\n`)],
	['another signature', noted.replace(/ ([^ ]*)\n$/, (_, b) => ` ${base64(
		Buffer.from(b, 'base64').fill(7, 10, 11))}\n`)],
	['another name', noted.replace(/\u2014 \S+/, '\u2014 another.example')],
	['the line twice', noted.replace(/\u2014.*\n/, '$&$&')]])
	broken('anchor alone', why, { note: [Buffer.from(text)] });
broken('last anchor', 'an older note', { note: [Buffer.from(noted)] });
broken('last anchor', 'a newer note', { note: [noteAt(ENTRIES.slice(0,
	indexOf('last anchor')))] });
refusedAfter('memo', 'an anchor in a filing', but(stepOf('anchor'), {}));

const before = ENTRIES.slice(0, indexOf('last anchor') + 1);
const noticed = readTime('2024-02-20T22:00:09Z');
const seen = (...which) => which.map((i) => ({ ...WITNESSES[i],
	time: noticed }));
const stranger = { name: WITNESSES[0].name, key: hash('k'),
	seed: hash('k'), time: noticed };
for (const [why, witnesses] of [['the witnesses descend', seen(1, 0)],
	['a witness twice', seen(0, 0)],
	['a cosignature at no time', [{ ...seen(0)[0], time: 0 }]],
	['another key under a witness\'s name', [stranger]],
	['a stranger', [{ ...seen(0)[0], name: 'stranger.example' }]]])
	broken('cosigned anchor', why, { note: [noteAt(before, witnesses)] });
for (const witnesses of [[], seen(0), seen(1), seen(0, 1)])
	good('cosigned anchor', `${witnesses.length} witnesses`,
		{ note: [noteAt(before, witnesses)] });
// One of two is their quorum: its time is the earlier one's.
const timed = (...times) => ({ note: [noteAt(before, seen(0, 1).map((w, i) =>
	({ ...w, time: times[i] })))] });
const carried = readTime('2024-02-20T22:00:00Z'), carrying = carried + 3600;
for (const times of [[carried - 600, carrying + 601], [carried, carrying],
	[carrying + 601, carrying + 600]])
	good('cosigned anchor', `seen at ${times}`, timed(...times));
for (const [why, times] of [['too early', [carried - 601, carried]],
	['too late', [carrying + 602, carrying + 601]], ['long before', [5, 5]],
	['in no year', [2 ** 40, 2 ** 40]]])
	broken('cosigned anchor', `a quorum that saw it ${why}`, timed(...times));

// A witness of before signs beside that of now, behind it, until it has handed
// over, whatever their names.
const changed = ENTRIES.slice(0, indexOf('outgoing anchor') + 1);
const oldAndNew = (...list) => ({ note: [noteAt(changed, list.map((w) =>
	({ ...w, time: readTime('2024-02-29T22:00:09Z') })))] });
for (const list of [[], [RENEWED], [WITNESSES[0]], [WITNESSES[1]],
	[RENEWED, WITNESSES[1], WITNESSES[0]]])
	good('handing anchor', `${list.length} of old and new`, oldAndNew(...list));
for (const [why, list] of [
	['the old witness first', [WITNESSES[0], RENEWED]],
	['the old witness between', [RENEWED, WITNESSES[0], WITNESSES[1]]],
	['the old witness twice', [RENEWED, WITNESSES[0], WITNESSES[0]]]])
	broken('handing anchor', why, oldAndNew(...list));
broken('outgoing anchor', 'who was no witness yet', { note: [noteAt(
	ENTRIES.slice(0, indexOf('half cosigned anchor') + 1),
	[{ ...RENEWED, time: noticed }])] });
broken('anchor alone', 'a witness where the charter names none',
	{ note: [noteAt(ENTRIES.slice(0, indexOf('anchor') + 1), seen(0))] });

// What needs more than one entry before it -----------------------------------

// Each list goes on from its first; the last entry is refused.
export const CHAINS = [];
const chain = (why, name, ...steps) => CHAINS.push(steps.map((step, i) => ({
	why: `${why}, ${i + 1} of ${steps.length}`, entry: makeEntry(step),
	...(i === 0 ? { before: indexOf(name) } : {}) })));
const at2 = (time) => ({ at: time });
const sixtyFive = (make) => Array.from({ length: 65 }, (_, i) => make(i + 1));

chain('65 questions', 'ask 1', ...sixtyFive((n) =>
	but(stepOf('ask 1'), { question: [n] })));
chain('65 copies', 'copy 1', ...sixtyFive((n) =>
	but(stepOf('copy 1'), { copy: [n] })));
chain('17 panels', 'panel', ...sixtyFive((n) =>
	but(stepOf('panel'), { panel: [n] })).slice(0, 17));
chain('65 remarks', 'remark', ...sixtyFive((n) =>
	but(stepOf('remark'), { remark: [n] })));
chain('65 holds', 'hold', ...sixtyFive((n) => but(stepOf('hold'),
	{ hold: [n], state: [n % 2 ? 'begun' : 'ended'] })));
chain('65 deletions', 'deleted', ...sixtyFive((n) =>
	but(stepOf('deleted'), { deletion: [n] })));
chain('deleted while it is held', 'deleted', but(stepOf('hold'), { memo: [C] },
	at2(at('deleted'))), stepOf('deleted'));
chain('deleted while an appeal waits', 'author\'s end',
	but(stepOf('author\'s end'), { memo: [D] }, at2(at('author\'s end'))),
	but(stepOf('deleted'), { memo: [D] }, at2('2024-02-13T15:00:00Z')));
chain('a copy against the wish that was granted', 'ruling',
	but(stepOf('ruling'), { ruling: ['granted'], reason: [] }),
	but(stepOf('copy 1'), {}),
	but(stepOf('copy 2'), { copy: [2] }));
chain('a copy received after the end', 'received',
	but(stepOf('author\'s end'), { memo: [A] }, at2(at('received'))),
	but(stepOf('received'), {}),
	but(stepOf('received'), {}));
chain('a ruling where there is no wish', 'author\'s end',
	but(stepOf('acknowledge'), { memo: [C] }, at2(at('author\'s end'))),
	but(stepOf('ruling'), { memo: [C] }, at2(at('author\'s end'))));
chain('done after it was withdrawn', 'done',
	but(stepOf('correct'), {}, at2(at('done'))), but(stepOf('done'), {}));
chain('put off too often', 'report', ...[['2023-12-05', 1],
	['2023-12-06', 2]].map(([until, n]) => but(stepOf('extend'),
	{ extension: [n], duty: [['report', 0]], until: [day(until)] },
	{ signers: by('panel') })));
chain('a panel put off by the office', 'report', but(stepOf('extend'),
	{ duty: [['report', 0]], until: [day('2023-12-05')] }));
chain('a report after the end', 'report',
	but(stepOf('author\'s end'), { memo: [A] }, at2(at('report'))),
	stepOf('report'), stepOf('report'));
const elsewhere = positionOf(A, 2, hash('position'), 'accepted',
	Buffer.from('In private.'));
chain('opened on another request than it was taken on', 'position',
	but(stepOf('position'), { commitment: [elsewhere.commitment] }),
	but(stepOf('opened position'), { position: [2], request: [2],
		salt: [elsewhere.salt], words: [elsewhere.words] },
	at2(at('position'))));
chain('65 extensions', 'extend', ...sixtyFive((n) => but(stepOf('extend'),
	{ extension: [n], until: [day('2024-01-02') + n] })));
chain('put off behind the deadline', 'extend', but(stepOf('extend'), {}),
	but(stepOf('extend'), { extension: [2], until: [day('2024-01-20')] },
		at2('2024-01-12T22:00:01Z')));
chain('put off at the deadline', 'extend', but(stepOf('extend'), {}),
	but(stepOf('extend'), { extension: [2], until: [day('2024-01-20')] },
		at2('2024-01-12T22:00:00Z')),
	but(stepOf('extend'), { extension: [2], until: [day('2024-01-21')] },
		at2('2024-01-12T22:00:00Z')));
chain('65 publications', 'publish', ...sixtyFive((n) =>
	but(stepOf('publish'), { publication: [n] })));
chain('65 notices', 'notice', ...sixtyFive((n) =>
	but(stepOf('notice'), { notice: [n] })));
chain('1025 positions', 'position', ...Array.from({ length: 1025 }, (_, i) =>
	but(stepOf('position'), { position: [i + 1] })));
chain('1025 openings', 'opened', ...Array.from({ length: 1025 }, (_, i) =>
	but(stepOf('opened'), {}, at2(new Date(Date.UTC(2023, 11, 22 + i, 20))
		.toISOString().replace('.000Z', 'Z')))));
chain('65 corrections', 'correct', ...sixtyFive((n) =>
	but(stepOf('correct'), { correction: [n] })));
chain('a memo unreadable 65 times', 'unreadable memo', ...sixtyFive((n) =>
	but(stepOf('unreadable memo'), { number: [n] })));
chain('a resupply behind the acknowledgement', 'resupply',
	but(stepOf('acknowledge'), {}, at2(at('resupply'))),
	but(stepOf('resupply'), {}));
chain('an end over what is not decided', 'reply', but(stepOf('reply'),
	{ disposition: [first, [2, 'no-decision']] }),
but(stepOf('last answer'), {}, at2(at('reply'))),
but(stepOf('end'), {}, at2(at('reply'))));
chain('decided by a correction, and not', 'reply', but(stepOf('reply'),
	{ disposition: [first, [2, 'no-decision']] }),
but(stepOf('last answer'), {}, at2(at('reply'))),
but(stepOf('correct'), {}, at2(at('reply'))),
but(stepOf('correct'), { correction: [2], disposition:
	[first, [2, 'no-decision']] }, at2(at('reply'))),
but(stepOf('end'), {}, at2(at('reply'))));
// Answered, so that nothing else keeps the end.
const ending = (name) => [but(stepOf('last answer'), {}, at2(at(name))),
	but(stepOf('end'), {}, at2(at(name)))];
chain('an end while it may be appealed', 'correct', stepOf('correct'),
	...ending('correct'));
chain('an end while an appeal is open', 'appeal', stepOf('appeal'),
	...ending('appeal'));
chain('an end when a reply was sent back', 'decide', stepOf('decide'),
	...ending('decide'));
chain('an end when a grant came to nothing', 'decide', but(stepOf('decide'),
	{ outcome: ['grant'] }), ...ending('decide'));
chain('an end when the reply was corrected since', 'decide',
	but(stepOf('decide'), { outcome: ['grant'] }),
	but(stepOf('correct'), { correction: [2] }, at2(at('decide'))),
	...ending('decide'), stepOf('decide'));
chain('two days after the time to appeal', 'next appeal',
	but(stepOf('last answer'), {}, at2('2024-01-07T22:00:00Z')),
	but(stepOf('end'), {}, at2('2024-01-07T22:00:01Z')),
	but(stepOf('end'), {}, at2('2024-01-07T22:00:01Z')));
chain('an appeal where the charter has no ground', 'late publish',
	but(stepOf('acknowledge'), { memo: [B] }, at2(at('late publish'))),
	but(stepOf('late reply'), { memo: [B] }, at2(at('late publish'))),
	but(stepOf('respond'), { memo: [B] }, at2(at('late publish'))),
	but(stepOf('appeal'), { memo: [B] }, at2(at('late publish'))));
chain('an eighth reply that is sent back', 'appeal',
	...Array.from({ length: 8 }, (_, i) => [
		...(i === 0 ? [] : [but(stepOf('next reply'), { reply: [i + 1] },
			at2(at('appeal')))]),
		but(stepOf('appeal'), { appeal: [i + 1],
			against: [['reply', i + 1]] }),
		but(stepOf('decide'), { appeal: [i + 1] }, at2(at('appeal')))])
		.flat());
chain('a publication that nobody may sign', 'next charter',
	but(stepOf('next charter'), { role: lines('next charter', 'role')
		.filter(([role]) => role !== 'release'), 'publish-signers': [] }),
	but(stepOf('publish'), { publication: [2] },
		at2(at('next charter'))));
// Of whoever endorsed and did not take it back.
const stays = FILING.find((name) => stepOf(name).type === 'endorse' &&
	stepOf(name).proof.member !== stepOf(back).proof.member);
refusedAfter('act 3', 'an endorsement that stands, again', but(stepOf(stays),
	{}, { at: at('ask 1') }));
// The last one takes back the endorsement before it.
if (back !== 'act 3')
	throw new Error('the tag that withdraws is the last: choose others');
instead(BROKEN, back, 'an endorsement more than announced', {}, newcomer);
