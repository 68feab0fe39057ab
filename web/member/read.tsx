// SPDX-License-Identifier: Apache-2.0

// A memo in gathering, whole, with what fixes it and who can see what; then
// the acts on it.
import { useEffect, useState } from 'preact/hooks';
import { run } from '../run/run.js';
import { Busy, type Far } from '../parts/busy.js';
import { brokenOf, Failed, failureOf, type Failure } from '../parts/failed.js';
import { Document, Facts, Plain, WordCode } from '../parts/memo.js';
import { factOf, shownOf, type Shown } from '../parts/told.js';
import { words } from '../words/member.js';
import type { App } from './app.js';
import type { Became } from './became.js';
import { channelAt } from './channel.js';
import { Endorse } from './endorse.js';
import { Finish, type Finished } from './finish.js';
import { ownServer, serverOf } from './link.js';
import { MemoBecame } from './memo.js';
import { Open } from './open.js';
import type { Shelf } from './shelf.js';
import { Paste } from './start.js';

export const reading = (): Far => ({ what: words.reading, done: 0, of: 0,
	note: words.readingNote });

// The memo behind the link: with the open key, or as everybody may.
export async function showMemo(app: App, link: string,
	far: (far: Far | null) => void): Promise<Shown | Failure> {
	if (app.ring.key !== null) {
		const out = await app.ring.act(['show', link], {}, far, reading());
		return 'failure' in out ? out.failure : shownOf(out.ran.out) ??
			failureOf(out.ran);
	}
	far(reading());
	try {
		const { vkey } = await channelAt(ownServer() ?? serverOf(link));
		const ran = await run({ argv: ['show', '--key', vkey, link],
			files: {}, answers: [] }, (done, of) =>
			far({ ...reading(), done, of }));
		return ran.code !== 0 ? failureOf(ran) : shownOf(ran.out) ??
			failureOf(ran);
	} catch (error) {
		return brokenOf(error);
	} finally {
		far(null);
	}
}

export function Sees({ app }: { app: App }) {
	const seals = app.channel?.seals.filter((one) => one !== '') ?? [];

	return <section class="stack-s mt5"><h2 class="f-l">{words.whoSees}</h2>
		<dl class="facts">{words.sees(seals.join(', ') || words.theOffice,
			app.channel?.batch ?? '').map(([what, who]) => <div>
			<dt>{what}</dt><dd>{who}</dd></div>)}</dl></section>;
}

function Beside({ app, shown }: { app: App; shown: Shown }) {
	const unknown = factOf(shown.facts, 'Your key').startsWith('unknown');

	return <aside class="stack side" aria-label={words.about}>
		<section class="stack-s"><h2 class="f-l">{words.about}</h2>
			<Facts facts={shown.facts} without={['Word code', 'Memo id',
				...unknown ? ['Your key'] : []]} />
			{unknown && app.ring.key !== null && <p class="small soft">
				{words.ownUnknown}</p>}</section><Sees app={app} />
		<details class="mt5"><summary>{words.compareCode}</summary>
			<WordCode code={shown.code} />
			<p class="small soft mt2">{words.compareCodeText}</p></details>
		<Plain shown={shown} /></aside>;
}

// Of a memo that was filed already, from its link.
function WhatBecame({ app, link, show }: { app: App; link: string;
	show: (became: Became) => void; }) {
	const [failure, setFailure] = useState<Failure | null>(null);
	const [far, setFar] = useState<Far | null>(null);

	async function look() {
		setFailure(null);
		const out = await app.ring.act(['read', '--json', link], {}, setFar,
			{ what: words.readingMemo, done: 0, of: 0 }, [0, 3]);
		if ('failure' in out)
			setFailure(out.failure);
		else
			show(JSON.parse(out.ran.out) as Became);
	}
	return <section class="stack mt6"><p class="acts"><button type="button"
		class="btn second" disabled={far !== null} onClick={() =>
			void look()}>{words.memoOpen}</button></p><Busy far={far} />
	{failure !== null && <Failed failure={failure} />}</section>;
}

