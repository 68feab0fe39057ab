// SPDX-License-Identifier: Apache-2.0

// What the key file knows, compared with the public record: acts, promises,
// and each memo whose link it keeps.
import { useEffect, useState } from 'preact/hooks';
import { Busy, type Far } from '../parts/busy.js';
import { save } from '../parts/download.js';
import { brokenOf, Failed, failureOf, type Failure } from '../parts/failed.js';
import { Differs, Done } from '../parts/signs.js';
import { calm, factOf, factsOf, saidOf, type Fact } from '../parts/told.js';
import { words } from '../words/member.js';
import type { App } from './app.js';
import type { Became } from './became.js';
import { FileMemo } from './file.js';
import { MemoBecame } from './memo.js';
import { namesIn, shelvesIn, titleOf, type Shelf } from './shelf.js';

interface Looked {
	facts: Fact[];
	broken: boolean;
	promises: string[];
	news: string[];  // what the program said besides: a promise that was kept
	shelves: Shelf[];
}

const comparing = (): Far => ({ what: words.following, done: 0, of: 0,
	note: words.followingNote });
const BROKEN = /^(\S+:[0-9a-f]+) +BROKEN/u;

async function lookAll(app: App, far: (far: Far | null) => void):
Promise<Looked | Failure> {
	const me = await app.ring.act(['me'], {}, far, comparing(), [0, 3]);
	if ('failure' in me)
		return me.failure;
	const kept = await app.ring.act(['keep'], {}, far, comparing());
	if ('failure' in kept)
		return kept.failure;
	const broken = me.ran.code === 3;
	const told = broken ? await app.ring.act(['promises'], {}, far, comparing(),
		[0, 3]) : null;

	return { broken, news: saidOf(me.ran.err), facts: factsOf(me.ran.out.split('\n').filter((line) =>
		!line.startsWith('EXERCISE: '))).facts,
	shelves: shelvesIn(namesIn(kept.ran.out)).filter((one) => one.link),
	promises: told === null || 'failure' in told ? [] :
		told.ran.out.split('\n').filter((line) => line !== '' &&
			!line.startsWith('EXERCISE: ')) };
}

function Evidence({ app, act }: { app: App; act: string }) {
	const [failure, setFailure] = useState<Failure | null>(null);

	async function take() {
		const out = await app.ring.act(['promises', '--act', act,
			'--evidence', '/evidence'], {}, undefined, undefined, [0, 3]);
		const file = 'ran' in out ? out.ran.files['/evidence'] : undefined;
		if (file !== undefined)
			save(`${act.replace(':', '-')}.evidence`, file);
		else
			setFailure('failure' in out ? out.failure : failureOf(out.ran));
	}
	return <><p class="acts"><button type="button" class="btn small"
		onClick={() => void take()}>{words.evidence}</button></p>
	{failure !== null && <Failed failure={failure} />}</>;
}

function Acts({ app, looked }: { app: App; looked: Looked }) {
	const acts = looked.facts.find((one) => one.name === 'Acts')?.lines ?? [];
	const none = acts.length === 0 || acts[0] === 'none';

	return <section class="stack" aria-labelledby="acts">
		<h2 id="acts">{words.yourActs}</h2>
		<p class={`st ${looked.broken ? 'late' : 'ok'}`}>{looked.broken ?
			<Differs /> : <Done />}<span>{looked.broken ? words.actsBroken :
			words.actsOk}</span></p>
		{looked.news.map((one) => <p dir="auto">{calm(one)}</p>)}
		{none ? <p>{words.actsNone}</p> : <ul>{acts.map((one) =>
			<li dir="auto">{calm(one)}</li>)}</ul>}
		{looked.promises.map((line) => <><p dir="auto">{calm(line)}</p>
			{BROKEN.test(line) && <Evidence app={app}
				act={BROKEN.exec(line)?.[1] ?? ''} />}</>)}</section>;
}

