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

// Whether the tree of `size` leaves begins with that of `before`, which is
// smaller (RFC 9162, 2.1.4.2); sizes are BigInt.
export function isContinued(before, after, proof) {
	const same = (before.size & before.size - 1n) === 0n;
	const [first, ...rest] = same ? [before.root, ...proof] : proof;
	let [fn, sn] = [before.size - 1n, after.size - 1n];
	for (; fn & 1n; fn >>= 1n)
		sn >>= 1n;
	let [fr, sr] = [first, first];
	for (const hash of rest) {
		if (sn === 0n)
			return false;
		if (fn & 1n || fn === sn) {
			[fr, sr] = [fr, sr].map((r) => sha256(Buffer.of(1), hash, r));
			for (; !(fn & 1n) && fn !== 0n; fn >>= 1n)
				sn >>= 1n;
		} else {
			sr = sha256(Buffer.of(1), sr, hash);
		}
		fn >>= 1n;
		sn >>= 1n;
	}
	return proof.length > 0 && sn === 0n && fr.equals(before.root) &&
		sr.equals(after.root);
}

// The hashes of that proof, of the first `size` of these leaves.
export function continuation(leaves, size, whole = true) {
	if (size === leaves.length || size < 1)
		return whole ? [] : [rootOf(leaves)];
	let k = 1;
	while (2 * k < leaves.length)
		k *= 2;
	const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
	return size <= k ? [...continuation(left, size, whole), rootOf(right)] :
		[...continuation(right, size - k, false), rootOf(left)];
}

// Notes --------------------------------------------------------------------

const checkpoint = (origin, size, root) =>
	Buffer.from(`${origin}\n${size}\n${base64(root)}\n`);
const keyId = (name, type, key) => sha256(Buffer.from(`${name}\n`),
	Buffer.of(type), key).subarray(0, 4);
const line = (name, ...blob) => Buffer.from(
	`\u2014 ${name} ${base64(Buffer.concat(blob))}\n`);
// What a cosignature of that time is over; it is an eight-byte number too.
const cosigned = (time, text) => Buffer.concat([
	Buffer.from(`cosignature/v1\ntime ${time}\n`), text]);

// `log` and each of `witnesses` is {name, key, seed}, a witness with its time.
export function writeNote({ size, root }, log, witnesses = []) {
	const text = checkpoint(log.name, size, root);
	return Buffer.concat([text, Buffer.from('\n'), line(log.name,
		keyId(log.name, 1, log.key), signText(text, log.seed)),
	...witnesses.map(({ name, key, seed, time }) => line(name,
		keyId(name, 4, key), u64(time), signText(cosigned(time, text), seed)))]);
}

// Who of the witnesses cosigned a note that is this tree's in its one form, each
// with its time; undefined: it is not.
export function cosignersOf(note, { size, root }, log, witnesses) {
	const text = checkpoint(log.name, size, root);
	const start = Buffer.concat([text, Buffer.from('\n')]);
	const blobs = note.toString('utf8').slice(start.toString().length)
		.split('\n').slice(0, -1).map((l) => l.split(' '));
	const take = ({ name, key }, type) => {
		const blob = Buffer.from(blobs[0]?.[2] ?? '', 'base64');
		return blobs[0]?.[1] === name && blob.subarray(0, 4)
			.equals(keyId(name, type, key)) ? (blobs.shift(), blob) : undefined;
	};
	const first = take(log, 1);
	if (first === undefined || !isSigned(text, log.key, first.subarray(4)))
		return undefined;
	const lines = [line(log.name, keyId(log.name, 1, log.key),
		first.subarray(4))], signers = [];
	for (const witness of witnesses) {
		const { name, key } = witness, blob = take(witness, 4);
		if (blob === undefined)
			continue;
		if (blob.length !== 76)
			return undefined;
		const time = blob.readBigUInt64BE(4), signature = blob.subarray(12);
		if (time === 0n || time >= 2n ** 63n ||
			!isSigned(cosigned(time, text), key, signature))
			return undefined;
		lines.push(line(name, keyId(name, 4, key), blob.subarray(4)));
		signers.push({ ...witness, time: Number(time) });
	}
	return note.equals(Buffer.concat([start, ...lines])) ?
		signers : undefined;
}
