// SPDX-License-Identifier: Apache-2.0

// The answers of a reply: one for each request, none left open.
import type { Problem } from '../parts/problem.js';
import { Late } from '../parts/signs.js';
import { words } from '../words/office.js';
import type { Answer, Values } from './program.js';
import { day } from './when.js';

const KEEPS = ['accepted', 'partly'];
const NONE: Answer = { disposition: '', reason: '', owner: '', day: '' };

export function requestsOf(count: number): number[] {
	return count === 0 ? [0] : Array.from({ length: count }, (_, i) => i + 1);
}

export function answerOf(values: Values, n: number): Answer {
	return values.answers[n] ?? NONE;
}

// Of what is not accepted nothing is promised.
export function keptAnswers(values: Values): Values {
	return { ...values, answers: Object.fromEntries(
		Object.entries(values.answers).map(([n, one]) => [n,
			KEEPS.includes(one.disposition) ? one :
				{ ...one, owner: '', day: '' }])) };
}

function lineOf(n: number, one: Answer): string {
	const word = words.stances[one.disposition] ?? one.disposition;
	const promise = one.owner === '' ? '' :
		` ${words.byWhen(one.owner, one.day)}`;
	return `${n === 0 ? '' : `${n}. `}${word}. ${one.reason.trim()}${promise}`;
}

// The letter: the program finds the passage of each request by its number.
export function letterOf(values: Values): string {
	const before = (values.words.more ?? '').trim();
	const lines = Object.entries(keptAnswers(values).answers).map(
		([n, one]) => lineOf(Number(n), one));
	return [...before === '' ? [] : [before], ...lines].join('\n\n');
}

export function answerProblems(values: Values, count: number): Problem[] {
	return requestsOf(count).flatMap((n) => {
		const one = answerOf(values, n), found: Problem[] = [];

		if (one.disposition === '')
			found.push({ field: `d${n}`, text: words.noAnswer(n) });
		else if (one.reason.trim() === '')
			found.push({ field: `x${n}`, text: words.noReason(n) });
		if (KEEPS.includes(one.disposition) &&
			(one.owner.trim() === '') !== (one.day === ''))
			found.push({ field: one.day === '' ? `t${n}` : `o${n}`,
				text: words.noOwner(n) });
		return found;
	});
}

function Message({ id, problems }: { id: string; problems: Problem[] }) {
	const bad = problems.find((one) => one.field === id);
	return bad === undefined ? null :
		<p class="msg" id={`${id}-msg`}>{bad.text}</p>;
}

function marked(id: string, problems: Problem[], hint = '') {
	const bad = problems.some((one) => one.field === id);
	const by = [hint, bad ? `${id}-msg` : ''].filter((one) => one !== '');

	return { id, ...by.length === 0 ? {} :
		{ 'aria-describedby': by.join(' ') },
	...bad ? { 'aria-invalid': true as const } : {} };
}

function Promise_({ n, one, set, problems }: { n: number; one: Answer;
	set: (part: Partial<Answer>) => void; problems: Problem[]; }) {
	return <div class="opts row">
		<div><label for={`o${n}`}>{words.owner}</label>
			<Message id={`o${n}`} problems={problems} />
			<input type="text" value={one.owner} onInput={(event) =>
				set({ owner: event.currentTarget.value })}
			{...marked(`o${n}`, problems)} /></div>
		<div><label for={`t${n}`}>{words.day}</label>
			<Message id={`t${n}`} problems={problems} />
			<input type="date" value={one.day} onInput={(event) =>
				set({ day: event.currentTarget.value })}
			{...marked(`t${n}`, problems, `th${n}`)} />
			<span class="hint" id={`th${n}`}>{words.dayHint}</span></div></div>;
}

function One({ n, one, text, choices, set, problems }: { n: number;
	one: Answer; text: string | undefined; choices: readonly string[];
	set: (part: Partial<Answer>) => void; problems: Problem[]; }) {
	const ids = [`d${n}`, `x${n}`, `o${n}`, `t${n}`];
	const bad = problems.some((p) => ids.includes(p.field));
	const open = problems.some((p) => p.field === `d${n}`);

	return <fieldset class={`stack rq ${bad ? 'err' : ''}`}>
		<legend class="hide">{words.requestN(n)}</legend>
		<h2 class="f-l">{words.requestN(n)} {open && <span class="st late">
			<Late /><span>{words.noAnswerYet}</span></span>}</h2>
		{text !== undefined && <p class="said" dir="auto">{n}. {text}</p>}
		<Message id={`d${n}`} problems={problems} />
		<div class="opts row four" role="radiogroup" aria-label={
			words.answerTo(n)}>{choices.map((word, i) => <label class="opt">
			<input type="radio" name={`d${n}`} checked={
				one.disposition === word} onChange={() =>
				set({ disposition: word })}
			{...i === 0 ? marked(`d${n}`, open ? problems : []) : {}} />
			<span>{words.stances[word]}</span></label>)}</div>
		<div><label for={`x${n}`}>{words.reasonFor}</label>
			<Message id={`x${n}`} problems={problems} />
			<textarea rows={2} value={one.reason} onInput={(event) =>
				set({ reason: event.currentTarget.value })}
			{...marked(`x${n}`, problems)} /></div>
		{KEEPS.includes(one.disposition) && <Promise_ n={n} one={one}
			set={set} problems={problems} />}
	</fieldset>;
}

export function Answers({ count, values, change, texts, choices, problems }: {
	count: number; values: Values; change: (values: Values) => void;
	texts: string[]; choices: readonly string[]; problems: Problem[];
}) {
	return <>{requestsOf(count).map((n) => {
		const one = answerOf(values, n);
		return <One n={n} one={one} text={texts[n - 1]} choices={choices}
			problems={problems} set={(part) => change({ ...values, answers: {
				...values.answers, [n]: { ...one, ...part } } })} />;
	})}</>;
}

// Beside the form, all the time.
export function AsRead({ count, values, memo, band }: { count: number;
	values: Values; memo: string; band: preact.ComponentChildren; }) {
	const before = (values.words.more ?? '').trim();

	return <aside class="stick stack" aria-labelledby="pv">
		<h2 id="pv">{words.asRead}</h2>
		<div class="doc f-1">{band}<div class="in"><p>{memo}</p>
			{before !== '' && <p dir="auto">{before}</p>}
			{requestsOf(count).map((n) => {
				const one = answerOf(keptAnswers(values), n);
				return <p dir="auto">{n > 0 && <strong>{n}. </strong>}
					{one.disposition === '' ? <span class="label late open">
						{words.noAnswerYet}</span> : <>
						<strong>{words.stances[one.disposition]}.</strong>{' '}
						{one.reason}{' '}
						{one.owner !== '' && one.day !== '' &&
							<span class="soft">{words.byWhen(one.owner,
								day(one.day))}</span>}</>}</p>;
			})}</div>{band}</div></aside>;
}
