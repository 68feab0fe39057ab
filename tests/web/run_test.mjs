// SPDX-License-Identifier: Apache-2.0

// usage: run_test.mjs WASM GAINSAY ROOT
// Members and an office act through the module against a real server: what only
// reads answers as the program does, byte for byte; what the module writes, the
// program reads and audits; what runs out of answers does nothing; what is kept
// from run to run has no secret, and the memory of a run is zeros after it.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync,
	readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { webcrypto } from 'node:crypto';
import { check, end } from '../interop/js/tally.mjs';
import { runVerb } from '../../web/run/verbs.js';
import { Fetcher } from './fetch.mjs';

const [wasm, program, root] = process.argv.slice(2).map((p) => resolve(p));
const WORDS = 'marble otter 71, twilight accordion fjord';
const MEMBERS = 14;
const BYTES = 2_400_000; // that the module has at most
globalThis.crypto ??= webcrypto; // browsers have it, Node before 19 not
const compiled = new WebAssembly.Module(readFileSync(wasm));
const home = mkdtempSync(join(tmpdir(), 'run-'));
const at = (name) => join(home, name);
const text = (name) => readFileSync(at(name), 'utf8');
const put = (name, content) => {
	writeFileSync(at(name), content);
	chmodSync(at(name), 0o600);
};
const env = { HOME: home, PATH: process.env.PATH, LC_ALL: 'C.UTF-8',
	NO_COLOR: '1', GAINSAY_CONFIG: '/dev/null', XDG_CACHE_HOME: at('cache') };
const fetcher = new Fetcher();
let cache = new Map(), url = '', key = '';

// The memory of each instance that was made.
const memories = [];
const Instance = WebAssembly.Instance;
WebAssembly.Instance = class extends Instance {
	constructor(...args) {
		super(...args);
		memories.push(this.exports.memory);
	}
};