const NO_SHELF: Shelf = { name: '', link: true, package: false, author: false };

function Memo({ app, link, shown, again, finish, show }: { app: App;
	link: string; show: (became: Became) => void;
	shown: Shown; again: () => void;
	finish: (finished: Finished) => void; }) {
	return <div class="cols"><div class="stack"><div class="stack-s">
		<p class="soft">{words.endorseLede}</p>
		<h1>{words.endorseTitle}</h1></div>
	<Document memo={shown.memo} />
	{app.ring.key !== null && factOf(shown.facts, 'Count').startsWith(
		'filed') && <WhatBecame app={app} link={link} show={show} />}
	{app.ring.key === null ? <section class="stack mt6">
		<h2>{words.needKey}</h2><p class="acts"><button type="button"
			class="btn" onClick={again}>{words.openTitle}</button></p>
	</section> : <Endorse app={app} link={link} shown={shown}
		finish={finish} />}</div>
	<Beside app={app} shown={shown} /></div>;
}

function Behind({ app, link }: { app: App; link: string }) {
	const [shown, setShown] = useState<Shown | null>(null);
	const [failure, setFailure] = useState<Failure | null>(null);
	const [far, setFar] = useState<Far | null>(null);
	const [bare, setBare] = useState(false);
	const [done, setDone] = useState<Finished | null>(null);
	const [became, setBecame] = useState<Became | null>(null);
	const open = app.ring.key !== null;

	async function look() {
		setFailure(null);
		const got = await showMemo(app, link, setFar);
		setShown('code' in got && 'memo' in got ? got : null);
		setFailure('said' in got ? got : null);
	}
	useEffect(() => {
		if (open || bare)
			void look();
	}, [open, bare]);
	useEffect(() => app.setMemo(shown?.memo ?? null), [shown]);
	useEffect(() => () => app.setMemo(null), []);
	useEffect(() => {
		if (shown !== null && done === null)
			app.setTitle(words.endorseTitle);
	}, [shown, done]);

	if (done !== null)
		return <Finish app={app} finished={done} another={() => {
			setDone(null);
			void look();
		}} />;
	if (became !== null)
		return <><p class="crumb"><a href="#main" onClick={(event) => {
			event.preventDefault();
			setBecame(null);
		}}>{words.endorseTitle}</a></p><div class="stack"><MemoBecame app={app}
			became={became} shelf={NO_SHELF} /></div></>;
	if (shown !== null)
		return <Memo show={setBecame} app={app} link={link} shown={shown} finish={setDone}
			again={() => {
				setShown(null);
				setBare(false);
			}} />;
	if (open || bare)
		return <div class="stack w46"><h1>{words.endorseTitle}</h1>
			{failure !== null && <Failed failure={failure} retry={() =>
				void look()} />}<Busy far={far} />
			{failure !== null && failure.code === 1 && <p>{words.linkEnded}
			</p>}
			{failure !== null && <p><a href="#main" onClick={(event) => {
				event.preventDefault();
				app.setLink(null);
			}}>{words.another}</a></p>}</div>;
	return <Open app={app} lede={words.endorseLede}>
		<p class="mt5"><button type="button" class="btn second"
			onClick={() => setBare(true)}>{words.readOnly}</button></p>
		<section class="note mt5"><p>{words.employer}</p></section></Open>;
}

export function Read({ app }: { app: App }) {
	useEffect(() => {
		if (app.link === null)
			app.setTitle(words.endorseTitle);
	}, [app.link]);
	if (app.link !== null)
		return <Behind app={app} link={app.link} key={app.link} />;
	return <div class="stack w46"><h1>{words.linkTitle}</h1>
		<p class="lede">{words.endorseLede}</p>
		<Paste app={app} field={words.linkField} only="box" /></div>;
}
