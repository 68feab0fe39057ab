// SPDX-License-Identifier: Apache-2.0

// The member proof, written from docs/spec/member-proof.md alone: a second
// opinion on gainsay's own.  It judges and it makes test proofs; it is not in
// constant time, so it must never see the secret of a real member.
import { ed25519, ristretto255, ristretto255_hasher } from
	'@noble/curves/ed25519';
import { pippenger } from '@noble/curves/abstract/curve';
import { sha256, sha512 } from '@noble/hashes/sha2';
import { randomBytes } from 'node:crypto';

const { Point } = ristretto255;
const { Fn } = Point;
const G = Point.BASE;

export const ascii = (text) => new TextEncoder().encode(text);
export const u32 = (n) => Uint8Array.of(n >>> 24, n >>> 16, n >>> 8, n);
export const u64 = (n) =>
	concat(u32(Math.floor(n / 2 ** 32)), u32(n % 2 ** 32));
export const lv = (s) => concat(u32(s.length), s);

export function concat(...parts) {
	const buffers = parts.map((part) => Buffer.from(part));
	return Uint8Array.from(Buffer.concat(buffers));
}

export function equal(a, b) {
	return Buffer.compare(a, b) === 0;
}

// Whatever breaks a rule of the specification; anything else is a bug here.
export class Refused extends Error {}

function demand(good, why) {
	if (!good)
		throw new Refused(why);
}

// Scalars and points -------------------------------------------------------

function fromLittle(bytes) {
	return BigInt('0x' + Buffer.from(bytes).reverse().toString('hex'));
}

const reduce = (bytes) => Fn.create(fromLittle(bytes));
export const randomScalar = () => reduce(randomBytes(64));

export function scalarBytes(s) {
	const hex = s.toString(16).padStart(64, '0');
	return Uint8Array.from(Buffer.from(hex, 'hex').reverse());
}

export function readScalar(bytes) {
	const s = fromLittle(bytes);
	demand(s < Fn.ORDER, 'a scalar that is not reduced');
	return s;
}

export function readPoint(bytes) {
	try {
		return Point.fromHex(bytes);
	} catch (error) {
		throw new Refused(`not a point: ${error.message}`);
	}
}

const times = (s, p) =>
	s === 0n || p.is0() ? Point.ZERO : p.multiplyUnsafe(s);

// sum of s*P over [s, P] pairs
export function sum(pairs) {
	const some = pairs.filter(([s, p]) => s !== 0n && !p.is0());
	if (some.length < 8)
		return some.reduce((all, [s, p]) => all.add(times(s, p)), Point.ZERO);
	return pippenger(Point, Fn, some.map(([, p]) => p), some.map(([s]) => s));
}

// Generators ---------------------------------------------------------------

export const h2r = (msg, dst) =>
	ristretto255_hasher.hashToCurve(msg, { DST: dst });
const generator = (msg) => h2r(msg, 'gainsay/v1/generator');
export const H = generator(ascii('blind'));
export const tagBase = (scope) => h2r(scope, 'gainsay/v1/tag-base');

const made = new Map();

function digitGenerator(letter, j, i) {
	const name = letter + j + i;
	if (!made.has(name))
		made.set(name, generator(concat(ascii(letter), [j, i])));
	return made.get(name);
}

// Com(s, a; r), as pairs for a sum
function commitment(s, a, r) {
	const pairs = [[r, H]];
	for (let j = 0; j < s.length; j++) {
		for (let i = 0; i < 4; i++) {
			pairs.push([s[j][i], digitGenerator('s', j, i)]);
			pairs.push([a[j][i], digitGenerator('a', j, i)]);
		}
	}
	return pairs;
}

// The roll -----------------------------------------------------------------

function treeHash(leaves) {
	if (leaves.length === 1)
		return sha256(concat([0], leaves[0]));
	let k = 1;
	while (2 * k < leaves.length)
		k *= 2;
	return sha256(concat([1], treeHash(leaves.slice(0, k)),
		treeHash(leaves.slice(k))));
}

