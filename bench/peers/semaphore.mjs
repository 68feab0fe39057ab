// SPDX-License-Identifier: Apache-2.0

// usage: semaphore.mjs RUNS N...
// Semaphore as it is shipped: Groth16 by snarkjs, keys and circuits of its
// ceremony from a package, of the depth that N members need.
import { Group } from '@semaphore-protocol/group';
import { Identity } from '@semaphore-protocol/identity';
import { generateProof, verifyProof } from '@semaphore-protocol/proof';
import { fileURLToPath } from 'node:url';
import { figure, version } from './figure.mjs';

const [runs, ...sizes] = process.argv.slice(2).map(Number);
const path = version('@semaphore-protocol/proof');
const artefact = (depth, kind) => fileURLToPath(import.meta.resolve(
	`@zk-kit/semaphore-artifacts/semaphore-${depth}.${kind}`));

async function measure(N) {
	const member = new Identity('a member');
	const others = Array.from({ length: N - 1 }, (_, k) => BigInt(k + 2));
	let group;
	await figure('open roll', N, 1, path, 1, () => {
		group = new Group([member.commitment, ...others]);
	});
	const depth = group.depth, proofs = [];
	const files = { wasm: artefact(depth, 'wasm'),
		zkey: artefact(depth, 'zkey') };
	const prove = (message) =>
		generateProof(member, group, message, 1n, depth, files);
	await prove(0n); // compiles the circuit
	await figure('prove', N, 1, path, runs, async (k) => {
		proofs.push(await prove(BigInt(k + 1)));
	});
	await verifyProof(proofs[0]);
	await figure('verify', N, 1, path, runs, async (k) => {
		if (!await verifyProof(proofs[k]))
			throw new Error('a proof does not verify');
	});
	if (await verifyProof({ ...proofs[0], message: proofs[1].message }))
		throw new Error('a wrong proof verifies');
}

for (const N of sizes)
	await measure(N);
process.exit(0); // snarkjs leaves its workers running