// The program, with paths that begin with a slash below `home`.
function native(...argv) {
	const placed = (word) => word.startsWith(root) ? word :
		word.replace(/^(@?)\//u, `$1${home}/`);
	const done = spawnSync(program, argv.map(placed), { encoding: 'utf8', cwd: home, env,
		maxBuffer: 2 ** 26 });
	const plain = (said) => said.replaceAll(`${home}/`, '/');
	return { code: done.status, out: plain(done.stdout),
		err: plain(done.stderr) };
}

function must(...argv) {
	const done = native(...argv);
	if (done.code !== 0)
		throw new Error(`${argv.join(' ')}: ${done.code}\n${done.out}${done.err}`);
	return done.out;
}

// The module, with the files that the words name.
function module(argv, answers = [], more = []) {
	const files = new Map(cache);
	for (const word of [...argv, ...more]) {
		const path = word.replace(/^@/u, '');
		for (const one of path.startsWith('/') ? [path, `${path}.author`] : [])
			if (existsSync(at(one.slice(1))))
				files.set(one, { bytes: Uint8Array.from(readFileSync(
					at(one.slice(1)))), written: Date.now() / 1000 });
	}
	const ran = runVerb(compiled, { argv, answers, files },
		{ request: fetcher.request });
	cache = new Map([...ran.files].filter(([p]) => p.startsWith('/cache/')));
	const memory = memories.pop();
	check(new BigUint64Array(memory.buffer).every((n) => n === 0n),
		`${argv[0]}: the memory is zeros`);
	return ran;
}

function does(argv, answers = [], want = 0) {
	const ran = module(argv, answers);
	for (const [path, { bytes }] of ran.files)
		if (!path.startsWith('/cache/'))
			put(path.slice(1), bytes);
	check(ran.code === want, `the module, ${argv.slice(0, 3).join(' ')}: exit ` +
		`${ran.code}, not ${want}\n${ran.out}${ran.err}${ran.asked}`);
	return ran;
}

function alike(...argv) {
	const [ours, its] = [module(argv), native(...argv)];
	for (const part of ['code', 'out', 'err'])
		if (!check(ours[part] === its[part], `${argv[0]}: another ${part}`))
			console.log(`module:  ${ours[part]}\nprogram: ${its[part]}`);
	return its;
}

// This thread sleeps while programs run, and would not hear that the server has
// ended a connection that was kept.
async function clock(now) {
	const answer = await fetch(`${url}/exercise/clock`, { method: 'POST',
		body: JSON.stringify({ now }), headers: { 'Content-Type':
			'application/json', Connection: 'close', Authorization:
			`Bearer ${text('channel/keys/clock.key').trim()}` } });
	if (!answer.ok)
		throw new Error(`${now}: ${await answer.text()}`);
}

function found() {
	must('init', '--answers', join(root, 'examples/us-state.answers'), '--yes',
		'--exercise', '--origin', 'localhost/run', '--from', '2023-01-01',
		'--to', '2025-12-31', 'channel');
	for (const name of readdirSync(at('channel/keys')).filter((n) => ![
		'log.key', 'enrol.key', 'promise.key', 'clock.key'].includes(n)))
		renameSync(at(`channel/keys/${name}`), at(name));
	put('words', `${WORDS}\n`);
	put('charter.rec', text('channel/charter.rec'));
	put('staff.csv', `id,name,category\n${Array.from({ length: MEMBERS },
		(_, i) => `p-${i},Person ${i},any\n`).join('')}`);
	key = text('channel/vkey').trim();
}

async function serve() {
	const child = spawn(program, ['serve', '--listen', '127.0.0.1:0', '--clock',
		'simulated:2023-10-30T13:00:00Z', 'channel'], { cwd: home, env,
		stdio: ['ignore', 'pipe', 'ignore'] });
	const [line] = await once(child.stdout, 'data');
	[url] = /http:\/\/[0-9.:]+/u.exec(String(line));
	return child;
}

const member = (i) => ['--state', `/${i}.state`, '--passphrase-file', '/words'];
const typed = (i) => ['--state', `/${i}.state`];

// Two by the module, the others by the program.
function enrol() {
	must('staff', 'import', 'channel', 'staff.csv');
	must('staff', 'issue', 'channel', '-o', 'codes.csv');
	const codes = text('codes.csv').trim().split('\n').slice(1).map((line) =>
		/[0-9a-f]{4}(?:-[0-9a-f]{4})+/u.exec(line)[0]);
	const args = (i) => ['--server', url, '--key', key, '--cost', 'low',
		'--editions', '1', '--code', codes[i]];
	const closed = does(['enrol', ...typed(0), ...args(0)], [], 2);
	check(closed.asked.length === 1 && closed.files.size === 0,
		'no passphrase, no state');
	does(['enrol', ...typed(0), ...args(0)], ['password1', 'password1'], 1);
	for (const i of [0, 1]) {
		const ran = does(['enrol', ...typed(i), ...args(i)], [WORDS, WORDS]);
		check(ran.asked.join('|') === 'New passphrase: |The same again: ',
			`it asks for a passphrase: ${ran.asked}`);
	}
	for (let i = 2; i < MEMBERS; i++)
		must('enrol', ...member(i), ...args(i));
	must('roll', 'prepare', 'channel', '--edition', '1', '-o', 'roll-1');
	for (const role of ['registrar', 'second'])
		must('roll', 'sign', 'roll-1', '--role', role, '--sign',
			`${role}.key`, '--log', 'channel', '--yes');
	must('roll', 'publish', 'roll-1', '--server', url);
}

const code = (said) => /^Word code +([a-z ]+)$/mu.exec(said)[1];

// Two endorse by the module, one of whom takes it back, others by the program.
async function gather() {
	put('memo.md', readFileSync(join(root, 'examples/harbour-water.md')));
	does(['compose', '--charter', '/charter.rec', '--roll', '/roll-1.rec',
		'--to', 'Secretary of State', '--after', '2023-12-31', '--out',
		'/memo.package', '/memo.md']);
	const words = code(does(['gather', ...typed(0), '--server', url, '-o',
		'/memo.link', '/memo.package'], [WORDS]).out);
	check(code(alike('show', ...member(1), '/memo.link'.replace(/^/u, '@'))
		.out) === words, 'both show the same memo');

	const act = (verb, i, answers, want) => does([verb, ...typed(i),
		'@/memo.link'], [WORDS, ...answers], want);
	const asked = act('endorse', 1, [], 1);
	check(asked.asked.at(-1).includes('type its first word'),
		`the question: ${asked.asked.at(-1)}`);
	act('endorse', 1, ['wrong'], 1);
	const done = act('endorse', 1, [words.split(' ')[0]]);
	check(!done.out.includes('type its first word'),
		'a question is no output');
	for (let i = 2; i < 9; i++)
		must('endorse', ...member(i), '--code', words, '@/memo.link');
	await clock('2023-11-02T15:00:00Z');
	act('withdraw', 1, [words.split(' ')[0]]);
	alike('promises', ...member(1));
	alike('me', ...member(1), '--json');
	return words;
}

async function file(words) {
	does(['file', ...typed(0), '--code', words, '--package', '/memo.package',
		'@/memo.link'], [WORDS]);
	await clock('2023-11-03T23:00:00Z');
}

const desk = () => ['--server', url, '--key', key];
const signs = () => [...desk(), '--sign', '/office.key'];
const opens = () => [...signs(), '--identity', '/office.age'];

async function answer() {
	alike('inbox', ...opens());
	alike('inbox', '--json', ...opens());
	does(['acknowledge', ...opens(), '1'], [], 1);
	check(does(['acknowledge', ...opens(), '1'], ['yes']).asked.at(-1)
		.endsWith('Type yes: '), 'it asks before it acts');
	put('question.txt', 'Which of the two wells was sampled?\n');
	does(['ask', '--yes', ...signs(), '--text', '/question.txt', '1']);
	await clock('2023-11-06T15:00:00Z');
	put('answer.txt', 'The northern one, on both days.\n');
	does(['answer', '--yes', ...desk(), '--author', '/memo.package.author',
		'--question', '1', '--text', '/answer.txt', '1']);
	await clock('2023-11-08T15:00:00Z');
	alike('inbox', '--answers', ...opens(), '1');
	put('reply.txt', readFileSync(join(root, 'examples/harbour-water.md')));
	const requests = /"requests":(\d+)/u.exec(native('status', '--json',
		...desk()).out);
	does(['reply', '--yes', ...signs(), ...Array.from(
		{ length: Number(requests?.[1] ?? 0) }, (_, i) => ['--disposition',
			`${i + 1} accepted`]).flat(), '--text', '/reply.txt', '1']);
}

function read() {
	alike('status', ...desk());
	alike('status', '--json', ...desk());
	alike('read', ...desk(), '@/memo.link');
	alike('read', '--json', ...member(0), '@/memo.link');
	alike('statistics', '--json', ...desk());
	alike('show', ...member(1), 'no link');
	does(['status', '--key', key, 'http://127.0.0.1:1'], [], 2);
	does(['serve', 'channel'], [], 2);
	does(['sync', '--key', key, url]);
	fetcher.asked.length = 0;
	alike('status', ...desk());
	check(!fetcher.asked.some((of) => of.url.includes('/tile/entries/')),
		'what is kept is not asked for again');
	check(native('me', ...member(0)).code === 0 &&
		native('audit', '--key', key, 'channel').code === 0,
	'the program reads the states and audits the log');
}

// In any form: as it is, as hexadecimal and the bytes that this stands for.
function keepsNoSecret() {
	const secrets = [WORDS, text('office.key').trim(),
		text('memo.package.author').trim(), text('memo.link').split('#')[1].trim(),
		'Which of the two wells', 'northern one'];
	const all = Buffer.concat([...cache].flatMap(([path, { bytes }]) =>
		[Buffer.from(path), Buffer.from(bytes)]));
	check(all.length > 1000, `${all.length} bytes are kept`);
	for (const secret of secrets)
		for (const form of [Buffer.from(secret), Buffer.from(secret, 'hex'),
			Buffer.from(secret, 'base64url')].filter((f) => f.length >= 16))
			check(!all.includes(form), 'no secret is kept');
}

// By its passphrase a key file is opened once.  What that run left opens it from
// then on, that file alone; beside it another passphrase still opens nothing.
function opensOnce() {
	const me = (i, words) => ['me', '--state', `/${i}.state`,
		'--passphrase-file', words, '--offline'];
	put('mark', '\x01\n');
	put('other', 'not this one\n');
	rmSync(at('stretched'), { force: true });
	const opens = (argv) => module(argv, [], ['/stretched']).code === 0;
	check(!opens(me(0, '/mark')), 'nothing is opened without a passphrase');
	const { out } = does(me(0, '/words'));
	const left = readFileSync(at('stretched'));
	check(left.length === 128, `${left.length} bytes open it`);
	check(!opens(me(0, '/other')) && left.equals(readFileSync(at('stretched'))),
		'another passphrase opens nothing, and no file of it is taken');
	check(module(me(0, '/mark'), [], ['/stretched']).out === out,
		'it is opened again');
	check(!opens(me(1, '/mark')), 'and no other key file is');
	check(!left.includes(Buffer.from(WORDS.slice(0, 16))),
		'no passphrase is in what opens it');
	put('stretched', Buffer.alloc(left.length, 1));
	check(!opens(me(0, '/mark')), 'other bytes open nothing');
	rmSync(at('stretched'));
}

function isSmall() {
	const imports = WebAssembly.Module.imports(compiled)
		.map((i) => `${i.module}.${i.name}`).sort().join();
	check(imports === 'host.answer,host.clock,host.progress,host.random,' +
		'host.request', `imports ${imports}`);
	check(!readFileSync(wasm).includes(root), 'it says where it was built');
	check(readFileSync(wasm).length <= BYTES, 'it grows');
}

let child;
try {
	isSmall();
	mkdirSync(at('cache'));
	found();
	child = await serve();
	enrol();
	await clock('2023-11-01T15:00:00Z');
	const words = await gather();
	await file(words);
	await answer();
	read();
	opensOnce();
	keepsNoSecret();
} finally {
	child?.kill();
	await fetcher.close();
	rmSync(home, { recursive: true });
}
end();
