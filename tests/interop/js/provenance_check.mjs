// SPDX-License-Identifier: Apache-2.0

// usage: provenance_check.mjs GAINSAY SOURCE WORKDIR [COUNT]
// The second opinion on provenance files (provenance.mjs) against `gainsay
// verify --json`: files made here, most of them with one thing altered, and of
// these most signed anew; the published vectors; and those of the demo that
// WORKDIR/demo is.  One seed, the same files, of which COUNT are taken.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { CASES, fileCase, lineCase, sentenceCases } from './provenance_edits.mjs';
import { commitSentences, coverOf, topOf } from './opening.mjs';
import { readCategories } from './cui.mjs';
import { wordCode } from './keys.mjs';
import { judgeProvenance, Unjudged } from './provenance.mjs';
import { documentCase, textCases } from './provenance_texts.mjs';
import { VKEY } from './provenance_world.mjs';
import { check, end } from './tally.mjs';

const [gainsay, source, dir, count = '450'] = process.argv.slice(2);
// Sentences for people, and words from a list that is the program's.
const UNSPECIFIED = ['why', 'time', 'checked', 'not_checked', 'word_code',
	'own_word_code'];
const AT_ONCE = 2;

// The same numbers each time (mulberry32).
function numbers(seed) {
	return () => {
		seed = seed + 0x6d2b79f5 | 0;
		let t = Math.imul(seed ^ seed >>> 15, 1 | seed);
		t = t + Math.imul(t ^ t >>> 7, 61 | t) ^ t;
		return ((t ^ t >>> 14) >>> 0) / 2 ** 32;
	};
}

function run(args) {
	return new Promise((done) => {
		const child = spawn(gainsay, args), out = { stdout: '', stderr: '' };
		for (const name of ['stdout', 'stderr'])
			child[name].setEncoding('utf8').on('data', (t) => { out[name] += t; });
		child.on('close', (code, signal) => done({ code: code ?? signal, ...out }));
	});
}

// What they say: {code, facts}.
async function theirs(file, { key, witnesses = [], roll, claim, challenge, policy,
	text }) {
	const { code, stdout, stderr } = await run(['verify', '--json',
		...(key ? ['--key', key] : []),
		...witnesses.flatMap((w) => ['--witness', w]),
		...(roll ? ['--roll', roll] : []), ...(policy ? ['--policy', policy] : []),
		...(claim ? ['--claim', claim] : []),
		...(challenge ? ['--challenge', challenge] : []), file,
		...(text ? [text] : [])]);
	return { code, why: stderr.trim(),
		facts: stdout === '' ? undefined : JSON.parse(stdout) };
}

// What we say, and that this judge does not say anything.
function ours(bytes, given) {
	try {
		return judgeProvenance(bytes, given);
	} catch (error) {
		if (!(error instanceof Unjudged))
			throw error;
		return { unjudged: error.message };
	}
}

// What is given as bytes, each in a file.
function inFiles(given, path) {
	const names = { ...given };
	for (const name of ['roll', 'claim', 'policy', 'text']) {
		if (given[name] !== undefined) {
			names[name] = `${path}.${name}`;
			writeFileSync(names[name], given[name]);
		}
	}
	return names;
}

const same = (a, b) => JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
const sorted = (v) => (v === null || typeof v !== 'object' || Array.isArray(v) ?
	Array.isArray(v) ? v.map(sorted) : v : Object.fromEntries(Object.keys(v).sort()
		.map((k) => [k, sorted(v[k])])));

// Without the sentence of an `authorship` that is not valid.
// Of a text, what the pages say enough of.
const wordless = (value) => (value?.valid === false ? { valid: false } :
	value?.summary === undefined ? value : { summary: value.summary,
		counts: value.counts, gaps: value.gaps });

