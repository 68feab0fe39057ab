// SPDX-License-Identifier: Apache-2.0

// What a click tells and what it does not; the word code, typed; the act.
import { useEffect, useRef, useState } from 'preact/hooks';
import { Busy, type Far } from '../parts/busy.js';
import { Confirm } from '../parts/confirm.js';
import { Failed, type Failure } from '../parts/failed.js';
import { WordCode } from '../parts/memo.js';
import { described, Field, Summary, type Problem } from '../parts/problem.js';
import { Done, Look, Running } from '../parts/signs.js';
import { endOf, factOf, wordsOf, type Shown } from '../parts/told.js';
import { differing, isSame, Typed } from '../parts/typed.js';
import { words as parts } from '../words/parts.js';
import { words } from '../words/member.js';
import type { App } from './app.js';
import type { Finished } from './finish.js';
import { fileName } from './shelf.js';

const FLOOR = /--accept (small-roll|young-roll|small-batch)/gu;

function floorsIn(failure: Failure | null): string[] {
	return failure === null ? [] : [...failure.said.join(' ')
		.matchAll(FLOOR)].map((one) => one[1] ?? '');
}

// Other words than the text's: nothing is sent, and the difference is shown.
export function Differ({ typed, code, again }: { typed: string; code: string;
	again: () => void; }) {
	const head = useRef<HTMLHeadingElement>(null);
	const told = wordsOf(typed);

	useEffect(() => head.current?.focus(), []);
	return <section class="stack" role="alert">
		<div class="verdict late"><Look /><div>
			<h2 tabIndex={-1} ref={head}>{words.wrongCodeTitle}</h2>
			<p>{words.wrongCodeText}</p></div></div>
		<div class="cols even side g5"><section class="stack-s">
			<h3>{words.youTold}</h3><WordCode code={told.join(' ')} />
		</section><section class="stack-s m0"><h3>{words.thisText}</h3>
			<WordCode code={code} other={told} />
			<p class="small soft">{words.someDiffer(differing(typed, code))}
			</p></section></div>
		<h3>{words.whatToDo}</h3><ol>{words.wrongCodeDo.map((one) =>
			<li>{one}</li>)}</ol>
		<p class="acts"><button type="button" class="btn" onClick={again}>
			{words.typeAgain}</button></p></section>;
}

export function Floors({ failure, accepted, change }: {
	failure: Failure | null; accepted: string[];
	change: (accepted: string[]) => void; }) {
	const floors = [...new Set([...floorsIn(failure), ...accepted])];

	if (floors.length === 0)
		return null;
	return <fieldset><legend>{words.floorAsk}</legend>{floors.map((floor) =>
		<label class="opt"><input type="checkbox"
			checked={accepted.includes(floor)} onChange={(event) =>
				change(event.currentTarget.checked ? [...accepted, floor] :
					accepted.filter((one) => one !== floor))} />
		<span>{words.floorAccept(floor)}</span></label>)}</fieldset>;
}

export const accepting = (accepted: string[]) =>
	accepted.flatMap((floor) => ['--accept', floor]);

function Known({ app, role, setRole, problems }: { app: App; role: string;
	setRole: (role: string) => void; problems: Problem[]; }) {
	const reveals = app.channel?.reveals ?? [];

	if (reveals.length === 0)
		return <p class="soft">{words.knownNone}</p>;
	return <fieldset><legend>{words.knownAsk}</legend><div class="opts">
		<label class="opt"><input type="radio" name="known" checked={role === ''}
			onChange={() => setRole('')} /><span>{words.knownNo}{' '}
			<span class="hint">{words.knownNoHint}</span></span></label>
		{reveals.map((one) => <label class="opt"><input type="radio"
			name="known" checked={role === one.role}
			onChange={() => setRole(one.role)} />
		<span>{words.knownTo(one.role, one.holder)}{' '}
			<span class="hint">{words.knownToHint}</span></span></label>)}
	</div>{role !== '' && <Field id="name" name={words.knownName}
		problems={problems}><input type="text" autocomplete="off"
			{...described('name', problems, false)} /></Field>}</fieldset>;
}

function Tells({ app, shown }: { app: App; shown: Shown }) {
	const of = /(\d+) keys/u.exec(factOf(shown.facts, 'Roll'))?.[1] ?? '';

	return <><div class="note"><p><strong>{words.tells}</strong>{' '}
		{words.tellsText(of)}</p><p>{words.employer}</p></div>
	{factOf(shown.facts, 'Count').startsWith('filed') &&
		<p class="st warn"><Look /><span>{words.filedNote}</span></p>}
	<details><summary>{words.howSure}</summary>
		<p class="small">{words.howSureText}</p></details>
	{app.ring.key !== null && !app.ring.key.saved && <p class="st warn">
		<Look /><span>{parts.keyUnsaved}</span></p>}</>;
}

interface Acting {
	app: App;
	link: string;
	shown: Shown;
	finish: (finished: Finished) => void;
}

// The link goes into the key file, under the memo's name.
function keepLink(app: App, link: string, shown: Shown) {
	const name = `${fileName(shown)}.link`;
	return app.ring.act(['keep', '--as', name, '/link'],
		{ '/link': new TextEncoder().encode(`${link}\n`) });
}

