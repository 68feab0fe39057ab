// SPDX-License-Identifier: Apache-2.0

// A verdict: the answer is the heading, the evidence below, then its limits.
import type { ComponentChildren } from 'preact';
import { Differs, Done, Late, Running, Unknown } from './signs.js';
import { say, type Key } from '../words/check.js';
import { language, locale } from '../words/language.js';
import { said, sentence, type Said } from '../words/said.js';
import type { Duty, Row, Run, Shown, Verdict } from './types.js';

const SIGNS: Record<string, string> = { identical: '=', typography: '≈',
	altered: '≠', missing: '–', withheld: '▬', extra: '+', omission: '…' };
const CHANGED = new Set(['altered', 'extra', 'missing']);

// The charter's clock has been applied: no zone is left to reckon with.
function date(shown: Shown, utc: string, hour: boolean): string {
	const local = shown.local[utc] ?? utc.slice(0, 16);
	const day = new Intl.DateTimeFormat(locale(), { timeZone: 'UTC',
		weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
		.format(new Date(`${local}:00Z`)).replace(',', '');
	return hour ? `${day}, ${local.slice(11)}` : day;
}

function label(kind: string): string {
	return say(kind as Key);
}

// What the module says besides of a row, behind its kind.
const BESIDES: Record<string, Key> = { moved: 'moved', merged: 'merged',
	split: 'split', 'shown in part': 'inPart', shortened: 'shortened',
	'with words where the file withholds some': 'wordsInGap' };

function besides(row: Row): string {
	if (language() === 'en')
		return row.said.includes(',') ? row.said : '';
	return row.said.split(', ').filter((one) => one in BESIDES)
		.map((one) => say(BESIDES[one] as Key)).join(' · ');
}

// What stands in English on a page that is not.
function English({ text }: { text: string }) {
	return language() === 'en' ? <>{text}</> :
		<span lang="en" dir="ltr">{text}</span>;
}

function Told({ one }: { one: Said }) {
	const { text, english } = said(one);
	return english ? <English text={text} /> : <>{text}</>;
}

function Fact({ name, children }: { name: Key; children: ComponentChildren }) {
	return <div><dt>{say(name)}</dt><dd>{children}</dd></div>;
}

const STATES: Record<string, [string, Key]> = { met: ['ok', 'inTime'],
	'met-by-operators-date': ['ok', 'inTime'], late: ['late', 'late'],
	overdue: ['late', 'overdue'], open: ['wait', 'open'],
	ended: ['unk', 'ended'] };

function DutyFact({ name, duty, shown }: { name: Key; duty: Duty;
	shown: Shown; }) {
	const [look, word] = STATES[duty.status ?? ''] ?? ['unk', 'notInFile'];
	const Sign = look === 'ok' ? Done : look === 'late' ? Late :
		look === 'wait' ? Running : Unknown;

	return <Fact name={name}>
		<span class={`st ${look}`}><Sign /><span>{say(word)}</span></span>
		{duty.done !== null && <>, {date(shown, duty.done, false)}</>}
		{duty.due !== null && look !== 'ok' &&
			<>, {say('due', date(shown, duty.due, true))}</>}
	</Fact>;
}

// By whom, where there is a witness: before what, and the names.
function datedOf(v: Verdict, shown: Shown): Said {
	const { code, text, witnesses } = shown.dated;
	return { before: '', code, text, values: v.witnessed === null ?
		[String(witnesses)] : [date(shown, v.witnessed, true),
			v.witnessed_by.map((one) => one.witness).join(', ')] };
}

const DISPOSITIONS: Record<string, Key> = { accepted: 'accepted', partly: 'partly',
	declined: 'declined', 'no-decision': 'noDecision',
	'already-done': 'alreadyDone', 'out-of-scope': 'outOfScope' };

function dispositionOf(word: string): string {
	const key = DISPOSITIONS[word];
	return key === undefined ? word.replaceAll('-', ' ') : say(key);
}

function answerOf(v: Verdict): string {
	const said = v.dispositions.map(({ request, disposition }) => {
		const words = dispositionOf(disposition);
		return request === 0 ? say('onWhole', words) :
			say('onRequest', request, words);
	});
	return said.length === 0 ? say('noAnswer') : said.join('; ');
}

function Facts({ verdict: v, shown }: { verdict: Verdict; shown: Shown }) {
	return <section aria-labelledby="log" class="stack mt6">
		<h2 id="log">{say('asLog')}</h2>
		<div class="cols even"><dl class="facts">
			<Fact name="filed">{date(shown, v.filed, true)}</Fact>
			<Fact name="markingOf">{v.marking === null ? say('noMarking') :
				<span class="label">{v.marking}</span>}</Fact>
			<Fact name="endorsed"><strong>{v.endorsements}</strong>
				{say('endorsedOf', v.enrolled)}
				{v.endorsed_later ? say('later', v.endorsed_later) : ''}</Fact>
			<Fact name="wordCode"><span class="code">{v.word_code}</span></Fact>
		</dl><dl class="facts">
			<DutyFact name="acknowledge" duty={v.acknowledgement} shown={shown} />
			<DutyFact name="reply" duty={v.reply} shown={shown} />
			<Fact name="answer">{answerOf(v)}</Fact>
			<Fact name="whoDates"><Told one={datedOf(v, shown)} /></Fact>
		</dl></div>
		{shown.zone !== null && <p class="small soft">
			{say('zone', shown.zone)}</p>}
	</section>;
}

// What a change is framed by says on which side it stands.
function Words({ runs, filed }: { runs: Run[]; filed: boolean }) {
	const Changed = filed ? 'del' : 'ins';
	const out: ComponentChildren[] = [];

	for (const run of runs) {
		if (run.mark)
			out.push(<span class="pm">{run.text}</span>, ' ');
		else
			out.push(run.changed ? <Changed>{run.text}</Changed> : run.text);
	}
	return <p dir="auto">{out.length > 0 ? out :
		<span class="ui soft">{say('nothingHere')}</span>}</p>;
}

function Bars() {
	return <div class="bars" role="img" aria-label={say('bars')}>
		<i /><i /><i /></div>;
}

function Sides({ row }: { row: Row }) {
	return <><div class="pair"><div><h3 class="h4">{say('asFiled')}</h3>
		<Words runs={row.filed} filed={true} /></div>
	<div><h3 class="h4">{say('yours')}</h3>
		<Words runs={row.text} filed={false} /></div></div>
	{row.other.length > 0 && <p class="small ui mt2">{say('otherChanges')}:
		{row.other.map((run, i) => i % 2 === 0 ? <> <del>{run.text}</del></> :
			<> <ins>{run.text}</ins>;</>)}</p>}</>;
}

function Block({ row, compared }: { row: Row; compared: boolean }) {
	const kind = compared || row.kind === 'withheld' ? row.kind : 'identical';
	const look = kind === 'altered' || kind === 'extra' ? 'alt' :
		kind === 'withheld' || kind === 'missing' ? 'with' : 'same';
	const runs = row.filed.length > 0 ? row.filed : row.text;

	return <div class={`blk ${look}`} id={row.block === undefined ?
		`l${row.line}` : `b${row.block}`}>
		<p class="tag"><b>{row.block ?? say('line', row.line)}</b>{' '}
			{compared || kind === 'withheld' ? <>
				<span aria-hidden="true">{SIGNS[kind]}</span> {label(kind)}
				{besides(row) !== '' && <><br />{besides(row)}</>}
				{kind === 'altered' && <>:<br /><strong>
					{say('places', row.changes)}</strong></>}</> : null}</p>
		<div class="txt">{kind === 'altered' ? <Sides row={row} /> :
			kind === 'withheld' && row.filed.length === 0 ? <Bars /> :
				<Words runs={runs} filed={row.filed.length > 0} />}</div>
	</div>;
}

function Map({ rows }: { rows: Row[] }) {
	return <><ol class="map" aria-label={say('mapLabel', rows.length)}>
		{rows.map((row) => <li><a href={`#b${row.block}`} class={
			row.kind === 'altered' || row.kind === 'missing' ? 'alt' :
				row.kind === 'withheld' ? 'with' : ''}>
			<span class="hide">{label(row.kind)} </span>{row.block}
			<b aria-hidden="true">{SIGNS[row.kind]}</b></a></li>)}
	</ol><ul class="key soft">{[...new Set(rows.map((row) => row.kind))].map(
		(kind) => <li><b aria-hidden="true">{SIGNS[kind]}</b> {label(kind)}
		</li>)}</ul></>;
}

function Paragraphs({ shown, compared }: { shown: Shown;
	compared: boolean; }) {
	const ours = shown.rows.filter((row) => row.block !== undefined);

	return <section aria-labelledby="cmp" class="stack">
		<h2 id="cmp">{say(compared ? 'paragraphs' : 'memoText')}</h2>
		{compared && <Map rows={ours} />}
		<div>{shown.rows.map((row) =>
			<Block row={row} compared={compared} />)}</div>
		{compared && shown.furniture > 0 && <p class="small soft">
			{say('furniture', shown.furniture)}</p>}
	</section>;
}

function Limits({ shown }: { shown: Shown }) {
	return <section aria-labelledby="ck" class="cols even">
		<div class="stack"><h2 id="ck">{say('checked')}</h2>
			<ul class="ticks">{shown.checked.map((one) =>
				<li><Done /><span><Told one={one} /></span></li>)}
			</ul></div>
		<div class="stack"><h2 id="nc">{say('unchecked')}</h2>
			<ul class="ticks unk">{shown.unchecked.map((one) =>
				<li><Unknown /><span><Told one={one} /></span></li>)}</ul></div>
	</section>;
}

export function headingOf(v: Verdict, shown: Shown | null): string {
	if (v.valid !== true || shown === null)
		return say('invalidTitle');
	return shown.answer === undefined ?
		say('validTitle', date(shown, v.filed, true)) :
		sentence(shown.answer);
}

function Acts({ rows, save }: { rows: Row[]; save: () => void }) {
	const first = rows.find((row) => CHANGED.has(row.kind));

	return <p class="acts mt4">
		{first !== undefined && <a class="btn second small"
			href={first.block === undefined ? `#l${first.line}` :
				`#b${first.block}`}>{say('firstChange')}</a>}
		<a class="btn second small" href="#cmp">{say('all')}</a>
		<button type="button" class="btn second small" onClick={save}>
			{say('save')}</button>
		<button type="button" class="btn second small"
			onClick={() => window.print()}>{say('print')}</button>
	</p>;
}

export function Result({ verdict: v, shown, save, another }: {
	verdict: Verdict; shown: Shown | null; save: () => void;
	another: () => void;
}) {
	const tone = v.valid !== true || shown === null ? 'late' :
		{ good: 'ok', part: 'warn', bad: 'late' }[shown.tone ?? 'good'];
	const compared = v.text !== undefined;

	return <>
		<p class="crumb"><a href="#" onClick={(event) => {
			event.preventDefault();
			another();
		}}>{say('another')}</a></p>
		<div class={`verdict ${tone}`}>{tone === 'ok' ? <Done /> : <Differs />}
			<div><h1>{headingOf(v, shown)}</h1>
				<p>{v.valid === true && shown !== null ? say('lead',
					date(shown, v.filed, true)) :
					say('invalidWhy', v.why ?? '')}</p></div></div>
		{v.valid === true && shown !== null && <>
			{compared && <Acts rows={shown.rows} save={save} />}
			<Facts verdict={v} shown={shown} />
			<Paragraphs shown={shown} compared={compared} />
			<Limits shown={shown} />
			<section class="note mt6"><p>
				<strong>{say('nothingSent')}</strong> {say('nothingSentText')}
			</p></section></>}
	</>;
}
