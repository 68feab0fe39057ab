// SPDX-License-Identifier: Apache-2.0

// The one form: a row of the table is asked for, checked, shown as the program
// says it, confirmed, sent.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Busy, type Far } from '../parts/busy.js';
import { Confirm } from '../parts/confirm.js';
import { save } from '../parts/download.js';
import { brokenOf, Failed, failureOf, type Failure } from '../parts/failed.js';
import { lookOf } from '../parts/frame.js';
import { described, Field as Labelled, Summary, type Problem } from
	'../parts/problem.js';
import { Done, Look } from '../parts/signs.js';
import type { Ran } from '../run/run.js';
import { words } from '../words/office.js';
import type { Act, Field, Given } from './acts.js';
import { answerProblems, Answers, AsRead, keptAnswers, letterOf } from
	'./answers.js';
import { commandOf, confirmed, preview, questionOf, textOf, wasAsked, wasTold,
	type Desk, type Values } from './program.js';
import { Printed } from './printed.js';
import { requestTexts } from './requests.js';
import type { Memo } from './types.js';

// What was written and not sent, by act and memo: a lock loses nothing.
const drafts = new Map<string, Values>();

// Leaving the page asks first.
export const hasDrafts = () => drafts.size > 0;

const nameOf = (field: Field) => words.fields[field.name][0];
const idOf = (field: Field) => `f-${field.name}`;
// An end waits for a release, half a reply for the second signer.
const ENTERED = /^In the log as entry /mu;
const CANNOT = 2; // an exit code: no answer came, or none that helps
const EMPTY: Values = { words: {}, files: {}, answers: {} };

function isFree(field: Field, values: Values): boolean {
	return field.free === true || (field.unless !== undefined &&
		values.words[field.unless[0]] === field.unless[1]);
}

function wordProblem(field: Field, word: string, free: boolean):
string | null {
	const name = nameOf(field);

	if (word.trim() === '')
		return free ? null : field.is === 'choice' || field.is === 'duty' ||
			field.is === 'request' ? words.noChoice(name) :
			words.required(name);
	if (field.is === 'date' && !/^\d{4}-\d\d-\d\d$/u.test(word))
		return words.badDay(name);
	return field.is === 'number' && !/^[1-9]\d{0,8}$/u.test(word) ?
		words.badNumber(name) : null;
}

function problemsOf(act: Act, values: Values, memo: Memo | null): Problem[] {
	return act.fields.flatMap((field) => {
		if (field.is === 'tick')
			return [];
		if (field.is === 'answers')
			return answerProblems(values, memo?.requests ?? 0);
		if (field.is === 'request' && memo?.requests === 0)
			return [];
		const text = field.is === 'file' ?
			values.files[field.name] === undefined && field.free !== true ?
				words.required(nameOf(field)) : null :
			wordProblem(field, values.words[field.name] ?? '',
				isFree(field, values));
		return text === null ? [] : [{ field: idOf(field), text }];
	});
}

// As the program takes it: one letter out of the answers, no blank at an end.
function prepared(act: Act, values: Values, memo: Memo | null): Values {
	const is = (field: Field) => act.fields.includes(field);
	const trimmed = Object.fromEntries(Object.entries(values.words).map(
		([name, word]) => [name, word.trim()]));
	const whole = Object.fromEntries(act.fields.filter((field) =>
		is(field) && field.is === 'request' && memo?.requests === 0)
		.map((field) => [field.name, field.whole ?? '']));
	const of = { ...values, words: { ...trimmed, ...whole } };

	return act.fields.some((field) => field.is === 'answers') ?
		{ ...keptAnswers(of), words: { ...of.words, more: letterOf(of) } } :
		of;
}

function Select({ id, value, set, choices, problems, hint }: { id: string;
	value: string; set: (word: string) => void;
	choices: readonly (readonly [string, string])[]; problems: Problem[];
	hint: boolean; }) {
	return <select value={value} onChange={(event) =>
		set(event.currentTarget.value)} {...described(id, problems, hint)}>
		<option value="">{words.choose}</option>
		{choices.map(([word, name]) =>
			<option value={word}>{name}</option>)}</select>;
}

function choicesOf(field: Field, memo: Memo | null):
readonly (readonly [string, string])[] {
	if (field.is === 'duty')
		return (memo?.duties ?? []).filter((one) => one.done === null)
			.map((one) => {
				const name = one.number === null ? one.duty :
					`${one.duty} ${one.number}`;
				return [name, name] as const;
			});
	if (field.is === 'request')
		return Array.from({ length: memo?.requests ?? 0 }, (_, i) =>
			[String(i + 1), words.requestN(i + 1)] as const);
	return (field.choices ?? []).map((word) =>
		[word, words.stances[word] ?? word] as const);
}

