// SPDX-License-Identifier: Apache-2.0

// One tab at a time has a key open: two would each have a file of their own.
let release: (() => void) | undefined;

// Whether this tab is the one.
export async function claimTab(name: string): Promise<boolean> {
	const locks = (navigator as { locks?: LockManager }).locks;

	if (release !== undefined || locks === undefined)
		return true;
	try {
		return await new Promise<boolean>((resolve) => {
			void locks.request(name, { ifAvailable: true }, (lock) => {
				resolve(lock !== null);
				return lock === null ? undefined :
					new Promise<void>((done) => {
						release = done;
					});
			});
		});
	} catch {
		return true; // a page from disk has no locks
	}
}

export function releaseTab() {
	release?.();
	release = undefined;
}