export class Roll {
	constructor(bytes) {
		demand(bytes.length % 32 === 0, 'a roll of broken keys');
		this.keys = [];
		for (let at = 0; at < bytes.length; at += 32)
			this.keys.push(bytes.slice(at, at + 32));
		this.size = this.keys.length;
		demand(this.size >= 2 && this.size <= 2 ** 24, 'size of the roll');
		for (let i = 1; i < this.size; i++) {
			demand(Buffer.compare(this.keys[i - 1], this.keys[i]) < 0,
				'keys out of order');
		}
		this.points = this.keys.map(readPoint);
		demand(!this.points.some((p) => p.is0()), 'the identity as a key');
		this.root = treeHash(this.keys);
		this.digits = 1;
		while (4 ** this.digits < this.size)
			this.digits++;
	}

	proofLength() {
		return 32 * (7 + 4 * this.digits);
	}

	// A scalar a key: weight(digits of i), summed where an index stands for
	// the last key again.
	weigh(weight) {
		const scalars = new Array(this.size).fill(0n);
		for (let i = 0; i < 4 ** this.digits; i++) {
			const k = Math.min(i, this.size - 1);
			scalars[k] = Fn.add(scalars[k], weight(this.digitsOf(i)));
		}
		return scalars;
	}

	pairs(scalars) {
		return this.points.map((p, i) => [scalars[i], p]);
	}

	digitsOf(index) {
		const out = [];
		for (let j = 0; j < this.digits; j++)
			out.push(Math.floor(index / 4 ** j) % 4);
		return out;
	}
}

// Transcript ---------------------------------------------------------------

export class Transcript {
	constructor(label) {
		this.state = sha512(lv(ascii(label)));
	}

	absorb(name, ...data) {
		this.state = sha512(concat(this.state, lv(ascii(name)),
			lv(concat(...data))));
	}

	challenge(name) {
		this.state = sha512(concat(this.state, lv(ascii(name))));
		return reduce(this.state);
	}
}

// A statement is {roll, scope, message}; `p` has the points' bytes.
function challengeOf({ roll, scope, message }, p) {
	const t = new Transcript('gainsay/v1/member-proof');
	t.absorb('roll', roll.root, u64(roll.size));
	t.absorb('scope', scope);
	t.absorb('message', message);
	t.absorb('tag', p.T);
	t.absorb('A', p.A);
	t.absorb('B', p.B);
	t.absorb('X', ...p.X);
	t.absorb('Y', p.Y);
	return t.challenge('x');
}

// The member proof ---------------------------------------------------------

// [f[j][0..3]] from what a proof carries
function rows(f, c) {
	return f.map((row) => [row.reduce((all, v) => Fn.sub(all, v), c), ...row]);
}

function split(roll, proof) {
	demand(proof.length === roll.proofLength(), 'length of the proof');
	const m = roll.digits;
	const part = (k) => proof.slice(32 * k, 32 * k + 32);
	const range = (from, n) => Array.from({ length: n }, (_, k) => part(from + k));
	const scalars = range(4 + m, 3 * m + 3).map(readScalar);
	return {
		bytes: { T: part(0), A: part(1), B: part(2), X: range(3, m),
			Y: part(3 + m) },
		f: Array.from({ length: m }, (_, j) => scalars.slice(3 * j, 3 * j + 3)),
		zA: scalars[3 * m], z: scalars[3 * m + 1], zH: scalars[3 * m + 2],
	};
}

const power = (c, k) => Fn.pow(c, BigInt(k));
const product = (factors) => factors.reduce((all, v) => Fn.mul(all, v), 1n);