function Keys({ looked }: { looked: Looked }) {
	const keys = looked.facts.find((one) => one.name === 'Keys')?.lines ?? [];

	return <section class="stack-s"><h2 class="f-l">{words.yourKeys}</h2>
		<p class="soft">{factOf(looked.facts, 'Channel')}</p>
		<ul class="small">{keys.slice(1).map((one) =>
			<li dir="auto">{one.replace(/ '?gainsay .*$/u, '')
				.replace(/ '$/u, '')}</li>)}</ul></section>;
}

type Doing = { is: 'list' } | { is: 'file'; shelf: Shelf } |
	{ is: 'memo'; shelf: Shelf; became: Became; news: string[] };

function Memos({ looked, read, file, busy }: { looked: Looked; busy: boolean;
	read: (shelf: Shelf) => void; file: (shelf: Shelf) => void; }) {
	return <section class="stack" aria-labelledby="memos">
		<h2 id="memos">{words.yourMemos}</h2>
		{looked.shelves.length === 0 ? <p>{words.memosNone}</p> :
			<ul class="record things">{looked.shelves.map((shelf) => <li>
				<p class="said f-l" title={shelf.name}>
					{titleOf(shelf.name)}</p><p class="acts">
					<button type="button" class="btn second small"
						disabled={busy} onClick={() => read(shelf)}>
						{words.memoOpen}</button>
					<button type="button" class="btn second small"
						disabled={busy} onClick={() => file(shelf)}>
						{words.memoFile}</button></p></li>)}</ul>}</section>;
}

export function Follow({ app }: { app: App }) {
	const [looked, setLooked] = useState<Looked | null>(null);
	const [failure, setFailure] = useState<Failure | null>(null);
	const [far, setFar] = useState<Far | null>(null);
	const [doing, setDoing] = useState<Doing>({ is: 'list' });

	async function look() {
		setFailure(null);
		const got = await lookAll(app, setFar);
		if ('said' in got)
			setFailure(got);
		else
			setLooked(got);
	}
	async function read(shelf: Shelf) {
		setFailure(null);
		const out = await app.ring.act(['read', '--json',
			`state:${shelf.name}.link`], {}, setFar, { ...comparing(),
			what: words.readingMemo }, [0, 3]);
		if ('failure' in out) {
			setFailure(out.failure);
			return;
		}
		try {
			setDoing({ is: 'memo', shelf, news: saidOf(out.ran.err),
				became: JSON.parse(out.ran.out) as Became });
		} catch (error) {
			setFailure(brokenOf(error));
		}
	}
	const back = () => {
		setDoing({ is: 'list' });
		void look();
	};
	const title = doing.is === 'memo' && doing.became.memo !== null ?
		words.memoTitle(doing.became.memo.memo) : words.followTitle;

	useEffect(() => void look(), []);
	useEffect(() => app.setTitle(title), [title]);
	useEffect(() => {
		if (doing.is === 'list')
			return;
		scrollTo(0, 0);
		document.getElementById('main')?.focus();
	}, [doing]);
	const crumb = <p class="crumb"><a href="#main" onClick={(event) => {
		event.preventDefault();
		back();
	}}>{words.backToList}</a></p>;

	if (doing.is === 'file')
		return <>{crumb}<FileMemo app={app} shelf={doing.shelf} back={back} />
		</>;
	if (doing.is === 'memo')
		return <>{crumb}<div class="stack">{doing.news.map((one) =>
			<p class="note" dir="auto">{calm(one)}</p>)}<MemoBecame app={app}
			became={doing.became} shelf={doing.shelf} /></div></>;
	return <div class="cols"><div class="stack"><h1>{words.followTitle}</h1>
		<p class="lede">{words.followLede}</p>
		{failure !== null && <Failed failure={failure} retry={() =>
			void look()} />}<Busy far={far} />
		{looked !== null && <><Memos looked={looked} busy={far !== null}
			read={(shelf) => void read(shelf)} file={(shelf) =>
				setDoing({ is: 'file', shelf })} />
		<Acts app={app} looked={looked} /></>}</div>
	<aside class="stack side">{looked !== null && <Keys looked={looked} />}
	</aside></div>;
}
