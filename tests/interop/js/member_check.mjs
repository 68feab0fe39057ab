// SPDX-License-Identifier: Apache-2.0

// usage: member_check.mjs GAINSAY VECTORS DEMO
// The second opinion on the member proof against the published vectors, the
// acts in the log of a demo (a directory that `gainsay demo --once` left), and
// proofs exchanged with `gainsay proof`, both ways.
import { readFileSync } from 'node:fs';
import { H, Refused, Roll, tagBase, verify,
	verifyPossession, verifyReveal } from './member.mjs';
import { check, end, passes, throws } from './tally.mjs';
import { checkLog } from './log_check.mjs';
import { exchange } from './exchange_check.mjs';

const [gainsay, vectorsFile, demo] = process.argv.slice(2);
const hex = (text) => Uint8Array.from(Buffer.from(text, 'hex'));
const toHex = (bytes) => Buffer.from(bytes).toString('hex');

function statementOf(v) {
	return { roll: new Roll(hex(v.keys)), scope: hex(v.scope),
		message: hex(v.message) };
}

function memberVectors(vectors) {
	const statements = new Map();
	check(toHex(H.toBytes()) === vectors.generators.H, 'H');
	for (const v of vectors.valid) {
		const s = statementOf(v), proof = hex(v.proof);
		statements.set(v.N, s);
		check(s.roll.size === v.N && toHex(s.roll.root) === v.root,
			`root of ${v.N}`);
		check(toHex(tagBase(s.scope).toBytes()) === v.tagBase,
			`tag base of ${v.N}`);
		passes(() => check(toHex(verify(s, proof)) === v.tag, 'tag'),
			`the proof over ${v.N}`);
	}
	for (const v of vectors.invalid) {
		const s = { ...statements.get(v.of) };
		if (v.scope !== undefined)
			s.scope = hex(v.scope);
		if (v.message !== undefined)
			s.message = hex(v.message);
		if (v.root !== undefined)
			s.roll = Object.assign(Object.create(s.roll),
				{ root: hex(v.root) });
		throws(Refused, () => verify(s, hex(v.proof)),
			`refused over ${v.of}: ${v.why}`);
	}
}

function flipped(bytes, at) {
	const out = Uint8Array.from(bytes);
	out[at] ^= 1;
	return out;
}

// Each field of a statement and each element of a proof matters.
function otherVectors(list, what, judge, read) {
	for (const v of list) {
		const s = read(v), proof = hex(v.proof);
		passes(() => judge(s, proof), what);
		for (let at = 0; at < proof.length; at += 32)
			throws(Refused, () => judge(s, flipped(proof, at)),
				`${what}: element ${at / 32} changed`);
		for (const name of Object.keys(s)) {
			const other = typeof s[name] === 'number' ? s[name] + 1 :
				flipped(s[name], 0);
			throws(Refused, () => judge({ ...s, [name]: other }, proof),
				`${what}: another ${name}`);
		}
	}
}

const vectors = JSON.parse(readFileSync(vectorsFile, 'utf8'));
memberVectors(vectors);
otherVectors(vectors.enrol, 'possession', verifyPossession, (v) => ({
	channel: hex(v.channel), edition: v.edition, nonce: hex(v.nonce),
	key: hex(v.key) }));
otherVectors(vectors.reveal, 'reveal', verifyReveal, (v) => ({
	reader: hex(v.reader), record: hex(v.record), root: hex(v.root),
	size: v.N, scope: hex(v.scope), tag: hex(v.tag), key: hex(v.key) }));
checkLog(demo);
exchange(gainsay);
end();