// Throws Refused unless equations 1 and 3 hold; gives the tag, and what
// equation 2 says is the identity: a scalar a key, and pairs.  `chosen` stands
// for the challenge where an argument is tried (argument_check.mjs).
function judge(statement, proof, chosen) {
	const { roll, scope } = statement;
	const { bytes, f: carried, zA, z, zH } = split(roll, proof);
	const [T, A, B, Y] = ['T', 'A', 'B', 'Y'].map((k) => readPoint(bytes[k]));
	const X = bytes.X.map(readPoint);
	demand(!T.is0(), 'the tag is the identity');
	const c = chosen ?? challengeOf(statement, bytes);
	demand(c !== 0n, 'the challenge is zero');
	const f = rows(carried, c);
	const fc = f.map((row) => row.map((v) => Fn.mul(v, Fn.sub(c, v))));
	demand(A.add(times(c, B)).equals(sum(commitment(f, fc, zA))),
		'equation 1');
	demand(times(z, tagBase(scope)).equals(Y.add(times(c, T))), 'equation 3');
	const left = X.map((x, k) => [power(c, k), x]);
	const right = [[Fn.mul(z, power(c, roll.digits - 1)), G], [zH, H]];
	return { tag: bytes.T,
		keys: roll.weigh((i) => product(i.map((v, j) => f[j][v]))),
		rest: [...left, ...right.map(([s, p]) => [Fn.neg(s), p])] };
}

// Throws Refused unless the proof verifies; gives its tag.
export function verify(statement, proof, chosen) {
	const { tag, keys, rest } = judge(statement, proof, chosen);
	const pairs = [...statement.roll.pairs(keys), ...rest];
	demand(sum(pairs).is0(), 'equation 2');
	return tag;
}

// The same for many over one roll, [[statement, proof]]: the equations 2 are
// weighed with random factors and summed.  Gives the tags.
export function verifyAll(roll, list) {
	const keys = new Array(roll.size).fill(0n), rest = [];
	const tags = list.map(([statement, proof]) => {
		demand(statement.roll === roll, 'over another roll');
		const one = judge(statement, proof);
		const weight = fromLittle(randomBytes(16)) || 1n;
		one.keys.forEach((s, i) => {
			keys[i] = Fn.add(keys[i], Fn.mul(weight, s));
		});
		rest.push(...one.rest.map(([s, p]) => [Fn.mul(weight, s), p]));
		return one.tag;
	});
	demand(sum([...roll.pairs(keys), ...rest]).is0(), 'equation 2');
	return tags;
}

// Polynomials, least coefficient first: the product of d*Z + a.
function polynomial(factors) {
	let p = [1n];
	for (const [d, a] of factors) {
		p = [...p, 0n].map((v, k) =>
			Fn.add(Fn.mul(v, a), k > 0 ? Fn.mul(p[k - 1], d) : 0n));
	}
	return p;
}

// The first message of a proof, and its answer to a challenge.
export function begin({ roll, scope }, { x, y, index }) {
	const m = roll.digits, U = tagBase(scope), t = randomScalar();
	const [rA, rB] = [randomScalar(), randomScalar()];
	const a = Array.from({ length: m }, () => {
		const row = [randomScalar(), randomScalar(), randomScalar()];
		return [row.reduce((all, v) => Fn.sub(all, v), 0n), ...row];
	});
	const d = roll.digitsOf(index).map((digit) =>
		[0, 1, 2, 3].map((i) => (i === digit ? 1n : 0n)));
	const each = (fn) => a.map((row, j) => row.map((v, i) => fn(v, d[j][i])));
	const A = sum(commitment(a, each((v) => Fn.neg(Fn.mul(v, v))), rA));
	const B = sum(commitment(d, each((v, bit) =>
		Fn.mul(v, Fn.sub(1n, Fn.mul(2n, bit)))), rB));
	const rho = Array.from({ length: m }, randomScalar);
	const X = rho.map((r, k) => {
		const keys = sum(roll.pairs(roll.weigh((i) =>
			polynomial(i.map((v, j) => [d[j][v], a[j][v]]))[k])));
		const point = times(r, H).subtract(keys);
		return k === m - 1 ? point.add(times(t, G)) : point;
	});
	const p = { T: times(x, U), A, B, Y: times(t, U) };
	for (const k of Object.keys(p))
		p[k] = p[k].toBytes();
	p.X = X.map((point) => point.toBytes());
	const answer = (c) => {
		const f = each((v, bit) => Fn.add(Fn.mul(bit, c), v));
		const zH = rho.reduce((all, r, k) =>
			Fn.add(all, Fn.mul(r, power(c, k))), Fn.mul(y, power(c, m)));
		const scalars = [...f.flatMap((row) => row.slice(1)),
			Fn.add(rA, Fn.mul(c, rB)), Fn.add(t, Fn.mul(c, x)), zH];
		return concat(p.T, p.A, p.B, ...p.X, p.Y,
			...scalars.map(scalarBytes));
	};
	return { points: p, answer };
}

