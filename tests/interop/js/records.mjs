// SPDX-License-Identifier: Apache-2.0

// Records and what is bound to them, written from docs/spec/records.md and
// docs/spec/commitments.md alone: a reader, a writer, signatures, entries, ids,
// scopes and messages.
import { ed25519 } from '@noble/curves/ed25519';
import { createHash, createPrivateKey, createPublicKey, sign,
	verify } from 'node:crypto';
import { Refused, ascii, concat, lv, u32, u64 } from './member.mjs';

export const sha256 = (...parts) =>
	createHash('sha256').update(concat(...parts)).digest();
export const hex = (bytes) => Buffer.from(bytes).toString('hex');
export const base64 = (bytes) => Buffer.from(bytes).toString('base64');

export function demand(good, why) {
	if (!good)
		throw new Refused(why);
}

// The tables ---------------------------------------------------------------

// A type, then its lines: name, parts, how often.
const TABLES = `
charter
	channel hash 0-1
	version number 1
	origin word 1
	name text 1
	exercise word 1
	readers word 1
	role word,hash,text 1-64
	threshold number 1
	reply-signers number 0-1
	publish-signers number 0-1
	exemption text 0-32
	seal word,word,bytes,text 1-16
	reveal word,word,bytes,text 0-8
	witness word,bytes,text 0-16
	quorum number 0-1
	copy text 1-32
	style word 1
	marking text 0-16
	ceiling text 0-1
	requests text 0-8
	panel number,number 0-1
	ground text 0-16
	zone text 1
	week number 1
	closing number 1
	calendar date,date 1
	offset time,word 1-512
	closed date,text 0-1024
	clock word,word,number 1-16
	starts word,word 0-16
	escalation word,number,word 0-8
	extension word,number,number 0-16
	retention word,number,text 0-1
	quota number 1
	floor number 1
	age number 1
	batch number 1
	release number 1
	late number,number 1
	gather number 1
	cooling number 1
	signature word,bytes 1-65
roll
	channel hash 1
	edition number 1
	size number 1
	eligible number 1
	left number 0-1
	root hash 1
	replaced hash 0-1000
	reading hash 0-1
	signature word,bytes 2
memo
	channel hash 1
	memo hash 1
	charter hash 1
	roll hash 1
	root hash 1
	blocks number 1
	requests number 1
	banner text 0-1
	addressee text 1-8
	reply word,bytes 1
	author hash 1
	after date 1
	amends hash 0-1
	related hash 0-16
	annex hash 0-16
	panel text 0-8
	distribution text 0-32
	content hash 1
	slot number 1
	proof bytes 1
	signature word,bytes 0-1
endorse
	channel hash 1
	memo hash 1
	reveal hash 0-8
	proof bytes 1
withdraw
	channel hash 1
	memo hash 1
	proof bytes 1
acknowledge
	channel hash 1
	memo hash 1
	signature word,bytes 1
unreadable
	channel hash 1
	memo hash 1
	what word 1
	number number 1
	which number 1
	signature word,bytes 1
resupply
	channel hash 1
	memo hash 1
	unreadable number 1
	content hash 1
	proof bytes 1
reply
	channel hash 1
	memo hash 1
	reply number 1
	disposition number,word 1-512
	commitment number,date,text 0-512
	root hash 1
	blocks number 1
	content hash 1
	signature word,bytes 1-2
correct
	channel hash 1
	memo hash 1
	correction number 1
	reply number 1
	disposition number,word 1-512
	commitment number,date,text 0-512
	root hash 1
	blocks number 1
	content hash 1
	signature word,bytes 1-2
respond
	channel hash 1
	memo hash 1
	reply number 1
	content hash 1
	signature word,bytes 1
appeal
	channel hash 1
	memo hash 1
	appeal number 1
	against word,number 1
	ground text 1-16
	content hash 1
	signature word,bytes 1
decide
	channel hash 1
	memo hash 1
	appeal number 1
	outcome word 1
	reason text 1
	content hash 1
	signature word,bytes 1
ask
	channel hash 1
	memo hash 1
	question number 1
	content hash 1
	signature word,bytes 1
answer
	channel hash 1
	memo hash 1
	question number 1
	content hash 1
	signature word,bytes 1
copy
	channel hash 1
	memo hash 1
	copy number 1
	to text 1
	reason text 0-1
	content hash 0-1
	signature word,bytes 1
received
	channel hash 1
	memo hash 1
	copy number 1
	by text 0-1
	signature word,bytes 1
ruling
	channel hash 1
	memo hash 1
	ruling word 1
	reason text 0-1
	signature word,bytes 1
panel
	channel hash 1
	memo hash 1
	panel number 1
	member text 1-8
	signature word,bytes 1
report
	channel hash 1
	memo hash 1
	content hash 1
	signature word,bytes 1
remark
	channel hash 1
	memo hash 1
	remark number 1
	text text 1
	signature word,bytes 1
hold
	channel hash 1
	memo hash 1
	hold number 1
	state word 1
	reason text 1
	signature word,bytes 1
deleted
	channel hash 1
	memo hash 1
	deletion number 1
	what word 1
	schedule text 1
	reason text 1
	signature word,bytes 1
extend
	channel hash 1
	memo hash 1
	extension number 1
	duty word,number 1
	until date 1
	reason text 1
	signature word,bytes 1
refer
	channel hash 1
	memo hash 1
	destination text 1
	reason text 1
	signature word,bytes 1
done
	channel hash 1
	memo hash 1
	request number 1
	text text 0-1
	signature word,bytes 1
position
	channel hash 1
	memo hash 1
	position number 1
	request number 1
	side word 1
	commitment hash 0-1
	content hash 0-1
	stance word 0-1
	text text 0-1
	place text 0-1
	date date 0-1
	url text 0-1
	which number 0-1
	salt hash 0-1
	words hash 0-1
	signature word,bytes 1
dispute
	channel hash 1
	memo hash 1
	position number 1
	content hash 1
	signature word,bytes 1
publish
	channel hash 1
	memo hash 1
	publication number 1
	of word,number 0-1
	banner text 0-1
	reason text 0-32
	content hash 2-18
	signature word,bytes 1-2
notice
	channel hash 1
	memo hash 1
	notice number 1
	reader text 1
	what word 1
	authority text 1
	reason text 1
	after date 0-1
	signature word,bytes 1
opened
	channel hash 1
	memo hash 1
	role word 1
	by text 1
	signature word,bytes 1
named
	channel hash 1
	memo hash 1
	tag hash 1
	name text 1
	proof bytes 1
end
	channel hash 1
	memo hash 1
	reason text 1
	signature word,bytes 1
reprisal
	channel hash 1
	case number 1
	state word 1
	until date 0-1
	signature word,bytes 1
assets
	channel hash 1
	release text 1
	file hash,text 1-256
	signature word,bytes 1
moved
	channel hash 1
	url text 1
	signature word,bytes 1-64
anchor
	channel hash 1
	size number 1
	leaves number 1
	map hash 1
	note bytes 0-1
receipt
	channel hash 1
	edition number 1
	key hash 1
	signature word,bytes 1
promise
	channel hash 1
	memo hash 1
	roll hash 1
	act word 1
	tag hash 1
	by time 0-1
	signature word,bytes 1
refusal
	channel hash 1
	memo hash 1
	record hash 1
	code word 1
	why text 1
	signature word,bytes 1
count
	channel hash 1
	memo hash 1
	roll hash 1
	shown number 1
	export hash 1
	signature word,bytes 1
request
	channel hash 1
	path text 1
	time time 1
	body hash 1
	signature word,bytes 1
letter
	channel hash 1
	memo hash 1
	seed hash 1
stance
	channel hash 1
	memo hash 1
	request number 1
	stance word 1
	seed hash 1
content
	channel hash 1
	charter hash 1
	roll hash 1
	addressee text 1-8
	reply word,bytes 1
	author hash 1
	after date 1
	amends hash 0-1
	related hash 0-16
	annex hash,word,number,text 0-16
	panel text 0-8
	distribution text 0-32
	seed hash 1
	reply-secret hash 0-1
	seal-secret hash 0-1
invitation
	channel hash 1
	name text 1
	server text 1
	key text 1
	witness text 0-16
	checkpoint number,hash,bytes 0-1
	code word 1
recovery
	channel hash 1
	server text 1
	key text 1
	secret number,hash,hash 0-8
	check word 1
contradiction
	note bytes 2
	root hash 0-1
	proof hash 0-63
unfiled
	channel hash 1
	memo hash 1
	day date 1
	size number 1
	answer word 1
	refusal bytes 0-1
	entry number 0-1
reveal
	content bytes 1
sample
	channel hash 1
	edition number 1
	root hash 1
	listed hash 1
	recipient word,bytes 1
	signature word,bytes 1
asked
	channel hash 1
	root hash 1
	person number,hash,bytes 1-20
known
	memo hash 1
	tag hash 1
	name text 1
	statement text 0-1
vouch
	channel hash 1
	memo hash 1
	act word 1
	tag hash 1
	officer hash 1
	proof bytes 1
claim
	channel hash 1
	memo hash 1
	name text 1
	challenge text 0-1
	signature word,bytes 1
`;

