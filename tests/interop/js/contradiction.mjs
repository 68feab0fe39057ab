// SPDX-License-Identifier: Apache-2.0

// Two signed checkpoints, judged from docs/spec/contradiction.md alone.
import { createPublicKey, verify } from 'node:crypto';
import { all, demand, readRecord, sha256, value } from './records.mjs';

const node = (left, right) => sha256(Uint8Array.of(1), left, right);

// RFC 9162, 2.1.4.2; sizes of checkpoints may pass 2^53.
function rises(first, start, second, end, proof) {
	if (first === 0n || proof.length === 0)
		return false;
	const path = (first & (first - 1n)) === 0n ? [start, ...proof] : proof;
	let fn = first - 1n, sn = second - 1n, fr = path[0], sr = path[0];
	for (; fn & 1n; fn >>= 1n)
		sn >>= 1n;
	for (const c of path.slice(1)) {
		if (sn === 0n)
			return false;
		if ((fn & 1n) === 1n || fn === sn) {
			[fr, sr] = [node(c, fr), node(c, sr)];
			for (; !(fn & 1n) && fn !== 0n; fn >>= 1n)
				sn >>= 1n;
		} else {
			sr = node(sr, c);
		}
		[fn, sn] = [fn >> 1n, sn >> 1n];
	}
	return fr.equals(start) && sr.equals(end) && sn === 0n;
}

export function parseVkey(text) {
	const [name, id, rest] = text.match(/^([^+]+)\+([0-9a-f]{8})\+(.*)$/)
		.slice(1);
	const body = Buffer.from(rest, 'base64');
	demand(body[0] === 1 && body.length === 33, 'an Ed25519 key');
	const der = Buffer.concat([
		Buffer.from('302a300506032b6570032100', 'hex'), body.subarray(1)]);
	return { name, id: Buffer.from(id, 'hex'), key: createPublicKey(
		{ key: der, format: 'der', type: 'spki' }) };
}

function readCheckpoint(note, log) {
	const text = note.toString('utf8');
	demand(Buffer.from(text).equals(note), 'UTF-8');
	const at = text.lastIndexOf('\n\n');
	demand(at > 0, 'a note');
	const body = text.slice(0, at + 1), lines = body.split('\n');
	demand(lines.length === 4 && lines[0] === log.name &&
		/^(0|[1-9][0-9]*)$/.test(lines[1]), 'a checkpoint of this log');
	const marks = text.slice(at + 2).split('\n').filter((l) => l !== '')
		.map((line) => line.match(/^\u2014 (\S+) (\S+)$/))
		.filter((m) => m !== null && m[1] === log.name)
		.map((m) => Buffer.from(m[2], 'base64'))
		.filter((mark) => mark.subarray(0, 4).equals(log.id));
	demand(marks.length > 0 && marks.every((mark) => verify(null,
		Buffer.from(body), log.key, mark.subarray(4))), 'signed');
	const root = Buffer.from(lines[2], 'base64');
	demand(root.length === 32, 'a root');
	return { size: BigInt(lines[1]), root };
}

// 'contradiction', 'none' or 'undecided'; refuses by throwing.
export function judge(bytes, log) {
	const record = readRecord(bytes);
	demand(record.type === 'contradiction', 'a contradiction');
	const [first, second] = all(record, 'note').map(([note]) =>
		readCheckpoint(note, log));
	const root = value(record, 'root')?.[0];
	const proof = all(record, 'proof').map(([hash]) => hash);
	const order = Buffer.compare(first.root, second.root);
	demand(first.size < second.size ||
		(first.size === second.size && order <= 0), 'the order');

	if (first.size === second.size) {
		demand(root === undefined && proof.length === 0, 'of one size');
		return order === 0 ? 'none' : 'contradiction';
	}
	if (root === undefined) {
		demand(proof.length === 0, 'a root with a proof');
		return 'undecided';
	}
	demand(rises(first.size, root, second.size, second.root, proof),
		'a proof');
	return root.equals(first.root) ? 'none' : 'contradiction';
}
