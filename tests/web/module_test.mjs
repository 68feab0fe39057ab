// SPDX-License-Identifier: Apache-2.0

// usage: module_test.mjs WASM PROOFS VECTORS ERR_H
// The WebAssembly module under Node: the published vectors, the native proofs
// bit by bit, what it refuses, what it leaves in memory.
import { readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { randomBytes, webcrypto } from 'node:crypto';
import { resolve } from 'node:path';
import { check, end, passes } from '../interop/js/tally.mjs';
import { ERRORS, GainsayError, Module } from '../../web/module.js';

const [wasm, tool, vectorsPath, errHeader] = process.argv.slice(2)
	.map((path) => resolve(path));
globalThis.crypto ??= webcrypto; // browsers have it, Node before 19 not
const compiled = new WebAssembly.Module(readFileSync(wasm));
const vectors = JSON.parse(readFileSync(vectorsPath));
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));
const toHex = (array) => Buffer.from(array).toString('hex');
const of = (entry) => ({ scope: bytes(entry.scope),
	message: bytes(entry.message) });

function refused(code, act, what) {
	try {
		act();
	} catch (error) {
		return check(error instanceof GainsayError && error.code === code &&
			error.message.length > 0, `${what}: ${error}`);
	}
	return check(false, `${what}: not refused`);
}

// The first bytes asked for are the proof's; the rest weigh its check.
function random(fresh) {
	let asked = 0;
	return (array) => array.set(asked++ === 0 ? fresh :
		randomBytes(array.length));
}

function native(entry, fresh) {
	const line = [entry.keys, entry.secret, entry.scope || '-',
		entry.message || '-', toHex(fresh)].join(' ');
	const done = spawnSync(tool, { input: line + '\n', encoding: 'utf8',
		maxBuffer: 2 ** 26 });
	check(done.status === 0, `the native prover: ${done.stderr}`);
	return done.stdout.trim();
}

function interfaceIsSmall() {
	const imports = WebAssembly.Module.imports(compiled)
		.map((i) => `${i.module}.${i.name} ${i.kind}`).sort();
	check(imports.join() === 'host.progress function,host.random function',
		`imports ${imports}`);
	const table = [...readFileSync(errHeader, 'utf8').matchAll(
		/GS_ERR_(\w+) = -(\d+)/g)];
	check(table.length === ERRORS.length - 1 &&
		table.every(([, name, code]) => ERRORS[code] === name),
	'the errors are those of core/err.h');
}

function provesLikeNative() {
	for (const entry of vectors.valid) {
		const fresh = Uint8Array.from(randomBytes(64));
		const m = new Module(compiled, random(fresh));
		const { size, root } = m.open(bytes(entry.keys));
		check(size === entry.N && toHex(root) === entry.root,
			`${entry.N}: size and root`);
		const proof = m.prove({ secret: bytes(entry.secret), ...of(entry) });
		check(toHex(proof) === native(entry, fresh),
			`${entry.N}: the native proof`);
		check(toHex(proof.subarray(0, 32)) === entry.tag,
			`${entry.N}: the tag`);
		passes(() => m.verify({ proof, ...of(entry) }),
			`${entry.N}: the proof`);
		passes(() => m.verify({ proof: bytes(entry.proof), ...of(entry) }),
			`${entry.N}: the published proof`);
	}
}

// An entry alters the valid one of its size; another root is another roll,
// which is not ours to open.
function refusesInvalidVectors() {
	const modules = new Map();
	let judged = 0;
	for (const entry of vectors.invalid) {
		const valid = vectors.valid.find((v) => v.N === entry.of);
		const { keys, root, ...rest } = { ...valid, ...entry };
		if (root !== valid.root)
			continue;
		if (!modules.has(keys)) {
			modules.set(keys, new Module(compiled));
			modules.get(keys).open(bytes(keys));
		}
		refused('PROOF', () => modules.get(keys).verify({
			proof: bytes(rest.proof), ...of(rest) }), entry.why);
		judged++;
	}
	check(judged > 180, `${judged} invalid vectors judged`);
}