export const LOGGED = ['charter', 'roll', 'memo', 'endorse', 'withdraw',
	'acknowledge', 'unreadable', 'resupply', 'reply', 'correct', 'respond',
	'appeal', 'decide', 'ask', 'answer', 'copy', 'received', 'ruling', 'panel',
	'report', 'remark', 'hold', 'deleted', 'extend', 'refer', 'done', 'position', 'dispute',
	'publish', 'notice', 'opened', 'named', 'end', 'moved', 'reprisal',
	'assets', 'anchor'];

function readTables(text) {
	const types = new Map();
	for (const line of text.split('\n').filter((l) => l !== '')) {
		if (!line.startsWith('\t')) {
			types.set(line, []);
			continue;
		}
		const [name, parts, often] = line.trim().split(' ');
		const [min, max = min] = often.split('-').map(Number);
		[...types.values()].at(-1).push({ name, parts: parts.split(','),
			min, max });
	}
	return types;
}

export const TYPES = readTables(TABLES);

// Parts --------------------------------------------------------------------

function readBase64(text, most) {
	const bytes = Buffer.from(text, 'base64');
	demand(base64(bytes) === text && bytes.length >= 1 &&
		bytes.length <= most, 'base64');
	return bytes;
}

// Days since 1970, as a date's number.
function readDate(text) {
	const day = Date.parse(`${text}T00:00:00Z`) / 86400000;
	demand(/^\d{4}-\d\d-\d\d$/.test(text) && day >= 0 &&
		writeDate(day) === text, 'a date');
	return day;
}

