// SPDX-License-Identifier: Apache-2.0

// One tab at a time has a key open, until it is closed: two would each have a
// file of their own.
let mine = false;

// Whether this tab is the one.
export async function claimTab(name: string): Promise<boolean> {
	const locks = (navigator as { locks?: LockManager }).locks;

	if (mine || locks === undefined)
		return true;
	try {
		mine = await new Promise<boolean>((resolve) => {
			void locks.request(name, { ifAvailable: true }, (lock) => {
				resolve(lock !== null);
				return lock === null ? undefined : new Promise(() => {});
			});
		});
		return mine;
	} catch {
		return true; // a page from disk has no locks
	}
}
