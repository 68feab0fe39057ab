// SPDX-License-Identifier: Apache-2.0

// The state file is the key: enrolment ends when it was saved and opened again.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { run, type Files } from '../run/run.js';
import { Busy, type Far } from '../parts/busy.js';
import { save } from '../parts/download.js';
import { brokenOf, Failed, failureOf, type Failure } from '../parts/failed.js';
import { fileIn, Passphrase, textIn } from '../parts/key.js';
import { WordCode } from '../parts/memo.js';
import { described, Field, Summary, type Problem } from '../parts/problem.js';
import { Done } from '../parts/signs.js';
import { words as parts } from '../words/parts.js';
import { words } from '../words/member.js';
import type { App, Enrolment } from './app.js';
import { channelAt } from './channel.js';
import { sameBytes, text } from './key.js';
import { handedOf, ownServer } from './link.js';
import { openGiven } from './open.js';

const NAME = 'member-key.gainsay';
const encode = (plain: string) => new TextEncoder().encode(plain);

async function isExercise(server: string | null): Promise<boolean> {
	return server !== null && (await channelAt(server)).exercise;
}

// The verb and its files.  An exercise's keys are worth nothing, and its
// members wait less.
async function orderOf(given: string): Promise<[string[], Files]> {
	const handed = handedOf(given);

	if (handed?.is === 'code') {
		const server = ownServer() ?? '';
		const channel = await channelAt(server);
		return [['enrol', '--server', server, '--key', channel.vkey,
			'--code-file', '/code',
			...channel.exercise ? ['--cost', 'low'] : []],
		{ '/code': encode(`${handed.code}\n`) }];
	}
	const plain = handed?.is === 'invitation' ? handed.text : given;
	const server = ownServer() ?? /^server (\S+)$/mu.exec(plain)?.[1] ?? null;
	const low = await isExercise(server).catch(() => false);
	return [['join', ...low ? ['--cost', 'low'] : [], '/invitation'],
		{ '/invitation': encode(plain) }];
}

function problemsOf(given: string, first: string, second: string): Problem[] {
	const handed = handedOf(given), wrong: Problem[] = [];

	if (given.trim() === '')
		wrong.push({ field: 'invitation', text: words.invitationMissing });
	else if (handed === null || handed.is === 'box')
		wrong.push({ field: 'invitation', text: words.invitationUnknown });
	else if (handed.is === 'code' && ownServer() === null)
		wrong.push({ field: 'invitation', text: words.noServer });
	if (first === '')
		wrong.push({ field: 'first', text: parts.noPassphrase });
	else if (first !== second)
		wrong.push({ field: 'second', text: words.passphrasesDiffer });
	return wrong;
}

function Invitation({ problems }: { problems: Problem[] }) {
	return <><Field id="invitation" name={words.invitation}
		hint={words.invitationHint} problems={problems}><textarea rows={3}
			class="code" dir="ltr" spellcheck={false} autocomplete="off"
			{...described('invitation', problems)}></textarea></Field>
	<Field id="invitation-file" name={words.invitationFile}
		problems={problems}><input type="file"
			{...described('invitation-file', problems, false)} /></Field></>;
}

