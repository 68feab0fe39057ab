// SPDX-License-Identifier: Apache-2.0

// The page of whoever holds a role: what is due, memos, acts.  One page for
// the office and for those who watch it; the roles differ.
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Far } from '../parts/busy.js';
import { brokenOf, failureOf, type Failure } from '../parts/failed.js';
import { Frame, type Place } from '../parts/frame.js';
import { useIdle } from '../parts/idle.js';
import { guard } from '../parts/leave.js';
import { LockSoon } from '../parts/lock.js';
import { Done } from '../parts/signs.js';
import { forget } from '../run/run.js';
import { useLanguage } from '../parts/languages.js';
import { begin } from '../words/language.js';
import { words as parts } from '../words/parts.js';
import { words } from '../words/office.js';
import type { Act, Given } from './acts.js';
import { Cases, Channel } from './cases.js';
import { Entry } from './entry.js';
import { Form, hasDrafts } from './form.js';
import { headingOf, Inbox, Memos, nextOf } from './inbox.js';
import { MemoView, type Opened } from './memo.js';
import { ask, openDesk, wasTold, wipe, type Desk } from './program.js';
import { Redact } from './redact.js';
import type { Case, Listed, Memo } from './types.js';

type View =
	| { is: 'cases' } | { is: 'channel' } | { is: 'duties' } | { is: 'memos' }
	| { is: 'memo'; memo: number } | { is: 'publish'; memo: number }
	| { is: 'act'; act: Act; memo: number | null; given: Given };

interface Told {
	listed: Listed;
	cases: Case[];
}

const LOCK_AFTER = 10; // minutes

async function readLists(desk: Desk, far: (done: number, of: number) => void):
Promise<Told | Failure> {
	const ran = await ask(desk, 'inbox', ['--json', '--role', desk.role], {},
		far);
	if (!wasTold(ran))
		return failureOf(ran);
	const listed = JSON.parse(ran.out) as Listed;
	if (desk.kind !== 'protection')
		return { listed, cases: [] };
	const cases = await ask(desk, 'cases', ['--json']);
	return wasTold(cases) ? { listed,
		cases: (JSON.parse(cases.out) as { cases: Case[] }).cases } :
		failureOf(cases);
}

function placesOf(kind: string): Place[] {
	const p = words.places;
	return [{ key: 'duties', name: p.duties }, { key: 'memos', name: p.memos },
		...kind === 'protection' ? [{ key: 'cases', name: p.cases }] : [],
		...kind === 'second' ? [{ key: 'channel', name: p.channel }] : []];
}

function viewTitle(view: View, told: Told, role: string): string {
	const of = (n: number) => told.listed.memos.find((one) =>
		one.memo === n);

	switch (view.is) {
	case 'duties': return headingOf(told.listed, role);
	case 'memos': return words.memosTitle(told.listed.memos.length);
	case 'cases': return words.casesTitle(told.cases.filter((one) =>
		one.ended === null).length);
	case 'channel': return words.channelTitle;
	case 'act': return words.acts[view.act.name][0];
	case 'publish': return words.pickTitle;
	default: {
		const memo = of(view.memo);
		return memo === undefined ? '' : words.memoTitle(view.memo,
			nextOf(memo));
	}
	}
}

function Links() {
	return <p><a href="../">{words.record}</a> ·{' '}
		<a href="../statistics">{words.statistics}</a> ·{' '}
		<a href="../charter">{words.rules}</a> ·{' '}
		<a href="../check/">{words.checkPage}</a></p>;
}

interface Shown {
	desk: Desk;
	told: Told;
	view: View;
	go: (view: View) => void;
	reload: () => void;
	texts: ReadonlyMap<number, Opened>;
	setText: (memo: number, one: Opened) => void;
}

function MemoShown({ memo, ...p }: Shown & { memo: Memo }) {
	const { view, desk, go } = p, text = p.texts.get(memo.memo);
	const leave = () => go({ is: 'duties' });
	const crumb = <p class="crumb"><a href="#main" onClick={(event) => {
		event.preventDefault();
		go(view.is === 'memo' ? { is: 'memos' } :
			{ is: 'memo', memo: memo.memo });
	}}>{view.is === 'memo' ? words.places.memos :
		words.memoN(memo.memo)}</a></p>;

	if (view.is === 'publish')
		return <>{crumb}<Redact desk={desk} memo={memo} changed={p.reload}
			leave={leave} /></>;
	if (view.is === 'act')
		return <>{crumb}<Form key={view.act.name} act={view.act} desk={desk}
			memo={memo} given={view.given} texts={text?.requests ?? []}
			setTexts={(requests) => p.setText(memo.memo, { text: text?.text ??
				null, requests })} changed={p.reload} leave={leave} /></>;
	return <>{crumb}<MemoView desk={desk} listed={p.told.listed} memo={memo}
		text={text} setText={(one) => p.setText(memo.memo, one)}
		go={(_, act, given) => go(toView(memo, act, given))} /></>;
}