// The members in which they differ.
function otherFacts(mine, other) {
	const names = new Set([...Object.keys(mine), ...Object.keys(other ?? {})]);
	return [...names].filter((name) => !UNSPECIFIED.includes(name) &&
		!same(wordless(mine[name]), wordless(other?.[name])));
}

const tally = { valid: 0, invalid: 0, unproved: 0, unjudged: 0 };
const VERDICTS = { 0: 'valid', 3: 'valid', 1: 'invalid', 2: 'unproved' };

async function compare(why, file, bytes, given, files = given) {
	const mine = ours(bytes, given), other = await theirs(file, files);
	if (mine.unjudged) {
		tally.unjudged++;
		console.log(`not judged here: ${why}: ${mine.unjudged}`);
		return;
	}
	tally[VERDICTS[mine.code]]++;
	check(mine.code === other.code, `${file}: ${why}: ${mine.code} ` +
		`(${mine.why ?? ''}), and gainsay ${other.code} ` +
		`(${other.facts?.why ?? other.why})`);
	checkTime(file, other.facts ?? {});
	if (other.facts?.word_code)
		learn(Buffer.from(other.facts.memo_id, 'hex'), other.facts.word_code);
	if (other.facts?.own_word_code)
		learn(mine.own_code, other.facts.own_word_code);
	const differing = mine.code === other.code && other.facts !== undefined ?
		otherFacts(mine.facts, other.facts) : [];
	check(differing.length === 0, `${file}: ${why}: ${differing.map((name) =>
		`${name} ${JSON.stringify(wordless(mine.facts[name]))}, and gainsay ` +
		`${JSON.stringify(wordless(other.facts[name]))}`).join('; ')}`);
}

// Who vouches for the time, as a sentence: how it begins.
function checkTime(file, { valid, time, witnessed }) {
	if (valid)
		check(time.startsWith(witnessed ? `before ${witnessed}` :
			'dated by the operator alone: '), `${file}: ${time}`);
}

// The words stand for numbers, and nobody here has their list: but of one number
// there is one word, and the list is alphabetical.  A code takes a second.
const CODES = 3, INDEXES = Array.from({ length: 2048 }, (_, i) => i);
const words = new Map(), codes = new Set();

function learn(id, code) {
	if (codes.size === CODES || codes.has(code))
		return;
	codes.add(code);
	const said = code.split(' ');
	wordCode(id, INDEXES).split(' ').forEach((n, i) => {
		check((words.get(Number(n)) ?? said[i]) === said[i], `word ${n}`);
		words.set(Number(n), said[i]);
	});
}

function checkWords() {
	const list = [...words].sort(([a], [b]) => a - b).map(([, word]) => word);
	check(codes.size > 1 && list.every((w, i) => i === 0 ||
		list[i - 1] < w), `words in their order: ${list}`);
}

// At most so many at a time, in their order.
async function each(list, job) {
	const left = list.entries();
	await Promise.all(Array.from({ length: AT_ONCE }, async () => {
		for (const [i, item] of left)
			await job(item, i);
	}));
}

// Files that the program makes of a demo: its own, and others of its memo.
async function demo(folder) {
	const key = readFileSync(`${folder}/vkey`, 'utf8').trim(), at = `${folder}/demo`;
	const cable = `${at}/cable.gainsay`, part = `${at}/part.gainsay`;
	const of = ['provenance', '--key', key, '--memo-file', `${at}/cable.package`];
	const made = { whole: [...of, folder], traceable: [...of, '--traceable', folder],
		keyless: [...of, '--without-keys', folder],
		some: ['redact', '--block', '1,3,7-8', cable],
		marked: ['redact', '--up-to', 'C', cable],
		sentences: ['redact', '--withhold', '7:2-3 (b)(5)', '--withhold', '10',
			cable],
		again: ['redact', '--withhold', '7', part] };
	const roll = readFileSync(`${at}/roll-1.keys`);
	for (const [name, args] of Object.entries(made)) {
		const file = `${dir}/${name}.gainsay`;
		const done = await run([args[0], '--force', '-o', file, ...args.slice(1)]);
		check(done.code === 0, `${args.join(' ')}: ${done.stderr}`);
		await compare(`the demo's, ${name}`, file, readFileSync(file), { key });
		if (name === 'keyless')
			await compare('the demo\'s, with its roll', file,
				readFileSync(file), { key, roll }, { key,
					roll: `${at}/roll-1.keys` });
	}
	for (const name of readdirSync(at).filter((n) => n.endsWith('.gainsay')))
		await compare(`the demo's ${name}`, `${at}/${name}`,
			readFileSync(`${at}/${name}`), { key });
}

