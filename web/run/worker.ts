// SPDX-License-Identifier: Apache-2.0

// Runs verbs, one after the other, each in an instance of its own.  What
// everybody may read of the log stays between two runs, and nothing else does.
import { runVerb, type Kept, type Request } from './verbs.js';
import type { Ask } from './run.js';

const CACHE = '/cache/';
const STEP = 0.02; // smaller steps of progress are not told
const PATIENCE = 120_000; // milliseconds of a request, as the program's
let compiled: WebAssembly.Module | undefined;
let cache = new Map<string, Kept>();

function refused(why: string) {
	return { status: 0, body: new TextEncoder().encode(why) };
}

// The program follows no redirect, and here none can be forbidden: where an
// answer comes from somewhere else, it is none.
function request({ method, url, header, body }: Request) {
	const asked = new XMLHttpRequest();
	const colon = header.indexOf(':');

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
	return { status: asked.status,
		body: new Uint8Array(asked.response as ArrayBuffer) };
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
	const { files: written, ...said } = runVerb(module, { argv: ask.argv,
		answers: ask.answers, files }, { request, progress: meter() });

	cache = new Map([...written].filter(([path]) => path.startsWith(CACHE)));
	return { ...said, files: Object.fromEntries([...written]
		.filter(([path]) => !path.startsWith(CACHE))
		.map(([path, { bytes }]) => [path, bytes])) };
}

self.onmessage = ({ data }: MessageEvent<{ compiled?: WebAssembly.Module;
	ask: Ask }>) => {
	compiled = data.compiled ?? compiled;
	try {
		self.postMessage({ ran: ran(compiled as WebAssembly.Module, data.ask) });
	} catch {
		self.postMessage({ broken: true });
	} finally {
		for (const bytes of Object.values(data.ask.files))
			bytes.fill(0);
	}
};
