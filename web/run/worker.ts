// SPDX-License-Identifier: Apache-2.0

// Runs verbs, one after the other, each in an instance of its own.  What
// everybody may read of the log stays between two runs, and nothing else does.
import { runVerb, type Kept, type Request } from './verbs.js';
import type { Ask, Files } from './run.js';

const CACHE = '/cache/';
const STEP = 0.02; // smaller steps of progress are not told
const AT_ONCE = 8; // requests
const SOON = 15_000; // milliseconds
const TOLD = new Set([0, 3]); // exit codes of an answer that stands
const PATIENCE = 120_000; // milliseconds of a request, as the program's
let compiled: WebAssembly.Module | undefined;
let cache = new Map<string, Kept>();
// Of the run under way: what lasts, and whether anything was sent.
let lasting: { url: string; header: string; got: Uint8Array }[] = [];
let sent = false;

function refused(why: string) {
	return { status: 0, body: new TextEncoder().encode(why) };
}

// The program follows no redirect, and here none can be forbidden: where an
// answer comes from somewhere else, it is none.
function request({ method, url, header, body }: Request) {
	const asked = new XMLHttpRequest();
	const colon = header.indexOf(':');

	sent ||= method !== 'GET';
	try {
		asked.open(method, url, false);
		asked.responseType = 'arraybuffer';
		asked.timeout = PATIENCE;
		if (colon > 0)
			asked.setRequestHeader(header.slice(0, colon),
				header.slice(colon + 1).trim());
		if (body !== null)
			asked.setRequestHeader('Content-Type', 'application/json');
		asked.send(body === null ? null : body as Uint8Array<ArrayBuffer>);
	} catch {
		return refused('no connection, or the browser does not allow it');
	}
	if (asked.responseURL !== new URL(url).href)
		return refused('it sends its visitors elsewhere');
	const got = new Uint8Array(asked.response as ArrayBuffer);
	if (asked.getResponseHeader('Cache-Control')?.includes('immutable') === true)
		lasting.push({ url, header, got: got.slice() });
	return { status: asked.status, body: got };
}

// What a browser keeps of an answer that is said to last was perhaps a liar's:
// what a run failed with is fetched past that, and kept instead.  Whether any of
// it is other than it was.
async function renewed(): Promise<boolean> {
	let differs = false;
	for (let at = 0; at < lasting.length; at += AT_ONCE)
		await Promise.all(lasting.slice(at, at + AT_ONCE).map(async (one) => {
			const [name = '', ...value] = one.header.split(':');
			const answer = await fetch(one.url, { cache: 'reload',
				redirect: 'error', signal: AbortSignal.timeout(SOON),
				headers: value.length === 0 ? {} :
					{ [name]: value.join(':').trim() } });
			const now = new Uint8Array(await answer.arrayBuffer());
			differs ||= now.length !== one.got.length ||
				now.some((byte, i) => byte !== one.got[i]);
		}));
	return differs;
}

function meter() {
	let told = 0;
	return (fraction: number) => {
		if (fraction < told)
			told = 0; // another piece of work
		if (fraction >= told + STEP || fraction === 1)
			self.postMessage({ progress: told = fraction });
	};
}

function ran(module: WebAssembly.Module, ask: Ask) {
	const now = Date.now() / 1000, files = new Map(cache);
	for (const [path, bytes] of Object.entries(ask.files))
		files.set(path, { bytes, written: now });
	lasting = [];
	sent = false;
	const { files: written, ...said } = runVerb(module, { argv: ask.argv,
		answers: ask.answers, files }, { request, progress: meter() });

	cache = new Map([...written].filter(([path]) => path.startsWith(CACHE)));
	return { ...said, files: Object.fromEntries([...written]
		.filter(([path]) => !path.startsWith(CACHE))
		.map(([path, { bytes }]) => [path, bytes])) };
}

function wipe(files: Files) {
	for (const bytes of Object.values(files))
		bytes.fill(0);
}

// Only what nobody was asked about and nothing came of is done over.
async function ranWell(module: WebAssembly.Module, ask: Ask) {
	const done = ran(module, ask);
	if (TOLD.has(done.code) || sent || done.asked.length > 0 ||
		!await renewed().catch(() => false))
		return done;
	wipe(done.files);
	return ran(module, ask);
}

self.onmessage = async ({ data }: MessageEvent<{ compiled?: WebAssembly.Module;
	ask: Ask }>) => {
	compiled = data.compiled ?? compiled;
	try {
		const done = await ranWell(compiled as WebAssembly.Module,
			data.ask);
		self.postMessage({ ran: done });
		wipe(done.files);
	} catch {
		self.postMessage({ broken: true });
	} finally {
		wipe(data.ask.files);
	}
};
