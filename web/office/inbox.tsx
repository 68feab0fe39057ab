// SPDX-License-Identifier: Apache-2.0

// What is to be done, the next thing first; a click leads to the act.
import { useState } from 'preact/hooks';
import { Done, Late, Running, Unknown } from '../parts/signs.js';
import { words } from '../words/office.js';
import { actFor, type Act, type Given } from './acts.js';
import type { Duty, Listed, Memo, Row } from './types.js';
import { at, local, town } from './when.js';

export type Go = (memo: Memo, act: Act | null, given: Given) => void;

const looks = (): Record<string, [string, string, typeof Done]> => ({
	open: ['wait', words.open, Running], overdue: ['late', words.overdue, Late],
	met: ['ok', words.met, Done], late: ['late', words.late, Late],
	'met-by-operators-date': ['ok', words.metByDate, Done],
	ended: ['unk', words.ended, Unknown] });

export function State({ duty }: { duty: Duty }) {
	const [look, word, Sign] = looks()[duty.status ?? ''] ??
		['unk', duty.status ?? '', Unknown];
	return <span class={`st ${look}`}><Sign /><span>{word}</span></span>;
}

export function dutyName(duty: Duty): string {
	const name = words.duties[duty.duty] ?? duty.duty;
	return duty.number === null ? name :
		words.dutyNumber(name, duty.number);
}

function toDo({ memo, duty }: Row): string {
	return words.toDo[duty.duty]?.(memo.memo) ??
		words.memoTitle(memo.memo, duty.duty);
}

const isOver = (duty: Duty) => duty.status === 'overdue';
const isOpen = (duty: Duty) => duty.done === null && duty.status !== 'ended';

// By when they are due, and of one time the older memo first.
export function rowsOf(listed: Listed): Row[] {
	return listed.memos.flatMap((memo) => memo.duties.map((duty) =>
		({ memo, duty }))).sort((a, b) => a.duty.due === b.duty.due ?
		a.memo.memo - b.memo.memo : a.duty.due < b.duty.due ? -1 : 1);
}

export function nextOf(memo: Memo): string {
	const next = memo.duties.filter(isOpen)
		.sort((a, b) => a.due < b.due ? -1 : 1)[0];
	return memo.ended !== null ? words.memoOver : next === undefined ?
		words.memoQuiet : isOver(next) ? words.isOverdue(dutyName(next)) :
			words.isDue(dutyName(next));
}

function Meet({ row, role, go, main }: { row: Row; role: string; go: Go;
	main: boolean; }) {
	const found = row.duty.type === null ? null :
		actFor(row.duty.type, role);

	if (row.duty.duty === 'publish' && role === 'release')
		return <button type="button" class={main ? 'btn' :
			'btn second small'} onClick={() => go(row.memo, null,
			{ what: 'publish' })}>{words.redactTitle}</button>;
	if (found === null)
		return <span class="small">{words.typeIt}{' '}
			<code dir="ltr">{row.duty.type}</code></span>;
	return <button type="button" class={main ? 'btn' : 'btn second small'}
		onClick={() => go(row.memo, found.act, found.given)}>
		{words.acts[found.act.name][0]}</button>;
}

function Marking({ memo }: { memo: Memo }) {
	return memo.marking === null ? null :
		<span class="label">{memo.marking}</span>;
}

function Next({ row, role, go }: { row: Row; role: string; go: Go }) {
	const { memo, duty } = row, over = isOver(duty), days = duty.days ?? 0;
	const when = local(duty.due_local, true);

	return <article class={`next mt5 ${over ? 'late' : days > 10 ? 'wait' :
		'warn'}`} aria-labelledby="n1"><div class="grid">
		<p class="big">{days}<small>{over ? words.daysOver(days) :
			days === 0 ? words.today : words.daysLeft(days)}</small></p><div class="stack">
			<h2 id="n1">{words.memoTitle(memo.memo, dutyName(duty))}</h2>
			<p class="soft small"><Marking memo={memo} /> {words.endorsed}{' '}
				{words.endorsedBy(memo.endorsements, memo.enrolled)} ·{' '}
				{words.requests}: {words.requestCount(memo.requests)}
				{duty.extended > 0 && <> · {words.extended(duty.extended)}</>}
			</p>
			<p><strong>{over ? words.isMissed : words.ifMissed}</strong>{' '}
				{over ? words.isMissedText(when) : words.ifMissedText(when)}
			</p>
			<p class="acts"><Meet row={row} role={role} go={go} main={true} />
				<button type="button" class="btn second" onClick={() =>
					go(memo, null, {})}>{words.openIt}</button></p>
		</div></div></article>;
}

