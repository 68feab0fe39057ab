// SPDX-License-Identifier: Apache-2.0

// A page runs the command line's own verbs: files in memory, questions answered
// beforehand, requests by the browser.
import { loadModule, NoModule, trustedAddress } from './load.js';

export { NoModule };
export type Files = Record<string, Uint8Array>;

export interface Ask {
	argv: string[];    // the verb first
	files: Files;      // what it may read, by absolute path
	answers: string[]; // what a person would type, in order
}

export interface Ran {
	code: number;    // as the program exits
	out: string;     // standard output, without the questions
	err: string;     // standard error
	files: Files;    // every file that was written or changed
	asked: string[]; // the questions; the last is unanswered if answers ran out
}

// The module failed in a way that is a bug of ours, and is not used again.
export class Broken extends Error {}
export class Forgotten extends Error {}

type Told = { progress: number } | { ran: Ran } | { broken: true };

let worker: Worker | undefined;
let stop: ((error: Error) => void) | undefined;
let last: Promise<unknown> = Promise.resolve();

async function start(): Promise<[Worker, WebAssembly.Module | undefined]> {
	if (worker !== undefined)
		return [worker, undefined];
	const compiled = await loadModule();
	worker = new Worker(trustedAddress());
	return [worker, compiled];
}

// Ends the worker, and with it all that it keeps and a run under way.
export function forget(): void {
	worker?.terminate();
	worker = undefined;
	stop?.(new Forgotten('forgotten'));
	stop = undefined;
}

async function runNow(ask: Ask, progress?: (done: number, of: number) =>
	void): Promise<Ran> {
	const [runner, compiled] = await start();
	return new Promise((resolve, reject) => {
		const failed = (error: Error) => {
			reject(error);
			forget();
		};
		stop = reject;
		runner.onerror = () => failed(new NoModule('moduleLost'));
		runner.onmessage = ({ data }: MessageEvent<Told>) => {
			if ('progress' in data)
				progress?.(data.progress, 1);
			else if ('ran' in data)
				resolve(data.ran);
			else
				failed(new Broken('internal error'));
		};
		runner.postMessage({ compiled, ask });
	});
}

// One after the other.  `progress` is told the share that is done, of 1.
export function run(ask: Ask, progress?: (done: number, of: number) => void):
	Promise<Ran> {
	const now = last.then(() => runNow(ask, progress));
	last = now.catch(() => undefined);
	return now;
}
