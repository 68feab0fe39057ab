// SPDX-License-Identifier: Apache-2.0

// What became of one memo: the office against the clock, its answer to each
// request, what it said elsewhere; and what its author may say to that.
import type { ComponentChildren } from 'preact';
import { WordCode } from '../parts/memo.js';
import { Done, Late, Running, Unknown } from '../parts/signs.js';
import { words } from '../words/member.js';
import type { App } from './app.js';
import { local, type Became, type Disposition, type Duty, type Filed,
	type Position } from './became.js';
import type { Shelf } from './shelf.js';
import { AuthorWord, type Word } from './word.js';

interface Part {
	app: App;
	became: Became;
	filed: Filed;
	shelf: Shelf;
}

function DutyState({ duty }: { duty: Duty }) {
	const [look = 'unk', word = words.unknown] =
		words.dutyStates[duty.status ?? ''] ?? [];
	const Sign = look === 'ok' ? Done : look === 'late' ? Late :
		look === 'wait' ? Running : Unknown;

	return <span class={`st ${look}`}><Sign /><span>{word}</span></span>;
}

function Clock({ became, filed }: Part) {
	const name = (one: Duty) => {
		const plain = words.duties[one.duty] ?? one.duty;
		return one.number === null ? plain : words.numbered(plain, one.number);
	};
	const cells = (one: Duty): [string, ComponentChildren][] => [
		[words.due, local(one.due, became.zone)],
		[words.done, local(one.done, became.zone)],
		[words.result, <DutyState duty={one} />]];

	return <section aria-labelledby="clock" class="stack">
		<h2 id="clock">{words.clock}</h2>
		<div class="scroll" tabIndex={0} role="region"
			aria-label={words.clockTable}><table role="table">
				<caption class="hide">{words.clockTable}</caption>
				<thead role="rowgroup"><tr role="row">{[words.duty, words.due,
					words.done, words.result].map((one) =>
					<th role="columnheader" scope="col">{one}</th>)}</tr></thead>
				<tbody role="rowgroup">{filed.duties.map((one) => <tr role="row">
					<th role="rowheader" scope="row">{name(one)}</th>
					{cells(one).map(([label, cell]) => <td role="cell"
						data-l={label}>{cell}</td>)}</tr>)}</tbody>
			</table></div></section>;
}

const stance = (word: string | null) => word === null ? words.unknown :
	words.dispositions[word] ?? word;
const requestName = (n: number) => n === 0 ? words.onWhole : words.request(n);

function Said({ dispositions }: { dispositions: Disposition[] }) {
	return <dl class="facts">{dispositions.map((one) => <div>
		<dt>{requestName(one.request)}</dt>
		<dd><strong>{stance(one.disposition)}</strong></dd></div>)}</dl>;
}

function Letter({ text, name }: { text: string | null | undefined;
	name?: string; }) {
	return text === null || text === undefined ? null :
		<>{name !== undefined && <p class="soft">{name}</p>}
			<p class="said printed panel" dir="auto">{text}</p></>;
}

// What only the author's seed can do.
function Author({ app, shelf, filed, word }: { app: App; shelf: Shelf;
	filed: Filed; word: Word; }) {
	return shelf.author ? <AuthorWord app={app} word={word}
		shelf={shelf.name} memo={filed.memo} /> : null;
}

function Answer(part: Part) {
	const { app, became, filed } = part;
	const grounds = (app.channel?.grounds.length ?? 0) > 0;
	const newest = Math.max(0, ...filed.replies.map((one) => one.reply));

	return <section aria-labelledby="answer" class="stack">
		<h2 id="answer">{words.answer}</h2>
		{filed.replies.length === 0 && <p>{words.answerNone}</p>}
		{filed.replies.map((one) => <div class="stack">
			<h3>{words.replyNumber(one.reply, local(one.at, became.zone))}</h3>
			<Said dispositions={one.dispositions} />
			{one.reply === newest && <Letter text={became.reply_text} name={words.replyText} />}
			{!filed.responses.some((other) => other.reply === one.reply) &&
				<Author {...part} word={{ verb: 'respond', option: '--reply',
					value: String(one.reply), name: words.respondAct }} />}
			{grounds && !filed.appeals.some((other) =>
				other.reply === one.reply) && <Author {...part} word={{
				verb: 'appeal', option: '--reply', value: String(one.reply),
				name: words.appealAct }} />}</div>)}
		{filed.corrections.map((one) => <div class="stack">
			<h3>{words.corrected(one.correction, local(one.at, became.zone))}
			</h3><Said dispositions={one.dispositions} />
			<Letter text={became.correction_texts.find((other) =>
				other.correction === one.correction)?.text} /></div>)}
		{filed.referred !== null && <div class="stack">
			<h3>{words.referredTitle}</h3><p dir="auto">{filed.referred_reason}
				{' '}{filed.referred_to}</p>
			{grounds && <Author {...part} word={{ verb: 'appeal',
				option: '--reply', value: 'refer',
				name: words.appealRefer }} />}</div>}</section>;
}

