// SPDX-License-Identifier: Apache-2.0

// A worker around one module, so that a page stays alive while it proves.
//
// In:  { id, call: 'open' | 'prove' | 'verify', inputs }
// Out: { id, progress } now and then, last { id, result } or { id, error }.
// Calls are answered one after the other.  client.js is the other end.
import { GainsayError, Module } from './module.js';

const STEP = 0.01; // smaller steps of progress are not told

let module = null;
let last = Promise.resolve();

async function load() {
	let answer = null;
	try {
		answer = await fetch(new URL('gainsay.wasm', import.meta.url));
	} catch {
		// Told below.
	}

	if (answer === null || !answer.ok)
		throw new GainsayError('IO', 'gainsay.wasm cannot be fetched');
	return new Module(await WebAssembly.compile(await answer.arrayBuffer()));
}

function meter(id) {
	let told = 0;
	return (fraction) => {
		if (fraction < told + STEP && fraction < 1)
			return;
		told = fraction;
		postMessage({ id, progress: fraction });
	};
}

const CALLS = {
	open: ({ keys }, progress) => module.open(keys, progress),
	prove: (inputs, progress) => module.prove(inputs, progress),
	verify: (inputs) => module.verify(inputs),
};

async function answer({ id, call, inputs }) {
	try {
		if (!Object.hasOwn(CALLS, call))
			throw new GainsayError('UNKNOWN', 'no such call');

		module ??= await load();
		postMessage({ id, result: CALLS[call](inputs, meter(id)) });
	} catch (error) {
		const known = error instanceof GainsayError;
		const code = known ? error.code : 'INTERNAL';
		const message = known ? error.message : 'internal error';

		// What failed in an unforeseen way is not used again.
		if (code === 'INTERNAL')
			module = null;
		postMessage({ id, error: { code, message } });
	} finally {
		if (inputs?.secret instanceof Uint8Array)
			inputs.secret.fill(0);
	}
}

self.onmessage = ({ data }) => {
	last = last.then(() => answer(data));
};
