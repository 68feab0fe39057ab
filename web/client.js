// SPDX-License-Identifier: Apache-2.0

// What a page uses: rolls, proofs and their verification, in a worker.
//
//	const prover = new Prover();
//	const { size, root } = await prover.open(keys, showFraction);
//	const proof = await prover.prove({ secret, scope, message },
//		showFraction);
//	await prover.verify({ proof, scope, message });
//	prover.close();
//
// Bytes are Uint8Arrays.  What fails, fails with a GainsayError; a proof that
// does not verify with its code PROOF.
import { GainsayError } from './module.js';

export { GainsayError };

// Where a page's policy demands trusted types (trusted-types gainsay-worker),
// this address and no other becomes one.
const address = new URL('worker.js', import.meta.url).href;
const policy = globalThis.trustedTypes?.createPolicy('gainsay-worker',
	{ createScriptURL: () => address });

export class Prover {
	#worker = new Worker(policy?.createScriptURL('') ?? address,
		{ type: 'module' });
	#waiting = new Map();
	#next = 0;

	constructor() {
		this.#worker.onmessage = ({ data }) => this.#hear(data);
		this.#worker.onerror = () => this.#end(new GainsayError('IO',
			'the worker does not start'));
	}

	#hear({ id, progress, result, error }) {
		const call = this.#waiting.get(id);
		if (call === undefined)
			return;

		if (progress !== undefined) {
			call.progress?.(progress);
			return;
		}

		this.#waiting.delete(id);
		if (error !== undefined)
			call.reject(new GainsayError(error.code, error.message));
		else
			call.resolve(result);
	}

	#end(error) {
		this.#worker?.terminate();
		this.#worker = null;
		for (const call of this.#waiting.values())
			call.reject(error);
		this.#waiting.clear();
	}

	#post(message, moved) {
		if (this.#worker === null)
			throw new GainsayError('INTERNAL', 'closed');
		try {
			this.#worker.postMessage(message, moved);
		} catch {
			throw new GainsayError('FORMAT', 'these are no bytes');
		}
	}

	#call(call, inputs, progress, moved = []) {
		const id = this.#next++;
		return new Promise((resolve, reject) => {
			this.#post({ id, call, inputs }, moved);
			this.#waiting.set(id, { resolve, reject, progress });
		});
	}

	// Opens a roll in place of the one before: its size and root.
	open(keys, progress) {
		return this.#call('open', { keys }, progress);
	}

	// The secret goes to the worker in a copy of its own, which is moved, not
	// left behind, and wiped there.  The caller wipes the original.
	prove({ secret, scope, message } = {}, progress) {
		const copy = secret instanceof Uint8Array ? secret.slice() : null;
		return this.#call('prove', { secret: copy, scope, message }, progress,
			copy === null ? [] : [copy.buffer]);
	}

	verify({ proof, scope, message } = {}) {
		return this.#call('verify', { proof, scope, message });
	}

	// Ends the worker; calls under way fail.
	close() {
		this.#end(new GainsayError('INTERNAL', 'closed'));
	}
}
