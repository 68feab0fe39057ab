// SPDX-License-Identifier: Apache-2.0

// The rest of the page is fetched behind its first view, by everybody and at
// once: when it is would tell the server what somebody does.
import { useEffect, useState } from 'preact/hooks';
import { isWhole, NoModule } from '../run/load.js';
import { preloaded } from '../run/preload.js';

export type Rest = typeof import('./rest.js');

let had: Promise<Rest> | undefined;

async function fetched(): Promise<Rest> {
	if (!isWhole())
		await preloaded('rest').catch(() => {
			throw new NoModule('moduleLost');
		});
	return import('./rest.js');
}

export interface Later {
	rest: Rest | null;
	lost: unknown;     // why it did not come
	again: () => void;
}

export function useRest(): Later {
	const [rest, show] = useState<Rest | null>(null);
	const [lost, setLost] = useState<unknown>(null);

	function get() {
		setLost(null);
		had ??= fetched();
		had.then(show, (error: unknown) => {
			had = undefined;
			setLost(error);
		});
	}
	useEffect(get, []);
	return { rest, lost, again: get };
}