function Appeals({ became, filed }: Part) {
	if (filed.appeals.length === 0)
		return null;
	return <section aria-labelledby="appeals" class="stack">
		<h2 id="appeals">{words.appeals}</h2>{filed.appeals.map((one) =>
			<div class="stack-s"><h3>{words.appealOf(one.appeal,
				local(one.at, became.zone))}</h3>
			<ul>{one.grounds.map((ground) => <li dir="auto">{ground}</li>)}</ul>
			<p><strong>{one.decided === null ? words.appealWaits :
				words.appealDecided(words.outcomes[one.outcome ?? ''] ??
					one.outcome ?? '', local(one.decided, became.zone))}
			</strong></p><Letter text={became.decision_texts?.find((other) =>
				other.appeal === one.appeal)?.text} /></div>)}</section>;
}

function Questions(part: Part) {
	const { became, filed } = part;

	if (filed.questions.length === 0)
		return null;
	return <section aria-labelledby="questions" class="stack">
		<h2 id="questions">{words.questions}</h2>
		{filed.questions.map((one) => <div class="stack-s">
			<h3>{words.question(one.question)}</h3>
			<p class="soft">{local(one.asked, became.zone)} ·{' '}
				{one.answered === null ? words.questionOpen :
					words.questionAnswered}</p>
			<Letter text={became.question_texts.find((other) =>
				other.question === one.question)?.text} />
			{one.answered === null && <Author {...part} word={{
				verb: 'answer', option: '--question',
				value: String(one.question), name: words.answerAct }} />}
		</div>)}</section>;
}

function Side({ part, position, none }: { part: Part; none: string;
	position: Position | undefined; }) {
	const { became } = part;

	if (position === undefined)
		return <p class="soft">{none}</p>;
	return <>{position.stance === null && position.text === null ?
		<span class="sealed" role="img" aria-label={words.sealedYet} /> :
		<p class="said" dir="auto">{stance(position.stance)}
			{position.text !== null && <>: {position.text}</>}</p>}
	<p class="src">{local(position.at, became.zone)}
		{position.place !== null && <>, {position.place}</>}</p>
	{position.disputed !== null ? <p class="src">{words.disputed(
		local(position.disputed, became.zone))}</p> : <Author {...part}
		word={{ verb: 'dispute', option: '--position',
			value: String(position.position), name: words.disputeAct }} />}</>;
}

function Positions(part: Part) {
	const { filed } = part;
	const requests = [...new Set(filed.positions.map((one) => one.request))]
		.sort((a, b) => a - b);
	const newest = (request: number, publicly: boolean) => filed.positions
		.filter((one) => one.request === request &&
			(one.side === 'public') === publicly).at(-1);

	if (requests.length === 0)
		return null;
	return <section aria-labelledby="positions" class="stack">
		<h2 id="positions">{words.positions}</h2>{requests.map((n) => {
			const status = filed.alignment.find((one) =>
				one.request === n)?.status ?? 'unknown';
			return <div class={`pos ${status === 'apart' ? 'late' :
				status === 'same' ? 'ok' : 'unk'}`}>
				<header><h3>{requestName(n)}</h3></header>
				<div class="sides"><div><h4>{words.inPrivate}</h4>
					<Side part={part} position={newest(n, false)}
						none={words.nothingPrivate} /></div>
				<div><h4>{words.inPublic}</h4><Side part={part}
					position={newest(n, true)} none={words.nothingPublic} />
				</div></div><footer><p>{words.alignments[status]}</p></footer>
			</div>;
		})}</section>;
}

function Ended({ became, filed }: Part) {
	return filed.ended === null ? null : <section class="note"><p>
		<strong>{words.endedTitle}</strong>, {local(filed.ended, became.zone)}.
		{' '}<span dir="auto">{filed.ended_reason}</span></p></section>;
}

export function MemoBecame({ app, became, shelf }: { app: App;
	became: Became; shelf: Shelf; }) {
	const filed = became.memo;

	if (filed === null)
		return <><h1>{words.notFiled}</h1><p class="lede">{words.notFiledText}
		</p></>;
	const part: Part = { app, became, filed, shelf };
	return <><div class="stack-s"><h1>{words.memoTitle(filed.memo)}</h1>
		{!shelf.author && <p class="soft">{words.authorOnly}</p>}</div>
	<dl class="facts"><div><dt>{words.filedOn}</dt>
		<dd>{local(filed.filed, became.zone)}</dd></div>
	{filed.marking !== null && <div><dt>{words.markingOf}</dt>
		<dd><span class="label">{filed.marking}</span></dd></div>}
	<div><dt>{words.endorsedBy}</dt><dd>{words.endorsedOf(filed.endorsements,
		filed.enrolled, filed.endorsed_later)}</dd></div>
	{filed.word_code !== null && <div><dt>{words.receiptCode}</dt>
		<dd><WordCode code={filed.word_code} /></dd></div>}</dl>
	<Ended {...part} /><Clock {...part} /><Questions {...part} />
	<Answer {...part} /><Appeals {...part} /><Positions {...part} /></>;
}
