// SPDX-License-Identifier: Apache-2.0

// One memo: its clocks and counts, what this role may do, and its text, which
// is opened here and leaves a note in the record.
import { useState } from 'preact/hooks';
import { Busy, type Far } from '../parts/busy.js';
import { brokenOf, Failed, failureOf, type Failure } from '../parts/failed.js';
import { Document } from '../parts/memo.js';
import { memoOf, type Memo as Text } from '../parts/told.js';
import { words } from '../words/office.js';
import { actsOf, fits, type Act } from './acts.js';
import { dutyName, nextOf, State, type Go } from './inbox.js';
import { ask, textOf, wasTold, type Desk } from './program.js';
import { requestTexts } from './requests.js';
import type { Listed, Memo } from './types.js';
import { at, local } from './when.js';

// What was opened, for as long as the key is: by memo.
export interface Opened {
	text: Text | null; // null: only what it asks was looked at
	requests: string[];
}

// The memo's file: fields between lines of three dashes, then the text.
function opened(source: string, marking: string): Text {
	const front = /^---\n([\s\S]*?)\n---\n/u.exec(source);
	const body = source.slice(front?.[0].length ?? 0);
	const fields = (front?.[1] ?? '').split('\n').flatMap((line) => {
		const found = /^([a-z-]+): (.*)$/u.exec(line);
		return found === null || found[1] === 'marking' ? [] :
			[{ name: found[1] ?? '', text: found[2] ?? '' }];
	});
	const text = memoOf([marking, '', ...body.split('\n')]);

	return { ...text, banner: marking, fields };
}

function Clocks({ memo }: { memo: Memo }) {
	return <section class="stack" aria-labelledby="clocks">
		<h2 id="clocks">{words.clocks}</h2>
		<div class="scroll" tabIndex={0} role="region" aria-label={
			words.clocksOf(memo.memo)}><table role="table">
			<caption class="hide">{words.clocksOf(memo.memo)}</caption>
			<thead role="rowgroup"><tr role="row">{[words.duty, words.who,
				words.by, words.left, words.state].map((name) =>
				<th role="columnheader" scope="col">{name}</th>)}</tr></thead>
			<tbody role="rowgroup">{memo.duties.map((duty) => <tr role="row">
				<td role="cell" data-l={words.duty}>{dutyName(duty)}
					{duty.extended > 0 && <><br /><span class="small soft">
						{words.extended(duty.extended)}</span></>}</td>
				<td role="cell" data-l={words.who}>{duty.whose ??
					words.kindsOfRole[duty.owner] ?? duty.owner}</td>
				<td role="cell" data-l={words.by}>
					{local(duty.due_local, true)}</td>
				<td role="cell" data-l={words.leftShort}>{duty.days === null ? '–' :
					duty.status === 'overdue' ? words.over(duty.days) :
						duty.days}</td>
				<td role="cell" data-l={words.state}><State duty={duty} /></td>
			</tr>)}</tbody></table></div></section>;
}

function Fact({ name, children }: { name: string;
	children: preact.ComponentChildren; }) {
	return <div><dt>{name}</dt><dd>{children}</dd></div>;
}

function openedBy(memo: Memo): string[] {
	const by = new Map<string, number>();
	for (const one of memo.opened) {
		const name = `${one.by}\n${one.role}`;
		by.set(name, (by.get(name) ?? 0) + 1);
	}
	return [...by].map(([name, times]) => {
		const [who = '', role = ''] = name.split('\n');
		return words.openedBy(who, role, times);
	});
}

function Counts({ memo, zone }: { memo: Memo; zone: string }) {
	const before = openedBy(memo);

	return <dl class="facts">
		<Fact name={words.marking}>{memo.marking === null ?
			words.noMarking : <span class="label">{memo.marking}</span>}</Fact>
		<Fact name={words.filed}>{at(memo.filed, zone)}</Fact>
		<Fact name={words.endorsed}>{words.endorsedBy(memo.endorsements,
			memo.enrolled)}{memo.endorsed_later > 0 &&
			words.endorsedLater(memo.endorsed_later)}</Fact>
		<Fact name={words.requests}>{words.requestCount(memo.requests)}</Fact>
		<Fact name={words.toWhom}>{memo.addressees.join('; ')}</Fact>
		{memo.distribution.length > 0 && <Fact name={words.onlyFor}>
			{memo.distribution.join('; ')}</Fact>}
		{memo.panel.length > 0 && <Fact name={words.panelWish}>
			{memo.panel.join('; ')}</Fact>}
		<Fact name={words.openedBefore}>{before.length === 0 ?
			words.notOpened : before.map((line, i) => <>{i > 0 && <br />}
				{line}</>)}</Fact></dl>;
}

