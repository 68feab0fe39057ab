// SPDX-License-Identifier: Apache-2.0

// A memo is sealed, its box opened, and all that belongs to it put into the
// key file; then the link and the words to say.
import { useEffect, useState } from 'preact/hooks';
import { run, type Files } from '../run/run.js';
import type { Far } from '../parts/busy.js';
import { save } from '../parts/download.js';
import { brokenOf, failureOf, type Failure } from '../parts/failed.js';
import { WordCode } from '../parts/memo.js';
import { Saving } from '../parts/saving.js';
import { Done } from '../parts/signs.js';
import { factOf, factsOf } from '../parts/told.js';
import { words as parts } from '../words/parts.js';
import { words } from '../words/member.js';
import type { App } from './app.js';
import { written, type Draft } from './draft.js';
import { dropDraft } from './drafts.js';
import { accepting } from './endorse.js';
import { ListNext } from './finish.js';
import { text } from './key.js';
import { slugOf } from './shelf.js';

export interface Gathering {
	subject: string;
	code: string;
	link: string;
}

// What was made and perhaps sent: the same is sent again.
let begun: { sheet: string; name: string; files: Files;
	code: string; } | null = null;

async function packageOf(app: App, draft: Draft): Promise<Files | Failure> {
	const { key } = app.ring, sheet = written(draft).text;

	if (key === null)
		return brokenOf(null);
	if (begun?.sheet === sheet)
		return begun.files;
	const name = `${slugOf(draft.subject)}-${Date.now().toString(36)}`;
	const ran = await run({ argv: ['compose', '--server', key.server, '--key',
		key.vkey, ...draft.to.flatMap((to) => ['--to', to]), '--yes',
		'--out', `/${name}.package`, '/draft.md'], answers: [],
	files: { '/draft.md': new TextEncoder().encode(sheet) } });
	if (ran.code !== 0)
		return failureOf(ran);

	const files = Object.fromEntries(['package', 'package.author'].map((end) =>
		[`/${name}.${end}`, ran.files[`/${name}.${end}`] ??
			new Uint8Array()]));
	begun = { sheet, name, files, code: '' };
	return files;
}

// A box that is open is not opened again; a link whose box was perhaps not
// opened is used again.
async function openBox(app: App, link: string, accepted: string[],
	far: (far: Far | null) => void, told: Far): Promise<Failure | null> {
	if (begun === null || begun.code !== '')
		return null;
	const opened = await app.ring.act(['gather', ...accepting(accepted),
		'--author', `/${begun.name}.package.author`, '-o', link,
		`/${begun.name}.package`], begun.files, far, told);

	const made = opened.files[link];
	if (made !== undefined)
		begun.files = { ...begun.files, [link]: made };
	if ('failure' in opened)
		return opened.failure;
	const { facts } = factsOf(opened.ran.out.split('\n'));
	begun.code = factOf(facts, 'Word code');
	return null;
}

export async function gather(app: App, draft: Draft, accepted: string[],
	far: (far: Far | null) => void): Promise<Gathering | Failure> {
	const told = { what: words.gathering, done: 0, of: 0,
		note: words.gatheringNote };

	far(told);
	const files = await packageOf(app, draft).catch(brokenOf);
	far(null);
	if ('said' in files)
		return files as Failure;
	const name = begun?.name ?? '', link = `/${name}.link`;
	const failed = await openBox(app, link, accepted, far, told);
	if (failed !== null)
		return failed;

	const made = begun?.files ?? {}, code = begun?.code ?? '';
	const kept = await app.ring.act(['keep', ...Object.keys(made)], made, far,
		told);
	if ('failure' in kept)
		return kept.failure;
	if (draft.kept !== '')
		await dropDraft(app, draft.kept, far, told);
	begun = null;
	app.setDraft(null);
	return { subject: draft.subject, code,
		link: text(made[link]).trim() };
}

function Link({ link }: { link: string }) {
	const [said, setSaid] = useState('');

	async function copy() {
		try {
			await navigator.clipboard.writeText(link);
			setSaid(parts.copied);
		} catch {
			setSaid(words.copyFailed);
		}
	}
	return <section class="stack" aria-labelledby="the-link">
		<h2 id="the-link">{words.link}</h2>
		<p class="code panel" id="link" dir="ltr">{link}</p>
		<p class="acts"><button type="button" class="btn second" onClick={() =>
			void copy()}>{words.copyLink}</button>
		<button type="button" class="btn second" onClick={() =>
			save('memo.link', `${link}\n`, 'text/plain')}>{words.saveLink}
		</button> <span role="status">{said}</span></p>
		<p class="small soft">{words.linkWarn}</p></section>;
}

export function Gathered({ app, gathering }: { app: App;
	gathering: Gathering; }) {
	const { key } = app.ring;

	useEffect(() => {
		app.setTitle(words.gatheredTitle);
		scrollTo(0, 0);
		document.getElementById('main')?.focus();
	}, []);
	return <div class="cols"><div class="stack">
		<div class="verdict ok"><Done /><div><h1>{words.gatheredTitle}</h1>
			<p>{words.gatheredText}</p></div></div>
		<p class="said f-l" dir="auto">{gathering.subject}</p>
		<Link link={gathering.link} />
		{key !== null && <Saving saved={key.saved} save={app.ring.save} />}
		<section class="stack" aria-labelledby="next">
			<h2 id="next">{words.nextTitle}</h2>
			<ListNext list={words.gatherNext} /></section></div>
	<aside class="stack side" aria-label={words.sayCode}><div class="panel stack">
		<h2 class="f-l">{words.sayCode}</h2><WordCode code={gathering.code} />
		<p class="small soft">{words.compareCodeText}</p></div></aside></div>;
}
