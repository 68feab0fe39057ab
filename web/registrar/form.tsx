// SPDX-License-Identifier: Apache-2.0

// One act: what it needs, what it would do, yes or not now, what came of it.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Busy, type Far } from '../parts/busy.js';
import { Confirm } from '../parts/confirm.js';
import { save } from '../parts/download.js';
import { brokenOf, Failed, failureOf, type Failure } from '../parts/failed.js';
import { described, Field as Labelled, Summary, type Problem } from
	'../parts/problem.js';
import { Done } from '../parts/signs.js';
import type { Files, Ran } from '../run/run.js';
import { Printed } from '../office/printed.js';
import { questionOf, textOf, wasAsked, wasTold, type Desk } from
	'../office/program.js';
import { words as office } from '../words/office.js';
import { words } from '../words/registrar.js';
import { CHANGES, INVITATIONS, type Act, type Field } from './acts.js';
import { rowsOf } from './box.js';
import { begin, finish, lineOf, type Values } from './program.js';

const idOf = (field: Field) => `f-${field.name}`;

function problemsOf(act: Act, values: Values): Problem[] {
	return act.fields.flatMap((field) => {
		const [name] = words.fields[field.name];
		const word = (values.words[field.name] ?? '').trim();
		const missing = field.is === 'file' ?
			values.files[field.name] === undefined : word === '';

		if (field.is === 'tick' || (missing && field.free))
			return [];
		if (missing)
			return [{ field: idOf(field), text: office.required(name) }];
		return field.is === 'number' && !/^[1-9]\d{0,8}$/u.test(word) ?
			[{ field: idOf(field), text: office.badNumber(name) }] : [];
	});
}

function Asked({ field, values, change, problems }: { field: Field;
	values: Values; change: (values: Values) => void; problems: Problem[]; }) {
	const [name, hint] = words.fields[field.name], id = idOf(field);
	const value = values.words[field.name] ?? '';
	const set = (word: string) => change({ ...values,
		words: { ...values.words, [field.name]: word } });

	if (field.is === 'tick')
		return <label class="opt"><input type="checkbox" id={id}
			checked={value !== ''} onChange={(event) =>
				set(event.currentTarget.checked ? 'yes' : '')} />
		<span>{name} <span class="hint">{hint}</span></span></label>;
	return <Labelled id={id} problems={problems} hint={hint}
		name={field.free ? office.optional(name) : name}>
		{field.is === 'file' ? <input type="file" onChange={(event) => {
			const file = event.currentTarget.files?.[0];
			if (file !== undefined)
				change({ ...values, files: { ...values.files,
					[field.name]: file } });
		}} {...described(id, problems)} /> :
			<input type="text" class="wide-in" autocomplete="off" value={value}
				onInput={(event) => set(event.currentTarget.value)}
				{...described(id, problems)} />}</Labelled>;
}

// Who joined, left, or has no key any more, by name.
function Changes({ csv }: { csv: string }) {
	const rows = rowsOf(csv);

	if (rows.length === 0)
		return <p>{words.noChanges}</p>;
	return <section class="stack" aria-labelledby="changes">
		<h2 id="changes">{words.changes(rows.length)}</h2>
		<div class="scroll" tabIndex={0} role="region"
			aria-label={words.whatChanged}><table role="table">
				<thead role="rowgroup"><tr role="row">{[words.what, words.id,
					words.name].map((name) => <th role="columnheader"
					scope="col">{name}</th>)}</tr></thead>
				<tbody role="rowgroup">{rows.map(([what = '', id, name]) =>
					<tr role="row"><td role="cell" data-l={words.what}>
						{words.moves[what] ?? what}</td>
					<td role="cell" data-l={words.id}><bdi>{id}</bdi></td>
					<td role="cell" data-l={words.name}><bdi>{name}</bdi></td>
					</tr>)}</tbody></table></div></section>;
}

function Invitations({ files }: { files: Files }) {
	const made = Object.entries(files).filter(([path]) =>
		path.startsWith(INVITATIONS));

	if (made.length === 0)
		return null;
	return <section class="stack" aria-labelledby="invitations">
		<h2 id="invitations">{words.invitations(made.length)}</h2>
		<p>{words.invitationsText}</p>
		<ul class="record">{made.map(([path, bytes]) => {
			const name = path.slice(INVITATIONS.length);
			return <li class="memo">
				<button type="button" class="btn second small" onClick={() =>
					save(name, bytes)}>{words.saveOne(name)}</button></li>;
		})}</ul></section>;
}