function Accept({ app }: { app: App }) {
	const [problems, setProblems] = useState<Problem[]>([]);
	const [failure, setFailure] = useState<Failure | null>(null);
	const [far, setFar] = useState<Far | null>(null);
	// What a run left that got no answer: the next one sends the same.
	const [begun, setBegun] = useState<Uint8Array | null>(null);

	async function make(given: string, passphrase: string) {
		const [order, files] = await orderOf(given);
		const [verb = '', ...rest] = order;
		const ran = await run({ argv: [verb, '--state', '/state',
			'--passphrase-file', '/passphrase', ...rest],
		answers: [passphrase, passphrase],
		files: { ...files, '/passphrase': encode(`${passphrase}\n`),
			...begun === null ? {} : { '/state': begun } } }, (done, of) =>
			setFar({ what: words.makingKey, done, of,
				note: words.makingNote }));

		const state = ran.files['/state'];
		if (ran.code !== 0 || state === undefined) {
			setBegun(state ?? begun);
			setFailure(failureOf(ran));
			return;
		}
		app.setHanded(null);
		app.setEnrolment({ file: state, passphrase, name: NAME,
			saved: false, told: ran.out });
	}

	async function submit(event: Event) {
		event.preventDefault();
		const form = event.currentTarget as HTMLFormElement;
		const file = await fileIn(form, 'invitation-file');
		const typed = file === undefined ? textIn(form, 'invitation') :
			text(file.data);
		const given = app.handed ?? typed;
		const first = textIn(form, 'first');
		const wrong = problemsOf(given, first, textIn(form, 'second'));

		setFailure(null);
		setProblems(wrong);
		if (wrong.length > 0)
			return;
		setFar({ what: words.makingKey, done: 0, of: 0,
			note: words.makingNote });
		await make(given, first).catch((error) =>
			setFailure(brokenOf(error)));
		setFar(null);
	}

	return <form class="stack" noValidate onSubmit={submit}>
		{problems.length > 0 && far === null && <Summary problems={problems} />}
		{failure !== null && <Failed failure={failure} />}
		<h2 class="f-l">{words.enrolAccept}</h2>
		{app.handed !== null ? <p><span class="st ok"><Done /><span>
			{words.invitationGiven}</span></span>{' '}
		<a href="#main" onClick={(event) => {
			event.preventDefault();
			app.setHanded(null);
		}}>{words.invitationOther}</a></p> : <Invitation
			problems={problems} />}
		<Passphrase id="first" name={words.newPassphrase} fresh
			hint={words.newPassphraseHint} problems={problems} />
		<Passphrase id="second" name={words.samePassphrase} fresh
			hint={words.samePassphraseHint} problems={problems} />
		<p class="acts"><button class="btn" disabled={far !== null}>
			{words.makeKey}</button></p><Busy far={far} /></form>;
}

function Again({ app, enrolment }: { app: App; enrolment: Enrolment }) {
	const [problems, setProblems] = useState<Problem[]>([]);
	const [far, setFar] = useState<Far | null>(null);

	async function submit(event: Event) {
		event.preventDefault();
		const form = event.currentTarget as HTMLFormElement;
		const file = await fileIn(form, 'again');
		const passphrase = textIn(form, 'passphrase');

		if (file === undefined || !sameBytes(file.data, enrolment.file)) {
			setProblems([{ field: 'again', text: file === undefined ?
				parts.noFile : words.otherFile }]);
			return;
		}
		setProblems([]);
		setFar({ what: parts.busy, done: 0, of: 0 });
		const wrong = passphrase === enrolment.passphrase ?
			await openGiven(app, { name: file.name, file: file.data,
				passphrase }) :
			[{ field: 'passphrase', text: words.notOpened }];
		setFar(null);
		setProblems(wrong);
		if (wrong.length === 0)
			app.setEnrolment(null);
	}

	return <form class="stack" noValidate onSubmit={submit}>
		{problems.length > 0 && far === null && <Summary problems={problems} />}
		<div><h2 class="f-l">{words.openAgain}</h2>
			<p class="soft">{words.openAgainText}</p></div>
		<Field id="again" name={words.openAgainFile} hint={words.openAgainHint}
			problems={problems}><input type="file"
				{...described('again', problems)} /></Field>
		<Passphrase id="passphrase" name={words.openAgainPass}
			hint={words.openAgainPassHint} problems={problems} />
		<p class="acts"><button class="btn" disabled={far !== null}>
			{parts.openKey}</button></p><Busy far={far} /></form>;
}

function Step({ state, children }: { state: 'done' | 'now' | 'later';
	children: ComponentChildren; }) {
	return state === 'now' ? <li aria-current="step" id="step-now"
		tabIndex={-1}><div>{children}</div></li> :
		<li class={state}><div>{children}</div></li>;
}

