// SPDX-License-Identifier: Apache-2.0

// Files under a passphrase, keys of roles, invitations and recovery sheets, from
// docs/spec/keys.md, records.md and commitments.md.
import { createDecipheriv, createHash } from 'node:crypto';
import { argon2id } from '@noble/hashes/argon2';
import { x25519 } from '@noble/curves/ed25519';
import { Refused, ascii, concat, keyOf, lv, readScalar, u64 } from
	'./member.mjs';
import { all, base64, demand, hex, isSigned, one, publicKey, readRecord,
	sha256 } from
	'./records.mjs';

// XChaCha20-Poly1305, of what Node has: ChaCha20-Poly1305 ----------------

const le32 = (bytes) => Array.from({ length: bytes.length / 4 }, (_, i) =>
	Buffer.from(bytes).readUInt32LE(4 * i));
const rotate = (n, by) => (n << by | n >>> 32 - by) >>> 0;

function quarter(s, a, b, c, d) {
	for (const [x, y, z, by] of [[a, b, d, 16], [c, d, b, 12], [a, b, d, 8],
		[c, d, b, 7]]) {
		s[x] = s[x] + s[y] >>> 0;
		s[z] = rotate((s[z] ^ s[x]) >>> 0, by);
	}
}

// The key for the last 8 bytes of a nonce of 24.
function hchacha20(key, nonce) {
	const s = [...le32(ascii('expand 32-byte k')), ...le32(key),
		...le32(nonce.subarray(0, 16))];
	for (let round = 0; round < 10; round++) {
		for (let i = 0; i < 4; i++)
			quarter(s, i, i + 4, i + 8, i + 12);
		for (let i = 0; i < 4; i++)
			quarter(s, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4,
				12 + (i + 3) % 4);
	}
	const out = Buffer.alloc(32);
	[...s.slice(0, 4), ...s.slice(12)].forEach((n, i) =>
		out.writeUInt32LE(n, 4 * i));
	return out;
}

function unseal(key, nonce, sealed, head) {
	const open = createDecipheriv('chacha20-poly1305', hchacha20(key, nonce),
		Buffer.concat([Buffer.alloc(4), nonce.subarray(16)]),
		{ authTagLength: 16 });
	demand(sealed.length >= 16, 'a file without a tag');
	open.setAAD(head);
	open.setAuthTag(sealed.subarray(-16));
	try {
		return Buffer.concat([open.update(sealed.subarray(0, -16)),
			open.final()]);
	} catch {
		throw new Refused('another passphrase, or it was altered');
	}
}

// Files -------------------------------------------------------------------

function readBase64(text, length) {
	const bytes = Buffer.from(text, 'base64');
	demand(bytes.length === length && base64(bytes) === text, 'base64');
	return bytes;
}

// What is sealed under the passphrase.
export function openFile(file, passphrase, heading) {
	const lines = [];
	let at = 0;
	while (lines.length < 4) {
		const lf = file.indexOf(10, at);
		demand(lf >= 0, 'four lines');
		lines.push(file.subarray(at, lf).toString('latin1'));
		at = lf + 1;
	}
	demand(lines[0] === heading, 'the heading');
	const cost = /^argon2id ([1-9]\d*) ([1-9]\d*)$/.exec(lines[1]);
	demand(cost !== null && cost[1] <= 16 && cost[2] >= 8192 &&
		cost[2] <= 1048576, 'the cost');
	demand(lines[2].startsWith('salt ') && lines[3].startsWith('nonce '),
		'salt and nonce');
	const words = Buffer.from(passphrase.normalize('NFC'));
	demand(words.length >= 1 && !words.includes(0), 'the passphrase');
	const key = argon2id(words, readBase64(lines[2].slice(5), 16),
		{ t: Number(cost[1]), m: Number(cost[2]), p: 1, dkLen: 32 });
	return unseal(key, readBase64(lines[3].slice(6), 24), file.subarray(at),
		file.subarray(0, at));
}

// An age identity, AGE-SECRET-KEY-1... (BIP 173).
const BECH32 = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
function polymod(values) {
	let c = 1;
	for (const v of values) {
		const top = c >>> 25;
		c = (c & 0x1ffffff) << 5 ^ v;
		[0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]
			.forEach((g, i) => { c ^= top >>> i & 1 ? g : 0; });
	}
	return c >>> 0;
}

