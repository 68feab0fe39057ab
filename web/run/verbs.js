// SPDX-License-Identifier: Apache-2.0

// One run of one verb in an instance of its own, whose memory is filled with
// zeros before it is dropped.  Runs in a worker, in Node, wherever there is
// WebAssembly and something that makes a request and waits for its answer.

const WORDS = 0, FILES = 1, TYPED = 2; // enum gs_run_input
const OUT = 0, ERR = 1, WRITTEN = 2, ASKED = 3; // enum gs_run_answer
const HEAD = 16; // of a file, web/files.h
const encoder = new TextEncoder(), decoder = new TextDecoder();

function systemRandom(bytes) {
	for (let at = 0; at < bytes.length; at += 65536)
		crypto.getRandomValues(bytes.subarray(at, at + 65536));
}

const ended = (texts) => encoder.encode(texts.map((t) => `${t}\0`).join(''));
const apart = (bytes) => decoder.decode(bytes).split('\0').slice(0, -1);

function packed(files) {
	const named = [...files].map(([path, file]) =>
		({ name: encoder.encode(path), ...file }));
	const out = new Uint8Array(named.reduce((n, { name, bytes }) =>
		n + HEAD + name.length + bytes.length, 0));
	const view = new DataView(out.buffer);
	let at = 0;
	for (const { name, bytes, written } of named) {
		view.setUint32(at, name.length, true);
		view.setUint32(at + 4, bytes.length, true);
		view.setBigUint64(at + 8, BigInt(Math.floor(written)), true);
		out.set(name, at + HEAD);
		out.set(bytes, at + HEAD + name.length);
		at += HEAD + name.length + bytes.length;
	}
	return out;
}

function unpacked(bytes) {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const files = new Map();
	for (let at = 0; at < bytes.length;) {
		const from = at + HEAD + view.getUint32(at, true);
		const end = from + view.getUint32(at + 4, true);
		files.set(decoder.decode(bytes.subarray(at + HEAD, from)), {
			bytes: bytes.slice(from, end),
			written: Number(view.getBigUint64(at + 8, true)) });
		at = end;
	}
	return files;
}

// What web/transport.c writes, apart.
function parted(bytes) {
	const first = bytes.indexOf(10), second = bytes.indexOf(10, first + 1);
	const header = decoder.decode(bytes.subarray(first + 1, second));
	const body = bytes.slice(second + 2);
	const [method, url, max] = decoder.decode(bytes.subarray(0, first))
		.split(' ');
	return { method, url, max: Number(max), header,
		body: body.length === 0 ? null : body };
}

// The module's imports.  `host.request` takes what `parted` gives, and returns
// { status, body }: without an answer, 0 and why, in words.
function imports(host, memory) {
	let answer = new Uint8Array(4);
	return {
		random: (at, length) => {
			try {
				(host.random ?? systemRandom)(memory(at, length));
				return 0;
			} catch {
				return 1;
			}
		},
		clock: () => (host.clock ?? Date.now)() / 1000,
		progress: (fraction) => host.progress?.(fraction),
		request: (at, length) => {
			const request = memory(at, length).slice();
			const { status, body } = host.request(parted(request));
			request.fill(0);
			answer.fill(0);
			answer = new Uint8Array(4 + body.length);
			new DataView(answer.buffer).setUint32(0, status, true);
			answer.set(body, 4);
			return answer.length;
		},
		answer: (at) => {
			memory(at, answer.length).set(answer);
			answer.fill(0);
		},
	};
}

// `files`: a Map of a path to { bytes, written }, the latter in seconds since
// 1970.  Returns { code, out, err, asked, files }: the files that were written,
// and all below /cache.
export function runVerb(compiled, { argv, answers, files }, host) {
	let exports = null;
	const memory = (at, length) => new Uint8Array(exports.memory.buffer,
		at >>> 0, length >>> 0);
	const put = (kind, bytes) => {
		const at = exports.gs_run_room(kind, bytes.length);
		if (at === 0)
			throw new RangeError('no memory');
		memory(at, bytes.length).set(bytes);
		bytes.fill(0);
	};
	const take = (kind) => memory(exports.gs_run_answer(kind),
		exports.gs_run_answer_len(kind)).slice();

	exports = new WebAssembly.Instance(compiled,
		{ host: imports(host, memory) }).exports;
	try {
		put(WORDS, ended(argv));
		put(FILES, packed(files));
		put(TYPED, ended(answers));
		const code = exports.gs_run_verb();
		const written = take(WRITTEN), out = unpacked(written);
		written.fill(0);
		return { code, out: decoder.decode(take(OUT)),
			err: decoder.decode(take(ERR)), asked: apart(take(ASKED)),
			files: out };
	} finally {
		memory(0, exports.memory.buffer.byteLength).fill(0);
	}
}
