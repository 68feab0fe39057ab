// SPDX-License-Identifier: Apache-2.0

// usage: trace_test.mjs WASM VECTORS
// The module as clang made it, watched (trace.mjs) while it proves: whoever of a
// roll proves, with whatever randomness, it takes the same path and reads and
// writes the same addresses.  Its check of its own proof, which takes as long as
// it takes, must be seen to differ.
import { readFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { check, end } from '../interop/js/tally.mjs';
import { watch } from './trace.mjs';

const [wasm, vectorsPath] = process.argv.slice(2);
const SIZES = [2, 5, 12];
const RUNS = 3;
const KEYS = 0, SECRET = 1, SCOPE = 2, MESSAGE = 3; // enum gs_web_input

const vectors = JSON.parse(readFileSync(vectorsPath));
const bytes = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));
// Not random: a proof that begins with a zero would take its reader further.
const noise = (length, ...seed) => createHash('shake256',
	{ outputLength: length }).update(seed.join(' ')).digest();

// All of whom the vectors tell the secret, in the order of their keys.
function members() {
	const known = new Map();
	for (const v of vectors.valid)
		known.set(v.keys.substr(64 * v.index, 64), v.secret);
	for (const v of [...vectors.enrol, ...vectors.reveal])
		known.set(v.key, v.secret);
	return [...known].sort(([a], [b]) => a < b ? -1 : 1);
}

class Watched {
	constructor(compiled) {
		this.e = new WebAssembly.Instance(compiled, { host: {
			progress: () => {},
			random: (at, length) => {
				this.asked.push(this.e.trace.value);
				new Uint8Array(this.e.memory.buffer, at, length).set(
					noise(length, this.seed, this.asked.length));
				return 0;
			} } }).exports;
	}

	put(input, content) {
		const at = this.e.gs_web_room(input, content.length);
		new Uint8Array(this.e.memory.buffer, at, content.length).set(content);
	}

	open(keys) {
		this.put(KEYS, keys);
		check(this.e.gs_web_open() === 0, 'the roll opens');
	}

	// The hash up to the first weight of the check, and up to the end.
	prove(secret, seed) {
		this.asked = [];
		this.seed = seed;
		this.put(SECRET, secret);
		this.put(SCOPE, bytes('0102'));
		this.put(MESSAGE, bytes('03'));
		this.e.trace.value = 0n;
		const result = this.e.gs_web_prove();
		return { result, proved: this.asked[1], all: this.e.trace.value,
			first: this.asked[0] };
	}
}

function watchRoll(compiled, people) {
	const watched = new Watched(compiled), seen = [];
	watched.open(bytes(people.map(([key]) => key).join('')));
	watched.prove(bytes(people[0][1]), 'memory grows once');
	for (const [, secret] of people)
		for (let run = 0; run < RUNS; run++)
			seen.push(watched.prove(bytes(secret), `${seen.length}`));
	const distinct = (field) => new Set(seen.map((s) => s[field])).size;
	check(seen.every((s) => s.result === 0), `${people.length}: proofs`);
	check(seen.every((s) => s.proved !== s.first),
		`${people.length}: proving was watched`);
	check(distinct('proved') === 1,
		`${people.length}: ${distinct('proved')} traces of proving`);
	check(distinct('all') === seen.length,
		`${people.length}: ${distinct('all')} traces with the check`);
}

const watched = watch(readFileSync(wasm));
console.log(`${watched.places} places watched`);
check(watched.places > 1000, 'branches and addresses are watched');
check(members().length >= SIZES.at(-1), 'members enough');
const compiled = new WebAssembly.Module(watched.wasm);
for (const size of SIZES)
	watchRoll(compiled, members().slice(0, size));
end();