export const writeDate = (day) =>
	new Date(day * 86400000).toISOString().slice(0, 10);
export const writeTime = (seconds) =>
	new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');

export function readTime(text) {
	const seconds = Date.parse(text) / 1000;
	demand(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) &&
		seconds >= 0 && writeTime(seconds) === text, 'a time');
	return seconds;
}

const PARTS = {
	word(text) {
		demand(/^[a-z0-9+-][a-z0-9+.:/-]{0,63}$/.test(text), 'a word');
		return text;
	},
	number(text) {
		demand(/^(0|[1-9][0-9]{0,18})$/.test(text) &&
			BigInt(text) < 2n ** 63n, 'a number');
		return BigInt(text);
	},
	hash(text) {
		const bytes = readBase64(text, 32);
		demand(bytes.length === 32, 'a hash');
		return bytes;
	},
	bytes: (text) => readBase64(text, 8192),
	date: readDate,
	time: readTime,
	text(text) {
		demand(/^[^\u0000-\u001f\u007f-\u009f]+$/u.test(text) &&
			!text.startsWith(' ') && !text.endsWith(' '), 'a text');
		return text;
	},
};

const WRITERS = { hash: base64, bytes: base64, date: writeDate,
	time: writeTime };

// Records ------------------------------------------------------------------

const HEADING = 'gainsay/v1 ';
const RECORD_MAX = 65511, ENTRY_MAX = 65535, LINE_MAX = 16384;

// The parts of a line's value: the last one has the rest.
function readValue(field, text) {
	return field.parts.map((kind, i) => {
		const end = i + 1 === field.parts.length ? text.length :
			text.indexOf(' ');
		demand(end >= 0, 'a part is missing');
		const part = text.slice(0, end);
		text = text.slice(end + 1);
		return PARTS[kind](part);
	});
}

function decode(bytes) {
	try {
		return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
			.decode(bytes);
	} catch {
		throw new Refused('not UTF-8');
	}
}