function refusesTampered() {
	const entry = vectors.valid[3], m = new Module(compiled);
	m.open(bytes(entry.keys));
	const good = m.prove({ secret: bytes(entry.secret), ...of(entry) });
	for (let at = 0; at < good.length; at += 13) {
		const proof = good.slice();
		proof[at] ^= 1 << (at % 8);
		refused('PROOF', () => m.verify({ proof, ...of(entry) }),
			`bit ${at % 8} of byte ${at}`);
	}
	const { scope, message } = of(entry), other = bytes('00');
	refused('PROOF', () => m.verify({ proof: good, scope: other, message }),
		'another scope');
	refused('PROOF', () => m.verify({ proof: good, scope, message: other }),
		'another message');
	for (const length of [0, 1, good.length - 1])
		refused('PROOF', () => m.verify({ proof: good.slice(0, length), scope,
			message }), `the first ${length} bytes`);
	passes(() => m.verify({ proof: good, scope, message }), 'the good one');
}

const rising = (list) => list.every((f, i) => f > 0 && f <= 1 &&
	(i === 0 || f >= list[i - 1]));

function tellsProgress(roll) {
	const m = new Module(compiled), opening = [];
	m.open(roll.keys, (f) => opening.push(f));
	check(opening.length >= 4 && rising(opening) && opening.at(-1) === 1,
		`progress of opening: ${opening}`);
	const seen = roll.secrets.map((secret) => {
		const proving = [];
		m.prove({ secret, scope: bytes('01'), message: bytes('02') },
			(f) => proving.push(f));
		return proving;
	});
	check(seen[0].length >= 4 && rising(seen[0]) && seen[0].at(-1) === 1,
		`progress of proving: ${seen[0]}`);
	check(seen[0].some((f) => f > 0.3 && f < 0.7), 'it says something between');
	check(seen[0].join() === seen[1].join(), 'it does not tell who proves');
}

function answersWrongInputs(roll) {
	const m = new Module(compiled), [secret] = roll.secrets;
	const about = { scope: bytes('01'), message: new Uint8Array(0) };
	const prove = (more) => () => m.prove({ secret, ...about, ...more });
	refused('UNKNOWN', prove(), 'no roll');
	refused('UNKNOWN', () => m.verify({ proof: secret, ...about }), 'no roll');
	refused('RANGE', () => m.open(new Uint8Array(0)), 'no key');
	refused('RANGE', () => m.open(roll.keys.slice(0, 32)), 'one key');
	refused('FORMAT', () => m.open(roll.keys.slice(0, 95)), 'half a key');
	refused('FORMAT', () => m.open(roll.keys.slice().fill(7, 0, 32)),
		'a key out of order');
	refused('FORMAT', () => m.open('keys'), 'a text');
	refused('FORMAT', () => m.open(undefined), 'nothing');
	m.open(roll.keys);
	refused('FORMAT', prove({ secret: secret.slice(1) }), 'a short secret');
	refused('FORMAT', prove({ secret: secret.slice().fill(255) }),
		'a secret beyond the order');
	refused('FORMAT', prove({ secret: new Uint8Array(64) }),
		'the secret of the identity');
	refused('UNKNOWN', prove({ secret: secret.slice().fill(1, 0, 31) }),
		'nobody of this roll');
	refused('FORMAT', prove({ scope: [1] }), 'no bytes');
	passes(prove(), 'a proof after all that');
	refused('FORMAT', () => m.open(roll.keys.slice(0, 33)), 'another roll');
	refused('UNKNOWN', prove(), 'no roll any more');
	m.close();
	refused('INTERNAL', () => m.open(roll.keys), 'closed');
	check(m.memory().every((b) => b === 0), 'nothing left when closed');
}

// A roll in place of a larger one, and of a smaller one.
function changesRolls(roll) {
	const small = vectors.valid[1], m = new Module(compiled);
	const fresh = new Module(compiled);
	fresh.open(bytes(small.keys));
	m.open(roll.keys);
	m.open(bytes(small.keys));
	check(differences(fresh.memory(), m.memory()).length === 0,
		'nothing is left of the larger roll');
	passes(() => m.verify({ proof: bytes(small.proof), ...of(small) }),
		'the smaller roll');
	m.open(roll.keys);
	fresh.open(roll.keys);
	check(differences(fresh.memory(), m.memory()).length === 0,
		'nothing is left of the smaller roll');
	refused('PROOF', () => m.verify({ proof: bytes(small.proof),
		...of(small) }), 'a proof of the other roll');
}

