// SPDX-License-Identifier: Apache-2.0

// vouch_write.mjs SOURCE: docs/spec/vouch-vectors.json anew: proofs for one
// officer, by a member and by that officer alone, and what is none.
import { writeFileSync } from 'node:fs';
import { ed25519 } from '@noble/curves/ed25519';
import { sha256, sha512 } from '@noble/hashes/sha2';
import { ascii, concat, sum, tagBase, vouchAsMember, vouchAsOfficer }
	from './member.mjs';

const Q = 2n ** 252n + 27742317777372353535851937790883648493n;
const wide = (text) => BigInt(`0x${Buffer.from(sha512(ascii(text)))
	.toString('hex')}`) % Q;
let drawn = 0;
const draw = () => wide(`draw ${drawn++}`);
const hex = (bytes) => Buffer.from(bytes).toString('hex');

const x = wide('x'), seed = sha256(ascii('officer'));
const made = (scope, text) => ({ officer: ed25519.getPublicKey(seed),
	scope: ascii(scope), text: ascii(text),
	tag: sum([[x, tagBase(ascii(scope))]]).toRawBytes() });
const one = made('a scope', 'What happened.\n'), other = made('another', '');
const line = (v, proof, why) => ({ why, officer: hex(v.officer),
	scope: hex(v.scope), tag: hex(v.tag), text: hex(v.text),
	proof: hex(proof) });

const proof = vouchAsMember(one, x, draw);
const good = [line(one, proof, 'by the member'),
	line(one, vouchAsOfficer(one, seed, draw), 'by the officer alone'),
	line(other, vouchAsMember(other, x, draw), 'of no text, by the member'),
	line(other, vouchAsOfficer(other, seed, draw),
		'of no text, by the officer alone')];

// Somebody who has neither the one secret nor the other.
const stranger = sha256(ascii('stranger'));
const refused = [
	line(one, vouchAsMember(one, wide('y'), draw), 'by another member'),
	line(one, vouchAsOfficer(one, stranger, draw), 'by another officer'),
	line({ ...one, text: ascii('What happened!\n') }, proof, 'another text'),
	line({ ...one, scope: other.scope }, proof, 'another scope'),
	line({ ...one, tag: other.tag }, proof, 'another tag'),
	line({ ...one, officer: ed25519.getPublicKey(stranger) }, proof,
		'another officer'),
	line({ ...one, officer: concat([1], new Uint8Array(31)) }, proof,
		'an officer of order 1'),
	line({ ...one, tag: new Uint8Array(32) }, proof, 'no tag'),
	line(one, concat(proof.slice(32, 64), proof.slice(0, 32),
		proof.slice(64)), 'the challenges changed about'),
	line(one, new Uint8Array(128), 'all zero')];
for (const at of [0, 32, 64, 96]) {
	const flipped = Uint8Array.from(proof), high = Uint8Array.from(proof);
	flipped[at] ^= 1;
	high[at + 31] |= 0x80;
	refused.push(line(one, flipped, `a bit of byte ${at}`),
		line(one, high, `a scalar that is not reduced at ${at}`));
}
writeFileSync(`${process.argv[2]}/docs/spec/vouch-vectors.json`,
	`${JSON.stringify({ good, refused }, null, 1)}\n`);