// {type, bytes, lines: [{name, parts, text}]}; throws Refused.
export function readRecord(bytes) {
	demand(bytes.length <= RECORD_MAX, 'length of the record');
	const text = decode(bytes), lines = text.split('\n');
	demand(lines.pop() === '', 'the last line has no end');
	const heading = lines.shift();
	demand(heading?.startsWith(HEADING), 'the first line');
	const type = heading.slice(HEADING.length);
	demand(TYPES.has(type), 'the type');
	const record = { type, bytes: Buffer.from(bytes), lines: [] };
	let at = 0;
	for (const field of TYPES.get(type)) {
		let seen = 0;
		for (; at < lines.length && seen < field.max &&
			lines[at].startsWith(`${field.name} `); at++, seen++) {
			demand(Buffer.byteLength(lines[at]) <= LINE_MAX,
				'length of a line');
			record.lines.push({ name: field.name, text: lines[at] + '\n',
				parts: readValue(field,
					lines[at].slice(field.name.length + 1)) });
		}
		demand(seen >= field.min, `${field.name} is missing`);
	}
	demand(at === lines.length, 'a line that has no place there');
	return record;
}

// `values`: {name: [[part, ...], ...]}, or [part, ...] for one line.
export function writeRecord(type, values, signers = []) {
	let text = `${HEADING}${type}\n`;
	for (const { name, parts } of TYPES.get(type)) {
		const lines = values[name] ?? [];
		for (const line of Array.isArray(lines[0]) ? lines : [lines]) {
			if (line.length > 0)
				text += `${[name, ...line.map((value, i) =>
					(WRITERS[parts[i]] ?? String)(value))].join(' ')}\n`;
		}
	}
	return signRecord(text, signers);
}

// `signers`: [[role, seed]]
export function signRecord(text, signers) {
	const lines = signers.map(([role, seed]) => `signature ${role} ${base64(
		sign(null, concat(ascii(`${text}signature ${role}`)),
			privateKey(seed)))}\n`);
	return Buffer.from(text + lines.join(''));
}

export const all = (record, name) =>
	record.lines.filter((line) => line.name === name)
		.map(({ parts }) => parts);
// The parts of the only line of that name, or the first; undefined if there
// is none.
export const value = (record, name) => all(record, name)[0];
export const one = (record, name) => value(record, name)?.[0];
export const digest = (record) => sha256(record.bytes);

// Signatures ---------------------------------------------------------------

// What `make` gives for these bytes, made once.
function once(make) {
	const made = new Map();
	return (bytes) => {
		const name = Buffer.from(bytes).toString('latin1');
		if (!made.has(name))
			made.set(name, make(bytes));
		return made.get(name);
	};
}

const SEED_HEAD = Buffer.from('302e020100300506032b657004220420', 'hex');
const privateKey = once((seed) => createPrivateKey({
	key: Buffer.concat([SEED_HEAD, seed]), format: 'der', type: 'pkcs8' }));
const verifier = once((key) => createPublicKey({ format: 'jwk', key: {
	kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key).toString('base64url') } }));

export const publicKey = (seed) => Buffer.from(
	createPublicKey(privateKey(seed)).export({ format: 'jwk' }).x,
	'base64url');

// docs/spec/signatures.md, 1.
const isSigningKey = once((key) => {
	try {
		const point = ed25519.Point.fromHex(key);
		return !point.is0() && point.isTorsionFree();
	} catch {
		return false;
	}
});

// The rest: OpenSSL refuses an S that is not reduced, and compares the bytes of
// R without a cofactor.  `bytes` is key, signature and message.  Logs that are
// edited in one place have most of their signatures in common.
const isSignature = once((bytes) => verify(null, bytes.subarray(96),
	verifier(bytes.subarray(0, 32)), bytes.subarray(32, 96)));

export function isSigned(message, key, signature) {
	const identity = Buffer.concat([Buffer.of(1), Buffer.alloc(31)]);
	return signature.length === 64 && isSigningKey(key) &&
		!Buffer.from(signature.subarray(0, 32)).equals(identity) &&
		isSignature(Buffer.concat([key, signature, message]));
}