function Rest({ rows, role, go, zone }: { rows: Row[]; role: string; go: Go;
	zone: string; }) {
	return <div class="scroll" tabIndex={0} role="region"
		aria-label={words.others}><table role="table">
		<caption class="hide">{words.others}</caption>
		<thead role="rowgroup"><tr role="row">
			{[words.by, words.left, words.duty, words.memo, words.state].map(
				(name, i) => <th role="columnheader" scope="col"
					class={i === 1 ? 'r' : ''}>{name}</th>)}</tr></thead>
		<tbody role="rowgroup">{rows.map(({ memo, duty }) => <tr role="row">
			<td role="cell" data-l={words.by}>{local(duty.due_local, true)}</td>
			<td role="cell" data-l={words.leftShort} class="r">
				<strong>{isOver(duty) ? words.over(duty.days ?? 0) :
					duty.days}</strong></td>
			<td role="cell" data-l={words.duty}><Meet row={{ memo, duty }}
				role={role} go={go} main={false} />
			<br /><span class="small soft">{dutyName(duty)}
				{duty.from !== duty.due && <>; {words.expected(
					at(duty.from, zone, true))}</>}</span></td>
			<td role="cell" data-l={words.memo}><a href="#main"
				onClick={(event) => {
					event.preventDefault();
					go(memo, null, {});
				}}>{words.memoN(memo.memo)}</a>{' '}<Marking memo={memo} /></td>
			<td role="cell" data-l={words.state}><State duty={duty} /></td>
		</tr>)}</tbody></table></div>;
}

function Before({ rows, zone }: { rows: Row[]; zone: string }) {
	return <section aria-labelledby="dn" class="stack">
		<h2 id="dn">{words.doneBefore}</h2>
		<div class="scroll" tabIndex={0} role="region" aria-label={
			words.doneList}><table role="table">
			<caption class="hide">{words.doneList}</caption>
			<thead role="rowgroup"><tr role="row">{[words.done, words.duty,
				words.due, words.result].map((name) =>
				<th role="columnheader" scope="col">{name}</th>)}</tr></thead>
			<tbody role="rowgroup">{rows.map(({ memo, duty }) =>
				<tr role="row"><td role="cell" data-l={words.done}>
					{at(duty.done ?? '', zone, true)}</td>
				<td role="cell" data-l={words.duty}>{dutyName(duty)},{' '}
					{words.memoN(memo.memo)}</td>
				<td role="cell" data-l={words.due}>
					{local(duty.due_local, true)}</td>
				<td role="cell" data-l={words.result}><State duty={duty} />
				</td></tr>)}</tbody></table></div></section>;
}

const SHOWN = ['all', 'overdue', 'everybody'] as const;

export function headingOf(listed: Listed, role: string): string {
	const first = rowsOf(listed).find(({ duty }) => isOpen(duty) &&
		duty.owner === role);
	return first === undefined ? words.nothingDue : isOver(first.duty) ?
		words.overdueDuty(toDo(first)) :
		words.nextDuty(toDo(first), local(first.duty.due_local, true));
}

export function Inbox({ listed, role, kind, go }: { listed: Listed;
	role: string; kind: string; go: Go; }) {
	const [shown, setShown] = useState<typeof SHOWN[number]>('all');
	const all = rowsOf(listed), zone = listed.zone;
	const mine = all.filter(({ duty }) => isOpen(duty) &&
		duty.owner === role);
	const rows = shown === 'everybody' ? all.filter(({ duty }) =>
		isOpen(duty)) : shown === 'overdue' ? mine.filter(({ duty }) =>
		isOver(duty)) : mine.slice(1);
	const done = all.filter(({ duty }) => duty.done !== null &&
		duty.owner === role).sort((a, b) =>
		(a.duty.done ?? '') < (b.duty.done ?? '') ? 1 : -1);
	const names = { all: words.filterAll, overdue: words.filterOverdue,
		everybody: words.filterEverybody };

	return <><div class="stack-s"><p class="soft">{words.asOf(
		at(listed.as_of, zone), town(zone))}</p>
	<h1>{headingOf(listed, role)}</h1></div>
	{mine[0] !== undefined ? <Next row={mine[0]} role={kind} go={go} /> :
		<p class="mt4">{words.nothingDueText}</p>}
	<section aria-labelledby="th" class="stack"><h2 id="th">{words.after}</h2>
		<div><label for="show">{words.filter}</label>
			<select id="show" value={shown} onChange={(event) =>
				setShown(event.currentTarget.value as typeof shown)}>
				{SHOWN.map((one) => <option value={one}>{names[one]}</option>)}
			</select></div>
		{rows.length > 0 ? <Rest rows={rows} role={kind} go={go}
			zone={zone} /> : <p class="soft">{words.nothingShown}</p>}
	</section>
	{done.length > 0 && <Before rows={done} zone={zone} />}</>;
}

export function Memos({ listed, go }: { listed: Listed; go: Go }) {
	return <><h1>{words.memosTitle(listed.memos.length)}</h1>
		<p class="soft mt2">{words.memosLede}</p>
		<ul class="record mt5">{listed.memos.map((memo) => <li>
			<article class="memo"><h3 class="ui f-m"><a href="#main"
				onClick={(event) => {
					event.preventDefault();
					go(memo, null, {});
				}}>{words.memoTitle(memo.memo, nextOf(memo))}</a></h3>
			<div class="meta"><Marking memo={memo} />
				<span>{words.filed} {at(memo.filed, listed.zone)}</span>
				<span>{words.endorsedBy(memo.endorsements, memo.enrolled)}
				</span></div></article></li>)}</ul></>;
}