// All that stand in CASES, and as many of those that are drawn.
function allCases() {
	const random = numbers(20231103);
	const drawn = [lineCase, fileCase, documentCase];
	const cases = [...CASES, ...textCases(),
		...sentenceCases(commitSentences, topOf, coverOf)];
	for (let n = cases.length; n > 0; n--)
		cases.push(drawn[n % drawn.length](random));
	return cases;
}

// COUNT of them from everywhere in the list; ONLY, a pattern, chooses by what
// they say instead.
function chosen(cases) {
	const only = process.env.ONLY, step = cases.length / (Number(count) || cases.length);
	return only === undefined ? cases.filter((_, i) => step <= 1 ||
		Math.floor(i / step) !== Math.floor((i - 1) / step)) :
		cases.filter(({ why }) => new RegExp(only).test(why));
}

// The kept file, and the published changes with which it is not valid.
function vectors() {
	const read = (name) => readFileSync(`${source}/${name}`);
	const listed = JSON.parse(read('docs/spec/provenance-vectors.json'));
	const kept = read(listed.file), key = read(listed.key).toString().trim();
	const says = (bytes) => judgeProvenance(bytes, { key });
	check([0, 3].includes(says(kept).code), `the kept file: ${says(kept).why}`);
	for (const [why, from, to, put] of listed.refused) {
		const bytes = Buffer.concat([kept.subarray(0, from), Buffer.from(put,
			'base64'), kept.subarray(to)]);
		check([1, 2].includes(says(bytes).code), `the kept file, ${why}`);
	}
	anew(JSON.parse(read('docs/spec/provenance-anew-vectors.json')));
}

// And those that all who sign have signed anew.
function anew({ key, files, good, refused }) {
	const bases = files.map((file) => Buffer.from(file, 'base64'));
	const says = ([, file, edits]) => judgeProvenance(edits.toReversed().reduce(
		(bytes, [at, end, put]) => Buffer.concat([bytes.subarray(0, at),
			Buffer.from(put, 'base64'), bytes.subarray(end)]), bases[file]),
	{ key });
	for (const [i] of bases.entries())
		check([0, 3].includes(says(['', i, []]).code), `file ${i}`);
	for (const vector of good)
		check([0, 3].includes(says(vector).code), `good: ${vector[0]}`);
	for (const vector of refused)
		check(says(vector).code === 1, `signed anew: ${vector[0]}`);
}

mkdirSync(dir, { recursive: true });
readCategories(source);
const cases = chosen(allCases());
await each(cases, async ({ why, make }, i) => {
	const { bytes, given } = make(), file = `${dir}/${i}.gainsay`;
	writeFileSync(file, bytes);
	const all = { key: VKEY, ...given };
	await compare(why, file, bytes, all, inFiles(all, `${dir}/${i}`));
});
vectors();
await demo(`${dir}/demo`);
console.log(JSON.stringify(tally));
if (process.env.ONLY === undefined) {
	checkWords();
	check(tally.valid * 8 > cases.length && tally.invalid * 4 > cases.length,
		'enough of both');
	check(cases.filter(({ anew = true }) => anew).length * 2 > cases.length,
		'half of them signed anew');
	check(tally.unjudged * 20 < cases.length, 'few that are not judged');
}
end();
