// SPDX-License-Identifier: Apache-2.0

// Rewrites a WebAssembly module so that it hashes all that a constant-time
// program must not let depend on a secret: every condition and index of a
// branch, every condition of a selection (an engine may make a branch of it),
// every address read or written, every length of a block of memory.
// The hash is in a global that is exported as `trace`.

const I32 = 0x7f, I64 = 0x7e, F32 = 0x7d, F64 = 0x7c;
const VALUE = { 0x36: I32, 0x37: I64, 0x38: F32, 0x39: F64, 0x3a: I32,
	0x3b: I32, 0x3c: I64, 0x3d: I64, 0x3e: I64 }; // of what is stored
const EXTRA = [I32, I32, I32, I64, F32, F64]; // locals added to a function
const MULTIPLIER = [0x42, 0xb5, 0xcf, 0xbe, 0xfd, 0xaa, 0xbf, 0xcf, 0x91, 0x2e];

class Reader {
	constructor(bytes) {
		this.bytes = bytes;
		this.at = 0;
	}

	byte() {
		return this.bytes[this.at++];
	}

	number() {
		let value = 0, scale = 1, b = 0;
		do {
			b = this.byte();
			value += (b & 127) * scale;
			scale *= 128;
		} while (b & 128);
		return value;
	}

	take(length) {
		this.at += length;
		return this.bytes.subarray(this.at - length, this.at);
	}
}

export function number(value) {
	const out = [];
	do {
		out.push(value % 128 | (value >= 128 ? 128 : 0));
		value = Math.floor(value / 128);
	} while (value > 0);
	return out;
}

// Adds the i32 in a local to the hash.
function hash(local, global) {
	return [0x23, ...number(global), ...MULTIPLIER, 0x7e, 0x20,
		...number(local), 0xad, 0x7c, 0x23, ...number(global), 0x42, 29,
		0x89, 0x85, 0x24, ...number(global)];
}

// The instruction's immediates, and what of its operands is hashed: 'top', the
// 'address' under a stored value, or all 'three'.
function walk(code, opcode) {
	if (opcode === 0x02 || opcode === 0x03 || opcode === 0x04) {
		code.number();
		return opcode === 0x04 ? 'top' : null;
	}
	if (opcode === 0x0e) {
		for (let left = code.number(); left >= 0; left--)
			code.number();
		return 'top';
	}
	if (opcode >= 0x28 && opcode <= 0x3e) {
		code.number();
		code.number();
		return opcode in VALUE ? 'address' : 'top';
	}
	if (opcode === 0x11) {
		code.number();
		code.number();
		return 'top';
	}
	if (opcode === 0xfc) {
		const which = code.number();
		if (which !== 10 && which !== 11)
			throw new Error(`instruction 0xfc ${which} is not known here`);
		code.take(which === 10 ? 2 : 1);
		return 'three';
	}
	if (opcode === 0x43 || opcode === 0x44)
		code.take(opcode === 0x43 ? 4 : 8);
	else if (opcode === 0x0c || opcode === 0x0d || opcode === 0x10 ||
		(opcode >= 0x20 && opcode <= 0x24) || opcode === 0x3f ||
		opcode === 0x40 || opcode === 0x41 || opcode === 0x42)
		code.number();
	else if (!(opcode <= 0x01 || opcode === 0x05 || opcode === 0x0b ||
		opcode === 0x0f || opcode === 0x1a || opcode === 0x1b ||
		(opcode >= 0x45 && opcode <= 0xc4)))
		throw new Error(`instruction ${opcode} is not known here`);
	return opcode === 0x0d || opcode === 0x1b || opcode === 0x40 ? 'top' :
		null;
}

function before(what, opcode, first, global) {
	const set = (local) => [0x21, ...number(local)];
	const get = (local) => [0x20, ...number(local)];
	const held = first + { [I32]: 1, [I64]: 3, [F32]: 4, [F64]: 5 }[
		VALUE[opcode]];
	if (what === 'top')
		return [0x22, ...number(first), ...hash(first, global)];
	if (what === 'address')
		return [...set(held), 0x22, ...number(first), ...hash(first, global),
			...get(held)];
	return [...set(first + 2), ...set(first + 1), ...set(first),
		...hash(first, global), ...hash(first + 1, global),
		...hash(first + 2, global), ...get(first), ...get(first + 1),
		...get(first + 2)];
}

// One function's body; `count` gathers how many places are watched.
function rewrite(body, params, global, count) {
	const code = new Reader(body), out = [];
	let first = params;
	const groups = code.number();
	const start = code.at;
	for (let i = 0; i < groups; i++) {
		first += code.number();
		code.byte();
	}
	out.push(...number(groups + EXTRA.length), ...body.subarray(start, code.at),
		...EXTRA.flatMap((type) => [1, type]));
	while (code.at < body.length) {
		const at = code.at, opcode = code.byte();
		const what = walk(code, opcode);
		if (what !== null) {
			out.push(...before(what, opcode, first, global));
			count.places++;
		}
		for (let i = at; i < code.at; i++)
			out.push(body[i]);
	}
	return [...number(out.length), ...out];
}

function signatures(section) {
	const r = new Reader(section), params = [];
	for (let left = r.number(); left > 0; left--) {
		r.byte();
		const n = r.number();
		params.push(n);
		r.take(n);
		r.take(r.number());
	}
	return params;
}

const list = (section) => {
	const r = new Reader(section), n = r.number();
	return { n, rest: section.subarray(r.at), r };
};

function functionParams(sections) {
	const types = signatures(sections.get(1)), { n, r } = list(sections.get(3));
	return Array.from({ length: n }, () => types[r.number()]);
}

function rewriteCode(section, params, global, count) {
	const { n, r } = list(section), out = number(n);
	for (let i = 0; i < n; i++)
		for (const b of rewrite(r.take(r.number()), params[i], global, count))
			out.push(b);
	return out;
}

// No imported globals: the new one comes after all that are defined.
export function watch(wasm) {
	const r = new Reader(wasm), sections = new Map();
	const head = r.take(8), count = { places: 0 };
	while (r.at < wasm.length) {
		const id = r.byte(), body = r.take(r.number());
		if (id !== 0) // names and the like
			sections.set(id, body);
	}
	const globals = list(sections.get(6)), exported = list(sections.get(7));
	const params = functionParams(sections);
	sections.set(6, [...number(globals.n + 1), ...globals.rest, I64, 1, 0x42,
		0, 0x0b]);
	sections.set(7, [...number(exported.n + 1), ...exported.rest, 5,
		...Buffer.from('trace'), 3, ...number(globals.n)]);
	sections.set(10, rewriteCode(sections.get(10), params, globals.n, count));
	const out = [...head];
	for (const [id, body] of sections) {
		out.push(id, ...number(body.length));
		for (const b of body)
			out.push(b);
	}
	return { wasm: Uint8Array.from(out), ...count };
}
