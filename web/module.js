// SPDX-License-Identifier: Apache-2.0

// The WebAssembly module behind functions that take and return bytes.  Runs in
// a worker, in Node, wherever there is WebAssembly; touches nothing else.

const INPUTS = ['keys', 'secret', 'scope', 'message', 'proof', 'file', 'trust',
	'policy', 'text', 'claim', 'challenge'];
const ANSWERS = ['verdict', 'shown', 'why'];

// enum gs_err of core/err.h, less the sign.
export const ERRORS = [null, 'FORMAT', 'RANGE', 'PROOF', 'SIGNATURE', 'RULE',
	'DUPLICATE', 'UNKNOWN', 'MISMATCH', 'DENIED', 'SPACE', 'MEMORY', 'RANDOM',
	'IO', 'CORRUPT', 'BUSY', 'INTERNAL'];

// `code` is a name of the list above.
export class GainsayError extends Error {
	constructor(code, text) {
		super(text);
		this.name = 'GainsayError';
		this.code = code;
	}
}

// crypto.getRandomValues gives at most 65,536 bytes at a time.
function systemRandom(bytes) {
	for (let at = 0; at < bytes.length; at += 65536)
		crypto.getRandomValues(bytes.subarray(at, at + 65536));
}

export class Module {
	#exports;
	#report = () => {};

	// `compiled`: a WebAssembly.Module.  `random` fills an array of bytes, or
	// throws.
	constructor(compiled, random = systemRandom) {
		const host = {
			random: (at, length) => {
				try {
					random(this.#bytes(at >>> 0, length >>> 0));
					return 0;
				} catch {
					return 1;
				}
			},
			progress: (fraction) => this.#report(fraction),
		};
		this.#exports = new WebAssembly.Instance(compiled, { host }).exports;
	}

	// The memory moves when it grows: no view is kept.
	#bytes(at, length) {
		return new Uint8Array(this.#exports.memory.buffer, at, length);
	}

	#error(name) {
		const at = this.#exports.gs_strerror(-ERRORS.indexOf(name));
		const rest = new Uint8Array(this.#exports.memory.buffer, at);
		return new GainsayError(name, new TextDecoder().decode(
			rest.subarray(0, rest.indexOf(0))));
	}

	#put(inputs) {
		for (const [name, bytes] of Object.entries(inputs)) {
			if (!(bytes instanceof Uint8Array))
				throw this.#error('FORMAT');
			const at = this.#exports.gs_web_room(INPUTS.indexOf(name),
				bytes.length) >>> 0;
			if (at === 0)
				throw this.#error('MEMORY');
			this.#bytes(at, bytes.length).set(bytes);
		}
	}

	// A trap is a bug of ours: what is left in memory is wiped, and every
	// further call ends here too.
	#call(name, inputs, progress = () => {}, refused = () => {}) {
		this.#report = progress;

		try {
			this.#put(inputs);

			const result = this.#exports[name]();
			if (result !== 0) {
				refused();
				throw this.#error(ERRORS[-result] ?? 'INTERNAL');
			}
		} catch (error) {
			if (error instanceof GainsayError) {
				this.#exports.gs_web_forget();
				throw error;
			}

			this.close();
			throw new GainsayError('INTERNAL', 'internal error');
		} finally {
			this.#report = () => {};
		}
	}

	// `keys`: the roll as it is served, 32 bytes a key.  `progress` is called
	// with fractions from 0 to 1, the last of them 1.
	open(keys, progress) {
		this.#call('gs_web_open', { keys }, progress);
		const { gs_web_roll_size, gs_web_roll_root } = this.#exports;
		return { size: gs_web_roll_size(),
			root: this.#bytes(gs_web_roll_root(), 32).slice() };
	}

	// `secret`: the two halves, 64 bytes.  The caller wipes its own copy.
	prove({ secret, scope, message }, progress) {
		this.#call('gs_web_prove', { secret, scope, message }, progress);
		const { gs_web_proof, gs_web_proof_len } = this.#exports;
		return this.#bytes(gs_web_proof(), gs_web_proof_len()).slice();
	}

	// Returns for a proof that verifies, throws the error PROOF for another.
	verify({ proof, scope, message }) {
		this.#call('gs_web_verify', { proof, scope, message });
	}

	#answer(kind) {
		const at = this.#exports.gs_web_answer(kind) >>> 0;
		const length = this.#exports.gs_web_answer_len(kind) >>> 0;
		return at === 0 ? null :
			new TextDecoder().decode(this.#bytes(at, length));
	}

	// `file`: a provenance file.  `trust`: verifier keys, one a line, the log's
	// first; none: the file's own key is told.  Optional: `policy`, `keys` of
	// the roll, `text`, `claim` and its `challenge`.  Returns two texts of
	// JSON: `verdict`, as the program prints it, and `shown`, or null.  Throws
	// where there is no verdict.
	judge(inputs, progress) {
		let why = null;

		try {
			this.#call('gs_web_judge', inputs, progress,
				() => { why = this.#answer(ANSWERS.indexOf('why')); });
		} catch (error) {
			throw why === null ? error : new GainsayError(error.code, why);
		}
		const [verdict, shown] = [0, 1].map((kind) => this.#answer(kind));
		this.#exports.gs_web_forget();
		return { verdict, shown };
	}

	// Wipes all of the memory.  Nothing works afterwards.
	close() {
		this.#bytes(0, this.#exports.memory.buffer.byteLength).fill(0);
		this.#exports = { ...this.#exports };
		for (const name of Object.keys(this.#exports)) {
			if (name.startsWith('gs_web_'))
				this.#exports[name] = () => { throw new Error('closed'); };
		}
	}

	// For tests: the linear memory as it is.
	memory() {
		return this.#bytes(0, this.#exports.memory.buffer.byteLength);
	}
}