export function prove(statement, secret) {
	const { points, answer } = begin(statement, secret);
	return answer(challengeOf(statement, points));
}

// A proof that verifies under the challenge `c`, by nobody: all that is free is
// random, and equations 1, 2 and 3 give A, X_0 and Y.
export function simulate({ roll, scope }, T, c) {
	const m = roll.digits, U = tagBase(scope);
	const [zA, z, zH] = [randomScalar(), randomScalar(), randomScalar()];
	const random = () => times(randomScalar(), G);
	const B = random();
	const later = Array.from({ length: m - 1 }, random);
	const carried = Array.from({ length: m }, () =>
		[randomScalar(), randomScalar(), randomScalar()]);
	const f = rows(carried, c);
	const fc = f.map((row) => row.map((v) => Fn.mul(v, Fn.sub(c, v))));
	const A = sum(commitment(f, fc, zA)).subtract(times(c, B));
	const keys = roll.pairs(roll.weigh((i) =>
		product(i.map((v, j) => f[j][v]))));
	const X0 = sum([[Fn.mul(z, power(c, m - 1)), G], [zH, H],
		...keys.map(([s, p]) => [Fn.neg(s), p]),
		...later.map((x, k) => [Fn.neg(power(c, k + 1)), x])]);
	const Y = times(z, U).subtract(times(c, T));
	return concat(...[T, A, B, X0, ...later, Y].map((p) => p.toBytes()),
		...[...carried.flat(), zA, z, zH].map(scalarBytes));
}

export const keyOf = ({ x, y }) =>
	times(x, G).add(times(y, H)).toBytes();

// Enrolment and reveal -----------------------------------------------------

function readAll(proof, points, scalars) {
	demand(proof.length === 32 * (points + scalars), 'length of the proof');
	const parts = [];
	for (let k = 0; k < points + scalars; k++) {
		const bytes = proof.slice(32 * k, 32 * k + 32);
		parts.push(k < points ? readPoint(bytes) : readScalar(bytes));
	}
	return parts;
}

export function verifyPossession({ channel, edition, nonce, key }, proof) {
	const [t, w1, w2] = readAll(proof, 1, 2);
	const tr = new Transcript('gainsay/v1/enrol');
	tr.absorb('context', lv(channel), u64(edition), lv(nonce));
	tr.absorb('key', key);
	tr.absorb('t', proof.slice(0, 32));
	const c = tr.challenge('x');
	demand(sum([[w1, G], [w2, H]]).equals(t.add(times(c, readPoint(key)))),
		'possession');
}

export function verifyReveal(s, proof) {
	const [R1, R2, w1, w2] = readAll(proof, 2, 2);
	const tr = new Transcript('gainsay/v1/reveal');
	tr.absorb('reader', s.reader);
	tr.absorb('record', s.record);
	tr.absorb('roll', s.root, u64(s.size));
	tr.absorb('scope', s.scope);
	tr.absorb('tag', s.tag);
	tr.absorb('key', s.key);
	tr.absorb('t', proof.slice(0, 64));
	const c = tr.challenge('x');
	demand(sum([[w1, G], [w2, H]]).equals(R1.add(times(c, readPoint(s.key)))),
		'reveal: the key');
	demand(times(w1, tagBase(s.scope)).equals(
		R2.add(times(c, readPoint(s.tag)))), 'reveal: the tag');
}