function Input({ field, values, change, memo, problems }: { field: Field;
	values: Values; change: (values: Values) => void; memo: Memo | null;
	problems: Problem[]; }) {
	const id = idOf(field), value = values.words[field.name] ?? '';
	const hint = words.fields[field.name][1] !== '';
	const set = (word: string) => change({ ...values,
		words: { ...values.words, [field.name]: word } });
	const own = described(id, problems, hint);
	const typed = (event: { currentTarget: { value: string } }) =>
		set(event.currentTarget.value);

	switch (field.is) {
	case 'choice': case 'duty': case 'request':
		return <Select id={id} value={value} set={set} problems={problems}
			choices={choicesOf(field, memo)} hint={hint} />;
	case 'text':
		return <textarea rows={8} value={value} onInput={typed} {...own} />;
	case 'names':
		return <textarea rows={4} value={value} onInput={typed} {...own} />;
	case 'file':
		return <input type="file" onChange={(event) => {
			const file = event.currentTarget.files?.[0];
			if (file !== undefined)
				change({ ...values, files: { ...values.files,
					[field.name]: file } });
		}} {...own} />;
	case 'date':
		return <input type="date" value={value} onInput={typed} {...own} />;
	default:
		return <input type="text" class="wide-in" value={value}
			autocomplete="off" onInput={typed} {...own} />;
	}
}

function Asked(props: { field: Field; values: Values;
	change: (values: Values) => void; memo: Memo | null; texts: string[];
	problems: Problem[]; }) {
	const { field, values, change, memo, problems } = props;
	const [name, hint] = words.fields[field.name];

	if (field.is === 'answers')
		return <Answers count={memo?.requests ?? 0} values={values}
			change={change} texts={props.texts} problems={problems}
			choices={field.choices ?? []} />;
	if (field.is === 'request' && memo?.requests === 0)
		return null;
	if (field.is === 'tick')
		return <label class="opt"><input type="checkbox" checked={
			(values.words[field.name] ?? '') !== ''} onChange={(event) =>
			change({ ...values, words: { ...values.words, [field.name]:
				event.currentTarget.checked ? 'yes' : '' } })} />
		<span>{name} <span class="hint">{hint}</span></span></label>;
	return <Labelled id={idOf(field)} problems={problems}
		name={isFree(field, values) ? words.optional(name) : name}
		{...hint === '' ? {} : { hint }}>
		<Input field={field} values={values} change={change} memo={memo}
			problems={problems} /></Labelled>;
}

interface Step {
	is: 'asking' | 'confirming' | 'over';
	ran?: Ran;
}

// The file that the act wrote, if this run wrote it.
function Written({ act, ran }: { act: Act; ran: Ran }) {
	const [path, name] = act.gives ?? ['', ''];
	const data = ran.files[path];

	if (data === undefined)
		return null;
	return <section class="stack"><h2>{words.keptFile}</h2>
		{path === '/copy' && <div class="doc"><div class="in">
			<Printed text={textOf(data)} /></div></div>}
		{path === '/half' && <p>{words.giveFile}</p>}
		<p class="acts"><button type="button" class="btn second"
			onClick={() => save(name, data)}>{words.saveFile}</button></p>
	</section>;
}

function Over({ act, ran, leave, title }: { act: Act; ran: Ran;
	leave: () => void; title: string; }) {
	const head = useRef<HTMLHeadingElement>(null);

	useEffect(() => head.current?.focus(), []);
	return <div class="stack"><h1 tabIndex={-1} ref={head}>
		{act.looks ? words.seenTitle :
			words.sentTitle(words.acts[act.name][0])}</h1>
	<p class="soft">{title}</p>
	{ENTERED.test(ran.out) && <p><span class="st ok"><Done />
		<span>{words.sentNote}</span></span></p>}
	<div class="panel"><Printed text={ran.out} /></div>
	<Written act={act} ran={ran} />
	<p class="acts"><button type="button" class="btn second"
		onClick={leave}>{words.toDuties}</button></p></div>;
}

