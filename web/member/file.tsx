// SPDX-License-Identifier: Apache-2.0

// A memo is shown once more, its word code typed, and filed.
import { useEffect, useState } from 'preact/hooks';
import { Busy, type Far } from '../parts/busy.js';
import { Failed, type Failure } from '../parts/failed.js';
import { Document, Facts } from '../parts/memo.js';
import { Summary, type Problem } from '../parts/problem.js';
import { endOf, shownOf, wordsOf, type Shown } from '../parts/told.js';
import { isSame, Typed } from '../parts/typed.js';
import { words as parts } from '../words/parts.js';
import { words } from '../words/member.js';
import type { App } from './app.js';
import { accepting, Differ, Floors } from './endorse.js';
import { Finish, type Finished } from './finish.js';
import { reading } from './read.js';
import type { Shelf } from './shelf.js';

function Act({ app, shelf, shown, back, finish }: { app: App; shelf: Shelf;
	shown: Shown; back: () => void; finish: (done: Finished) => void; }) {
	const [typed, setTyped] = useState('');
	const [differs, setDiffers] = useState(false);
	const [problems, setProblems] = useState<Problem[]>([]);
	const [failure, setFailure] = useState<Failure | null>(null);
	const [far, setFar] = useState<Far | null>(null);
	const [accepted, setAccepted] = useState<string[]>([]);

	async function file() {
		setFailure(null);
		const out = await app.ring.act(['file', '--code', shown.code,
			...shelf.package ? ['--package', `state:${shelf.name}.package`] :
				[], ...shelf.author ? ['--author',
				`state:${shelf.name}.package.author`] : [],
			...accepting(accepted), `state:${shelf.name}.link`], {}, setFar,
		{ what: words.filing, done: 0, of: 0, note: words.filingNote });

		if ('failure' in out)
			setFailure(out.failure);
		else
			finish({ is: 'filed', shown, role: '', said:
				endOf(out.ran.out) });
	}
	function submit(event: Event) {
		event.preventDefault();
		const full = wordsOf(typed).length === 8;

		setProblems(full ? [] : [{ field: 'code',
			text: parts.wordCodeMissing }]);
		if (isSame(typed, shown.code))
			void file();
		else
			setDiffers(full);
	}

	if (differs)
		return <Differ typed={typed} code={shown.code}
			again={() => setDiffers(false)} />;
	return <form class="stack" noValidate onSubmit={submit}>
		{problems.length > 0 && <Summary problems={problems} />}
		{failure !== null && <Failed failure={failure} />}
		<Floors failure={failure} accepted={accepted} change={setAccepted} />
		<div class="note"><p>{words.fileTell}</p><p>{words.employer}</p></div>
		<Typed code={shown.code} typed={typed} change={setTyped}
			problems={problems} />
		<p class="acts"><button class="btn" disabled={far !== null}>
			{words.fileAct}</button><button type="button" class="btn second"
			disabled={far !== null} onClick={back}>{parts.notNow}</button></p>
		<Busy far={far} /></form>;
}

export function FileMemo({ app, shelf, back }: { app: App; shelf: Shelf;
	back: () => void; }) {
	const [shown, setShown] = useState<Shown | null>(null);
	const [failure, setFailure] = useState<Failure | null>(null);
	const [far, setFar] = useState<Far | null>(null);
	const [done, setDone] = useState<Finished | null>(null);

	async function look() {
		setFailure(null);
		const out = await app.ring.act(['show', `state:${shelf.name}.link`],
			{}, setFar, reading());
		if ('failure' in out)
			setFailure(out.failure);
		else
			setShown(shownOf(out.ran.out));
	}
	useEffect(() => {
		app.setTitle(words.fileTitle2);
		void look();
	}, []);
	useEffect(() => {
		app.setMemo(shown?.memo ?? null);
		return () => app.setMemo(null);
	}, [shown]);

	if (done !== null)
		return <Finish app={app} finished={done} another={back} />;
	return <div class="cols"><div class="stack"><h1>{words.fileTitle2}</h1>
		<p class="lede">{words.fileLede}</p>
		{failure !== null && <Failed failure={failure} retry={() =>
			void look()} />}<Busy far={far} />
		{shown !== null && <><Document memo={shown.memo} />
			<Act app={app} shelf={shelf} shown={shown} back={back}
				finish={setDone} /></>}</div>
	{shown !== null && <aside class="stack side" aria-label={words.about}>
		<h2 class="f-l">{words.about}</h2><Facts facts={shown.facts}
			without={['Word code', 'Memo id', 'Your key']} /></aside>}</div>;
}