function readIdentity(text) {
	demand(/^AGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}$/.test(text), 'an identity');
	const prefix = [...ascii('age-secret-key-')];
	const data = [...text.slice(16).toLowerCase()].map((c) =>
		BECH32.indexOf(c));
	demand(polymod([...prefix.map((c) => c >> 5), 0,
		...prefix.map((c) => c & 31), ...data]) === 1, 'its checksum');
	let bits = '';
	data.slice(0, -6).forEach((n) => { bits += n.toString(2).padStart(5, '0'); });
	demand(/^0{4}$/.test(bits.slice(256)), 'its last bits');
	return Buffer.from(bits.slice(0, 256).match(/.{8}/g).map((b) =>
		parseInt(b, 2)));
}

// {role, seed, opens, identity} of a key file's text.
export function readKey(text) {
	const m = new RegExp('^role ([a-z0-9+-][a-z0-9+./:-]{0,63})\\n' +
		'seed ([0-9a-f]{64})\\n(?:(seal|reveal) (\\S+)\\n)?$')
		.exec(text.toString('latin1'));
	demand(m !== null && text.length <= 512, 'the text of a key');
	return { role: m[1], seed: Buffer.from(m[2], 'hex'), opens: m[3],
		identity: m[3] && readIdentity(m[4]) };
}

// The lines of a charter that name it.
export function publicLines({ role, seed, opens, identity }, holder) {
	const line = `role ${role} ${base64(publicKey(seed))} ${holder}\n`;
	return opens === undefined ? line : `${line}${opens} ${role} x25519 ` +
		`${base64(x25519.getPublicKey(identity))} ${holder}\n`;
}

// The two halves of which a key is made.
export function drawn({ fresh, derived, what, number }) {
	const sha512 = (...parts) => createHash('sha512').update(concat(...parts))
		.digest();
	const k = sha512(lv(ascii('gainsay/v1/key')), fresh, derived,
		lv(ascii(what)), u64(number));
	return Buffer.concat([0, 1].map((n) => sha512(k, Uint8Array.of(n))));
}

// What a member gets and keeps --------------------------------------------

// Eight words of BIP 39's `list`.
export function wordCode(id, list) {
	const code = argon2id(id, ascii('gainsay/v1/words'),
		{ t: 3, m: 65536, p: 1, dkLen: 32 });
	const bits = [...code.subarray(0, 11)].map((b) =>
		b.toString(2).padStart(8, '0')).join('');
	return bits.match(/.{11}/g).map((b) => list[parseInt(b, 2)]).join(' ');
}

// A verifier key as signed notes write it (c2sp.org/signed-note), of a type.
function judgeVkey(text, type) {
	const m = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text);
	demand(m !== null, 'a verifier key');
	const key = readBase64(m[3], 33);
	demand(key[0] === type && hex(sha256(ascii(`${m[1]}\n`), key))
		.startsWith(m[2]), 'its type and its id');
}

// The checkpoint that an invitation brings: a note that its key signed.
function judgeHanded(record) {
	const [name, , key] = one(record, 'key').split('+');
	for (const [size, root, signature] of all(record, 'checkpoint'))
		demand(size > 0 && isSigned(ascii(
			`${name}\n${size}\n${base64(root)}\n`),
			readBase64(key, 33).subarray(1), signature),
		'its checkpoint');
}

export function readInvitation(text) {
	const record = readRecord(Buffer.from(text));
	demand(record.type === 'invitation', 'an invitation');
	judgeVkey(one(record, 'key'), 1);
	all(record, 'witness').forEach(([w]) => judgeVkey(w, 4));
	judgeHanded(record);
	const id = sha256(lv(ascii('gainsay/v1/key')), lv(ascii(one(record,
		'key'))), one(record, 'channel'));
	return { record, id };
}

// [{edition, key}], the public keys that the secrets give.
export function readRecovery(text) {
	const record = readRecord(Buffer.from(text));
	demand(record.type === 'recovery', 'a recovery sheet');
	judgeVkey(one(record, 'key'), 1);
	const above = text.slice(0, text.lastIndexOf('check '));
	demand(hex(sha256(Buffer.from(above))).slice(0, 16) ===
		one(record, 'check'), 'the check');
	const secrets = all(record, 'secret');
	demand(secrets.every(([n], i) => i === 0 || secrets[i - 1][0] < n),
		'the editions');
	return secrets.map(([edition, x, y]) => ({ edition,
		key: keyOf({ x: readScalar(x), y: readScalar(y) }) }));
}
