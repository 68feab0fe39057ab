// SPDX-License-Identifier: Apache-2.0

// usage: parity_test.mjs WASM GAINSAY ROOT
// The module and the program are given the same files and answer with the same
// bytes: valid files, every forged one of the vectors, and texts that are the
// memo's, altered, shortened, shuffled, somebody else's or none.
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync }
	from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { webcrypto } from 'node:crypto';
import { check, end } from '../interop/js/tally.mjs';
import { Module } from '../../web/module.js';

const [wasm, program, root] = process.argv.slice(2).map((p) => resolve(p));
globalThis.crypto ??= webcrypto;
const compiled = new WebAssembly.Module(readFileSync(wasm));
const home = mkdtempSync(join(tmpdir(), 'parity-'));
const at = (path) => join(root, path);
const bytes = (text) => Uint8Array.from(Buffer.from(text, 'utf8'));
const vectors = (name) =>
	JSON.parse(readFileSync(at(`docs/spec/${name}-vectors.json`)));
let judged = 0, refused = 0;

// A call that throws has no verdict, as the program's exit code 2 says.
function byModule(inputs) {
	try {
		return new Module(compiled).judge(inputs).verdict + '\n';
	} catch (error) {
		if (error.code === 'INTERNAL' || error.message.length === 0)
			throw error;
		return null;
	}
}

function byProgram({ file, trust, policy, text, claim }) {
	const put = (name, content) => {
		writeFileSync(join(home, name), content);
		return join(home, name);
	};
	const [key, ...witnesses] = trust === undefined ? [] :
		Buffer.from(trust).toString().split('\n');
	const args = ['verify', '--json',
		...key === undefined ? [] : ['--key', key],
		...witnesses.flatMap((w) => ['--witness', w]),
		...policy === undefined ? [] : ['--policy', put('policy', policy)],
		...claim === undefined ? [] : ['--claim', put('claim', claim)],
		put('file', file), ...text === undefined ? [] : [put('text', text)]];
	const done = spawnSync(program, args, { encoding: 'utf8', cwd: home,
		env: { HOME: home, PATH: process.env.PATH, LC_ALL: 'C.UTF-8' },
		maxBuffer: 2 ** 26 });
	check([0, 1, 2, 3].includes(done.status), `exit ${done.status}`);
	return done.stdout === '' ? null : done.stdout;
}

function same(inputs, what) {
	const [ours, its] = [byModule(inputs), byProgram(inputs)];
	judged += its !== null;
	refused += its === null;
	if (!check(ours === its, `${what}: the module and the program differ`))
		console.log(`module:  ${ours}\nprogram: ${its}`);
}

function replaced(file, edits) {
	let out = file;
	for (const [from, to, by] of [...edits].sort((a, b) => b[0] - a[0]))
		out = Buffer.concat([out.subarray(0, from), Buffer.from(by, 'base64'),
			out.subarray(to)]);
	return Uint8Array.from(out);
}

function forgedFiles() {
	const { key, files, good, refused: bad } = vectors('provenance-anew');
	const trust = bytes(key);
	const text = bytes('To: The Head\n\n# What is wrong\n\n1. Nothing.\n');
	for (const [what, n, edits] of [...good, ...bad.filter((_, i) =>
		i % 3 === 0)])
		same({ file: replaced(Buffer.from(files[n], 'base64'), edits), trust,
			...good.some(([name]) => name === what) ? { text } : {} }, what);
}

// One in twenty: most of the rest fail at the same place.
function editedCable(file, trust) {
	vectors('provenance').refused.forEach(([what, from, to, by], i) => {
		if (i % 20 === 0)
			same({ file: replaced(file, [[from, to, by]]), trust }, what);
	});
	const folder = at('fuzz/corpus/provenance');
	for (const name of readdirSync(folder).filter((n) => n !== 'cable.gainsay'))
		same({ file: readFileSync(join(folder, name)), trust }, name);
}

