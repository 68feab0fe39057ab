// SPDX-License-Identifier: Apache-2.0

// The log as a Merkle tree, the state map, and a checkpoint's note: from
// docs/spec/records.md ("anchor"), RFC 6962 and C2SP alone.
import { ascii, lv, u64 } from './member.mjs';
import { base64, isSigned, one, sha256, signText } from './records.mjs';

export const leafHash = (bytes) => sha256(Buffer.of(0), bytes);

export function rootOf(hashes) {
	if (hashes.length === 0)
		return sha256();
	if (hashes.length === 1)
		return hashes[0];
	let k = 1;
	while (2 * k < hashes.length)
		k *= 2;
	return sha256(Buffer.of(1), rootOf(hashes.slice(0, k)),
		rootOf(hashes.slice(k)));
}

// The state map: leaves in the order in which their names first appeared.
export class StateMap {
	constructor() {
		this.leaves = [];
	}

	add(record, index, entry) {
		const name = one(record, 'memo') ?? Buffer.from(record.type);
		let leaf = this.leaves.find((l) => l.name.equals(name));
		if (leaf === undefined) {
			leaf = { name, count: 0, chain: Buffer.alloc(32) };
			this.leaves.push(leaf);
		}
		leaf.count++;
		leaf.chain = sha256(leaf.chain, u64(index), leafHash(entry));
	}

	root() {
		return rootOf(this.leaves.map(({ name, count, chain }) => leafHash(
			Buffer.concat([lv(ascii('gainsay/v1/map')), lv(name), u64(count),
				chain]))));
	}
}

// Notes --------------------------------------------------------------------

const checkpoint = (origin, size, root) =>
	Buffer.from(`${origin}\n${size}\n${base64(root)}\n`);
const keyId = (origin, key) => sha256(Buffer.from(`${origin}\n`),
	Buffer.of(1), key).subarray(0, 4);
const noteOf = (text, origin, key, signature) => Buffer.concat([text,
	Buffer.from(`\n\u2014 ${origin} ${base64(Buffer.concat([
		keyId(origin, key), signature]))}\n`)]);

// With the log's line and no other.
export function writeNote(origin, size, root, key, seed) {
	const text = checkpoint(origin, size, root);
	return noteOf(text, origin, key, signText(text, seed));
}

// Whether a note is that of this tree, in its one form.
export function isNoteOf(note, origin, size, root, key) {
	const text = checkpoint(origin, size, root);
	const [, blob] = note.toString('latin1').match(/ ([^ \n]+)\n$/) ?? ['', ''];
	const signature = Buffer.from(blob, 'base64').subarray(4);
	return note.equals(noteOf(text, origin, key, signature)) &&
		isSigned(text, key, signature);
}
