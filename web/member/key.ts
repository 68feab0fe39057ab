// SPDX-License-Identifier: Apache-2.0

// The key file that is open, and the runs that it is given to.  Every run may
// change it; what it becomes stays in memory until it is saved.
import { useRef, useState } from 'preact/hooks';
import { run, type Files, type Ran } from '../run/run.js';
import type { Far } from '../parts/busy.js';
import { save } from '../parts/download.js';
import { brokenOf, failureOf, type Failure } from '../parts/failed.js';
import { STRETCHED, wipe, withOpened,
	withPassphrase } from '../parts/opened.js';
import { factOf, factsOf } from '../parts/told.js';
import { keepHere } from './kept.js';

export interface Key {
	name: string;
	file: Uint8Array;
	opened: Uint8Array | null; // what opens it; null: locked
	saved: boolean;
	here: boolean;             // kept in this browser, too
	full: boolean;             // it was, and has no room for what it is now
	server: string;
	vkey: string;
	code: string;              // word code of the channel's key
	channel: string;
}

// Verbs that keep nothing which is nowhere else.
const READING = new Set(['me', 'read', 'show', 'promises', 'compose']);

export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	let at = a.length === b.length ? 0 : -1;
	while (at >= 0 && at < a.length)
		at = a[at] === b[at] ? at + 1 : -1;
	return at === a.length;
}

export function text(data: Uint8Array | undefined): string {
	return data === undefined ? '' : new TextDecoder().decode(data);
}

// A verb with a state, and what opens that.
function withState(argv: string[], state: Uint8Array, opens: Files, files: Files,
	progress?: (done: number, of: number) => void): Promise<Ran> {
	const [verb = '', ...rest] = argv;

	return run({ argv: [verb, '--state', '/state', '--passphrase-file',
		'/passphrase', ...rest], answers: [],
	files: { ...files, ...opens, '/state': state } }, progress);
}

export async function openKey(name: string, file: Uint8Array,
	passphrase: string): Promise<Key | Failure> {
	const opens = withPassphrase(passphrase);
	const ran = await withState(['me', '--offline'], file, opens, {})
		.finally(() => wipe(opens));
	const opened = ran.files[STRETCHED];

	if (ran.code !== 0 || opened === undefined)
		return failureOf(ran);
	const { facts } = factsOf(ran.out.split('\n').filter((line) =>
		!line.startsWith('EXERCISE: ')));
	return { name, file, opened, saved: true, here: false, full: false,
		server: factOf(facts, 'Server'), vkey: factOf(facts, 'Key'),
		code: factOf(facts, 'Its code'), channel: factOf(facts, 'Channel') };
}

export type Outcome = { files: Files } & ({ ran: Ran } |
	{ failure: Failure });

export interface Keyring {
	key: Key | null;
	set: (key: Key | null) => void;
	// A verb over the open key; `good` are the codes that are no failure.
	act: (argv: string[], files?: Files, far?: (far: Far | null) => void,
		told?: Far, good?: number[]) => Promise<Outcome>;
	lock: () => void;
	save: () => Promise<void>;
	keepHere: () => Promise<void>; // in this browser, and from now on
}

export function useKeyring(): Keyring {
	const [key, show] = useState<Key | null>(null);
	const now = useRef<Key | null>(null);
	const queue = useRef<Promise<unknown>>(Promise.resolve());
	const set = (next: Key | null) => {
		if (now.current?.opened !== next?.opened)
			now.current?.opened?.fill(0);
		now.current = next;
		show(next);
	};

	// An older file is there, which is not to be taken for this one.
	function lost() {
		if (now.current !== null)
			set({ ...now.current, here: false, full: true, saved: false });
	}

	// Of a page that was locked meanwhile nothing is open any more.
	function keepOpened(ran: Ran) {
		const more = ran.files[STRETCHED], own = now.current;
		if (more === undefined || more.length === 0)
			return;
		if (own === null || own.opened === null)
			more.fill(0);
		else
			set({ ...own, opened: more });
	}

	async function once(argv: string[], files: Files,
		far: ((far: Far | null) => void) | undefined, told: Far | undefined,
		good: number[]): Promise<Outcome> {
		const own = now.current;
		if (own === null || own.opened === null)
			throw new Error('locked');
		const ran = await withState(argv, own.file, withOpened(own.opened),
			files, (done, of) => told !== undefined &&
				far?.({ ...told, done, of }));

		keepOpened(ran);
		const file = ran.files['/state'], after = now.current;
		if (file !== undefined && after !== null &&
			!sameBytes(file, after.file)) {
			const saved = after.saved && READING.has(argv[0] ?? '');
			set({ ...after, file, saved });
			if (after.here)
				void keepHere({ name: after.name, file }).catch(lost);
		}
		return { files: ran.files, ...good.includes(ran.code) ? { ran } :
			{ failure: failureOf(ran) } };
	}

	async function act(argv: string[], files: Files = {},
		far?: (far: Far | null) => void, told?: Far, good = [0]):
	Promise<Outcome> {
		const turn = queue.current.then(() => once(argv, files, far, told,
			good));

		if (told !== undefined)
			far?.(told);
		queue.current = turn.catch(() => {});
		try {
			return await turn;
		} catch (error) {
			return { files: {}, failure: brokenOf(error) };
		} finally {
			far?.(null);
		}
	}

	return { key, set, act,
		lock: () => {
			if (now.current !== null)
				set({ ...now.current, opened: null });
		},
		save: async () => {
			await queue.current; // what is still put into it is saved too
			const own = now.current;
			if (own === null)
				return;
			save(own.name, own.file);
			set({ ...own, saved: true });
		},
		keepHere: async () => {
			const own = now.current;
			if (own === null)
				return;
			await keepHere({ name: own.name, file: own.file });
			set({ ...now.current ?? own, here: true, full: false });
		} };
}