function Steps({ app }: { app: App }) {
	const own = app.enrolment;
	const keep = () => {
		if (own === null)
			return;
		save(own.name, own.file);
		app.setEnrolment({ ...own, saved: true });
	};
	const at = own === null ? 1 : own.saved ? 3 : 2;
	// What had the focus is gone with its step.
	useEffect(() => {
		if (at > 1)
			document.getElementById('step-now')?.focus();
	}, [at]);
	const state = (n: number) => n < at ? 'done' : n === at ? 'now' : 'later';

	return <ol class="steps mt5">
		<Step state={state(1)}>{own === null ? <Accept app={app} /> :
			<><h2 class="f-l">{words.enrolAccepted}</h2>
				<p class="soft">{words.enrolUsed}</p></>}</Step>
		<Step state={state(2)}><div class="stack-s"><h2 class="f-l">
			{at > 2 ? <>{words.savedAs} <span class="code">{own?.name}</span></> :
				words.saveStep}</h2><p class={at === 1 ? '' : 'soft'}>
			{words.saveStepText}</p>
		{own !== null && <p class="acts"><button type="button" onClick={keep}
			class={at > 2 ? 'btn second small' : 'btn'}>{at > 2 ?
				parts.saveAgain : parts.saveKey}</button></p>}</div></Step>
		<Step state={state(3)}>{at === 3 && own !== null ?
			<Again app={app} enrolment={own} /> :
			<h2 class="f-l">{words.openAgain}</h2>}</Step>
		<Step state="later"><h2 class="f-l">{words.enrolledStep}</h2>
			<p>{words.enrolledLater}</p></Step></ol>;
}

function Compare({ code }: { code: string }) {
	return <section class="stack" aria-labelledby="compare">
		<h2 id="compare">{words.compareTitle}</h2>
		<WordCode code={code} /><p>{words.compareText}</p></section>;
}

function KeyFile({ app }: { app: App }) {
	const { ring } = app, code = ring.key?.code ?? '';

	useEffect(() => {
		scrollTo(0, 0);
		document.getElementById('main')?.focus();
	}, []);
	return <div class="cols"><div class="stack">
		<div class="verdict ok"><Done /><div><h1>{words.enrolledTitle}</h1>
			<p>{words.enrolledText}</p></div></div>
		<Compare code={code} />
		<section class="stack"><p class="acts"><button type="button"
			class="btn second" onClick={ring.save}>{parts.saveAgain}</button>
		</p></section></div><Knows /></div>;
}

function Knows() {
	return <aside class="stack side" aria-label={words.whoKnows}>
		<section class="stack-s"><h2 class="f-l">{words.whoKnows}</h2>
			<dl class="facts">{words.knows.map(([who, what]) => <div>
				<dt>{who}</dt><dd>{what}</dd></div>)}</dl></section>
		<section class="stack-s mt5"><h2 class="f-l">{words.loseTitle}</h2>
			<p>{words.loseText}</p></section></aside>;
}

export function Enrol({ app }: { app: App }) {
	const done = app.ring.key !== null && app.enrolment === null;
	const title = done ? words.enrolledTitle : words.enrolTitle;

	useEffect(() => app.setTitle(title), [title]);
	if (done)
		return <KeyFile app={app} />;
	return <div class="cols"><div class="stack"><h1>{words.enrolTitle}</h1>
		<p class="lede">{words.enrolLede}</p>
		<div class="note"><p><strong>{words.enrolNote}</strong>{' '}
			{words.enrolNoteText}</p><p>{words.employer}</p></div>
		{app.enrolment === null && <p>{words.haveKey}{' '}<a href="#main"
			onClick={(event) => {
				event.preventDefault();
				app.go('open');
			}}>{words.openTitle}</a></p>}
		<Steps app={app} /></div><Knows /></div>;
}
