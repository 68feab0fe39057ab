// SPDX-License-Identifier: Apache-2.0

// Lines that bench/peers.py reads: medians of processor time, all threads of
// the process together, and of time on the clock.
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

// One line for `runs` runs of work(k), each of which does it `each` times.
export async function figure(name, N, batch, path, runs, work, each = 1) {
	const cpu = [], clock = [];
	for (let k = 0; k < runs; k++) {
		const from = process.cpuUsage(), start = performance.now();
		await work(k);
		const { user, system } = process.cpuUsage(from);
		cpu.push((user + system) / 1e6 / each);
		clock.push((performance.now() - start) / 1e3 / each);
	}
	console.log(JSON.stringify({ name, N, batch, path,
		seconds: median(cpu), clock: median(clock), runs }));
}

export function version(name) {
	return `${name} ${locked.packages[`node_modules/${name}`].version}`;
}

import { readFileSync } from 'node:fs';
const locked = JSON.parse(readFileSync(
	new URL('package-lock.json', import.meta.url)));
