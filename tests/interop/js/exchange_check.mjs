// SPDX-License-Identifier: Apache-2.0

// Proofs exchanged with `gainsay proof`: each side makes them, both judge.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Refused, Roll, ascii, concat, keyOf, prove, randomScalar,
	scalarBytes, verify } from './member.mjs';
import { check, passes, throws } from './tally.mjs';

const SIZES = [2, 4, 5, 17];
const toHex = (bytes) => Buffer.from(bytes).toString('hex');

// A roll of fresh members, one of whom is known, and a stranger.
function makeRoll(size) {
	const people = Array.from({ length: size + 1 }, () =>
		({ x: randomScalar(), y: randomScalar() }));
	const stranger = people.pop();
	const keyed = people.map((p) => [keyOf(p), p])
		.sort(([a], [b]) => Buffer.compare(a, b));
	const index = Math.floor(Math.random() * size);
	return { keys: concat(...keyed.map(([key]) => key)),
		member: { ...keyed[index][1], index },
		stranger: { ...stranger, index } };
}

class Theirs {
	constructor(gainsay, dir, keys, statement) {
		this.gainsay = gainsay;
		this.dir = dir;
		writeFileSync(this.file('roll'), keys);
		this.statement = ['--roll', this.file('roll'),
			'--scope-hex', toHex(statement.scope),
			'--message-hex', toHex(statement.message)];
	}

	file(name) {
		return join(this.dir, name);
	}

	prove({ x, y }) {
		writeFileSync(this.file('secret'),
			toHex(scalarBytes(x)) + toHex(scalarBytes(y)));
		rmSync(this.file('theirs'), { force: true });
		execFileSync(this.gainsay, ['proof', 'prove', '--secret',
			this.file('secret'), ...this.statement, '-o', this.file('theirs')]);
		return Uint8Array.from(readFileSync(this.file('theirs')));
	}

	// The verdicts on these proofs, judged in one batch.
	verify(proofs) {
		const files = proofs.map((proof, k) => {
			writeFileSync(this.file(`proof${k}`), proof);
			return this.file(`proof${k}`);
		});
		const done = spawnSync(this.gainsay, ['proof', 'verify',
			...this.statement, ...files], { encoding: 'utf8' });
		const valid = files.map((f) => done.stdout.includes(`${f}: valid\n`));
		const invalid = files.map((f) =>
			done.stdout.includes(`${f}: invalid (`));
		check(valid.every((v, k) => v !== invalid[k]), 'one verdict each');
		check(done.status === (valid.includes(false) ? 1 : 0),
			`exit status ${done.status}`);
		return valid;
	}
}

// One for each element, and two of another length.
function tampered(proof) {
	const bad = [proof.slice(0, -1), concat(proof, [0])];
	for (let k = 0; k < proof.length; k += 32) {
		bad.push(Uint8Array.from(proof));
		bad.at(-1)[k + 1] ^= 4;
	}
	return bad;
}

function exchangeOver(gainsay, dir, size) {
	const { keys, member, stranger } = makeRoll(size);
	const s = { roll: new Roll(keys), scope: ascii(`scope ${size}`),
		message: ascii('said') };
	const theirs = new Theirs(gainsay, dir, keys, s);
	const [a, b] = [prove(s, member), theirs.prove(member)];
	check(toHex(a.slice(0, 32)) === toHex(b.slice(0, 32)), 'one tag');
	check(toHex(a) !== toHex(b), 'proofs are randomised');
	passes(() => verify(s, a), `ours of ${size} by us`);
	passes(() => verify(s, b), `gainsay's of ${size} by us`);
	const outside = prove(s, stranger);
	throws(Refused, () => verify(s, outside), 'a stranger\'s by us');
	const bad = [...tampered(a), ...tampered(b), outside,
		prove({ ...s, message: ascii('unsaid') }, member),
		prove({ ...s, scope: ascii('elsewhere') }, member)];
	const verdicts = theirs.verify([a, ...bad, b]);
	check(verdicts[0], `ours of ${size} by gainsay`);
	check(verdicts.at(-1), `gainsay's of ${size} by gainsay`);
	verdicts.slice(1, -1).forEach((valid, k) =>
		check(!valid, `${size}: tampered ${k} by gainsay`));
	check(theirs.verify([a])[0], 'alone as in a batch');
	bad.forEach((proof, k) =>
		throws(Refused, () => verify(s, proof), `${size}: tampered ${k} by us`));
}

export function exchange(gainsay) {
	const dir = mkdtempSync(join(tmpdir(), 'gainsay-member-'));
	try {
		for (const size of SIZES)
			exchangeOver(gainsay, dir, size);
	} finally {
		rmSync(dir, { recursive: true });
	}
}
