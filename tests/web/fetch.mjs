// SPDX-License-Identifier: Apache-2.0

// A request that is waited for, as a browser's worker makes one: a thread of
// its own fetches while this one sleeps.
import { Worker, isMainThread, workerData } from 'node:worker_threads';

const ROOM = 2 ** 25, READY = 0, LENGTH = 1, STATUS = 2;

async function serve({ shared, port }) {
	const state = new Int32Array(shared, 0, 3);
	const room = new Uint8Array(shared, 16);
	port.on('message', async ({ method, url, header, body }) => {
		const colon = header.indexOf(':');
		let bytes = new Uint8Array(0), status = 0;
		try {
			const answer = await fetch(url, { method, body, redirect: 'error',
				headers: { ...colon < 0 ? {} : { [header.slice(0, colon)]:
					header.slice(colon + 1).trim() }, ...body === null ? {} :
					{ 'Content-Type': 'application/json' } } });
			bytes = new Uint8Array(await answer.arrayBuffer());
			({ status } = answer);
		} catch (error) {
			bytes = new TextEncoder().encode(error.message);
		}
		room.set(bytes);
		state[LENGTH] = bytes.length;
		state[STATUS] = status;
		Atomics.store(state, READY, 1);
		Atomics.notify(state, READY);
	});
}

export class Fetcher {
	#shared = new SharedArrayBuffer(ROOM);
	#state = new Int32Array(this.#shared, 0, 3);
	#channel = new MessageChannel();
	#worker = new Worker(new URL(import.meta.url), { workerData: {
		shared: this.#shared, port: this.#channel.port2 },
	transferList: [this.#channel.port2] });
	asked = [];

	request = (of) => {
		this.asked.push(of);
		Atomics.store(this.#state, READY, 0);
		this.#channel.port1.postMessage(of);
		Atomics.wait(this.#state, READY, 0);
		return { status: this.#state[STATUS], body: new Uint8Array(this.#shared,
			16, this.#state[LENGTH]).slice() };
	};

	close() {
		this.#channel.port1.close();
		return this.#worker.terminate();
	}
}

if (!isMainThread && workerData?.port !== undefined)
	await serve(workerData);
