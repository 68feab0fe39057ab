// SPDX-License-Identifier: Apache-2.0

// Where a page's module and its worker come from: beside the served page, or
// inside the page that was saved.

export class NoModule extends Error {}

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

export function trustedAddress(): string {
	if (address === undefined) {
		const types = (globalThis as { trustedTypes?: Types }).trustedTypes;
		const plain = workerAddress();
		address = types?.createPolicy('gainsay-worker',
			{ createScriptURL: () => plain }).createScriptURL('') ?? plain;
	}
	return address;
}

const asNamed = (cache: RequestCache) => fetch(told('module'),
	{ cache, integrity: told('integrity') });

// A browser says the same of other bytes than were named and of none.
async function whyNot(error: unknown): Promise<never> {
	const plain = await fetch(told('module'), { cache: 'no-store' })
		.catch(() => null);
	throw plain?.ok === true ? new NoModule('moduleAltered') : error;
}

async function moduleBytes(): Promise<ArrayBuffer> {
	const inside = embedded('module');
	if (inside === null || inside === undefined) {
		// What the browser has kept may be what a liar sent once.
		const answer = await asNamed('default')
			.catch(() => asNamed('reload')).catch(whyNot);
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

export function loadModule(): Promise<WebAssembly.Module> {
	if (typeof WebAssembly === 'undefined')
		throw new NoModule('noModule');
	compiled ??= moduleBytes().then((bytes) => WebAssembly.compile(bytes))
		.catch((error) => {
			compiled = undefined;
			throw error instanceof NoModule ? error :
				new NoModule('moduleLost');
		});
	return compiled;
}
