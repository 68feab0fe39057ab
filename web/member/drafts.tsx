// SPDX-License-Identifier: Apache-2.0

// Drafts lie in the key file, under its passphrase, if somebody wishes it; the
// key file, sealed, in this browser too.
import { useEffect, useState } from 'preact/hooks';
import { Busy, type Far } from '../parts/busy.js';
import { Failed, type Failure } from '../parts/failed.js';
import { Done } from '../parts/signs.js';
import { locale } from '../words/language.js';
import { words } from '../words/member.js';
import type { App } from './app.js';
import { draftFrom, lineOf, newDraft, written, type Draft, type Line } from
	'./draft.js';
import { text } from './key.js';
import { draftsIn, namesIn, slugOf, titleOf } from './shelf.js';

const encode = (plain: string) => new TextEncoder().encode(plain);

// A draft's addressees are no part of its text: they stand before it.
const TO = '<!-- to: ', END = ' -->\n';

function sheetOf(draft: Draft): string {
	return `${draft.to.map((to) => `${TO}${to}${END}`).join('')}${
		written(draft).text}`;
}

// Below each heading something can be written.
function withRoom(lines: Line[]): Line[] {
	return lines.flatMap((line, i) => line.kind === 'heading' &&
		(lines[i + 1]?.kind ?? 'heading') === 'heading' ?
		[line, lineOf(line.text === words.sections[3] ? 'request' :
			'paragraph')] : [line]);
}

function fromSheet(sheet: string, name: string, marks: string[]): Draft {
	const to: string[] = [];
	let rest = sheet;

	while (rest.startsWith(TO)) {
		const end = rest.indexOf(END);
		to.push(rest.slice(TO.length, end));
		rest = rest.slice(end + END.length);
	}
	const draft = draftFrom(rest, newDraft(marks), marks);
	return { ...draft, lines: withRoom(draft.lines), to, kept: name,
		changed: false };
}

export async function dropDraft(app: App, name: string,
	far?: (far: Far | null) => void, told?: Far) {
	return app.ring.act(['keep', '--drop', name, '--yes'], {}, far, told);
}

export function Keep({ app, draft }: { app: App; draft: Draft }) {
	const [far, setFar] = useState<Far | null>(null);
	const [failure, setFailure] = useState<Failure | null>(null);
	const [at, setAt] = useState('');
	const [here, setHere] = useState(app.ring.key?.here ?? false);
	const [full, setFull] = useState(false);
	const told = { what: words.keeping, done: 0, of: 0 };

	async function keep() {
		const name = draft.kept !== '' ? draft.kept :
			`${slugOf(draft.subject)}-${Date.now().toString(36)}.draft`;

		setFailure(null);
		if (draft.kept !== '')
			await dropDraft(app, draft.kept, setFar, told);
		const out = await app.ring.act(['keep', '--as', name, '/draft'],
			{ '/draft': encode(sheetOf(draft)) }, setFar, told);
		if ('failure' in out) {
			setFailure(out.failure);
			return;
		}
		// Said when it is so.
		if (here)
			setFull(!await app.ring.keepHere().then(() => true)
				.catch(() => false));
		app.setDraft({ ...draft, kept: name, changed: false });
		setAt(new Date().toLocaleTimeString(locale()));
	}

	return <div class="stack-s"><p class="acts"><button type="button"
		class="btn second small" disabled={far !== null} onClick={() =>
			void keep()}>{words.writeKeep}</button>
	{at !== '' && !draft.changed && <span class="st ok" role="status"><Done />
		<span>{words.keptAt(at)}</span></span>}</p>
	<label class="opt"><input type="checkbox" checked={here}
		onChange={(event) => setHere(event.currentTarget.checked)} />
	<span>{words.writeKeepHere} <span class="hint">{words.writeKeepHereHint}
	</span></span></label>
	{full && <p class="msg">{words.keepFull}</p>}
	{failure !== null && <Failed failure={failure} />}<Busy far={far} /></div>;
}

// Before a memo is written: the drafts that there are.
export function Drafts({ app, start }: { app: App; start: () => void }) {
	const [names, setNames] = useState<string[] | null>(null);
	const [failure, setFailure] = useState<Failure | null>(null);
	const [far, setFar] = useState<Far | null>(null);
	const told = { what: words.draftTake, done: 0, of: 0 };

	async function look() {
		setFailure(null);
		const out = await app.ring.act(['keep'], {}, setFar, { ...told,
			what: words.draftLook });
		if ('failure' in out)
			setFailure(out.failure);
		else
			setNames(draftsIn(namesIn(out.ran.out)));
	}
	async function take(name: string) {
		setFailure(null);
		const out = await app.ring.act(['keep', '--take', name, '-o',
			'/taken'], {}, setFar, told);
		if ('failure' in out)
			setFailure(out.failure);
		else
			app.setDraft(fromSheet(text(out.ran.files['/taken']), name,
				app.channel?.marks ?? []));
	}
	useEffect(() => {
		app.setTitle(words.writeTitle);
		void look();
	}, []);
	useEffect(() => {
		if (names?.length === 0)
			start();
	}, [names]);

	return <div class="stack w46"><h1>{words.writeTitle}</h1>
		{failure !== null && <Failed failure={failure} retry={() =>
			void look()} />}
		{names !== null && names.length > 0 && <section class="stack">
			<h2>{words.drafts}</h2><ul class="record things">{names.map((name) =>
				<li><span class="said f-l">{titleOf(name)}</span>{' '}
					<button type="button" class="btn second small"
						disabled={far !== null} onClick={() => void take(name)}>
						{words.draftOpen}</button></li>)}</ul></section>}
		{(names !== null || failure !== null) && <p class="acts">
			<button type="button" class="btn" disabled={far !== null}
				onClick={start}>{words.newDraft}</button></p>}
		<Busy far={far} /></div>;
}