// Cut off in the middle, with secrets about, as a trap would.
function cutOff(roll) {
	const m = new Module(compiled);
	m.open(roll.keys);
	refused('INTERNAL', () => m.prove({ secret: roll.secrets[0],
		scope: bytes('01'), message: bytes('02') }, () => {
		check(contains(m.memory(), roll.secrets[0]), 'it was at work');
		throw new Error('no more');
	}), 'cut off');
	check(m.memory().every((b) => b === 0), 'nothing left when cut off');
	refused('INTERNAL', () => m.open(roll.keys), 'and not used again');
}

// Without the layer of JavaScript: nothing that is called traps.
function survivesRawCalls() {
	const { exports: e } = new WebAssembly.Instance(compiled, { host: {
		random: () => 1, progress: () => {} } });
	for (const length of [2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32 - 64])
		for (let input = 0; input < 11; input++)
			check(e.gs_web_room(input, length) === 0, `a room of ${length}`);
	check(e.gs_web_room(11, 1) === 0 && e.gs_web_room(-1, 1) === 0,
		'a room for nothing');
	check(e.gs_web_open() === -ERRORS.indexOf('RANGE'), 'opening nothing');
	check(e.gs_web_prove() === -ERRORS.indexOf('UNKNOWN') &&
		e.gs_web_verify() === -ERRORS.indexOf('UNKNOWN') &&
		e.gs_web_proof_len() === 0 && e.gs_web_roll_size() === 0 &&
		e.gs_web_roll_root() === 0, 'no roll');
}

// Where two memories of one length differ; a longer one must go on with zeros.
function differences(a, b) {
	const at = [];
	for (let i = 0; i < b.length; i++)
		if ((a[i] ?? 0) !== b[i])
			at.push(i);
	return at;
}

function contains(memory, secret) {
	const m = Buffer.from(memory);
	for (let i = 0; i + 8 <= secret.length; i++)
		if (m.includes(secret.subarray(i, i + 8)))
			return true;
	return false;
}

// What a proof leaves behind is the proof: two members' memories differ there
// alone, and with no proof nothing differs.
function forgetsSecrets(roll) {
	const about = { scope: bytes('01'), message: bytes('02') };
	let left = Infinity;
	const source = (array) => {
		if (left-- <= 0)
			throw new Error('no random bytes');
		source.last = randomBytes(array.length);
		array.set(source.last);
		source.first ??= source.last;
	};
	const m = new Module(compiled, source);
	m.open(roll.keys);
	const opened = m.memory().slice();
	const states = roll.secrets.map((secret) => {
		source.first = undefined;
		const proof = m.prove({ secret, ...about });
		check(!contains(m.memory(), secret) &&
			!contains(m.memory(), source.first), 'no secret, no nonce');
		return { proof, memory: m.memory().slice() };
	});
	const { proof, memory } = states[1];
	const where = Buffer.from(memory).indexOf(proof);
	const outside = (list) => list.filter((i) => i < where ||
		i >= where + proof.length);
	check(where > 0, 'the proof is there');
	check(outside(differences(states[0].memory, memory)).length === 0,
		'another member leaves the same');
	check(outside(differences(opened, memory)).length <= 4,
		'and but for the length of the proof there is nothing new');
	for (const calls of [0, 1]) {
		left = calls;
		refused('RANDOM', () => m.prove({ secret: roll.secrets[0], ...about }),
			`random bytes fail after ${calls}`);
		const now = m.memory().slice();
		check(differences(opened, now).length === 0,
			'no proof, and nothing else');
	}
}

function makeRoll(size) {
	const path = `roll-${process.pid}`;
	const done = spawnSync(tool, ['members', String(size), path],
		{ encoding: 'utf8' });
	const keys = Uint8Array.from(readFileSync(path));
	rmSync(path);
	return { keys, secrets: done.stdout.trim().split('\n').map(bytes) };
}

const roll = makeRoll(2500);
interfaceIsSmall();
provesLikeNative();
refusesInvalidVectors();
refusesTampered();
tellsProgress(roll);
answersWrongInputs(roll);
changesRolls(roll);
cutOff(roll);
survivesRawCalls();
forgetsSecrets(roll);
end();