function Said({ memo, zone }: { memo: Memo; zone: string }) {
	return <>{memo.questions.length > 0 && <section class="stack mt7">
		<h2>{words.questions}</h2><ul>{memo.questions.map((one) => <li>
			{words.questionN(one.question, at(one.asked, zone, true))}:{' '}
			{one.answered === null ? words.unanswered : words.answered}
		</li>)}</ul></section>}
	{memo.appeals.length > 0 && <section class="stack mt7">
		<h2>{words.appealsTitle}</h2><ul>{memo.appeals.map((one) => <li>
			{words.appealN(one.appeal, at(one.at, zone, true))}:{' '}
			{one.outcome === null ? words.undecided :
				words.stances[one.outcome] ?? one.outcome}
			<br /><span class="small soft">{one.grounds.join('; ')}</span>
		</li>)}</ul></section>}
	{memo.remarks.length > 0 && <section class="stack mt7">
		<h2>{words.remarks}</h2><ul>{memo.remarks.map((one) => <li>
			<span class="said" dir="auto">{one.text}</span><br />
			<span class="small soft">{words.remarkBy(one.by,
				at(one.at, zone, true))}</span></li>)}</ul></section>}</>;
}

function Buttons({ acts, go, memo }: { acts: Act[]; go: Go; memo: Memo; }) {
	return <ul class="choices">{acts.map((act) => <li><button type="button"
		class="btn second small" onClick={() => go(memo, act, {})}>
		{words.acts[act.name][0]}</button></li>)}</ul>;
}

// What fits the memo as it stands; the rest can be looked for.
function Acts({ kind, go, memo }: { kind: string; go: Go; memo: Memo; }) {
	const all = actsOf(kind).filter((act) => act.about === 'memo');
	const does = all.filter((act) => act.looks !== true);
	const sees = all.filter((act) => act.looks === true);
	const now = does.filter((act) => fits(act, memo));
	const later = does.filter((act) => !fits(act, memo));

	return <aside class="side"><div class="panel stack">
		{does.length > 0 && <><h2 class="f-l">{words.whatToDo}</h2>
			<Buttons acts={now} go={go} memo={memo} /></>}
		{['office', 'release'].includes(kind) && <p><button type="button"
			class="btn second small" onClick={() =>
				go(memo, null, { what: 'publish' })}>{words.redactLink}
		</button></p>}
		{later.length > 0 && <details><summary>{words.furtherActs}</summary>
			<Buttons acts={later} go={go} memo={memo} /></details>}
		{sees.length > 0 && <><h2 class="f-l">{words.whatToSee}</h2>
			<Buttons acts={sees} go={go} memo={memo} /></>}
	</div></aside>;
}

// Roles to whom memos may be sealed, and whose texts they are.
const READERS = ['office', 'appeal', 'protection', 'other'];

function Opening({ desk, memo, got }: { desk: Desk; memo: Memo;
	got: (one: Opened) => void; }) {
	const [far, setFar] = useState<Far | null>(null);
	const [failure, setFailure] = useState<Failure | null>(null);

	async function open() {
		setFailure(null);
		setFar({ what: words.reading, done: 0, of: 0,
			note: words.openingNote });
		try {
			const ran = await ask(desk, 'inbox', [...desk.role === 'office' ?
				[] : ['--role', desk.role], '--identity', '/open', '-o',
			'/memo', String(memo.memo)]);
			if (!wasTold(ran))
				setFailure(failureOf(ran));
			else
				got({ text: opened(textOf(ran.files['/memo']),
					memo.marking ?? ''), requests: memo.requests === 0 ||
					desk.role !== 'office' ? [] :
					await requestTexts(desk, memo.memo) });
		} catch (error) {
			setFailure(brokenOf(error));
		}
		setFar(null);
	}

	return <section class="stack" aria-labelledby="sealed">
		<h2 id="sealed">{words.openTitle}</h2><div class="note warn"><p>
			{words.openWarn}</p></div>
		{failure !== null && <Failed failure={failure}
			retry={() => void open()} />}
		<p class="acts"><button type="button" class="btn"
			disabled={far !== null} onClick={() => void open()}>
			{words.openMemo}</button></p><Busy far={far} /></section>;
}

function Body({ text, requests }: { text: Text; requests: string[] }) {
	return <div class="mt7">{requests.length > 0 && <section class="stack"
		aria-labelledby="asks"><h2 id="asks">{words.asked}</h2>
		<ol class="said">{requests.map((one) =>
			<li dir="auto">{one}</li>)}</ol></section>}
	<section class="stack" aria-label={words.readTitle}>
		<p class="soft small">{words.textIs}</p>
		<Document memo={text} /></section></div>;
}

export function MemoView({ desk, listed, memo, go, text, setText }: {
	desk: Desk; listed: Listed; memo: Memo; go: Go;
	text: Opened | undefined; setText: (one: Opened) => void;
}) {
	const reads = READERS.includes(desk.kind);

	return <><h1>{words.memoTitle(memo.memo, nextOf(memo))}</h1>
		<div class="cols mt5"><div>
			<Counts memo={memo} zone={listed.zone} />
			{!reads ? <p class="note mt6">{words.noText}</p> :
				text?.text == null ? <div class="mt6"><Opening desk={desk}
					memo={memo} got={setText} /></div> :
					<Body text={text.text} requests={text.requests} />}
			<div class="mt7"><Clocks memo={memo} /></div>
			<Said memo={memo} zone={listed.zone} /></div>
		<Acts kind={desk.kind} go={go} memo={memo} /></div></>;
}