function texts() {
	const out = new Map();
	const add = (folder, want) => {
		for (const name of readdirSync(at(folder)).filter((n) =>
			want.test(n)))
			out.set(`${folder}/${name}`, readFileSync(at(`${folder}/${name}`)));
	};
	add('examples', /\.(md|txt)$/u);
	for (const n of readdirSync(at('tests/cases')).filter((f) => /^\d/u.test(f)))
		if (n === '10' || n === '23')
			add(`tests/cases/${n}`, /\.txt$/u);
	for (const name of readdirSync(at('fuzz/corpus/compare'))) {
		const both = readFileSync(at(`fuzz/corpus/compare/${name}`));
		out.set(`fuzz ${name}`, both.subarray(both.indexOf(0) + 1));
	}
	return out;
}

// The same sequence each time.
function chance(seed) {
	let state = seed;
	return (below) => {
		state = (Math.imul(state, 1103515245) + 12345) >>> 0;
		return (state >>> 8) % below;
	};
}

function altered(text, seed) {
	const next = chance(seed), parts = text.split('\n\n');
	const pick = () => next(parts.length);
	const acts = [
		() => parts.splice(pick(), 1),
		() => parts.splice(pick(), 0, ...parts.splice(pick(), 1)),
		() => parts.splice(pick(), 1, '[...]'),
		() => parts.splice(pick(), 0, 'A paragraph of somebody else.'),
		() => { const i = pick(); parts[i] = parts[i].replace(/the/gu, 'a'); },
		() => { const i = pick(); parts[i] = parts[i].replaceAll('"', '”'); },
		() => { const i = pick(); parts[i] = parts[i].replace('our', '█████'); },
		() => { const i = pick(); parts[i] = parts[i].toUpperCase(); },
		() => { const i = pick(); parts[i] += '\u200b\u202e hidden'; },
	];
	for (let i = 0; i < 3; i++)
		acts[next(acts.length)]();
	return parts.join('\n\n');
}

function comparedTexts(file, trust) {
	for (const [name, text] of texts())
		same({ file, trust, text }, name);
	const memo = readFileSync(at('examples/dacca-1138.md'), 'utf8');
	for (let seed = 1; seed <= 6; seed++)
		same({ file, trust, text: bytes(altered(memo, seed)) },
			`altered text ${seed}`);
	same({ file, trust, text: new Uint8Array([0xff, 0xfe, 0xfd]) }, 'bytes');
	same({ file, trust, text: new Uint8Array(0) }, 'an empty text');
	same({ file, trust, text: bytes('%PDF-1.4\n') }, 'no text');
}

function otherTrust(file, trust) {
	const key = Buffer.from(trust).toString().trim();
	const other = vectors('provenance-anew').key;
	same({ file }, 'without a key');
	same({ file: bytes('nothing') }, 'no file, without a key');
	same({ file: new Uint8Array(0), trust }, 'an empty file');
	same({ file, trust: bytes(other) }, 'another key');
	same({ file, trust: bytes('no+key+') }, 'no key');
	same({ file, trust: bytes(`${key}\n${key}`) }, 'its own witness');
	same({ file, policy: bytes(`log ${key}\nquorum none\n`) }, 'a policy');
	same({ file, policy: bytes(`log ${key}\nquorum all\n`) }, 'no policy');
	same({ file, trust, claim: bytes('no claim') }, 'no claim');
}

const file = readFileSync(at('tests/vectors/cable.gainsay'));
const trust = bytes(readFileSync(at('tests/vectors/cable.vkey'), 'utf8').trim());
try {
	forgedFiles();
	editedCable(file, trust);
	otherTrust(file, trust);
	comparedTexts(file, trust);
	check(!readFileSync(wasm).includes(root), 'the module says where it was built');
	check(judged > 90 && refused >= 5, `${judged} judged, ${refused} not`);
} finally {
	rmSync(home, { recursive: true });
}
end();