function Form({ app, link, shown, finish }: Acting) {
	const [problems, setProblems] = useState<Problem[]>([]);
	const [failure, setFailure] = useState<Failure | null>(null);
	const [far, setFar] = useState<Far | null>(null);
	const [typed, setTyped] = useState('');
	const [differs, setDiffers] = useState(false);
	const [role, setRole] = useState('');
	const [keep, setKeep] = useState(true);
	const [accepted, setAccepted] = useState<string[]>([]);
	const told = { what: words.endorsing, done: 0, of: 0,
		note: words.endorsingNote };

	async function endorse(name: string) {
		const out = await app.ring.act(['endorse', '--code',
			wordsOf(typed).join(' '), ...accepting(accepted),
			...role === '' ? [] : ['--known-to', role, '--name', name],
			link], {}, setFar, told);

		if ('failure' in out) {
			setFailure(out.failure);
			return;
		}
		const now = { ...shown, after: [] };
		finish({ is: 'endorsed', shown: now, role,
			said: endOf(out.ran.out) });
		if (keep) // behind what has been said, and before the file is saved
			void keepLink(app, link, shown);
	}

	function submit(event: Event) {
		event.preventDefault();
		const form = event.currentTarget as HTMLFormElement;
		const field = form.elements.namedItem('name');
		const name = field instanceof HTMLInputElement ? field.value : '';
		const wrong: Problem[] = [];

		if (role !== '' && name.trim() === '')
			wrong.push({ field: 'name', text: words.knownMissing });
		if (wordsOf(typed).length !== 8)
			wrong.push({ field: 'code', text: parts.wordCodeMissing });
		setProblems(wrong);
		setFailure(null);
		if (wrong.length > 0)
			return;
		if (isSame(typed, shown.code))
			void endorse(name);
		else
			setDiffers(true);
	}

	if (differs)
		return <Differ typed={typed} code={shown.code}
			again={() => setDiffers(false)} />;
	return <form class="stack" noValidate onSubmit={submit}>
		{problems.length > 0 && <Summary problems={problems} />}
		{failure !== null && <Failed failure={failure} />}
		<Floors failure={failure} accepted={accepted} change={setAccepted} />
		<Known app={app} role={role} setRole={setRole} problems={problems} />
		<Typed code={shown.code} typed={typed} change={setTyped}
			problems={problems} />
		<label class="opt"><input type="checkbox" checked={keep}
			onChange={(event) => setKeep(event.currentTarget.checked)} />
		<span>{words.keepLink} <span class="hint">{words.keepLinkHint}</span>
		</span></label>
		<p class="acts"><button class="btn" disabled={far !== null}>
			{words.endorseAct}</button>{' '}
		<button type="button" class="btn second" disabled={far !== null}
			onClick={() => app.go('start')}>{parts.notNow}</button></p>
		<Busy far={far} /></form>;
}

function Withdraw({ app, link, shown, finish }: Acting) {
	const [asks, setAsks] = useState(false);
	const [typed, setTyped] = useState('');
	const [problems, setProblems] = useState<Problem[]>([]);
	const [failure, setFailure] = useState<Failure | null>(null);
	const [far, setFar] = useState<Far | null>(null);

	async function withdraw() {
		setFailure(null);
		if (!isSame(typed, shown.code)) {
			setProblems([{ field: 'code', text: wordsOf(typed).length === 8 ?
				parts.wordCodeDiffers(differing(typed, shown.code)) :
				parts.wordCodeMissing }]);
			return;
		}
		setProblems([]);
		const out = await app.ring.act(['withdraw', '--code', shown.code,
			...accepting(['small-roll', 'young-roll', 'small-batch']), link],
		{}, setFar, { what: words.withdrawing, done: 0, of: 0 });
		if ('failure' in out)
			setFailure(out.failure);
		else
			finish({ is: 'withdrawn', shown, role: '', said:
				endOf(out.ran.out) });
	}

	if (!asks)
		return <><p class="acts"><button type="button" class="btn second"
			onClick={() => setAsks(true)}>{words.withdrawAct}</button></p>
		<p class="small soft">{words.withdrawHint}</p></>;
	return <Confirm title={words.withdrawAsk} act={words.withdrawAct} far={far}
		yes={() => void withdraw()} no={() => setAsks(false)}>
		<p>{words.withdrawText}</p>
		{problems.length > 0 && <Summary problems={problems} />}
		{failure !== null && <Failed failure={failure} />}
		<Typed code={shown.code} typed={typed} change={setTyped}
			problems={problems} /></Confirm>;
}

// What the member's own key did stands in the program's words.
export function Endorse(acting: Acting) {
	const own = factOf(acting.shown.facts, 'Your key');
	const queued = own.startsWith('has an act');

	if (own.startsWith('has endorsed') || queued)
		return <section class="stack mt6" aria-labelledby="own"><h2 id="own">
			<span class={queued ? 'st wait' : 'st ok'}>{queued ?
				<Running /> : <Done />}<span>{queued ? words.queuedTitle :
				words.alreadyTitle}</span></span></h2>
		<p>{queued ? words.queuedText : words.alreadyText}</p>
		<Withdraw {...acting} /></section>;
	if (own.startsWith('has withdrawn'))
		return <section class="stack mt6"><h2>{words.withdrawnTitle}</h2>
			<p>{words.withdrawnText}</p></section>;
	return <section class="stack mt6" aria-labelledby="act">
		<h2 id="act">{words.endorseHead}</h2>
		<Tells app={acting.app} shown={acting.shown} /><Form {...acting} />
	</section>;
}