// Runs the steps of one act; the screen shows where they are.
function useAct({ act, desk, memo, values, changed, renew }: { act: Act;
	desk: Desk; memo: Memo | null; values: Values; changed: () => void;
	renew: () => void; }) {
	const [step, setStep] = useState<Step>({ is: 'asking' });
	const [far, setFar] = useState<Far | null>(null);
	const [failure, setFailure] = useState<Failure | null>(null);
	// What was sent got no answer: only the record tells whether it has it.
	const [doubt, setDoubt] = useState(false);

	async function work(what: string, todo: (told: (done: number,
		of: number) => void) => Promise<Step | Failure>) {
		setFailure(null);
		setDoubt(false);
		setFar({ what, done: 0, of: 0, note: words.openingNote });
		try {
			const next = await todo((done, of) => setFar({ what, done, of,
				note: words.openingNote }));
			if ('is' in next)
				setStep(next);
			else
				setFailure(next);
		} catch (error) {
			setFailure(brokenOf(error));
		}
		setFar(null);
	}
	const line = () => commandOf(act, desk, memo?.memo ?? null,
		prepared(act, values, memo));

	return { step, far, failure, doubt, back: () => setStep({ is: 'asking' }),
		check: () => work(words.checking, async (told) => {
			const ran = await preview(await line(), told);
			if (act.looks ? wasTold(ran) : wasAsked(ran))
				return { is: act.looks ? 'over' : 'confirming', ran };
			return failureOf(ran);
		}), send: () => work(words.sending, async (told) => {
			const ran = await confirmed(await line(), told);
			if (!wasTold(ran)) {
				setStep({ is: 'asking' });
				setDoubt(ran.code === CANNOT);
				renew();
				return failureOf(ran);
			}
			changed();
			return { is: 'over', ran };
		}) };
}

function Requests({ desk, memo, got }: { desk: Desk; memo: Memo;
	got: (texts: string[]) => void; }) {
	const [far, setFar] = useState<Far | null>(null);

	return <div class="note"><p>{words.showRequestsNote}</p><p class="acts">
		<button type="button" class="btn second small" disabled={far !== null}
			onClick={async () => {
				setFar({ what: words.reading, done: 0, of: 0,
					note: words.openingNote });
				got(await requestTexts(desk, memo.memo).catch(() => []));
				setFar(null);
			}}>{words.showRequests}</button></p><Busy far={far} /></div>;
}

export function Form({ act, desk, memo, given, texts, setTexts, changed,
	leave }: { act: Act; desk: Desk; memo: Memo | null; given: Given;
	texts: string[]; setTexts: (texts: string[]) => void;
	changed: () => void; leave: () => void; }) {
	const draft = `${act.name} ${memo?.memo ?? ''}`;
	const [values, setValues] = useState<Values>(() => drafts.get(draft) ??
		{ ...EMPTY, words: given });
	const [problems, setProblems] = useState<Problem[]>([]);
	const run = useAct({ act, desk, memo, values, renew: changed,
		changed: () => {
			drafts.delete(draft);
			changed();
		} });
	const [name, said] = words.acts[act.name];
	const answers = act.fields.some((field) => field.is === 'answers');
	const title = memo === null ? '' : words.memoN(memo.memo);

	function change(next: Values) {
		drafts.set(draft, next);
		setValues(next);
	}
	function submit(event: Event) {
		event.preventDefault();
		const found = problemsOf(act, values, memo);
		setProblems(found);
		if (found.length === 0)
			void run.check();
	}

	if (run.step.is === 'over' && run.step.ran !== undefined)
		return <Over act={act} ran={run.step.ran} leave={leave}
			title={title} />;
	if (run.step.is === 'confirming' && run.step.ran !== undefined)
		return <><h1>{name}</h1><Confirm title={words.previewTitle}
			act={words.sendNow} yes={() => void run.send()} no={run.back}
			far={run.far}><p class="soft">{words.previewNote}</p>
			<Printed text={run.step.ran.out} />
			<p class="b6" dir="auto">{questionOf(run.step.ran)}</p></Confirm></>;

	const band = memo?.marking == null ? null :
		<div class={`mark ${lookOf(memo.marking)}`}>{memo.marking}</div>;
	const form = <form class="stack" noValidate onSubmit={submit}
		aria-label={name}>
		{answers && memo !== null && texts.length === 0 &&
			memo.requests > 0 && <Requests desk={desk} memo={memo}
			got={setTexts} />}
		{act.fields.map((field) => <Asked field={field} values={values}
			change={change} memo={memo} texts={texts}
			problems={problems} />)}
		<p class="acts"><button class="btn" disabled={run.far !== null}>
			{act.looks ? words.look : words.check}</button></p>
		{!act.looks && <p class="small soft">{words.checkNote}</p>}
		<Busy far={run.far} /></form>;

	return <><div class="stack-s"><h1>{name}</h1>
		{title !== '' && <p class="soft f-l">{title}</p>}<p>{said}</p></div>
	{problems.length > 0 && run.far === null && <div class="my5">
		<Summary problems={problems} />
		{answers && <p class="small mt4">{words.incomplete}</p>}</div>}
	{run.failure !== null && <div class="my5"><Failed failure={run.failure} />
		{run.doubt && <p class="st warn mt4"><Look /><span>{words.maybeSent}
		</span></p>}<p class="small mt4">{words.failedNote}</p></div>}
	{answers ? <div class="cols even mt5">{form}<AsRead values={values}
		count={memo?.requests ?? 0} memo={words.replyTo(memo?.memo ?? 0)}
		band={band} /></div> :
		<div class="mt5">{form}</div>}</>;
}
