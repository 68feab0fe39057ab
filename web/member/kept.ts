// SPDX-License-Identifier: Apache-2.0

// The sealed key file in the browser's own storage, if somebody wishes it: a
// convenience that the browser may lose any day.
const NAME = 'gainsay-member', STORE = 'key';

export interface Kept {
	name: string;
	file: Uint8Array;
}

function opened(): Promise<IDBDatabase> {
	return new Promise((resolve, reject) => {
		const asked = indexedDB.open(NAME, 1);
		asked.onupgradeneeded = () =>
			void asked.result.createObjectStore(STORE);
		asked.onsuccess = () => resolve(asked.result);
		asked.onerror = () => reject(asked.error);
	});
}

async function done<T>(mode: IDBTransactionMode,
	ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
	const base = await opened();

	try {
		return await new Promise((resolve, reject) => {
			const deal = base.transaction(STORE, mode);
			const asked = ask(deal.objectStore(STORE));
			deal.oncomplete = () => resolve(asked.result);
			deal.onabort = deal.onerror = () => reject(deal.error);
		});
	} finally {
		base.close();
	}
}

export async function keepHere(key: Kept): Promise<void> {
	await done('readwrite', (store) => store.put(key, STORE));
}

export async function keptHere(): Promise<Kept | null> {
	try {
		return await done<Kept | undefined>('readonly', (store) =>
			store.get(STORE)) ?? null;
	} catch {
		return null; // a browser that keeps nothing
	}
}

export async function forgetHere(): Promise<void> {
	await done('readwrite', (store) => store.delete(STORE));
}