function toView(memo: Memo, act: Act | null, given: Given): View {
	if (act !== null)
		return { is: 'act', act, memo: memo.memo, given };
	return { is: given.what === 'publish' ? 'publish' : 'memo',
		memo: memo.memo };
}

function Content(p: Shown) {
	const { view, told, desk, go } = p;
	const act = (one: Act) => go({ is: 'act', act: one, memo: null,
		given: {} });
	const meet = (memo: Memo, one: Act | null, given: Given) =>
		go(toView(memo, one, given));
	const memo = 'memo' in view ? told.listed.memos.find((one) =>
		one.memo === view.memo) : undefined;

	if (memo !== undefined)
		return <MemoShown {...p} memo={memo} />;
	if (view.is === 'act')
		return <Form key={view.act.name} act={view.act} desk={desk}
			memo={null} given={view.given} texts={[]} setTexts={() => {}}
			changed={p.reload} leave={() => go({ is: 'cases' })} />;
	if (view.is === 'cases')
		return <Cases cases={told.cases} zone={told.listed.zone}
			kind={desk.kind} go={act} />;
	if (view.is === 'channel')
		return <Channel />;
	return view.is === 'memos' ? <Memos listed={told.listed} go={meet} /> :
		<Inbox listed={told.listed} role={desk.role} kind={desk.kind}
			go={meet} />;
}

// The keys, and what was told with them: gone when the page locks.
function useDesk() {
	const [desk, setDesk] = useState<Desk | null>(null);
	const [told, setTold] = useState<Told | null>(null);
	const [far, setFar] = useState<Far | null>(null);
	const [failure, setFailure] = useState<Failure | null>(null);
	const latest = useRef<Desk | null>(null);

	async function load(of: Desk) {
		const what = words.opening, note = words.openingNote;
		setFailure(null);
		setFar({ what, done: 0, of: 0, note });
		try {
			const wrong = await openDesk(of);
			const got = wrong ?? await readLists(of, (done, n) =>
				setFar({ what, done, of: n, note }));
			if ('said' in got) {
				setFailure(got);
			} else {
				latest.current = of;
				setDesk(of);
				setTold(got);
			}
		} catch (error) {
			setFailure(brokenOf(error));
		}
		setFar(null);
	}
	function lock() {
		if (latest.current !== null)
			wipe(latest.current);
		latest.current = null;
		setDesk(null);
		forget();
	}
	return { desk, told, far, failure, load, lock };
}

function Page({ roles, kind, page }: { roles: readonly string[];
	kind: () => string; page: () => string; }) {
	useLanguage();
	const [view, setView] = useState<View>({ is: 'duties' });
	const [texts, setTexts] = useState<ReadonlyMap<number, Opened>>(
		new Map());
	const [locked, setLocked] = useState(false);
	const before = useRef<{ kind: string; key: string } | null>(null);
	const { desk, told, far, failure, load, lock } = useDesk();
	const end = () => {
		setLocked(true);
		setTexts(new Map());
		lock();
	};
	const [warns, stay] = useIdle(desk === null ? 0 : LOCK_AFTER, end);

	async function open(of: Desk) {
		if (before.current !== null && before.current.kind !== of.kind)
			setView({ is: 'duties' });
		before.current = { kind: of.kind, key: of.key };
		await load(of);
	}
	useEffect(() => {
		if (desk?.kind === 'protection' && !locked)
			setView({ is: 'cases' });
	}, [desk?.kind]);

	const memo = 'memo' in view ? told?.listed.memos.find((one) =>
		one.memo === view.memo) : undefined;
	const title = desk === null || told === null ? words.keyTitle :
		viewTitle(view, told, desk.role);
	return <Frame kind={kind()} title={parts.title(title, page())}
		view={desk === null ? 'key' : JSON.stringify(view)}
		places={desk === null ? [] : placesOf(desk.kind)} at={view.is}
		go={(key) => setView({ is: key } as View)}
		marking={desk === null ? null : memo?.marking ?? null}
		exercise={told?.listed.exercise ?? false} foot={<Links />}
		state={desk !== null && <span><span class="st ok"><Done />
			<span>{words.kindsOfRole[desk.kind]}: {words.keyOpen}</span></span>
		{' '}· {words.locksAfter} · <button type="button" class="plain"
			onClick={end}>{words.lock}</button></span>}>
		{warns && <LockSoon stay={stay} lock={end} />}
		{desk === null || told === null ? <Entry roles={roles}
			before={before.current} locked={locked} far={far}
			failure={failure} open={(of) => void open(of)} /> :
			<Content desk={desk} told={told} view={view} go={setView}
				reload={() => void load(desk)} texts={texts}
				setText={(n, one) => setTexts(new Map(texts).set(n, one))} />}
	</Frame>;
}

export async function start(roles: readonly string[], kind: () => string,
	page: () => string) {
	guard(hasDrafts);
	await begin();
	render(<Page roles={roles} kind={kind} page={page} />, document.body);
}
