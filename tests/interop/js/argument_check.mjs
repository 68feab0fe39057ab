// SPDX-License-Identifier: Apache-2.0

// The lemmas of docs/SECURITY-ARGUMENT.md, carried out: the extractor finds the
// secret in answers to one first message, and the simulator makes what nobody
// who chooses the challenge can tell from a proof.
import { ristretto255 } from '@noble/curves/ed25519';
import { Refused, Roll, ascii, begin, concat, equal, keyOf, prove,
	randomScalar, readScalar, simulate, tagBase, verify } from './member.mjs';
import { check, end, passes, throws } from './tally.mjs';

const { Fn } = ristretto255.Point;

// Members in the order of their keys.
function makeRoll(size) {
	const members = Array.from({ length: size }, () =>
		({ x: randomScalar(), y: randomScalar() }));
	for (const one of members)
		one.key = keyOf(one);
	members.sort((a, b) => Buffer.compare(a.key, b.key));
	members.forEach((one, index) => Object.assign(one, { index }));
	return { members, roll: new Roll(concat(...members.map((m) => m.key))) };
}

// What a proof answered: f without its first column, z and zH.
function answers(roll, proof) {
	const m = roll.digits;
	const at = (k) => readScalar(proof.slice(32 * k, 32 * k + 32));
	return { f: Array.from({ length: m }, (_, j) => [0, 1, 2].map((i) =>
		at(4 + m + 3 * j + i))), z: at(4 + m + 3 * m + 1),
	zH: at(4 + m + 3 * m + 2) };
}

const slope = (c, v) => Fn.div(Fn.sub(v[0], v[1]), Fn.sub(c[0], c[1]));

// Of the polynomial through (c[e], v[e]), the highest coefficient (Lagrange).
function highest(c, v) {
	return v.reduce((all, value, e) => {
		const others = c.filter((_, k) => k !== e);
		return Fn.add(all, Fn.div(value, others.reduce((below, other) =>
			Fn.mul(below, Fn.sub(c[e], other)), 1n)));
	}, 0n);
}

// The lemma's extractor: `c` are different challenges, `proofs` accepting
// answers to one first message.
function extract(roll, c, proofs) {
	const got = proofs.map((proof) => answers(roll, proof));
	const x = slope(c, got.map((a) => a.z));
	const digits = got[0].f.map((row, j) => {
		const bits = row.map((_, i) => slope(c, got.map((a) => a.f[j][i])));
		bits.forEach((bit, i) => {
			const constant = Fn.sub(got[0].f[j][i], Fn.mul(bit, c[0]));
			got.forEach((a, e) => check(a.f[j][i] ===
				Fn.add(Fn.mul(bit, c[e]), constant), 'f is linear in c'));
			check(bit === 0n || bit === 1n, 'a bit');
		});
		check(bits.filter((bit) => bit === 1n).length <= 1, 'a unit vector');
		return 1 + bits.indexOf(1n);
	});
	const m = roll.digits;
	const index = Math.min(roll.size - 1, digits.reduce((all, digit, j) =>
		all + digit * 4 ** j, 0));
	return { x, index, y: highest(c.slice(0, m + 1),
		got.slice(0, m + 1).map((a) => a.zH)) };
}

function different(count) {
	return Array.from({ length: count }, randomScalar);
}

// Also where an index past the end stands for the last key.
function extractFrom(size) {
	const { members, roll } = makeRoll(size);
	const count = Math.max(3, roll.digits + 1);
	const past = Math.min(size, 4 ** roll.digits - 1);
	for (const at of new Set([0, Math.floor(size / 2), size - 1, past])) {
		const member = members[Math.min(at, size - 1)];
		const statement = { roll, scope: ascii(`scope ${size}`),
			message: ascii('yes') };
		const first = begin(statement, { ...member, index: at });
		const c = different(count), proofs = c.map(first.answer);
		proofs.forEach((proof, e) => passes(() =>
			verify(statement, proof, c[e]), 'accepted'));
		const found = extract(roll, c, proofs);
		check(found.x === member.x && found.y === member.y &&
			found.index === member.index, `the secret of ${at} of ${size}`);
	}
}

// A tag of nobody's, and of somebody's.
function simulateOver(size) {
	const { members, roll } = makeRoll(size);
	const statement = { roll, scope: ascii('one'), message: ascii('yes') };
	for (const x of [randomScalar(), members[0].x]) {
		const T = tagBase(statement.scope).multiply(x);
		const c = randomScalar(), made = simulate(statement, T, c);
		passes(() => check(equal(verify(statement, made, c), T.toBytes()),
			'its tag'), `simulated over ${size}`);
		throws(Refused, () => verify(statement, made),
			`simulated over ${size}, under the challenge that is due`);
		throws(Refused, () => verify(statement, made, Fn.add(c, 1n)),
			`simulated over ${size}, under another challenge`);
	}
}

// What is simulated answers one challenge, and two first messages never meet:
// from such answers nothing is extracted.
function nothingFromOthers() {
	const { members, roll } = makeRoll(5);
	const statement = { roll, scope: ascii('one'), message: ascii('yes') };
	const c = different(3);
	const proofs = c.map((one) => begin(statement, members[1]).answer(one));
	const x = slope(c, proofs.map((proof) => answers(roll, proof).z));
	check(x !== members[1].x, 'of three first messages no secret');
	check(!equal(prove(statement, members[1]), prove(statement, members[1])),
		'a proof is made anew');
}

for (const size of [2, 4, 5, 16, 23, 64, 70])
	extractFrom(size);
for (const size of [2, 5, 23])
	simulateOver(size);
nothingFromOthers();
end();