// Naming: who holds the tag's secret says a name; `v` is {scope, tag, name} ----

function challengeOfNaming(v, R) {
	const tr = new Transcript('gainsay/v1/named');
	tr.absorb('scope', v.scope);
	tr.absorb('tag', v.tag);
	tr.absorb('name', v.name);
	tr.absorb('t', R);
	return tr.challenge('x');
}

export function verifyNaming(v, proof) {
	const [R, w] = readAll(proof, 1, 1), T = readPoint(v.tag);
	demand(!T.is0(), 'a tag that is none');
	const c = challengeOfNaming(v, proof.slice(0, 32));
	demand(times(w, tagBase(v.scope)).equals(R.add(times(c, T))), 'naming');
}

export const tagOf = (x, scope) => times(x, tagBase(scope)).toBytes();

export function proveNaming(v, x, draw = randomScalar) {
	const k = draw(), R = times(k, tagBase(v.scope)).toBytes();
	return concat(R, scalarBytes(Fn.add(k,
		Fn.mul(challengeOfNaming(v, R), x))));
}

// Vouch: to one officer, whose Ed25519 key is `officer` ----------------------

const Ed = ed25519.Point ?? ed25519.ExtendedPoint;
const edTimes = (s, p) => s === 0n ? Ed.ZERO : p.multiplyUnsafe(s);

// `v` is {officer, scope, tag, text}; the commitments of both sides.
function challengeOfVouch(v, R1, R2) {
	const tr = new Transcript('gainsay/v1/vouch');
	tr.absorb('officer', v.officer);
	tr.absorb('scope', v.scope);
	tr.absorb('tag', v.tag);
	tr.absorb('text', sha256(v.text));
	tr.absorb('t', R1.toRawBytes(), R2.toRawBytes());
	return tr.challenge('x');
}

function readOfficer(bytes) {
	const A = Ed.fromHex(bytes, true);
	demand(!A.is0() && A.isTorsionFree(), 'a key that is none');
	return A;
}

const memberSide = (v, c, s) => times(s, tagBase(v.scope)).add(
	times(c, readPoint(v.tag)).negate());
const officerSide = (v, c, s) => edTimes(s, Ed.BASE).add(
	edTimes(c, readOfficer(v.officer)).negate());
const joined = (...scalars) => concat(...scalars.map(scalarBytes));

export function verifyVouch(v, proof) {
	const [c1, c2, s1, s2] = readAll(proof, 0, 4);
	let all;
	try {
		demand(!readPoint(v.tag).is0(), 'a tag that is none');
		all = challengeOfVouch(v, memberSide(v, c1, s1),
			officerSide(v, c2, s2));
	} catch (error) {
		throw new Refused(`vouch: ${error.message}`);
	}
	demand(Fn.add(c1, c2) === all, 'vouch');
}

// By the member whose tag has `x`, and by the officer alone; `draw` gives
// scalars.
export function vouchAsMember(v, x, draw = randomScalar) {
	const [k, c2, s2] = [draw(), draw(), draw()];
	const c = challengeOfVouch(v, times(k, tagBase(v.scope)),
		officerSide(v, c2, s2));
	const c1 = Fn.sub(c, c2);
	return joined(c1, c2, Fn.add(k, Fn.mul(c1, x)), s2);
}

export function vouchAsOfficer(v, seed, draw = randomScalar) {
	const [k, c1, s1] = [draw(), draw(), draw()];
	const { scalar } = ed25519.utils.getExtendedPublicKey(seed);
	const c = challengeOfVouch(v, memberSide(v, c1, s1), edTimes(k, Ed.BASE));
	const c2 = Fn.sub(c, c1);
	return joined(c1, c2, s1, Fn.add(k, Fn.mul(c2, Fn.create(scalar))));
}
