// SPDX-License-Identifier: Apache-2.0

// usage: noble.mjs RUNS N...
// The member proof itself by @noble/curves: the second implementation, which
// the tests have (tests/interop/js/member.mjs).
import { ristretto255 } from '@noble/curves/ed25519';
import { Roll, ascii, concat, keyOf, prove, randomScalar, verify,
	verifyAll } from './member.mjs';
import { figure, version } from './figure.mjs';

const [runs, ...sizes] = process.argv.slice(2).map(Number);
const path = version('@noble/curves');
const BATCH = 32;

// A member and N - 1 keys that nobody opens.
function makeKeys(N) {
	const member = { x: randomScalar(), y: randomScalar() };
	const own = keyOf(member), keys = [own];
	let p = ristretto255.Point.BASE.multiply(randomScalar());
	while (keys.length < N) {
		p = p.add(ristretto255.Point.BASE);
		keys.push(p.toBytes());
	}
	keys.sort(Buffer.compare);
	return { member: { ...member, index: keys.indexOf(own) },
		bytes: concat(...keys) };
}

async function measure(N) {
	const { member, bytes } = makeKeys(N);
	let roll, proof;
	await figure('open roll', N, 1, path, 1, () => {
		roll = new Roll(bytes);
	});
	const statement = { roll, scope: ascii('scope'), message: ascii('said') };
	await figure('prove', N, 1, path, runs, () => {
		proof = prove(statement, member);
	});
	await figure('verify', N, 1, path, runs, () => verify(statement, proof));
	const many = new Array(BATCH).fill([statement, proof]);
	await figure('verify, each of batch', N, BATCH, path, runs,
		() => verifyAll(roll, many), BATCH);
}

for (const N of sizes)
	await measure(N);
