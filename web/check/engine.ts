// SPDX-License-Identifier: Apache-2.0

// Where the module and its worker come from: beside the served page, or inside
// the page that was saved.
import type { Judged } from '../module.js';
import type { Inputs } from './types.js';

export class NoModule extends Error {}
export class NotJudged extends Error {}

type Policy = { createScriptURL(url: string): string };

interface Types {
	createPolicy(name: string, rules: Policy): Policy;
}

const embedded = (id: string) => document.getElementById(id)?.textContent;
const told = (name: string) => document.body.dataset[name] ?? '';

// The saved page has all of itself inside.
export function isWhole(): boolean {
	return document.getElementById('module') !== null;
}

function workerAddress(): string {
	const source = embedded('worker');
	return source === null || source === undefined ?
		new URL(told('worker'), location.href).href :
		URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
}

// A policy of this name is made once; this address and no other becomes one.
let address: string | undefined;

function trustedAddress(): string {
	if (address === undefined) {
		const types = (globalThis as { trustedTypes?: Types }).trustedTypes;
		const plain = workerAddress();
		address = types?.createPolicy('gainsay-worker',
			{ createScriptURL: () => plain }).createScriptURL('') ?? plain;
	}
	return address;
}

async function moduleBytes(): Promise<ArrayBuffer> {
	const inside = embedded('module');
	if (inside === null || inside === undefined) {
		const answer = await fetch(told('module'),
			{ integrity: told('integrity') });
		if (!answer.ok)
			throw new Error(answer.statusText);
		return answer.arrayBuffer();
	}
	const packed = Uint8Array.from(atob(inside.trim()), (c) =>
		c.charCodeAt(0));
	return new Response(new Blob([packed]).stream().pipeThrough(
		new DecompressionStream('gzip'))).arrayBuffer();
}

let compiled: Promise<WebAssembly.Module> | undefined;

function loadModule(): Promise<WebAssembly.Module> {
	if (typeof WebAssembly === 'undefined')
		throw new NoModule('noModule');
	compiled ??= moduleBytes().then((bytes) => WebAssembly.compile(bytes))
		.catch(() => {
			compiled = undefined;
			throw new NoModule('moduleLost');
		});
	return compiled;
}

type Told = { progress: number } | { result: Judged } | { why: string };

export async function judge(inputs: Inputs,
	progress: (fraction: number) => void): Promise<Judged> {
	const module = await loadModule();
	const worker = new Worker(trustedAddress());

	try {
		return await new Promise((resolve, reject) => {
			worker.onerror = () => reject(new NoModule('moduleLost'));
			worker.onmessage = ({ data }: MessageEvent<Told>) => {
				if ('progress' in data)
					progress(data.progress);
				else if ('result' in data)
					resolve(data.result);
				else
					reject(new NotJudged(data.why));
			};
			worker.postMessage({ compiled: module, inputs });
		});
	} finally {
		worker.terminate();
	}
}