// Whether the record's signature line of that number is by this key.
export function isSignedAt(record, n, key) {
	const [role, signature] = all(record, 'signature')[n];
	const text = record.bytes.toString('utf8');
	const head = text.slice(0, text.indexOf('\nsignature ') + 1);
	return isSigned(Buffer.from(`${head}signature ${role}`), key, signature);
}

export const signText = (text, seed) => sign(null, text, privateKey(seed));

// Throws Refused unless the record's first signature of this role is by one of
// these keys.
export function verifySignature(record, role, ...keys) {
	const n = all(record, 'signature').findIndex(([r]) => r === role);
	demand(n >= 0, `no signature by ${role}`);
	demand(keys.some((key) => isSignedAt(record, n, key)),
		`the signature by ${role}`);
}

// Entries ------------------------------------------------------------------

// {at, acts: [endorsements, withdrawals] or undefined, record}
export function readEntry(bytes) {
	demand(bytes.length <= ENTRY_MAX, 'length of the entry');
	const line = () => {
		const end = bytes.indexOf(10);
		demand(end >= 0, 'the entry ends in its head');
		const text = bytes.toString('latin1', 0, end);
		bytes = bytes.subarray(end + 1);
		return text;
	};
	const [, time] = line().match(/^at (.*)$/) ?? [];
	demand(time !== undefined, 'no `at`');
	const entry = { at: readTime(time) };
	if (bytes.subarray(0, 5).equals(Buffer.from('acts '))) {
		entry.acts = readValue({ parts: ['number', 'number'] },
			line().slice(5));
		demand(entry.acts.every((n) => n < 2n ** 32n), 'an `acts` too large');
	}
	entry.record = readRecord(bytes);
	demand((entry.record.type === 'memo') === (entry.acts !== undefined),
		'`acts` before a memo, and nothing else');
	return entry;
}

export const writeEntry = (at, record, acts) => Buffer.concat([
	Buffer.from(`at ${writeTime(at)}\n` +
		(acts === undefined ? '' : `acts ${acts.join(' ')}\n`)), record]);

// Ids, scopes and messages -------------------------------------------------

// The lines of a memo's record from which its id follows.
export function memoTerms(record) {
	const names = record.lines.map(({ name }) => name);
	const terms = record.lines.slice(names.indexOf('charter'),
		names.lastIndexOf('content') + 1);
	return [record.lines[0], ...terms].map(({ text }) => text).join('');
}

export const memoId = (terms) =>
	sha256(lv(ascii('gainsay/v1/memo')), lv(Buffer.from(terms)));

const start = (act, channel, about) => concat(lv(ascii('gainsay/v1')),
	lv(ascii(act)), lv(channel), lv(about));

export const SCOPES = {
	endorse: (channel, memo) => start('endorse', channel, memo),
	withdraw: (channel, memo) => start('endorse', channel, memo),
	file: (channel, roll, slot) =>
		concat(start('file', channel, roll), u32(slot)),
	resupply: (channel, memo, unreadable) =>
		concat(start('resupply', channel, memo), u32(unreadable)),
	box: (channel, roll, week, slot) =>
		concat(start('box', channel, roll), u32(week), u32(slot)),
	reading: (channel, roll) => start('reading', channel, roll),
};

export const MESSAGES = {
	endorse: (memo, reveals) =>
		concat(lv(ascii('endorse')), memo, sha256(...reveals)),
	withdraw: (memo) => concat(lv(ascii('withdraw')), memo),
	file: (memo) => concat(lv(ascii('file')), memo),
	resupply: (memo, content) =>
		concat(lv(ascii('resupply')), memo, content),
	box: (memo) => concat(lv(ascii('box')), memo),
	reading: (nonce) => concat(lv(ascii('reading')), nonce),
};

// What a promise about this act names as its tag.
export function promiseTag(act) {
	const memo = one(act, 'memo');
	const numbers = { answer: 'question', dispute: 'position',
		unreadable: 'number', resupply: 'unreadable' };
	const domain = lv(ascii(`gainsay/v1/${act.type}`));
	if (act.type in numbers)
		return sha256(domain, memo, u64(Number(one(act,
			numbers[act.type]))));
	if (act.type === 'end')
		return sha256(domain, memo, lv(ascii(
			all(act, 'signature')[0][0])));
	return one(act, 'proof').subarray(0, 32);
}
