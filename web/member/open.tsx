// SPDX-License-Identifier: Apache-2.0

// A key file is opened, or opened again after the page was locked.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Far } from '../parts/busy.js';
import { brokenOf } from '../parts/failed.js';
import { KeyForm, type Given } from '../parts/key.js';
import type { Problem } from '../parts/problem.js';
import { claimTab } from '../parts/tabs.js';
import { words as parts } from '../words/parts.js';
import { words } from '../words/member.js';
import type { App } from './app.js';
import { openKey } from './key.js';
import { keptHere, type Kept } from './kept.js';

const TAB = 'gainsay-member';

// The problems, or nothing: then it is open.
export async function openGiven(app: App, given: Given):
Promise<Problem[]> {
	const { ring } = app, locked = ring.key;

	if (!await claimTab(TAB))
		return [{ field: 'passphrase', text: `${parts.twoTabs}. ${
			parts.twoTabsText}` }];
	const opened = await openKey(given.name, given.file,
		given.passphrase).catch(brokenOf);
	if ('said' in opened)
		return [{ field: 'passphrase', text: opened.said.join(' ') }];
	ring.set(locked === null ? opened : { ...opened, saved: locked.saved,
		here: locked.here, full: locked.full });
	return [];
}

export function Open({ app, lede = words.openLede, children }: { app: App;
	lede?: string; children?: ComponentChildren; }) {
	const [far, setFar] = useState<Far | null>(null);
	const [problems, setProblems] = useState<Problem[]>([]);
	const [kept, setKept] = useState<Kept | null>(null);
	const { key } = app.ring;
	const loaded = key ?? kept;

	useEffect(() => {
		if (app.view === 'open')
			void keptHere().then(setKept);
	}, []);
	async function open(given: Given) {
		setProblems([]);
		setFar({ what: parts.busy, done: 0, of: 0 });
		const wrong = await openGiven(app, given);
		setFar(null);
		setProblems(wrong);
		if (wrong.length === 0 && app.view === 'open')
			app.go('start');
	}

	const title = key === null ? words.openTitle : parts.locked;
	useEffect(() => app.setTitle(title), [title]);
	return <div class="stack w46"><h1>{title}</h1>
		<p class="lede">{key === null ? lede : parts.lockedWhy}</p>
		{loaded !== null && <p class="code">{loaded.name}</p>}
		<KeyForm open={open} far={far} told={problems}
			loaded={loaded ?? undefined} {...key === null ? {} :
				{ act: parts.unlock }} />
		{key === null && <p class="mt5">{words.openNone}{' '}
			<a href="#main" onClick={(event) => {
				event.preventDefault();
				app.go('enrol');
			}}>{words.toEnrol}</a></p>}
		{children}</div>;
}
