// SPDX-License-Identifier: Apache-2.0

// Served by browser.py.  Does in a page what `plan` asks and posts what came of
// it; the judging is done there.
import { GainsayError, Prover } from './web/client.js';

const bytes = (hex) => Uint8Array.from(hex.match(/../g) ?? [],
	(pair) => parseInt(pair, 16));
const toHex = (array) => Array.from(array,
	(b) => b.toString(16).padStart(2, '0')).join('');

async function timed(act) {
	const progress = [], start = performance.now();
	const result = await act((fraction) => progress.push(
		[fraction, performance.now() - start]));
	return { result, progress, seconds: (performance.now() - start) / 1000 };
}

async function failure(act) {
	try {
		await act();
	} catch (error) {
		return error instanceof GainsayError ? error.code : String(error);
	}
	return 'none';
}

async function visit(prover, roll) {
	const keys = new Uint8Array(await (await fetch(roll.file)).arrayBuffer());
	const about = { scope: bytes(roll.scope), message: bytes(roll.message) };
	const secret = bytes(roll.secret);
	const opening = await timed((tell) => prover.open(keys, tell));
	const proving = [], verifying = [];
	for (let i = 0; i < roll.runs; i++) {
		proving.push(await timed((tell) => prover.prove(
			{ secret, ...about }, tell)));
		verifying.push(await timed(() => prover.verify(
			{ proof: proving[i].result, ...about })));
	}
	const bad = proving[0].result.slice();
	bad[100] ^= 1;
	const errors = {
		tampered: await failure(() => prover.verify({ proof: bad, ...about })),
		stranger: await failure(() => prover.prove(
			{ secret: bytes('01'.repeat(31) + '00'.repeat(33)), ...about })),
		short: await failure(() => prover.prove(
			{ secret: secret.slice(1), ...about })),
		nothing: await failure(() => prover.verify()),
		noSecret: await failure(() => prover.prove(about)),
		noBytes: await failure(() => prover.verify(
			{ proof: () => 1, ...about })),
		text: await failure(() => prover.prove(
			{ secret: roll.secret, ...about })),
	};
	return { size: opening.result.size, root: toHex(opening.result.root),
		opening: [{ ...opening, result: null }],
		proving: proving.map((p) => ({ ...p, result: toHex(p.result) })),
		verifying: verifying.map(({ seconds }) => ({ seconds })), errors,
		secretKept: toHex(secret) === roll.secret };
}

async function main() {
	const violations = [];
	addEventListener('securitypolicyviolation', (event) => violations.push(
		`${event.violatedDirective} ${event.blockedURI}`));
	const plan = await (await fetch('plan.json')).json();
	const prover = new Prover(), rolls = [];
	const early = await failure(() => prover.prove({ secret: bytes('00'),
		scope: bytes(''), message: bytes('') }));
	for (const roll of plan.rolls)
		rolls.push(await visit(prover, roll));
	const pending = prover.open(new Uint8Array(64));
	prover.close();
	return { rolls, violations, errors: { early,
		cut: await failure(() => pending),
		closed: await failure(() => prover.verify({})) } };
}

let answer = null;
try {
	answer = await main();
} catch (error) {
	answer = { failed: `${error} ${error?.code} ${error?.stack}` };
}
await fetch('result', { method: 'POST', body: JSON.stringify(answer) });