function Over({ act, ran, leave }: { act: Act; ran: Ran;
	leave: () => void; }) {
	const head = useRef<HTMLHeadingElement>(null);
	const changes = ran.files[CHANGES];

	useEffect(() => head.current?.focus(), []);
	return <div class="stack"><h1 tabIndex={-1} ref={head}>
		{words.done(words.acts[act.name][0])}</h1>
	<p><span class="st ok"><Done /><span>{words.after[act.name]}</span></span>
	</p>
	<div class="panel" lang="en"><Printed text={ran.out} /></div>
	{changes !== undefined && <Changes csv={textOf(changes)} />}
	<Invitations files={ran.files} />
	<p class="acts"><button type="button" class="btn" onClick={leave}>
		{words.goOn}</button></p></div>;
}

interface Step {
	is: 'asking' | 'confirming' | 'over';
	ran?: Ran;
}

export function Form({ act, desk, box, changed, leave }: { act: Act;
	desk: Desk; box: Files; changed: (ran: Ran) => void;
	leave: () => void; }) {
	const [values, change] = useState<Values>({ words: {}, files: {} });
	const [problems, setProblems] = useState<Problem[]>([]);
	const [step, setStep] = useState<Step>({ is: 'asking' });
	const [far, setFar] = useState<Far | null>(null);
	const [failure, setFailure] = useState<Failure | null>(null);
	const [name, said] = words.acts[act.name];

	async function work(what: string, todo: (told: (done: number,
		of: number) => void) => Promise<Step | Failure>) {
		const note = words.workingNote;
		setFailure(null);
		setFar({ what, done: 0, of: 0, note });
		const next = await todo((done, of) => setFar({ what, done, of, note }))
			.catch(brokenOf);
		setFar(null);
		if ('is' in next) {
			setStep(next);
		} else {
			setStep({ is: 'asking' });
			setFailure(next);
		}
	}
	const check = () => work(office.checking, async (told) => {
		if (act.how === 'told')
			return { is: 'confirming' };
		const ran = await begin(act, await lineOf(act, desk, box, values),
			told);
		return (act.how === 'dry' ? wasTold(ran) : wasAsked(ran)) ?
			{ is: 'confirming', ran } : failureOf(ran);
	});
	const send = () => work(words.working, async (told) => {
		const ran = await finish(act, await lineOf(act, desk, box, values),
			told);
		changed(ran);
		return wasTold(ran) ? { is: 'over', ran } : failureOf(ran);
	});

	if (step.is === 'over' && step.ran !== undefined)
		return <Over act={act} ran={step.ran} leave={leave} />;
	if (step.is === 'confirming')
		return <><h1>{name}</h1><Confirm title={words.confirm[act.name]}
			act={words.doIt[act.name]} yes={() => void send()}
			no={() => setStep({ is: 'asking' })} far={far}>
			{step.ran !== undefined && <div lang="en">
				<Printed text={step.ran.out} />
				<p class="b6">{questionOf(step.ran)}</p></div>}</Confirm></>;
	return <><div class="stack-s"><h1>{name}</h1><p>{said}</p></div>
		{problems.length > 0 && far === null && <div class="my5">
			<Summary problems={problems} /></div>}
		{failure !== null && <div class="my5"><Failed failure={failure} />
		</div>}
		<form class="stack mt5" noValidate aria-label={name}
			onSubmit={(event) => {
				event.preventDefault();
				const found = problemsOf(act, values);
				setProblems(found);
				if (found.length === 0)
					void check();
			}}>{act.fields.map((field) => <Asked field={field} values={values}
				change={change} problems={problems} />)}
			<p class="acts"><button class="btn" disabled={far !== null}>
				{office.check}</button><button type="button"
				class="btn second" onClick={leave}>{words.back}</button></p>
			<p class="small soft">{words.checkNote}</p>
			<Busy far={far} /></form></>;
}
