// SPDX-License-Identifier: Apache-2.0

// A memo is written, checked while it is, looked at as it will be filed, and
// then gathers.
import { useEffect, useState } from 'preact/hooks';
import { run } from '../run/run.js';
import { Busy, type Far } from '../parts/busy.js';
import { brokenOf, Failed, failureOf, type Failure } from '../parts/failed.js';
import { lookOf } from '../parts/frame.js';
import { fileIn, textIn } from '../parts/key.js';
import { Document } from '../parts/memo.js';
import { described, Field, Summary, type Problem } from '../parts/problem.js';
import { lastIndex, memoOf, type Memo } from '../parts/told.js';
import { words as parts } from '../words/parts.js';
import { words } from '../words/member.js';
import type { App } from './app.js';
import { Checks, rulesOf, useChecks, type Checked } from './checks.js';
import { draftFrom, lineAt, newDraft, written, type Draft } from './draft.js';
import { Editor } from './editor.js';
import { Floors } from './endorse.js';
import { Gathered, gather, type Gathering } from './gather.js';
import { Drafts, Keep } from './drafts.js';
import { text } from './key.js';

const encode = (plain: string) => new TextEncoder().encode(plain);

function Banner({ draft, checked }: { draft: Draft; checked: Checked | null }) {
	const full = draft.lines.filter((one) => one.text.trim() !== '');
	const open = full.filter((one) => one.mark === '').length;
	const marks = new Map<string, number>();

	for (const one of full)
		marks.set(one.mark, (marks.get(one.mark) ?? 0) + 1);
	const marking = checked?.marking ?? '';

	return <div class="panel sunk stack-s"><h2 class="f-m">{words.banner}</h2>
		{marking !== '' && <div class={`mark ${lookOf(marking)}`}>{marking}
		</div>}
		<p class="small soft">{[...marks].filter(([mark]) => mark !== '')
			.map(([mark, n]) => `(${mark}): ${n}`).join(', ')}.
		{open > 0 && words.bannerOpen(open)}</p></div>;
}

function To({ app, draft, change, problems }: { app: App; draft: Draft;
	change: (to: string[]) => void; problems: Problem[]; }) {
	const bad = problems.find((one) => one.field === 'to');

	return <fieldset class={bad === undefined ? '' : 'err'} id="to"
		tabIndex={-1}><legend>{words.to} <span class="hint">{words.toHint}
		</span></legend>{bad !== undefined && <p class="msg">{bad.text}</p>}
	<div class="opts">{(app.channel?.copies ?? []).map((name) =>
		<label class="opt"><input type="checkbox"
			checked={draft.to.includes(name)} onChange={(event) =>
				change(event.currentTarget.checked ? [...draft.to, name] :
					draft.to.filter((one) => one !== name))} />
		<span>{name}</span></label>)}</div></fieldset>;
}

// A text that was written elsewhere.
function From({ use }: { use: (text: string) => void }) {
	const [open, setOpen] = useState(false);

	async function submit(event: Event) {
		event.preventDefault();
		const form = event.currentTarget as HTMLFormElement;
		const file = await fileIn(form, 'source');
		const given = file === undefined ? textIn(form, 'pasted') :
			text(file.data);

		if (given.trim() === '')
			return;
		use(given);
		setOpen(false);
	}
	return <details open={open} onToggle={(event) =>
		setOpen(event.currentTarget.open)}><summary>{words.fromFile}</summary>
		<form class="stack" onSubmit={submit}><Field id="source"
			name={words.fromFile} hint={words.fromFileHint} problems={[]}>
			<input type="file" {...described('source', [])} /></Field>
		<Field id="pasted" name={words.pasteText} problems={[]}>
			<textarea rows={5} {...described('pasted', [], false)}></textarea>
		</Field><p class="acts"><button class="btn second small">
			{words.useText}</button></p></form></details>;
}

// As the program shows it to a reader.
async function previewOf(draft: Draft, app: App): Promise<Memo | Failure> {
	const { channel } = app;

	if (channel === null)
		return brokenOf(null);
	const ran = await run({ argv: ['compose', '--show', ...rulesOf(channel),
		'/draft.md'], answers: [],
	files: { '/draft.md': encode(written(draft).text) } });
	if (ran.code !== 0)
		return failureOf(ran);
	const lines = ran.out.split('\n').filter((line, i, all) =>
		!/^EXERCISE: /u.test(line) || (i > 0 && i < all.length - 2));
	const end = lastIndex(lines, (line) => /^banner: /u.test(line));
	return memoOf(end < 0 ? lines : lines.slice(0, end));
}

function Preview({ app, draft, memo, back, done }: { app: App; draft: Draft;
	memo: Memo; back: () => void; done: (gathering: Gathering) => void; }) {
	const [failure, setFailure] = useState<Failure | null>(null);
	const [far, setFar] = useState<Far | null>(null);
	const [accepted, setAccepted] = useState<string[]>([]);

	async function send() {
		setFailure(null);
		const got = await gather(app, draft, accepted, setFar);
		if ('said' in got)
			setFailure(got);
		else
			done(got);
	}
	useEffect(() => {
		app.setTitle(words.previewTitle);
		app.setMemo(memo);
		scrollTo(0, 0);
		document.getElementById('main')?.focus();
		return () => app.setMemo(null);
	}, []);
	return <div class="stack w46"><h1>{words.previewTitle}</h1>
		<p class="lede">{words.previewLede}</p><Document memo={memo} />
		<div class="note"><p>{words.gatherTell}</p><p>{words.employer}</p></div>
		{failure !== null && <Failed failure={failure} />}
		<Floors failure={failure} accepted={accepted} change={setAccepted} />
		<p class="acts"><button type="button" class="btn" onClick={() =>
			void send()} disabled={far !== null}>{words.gatherAct}</button>
		<button type="button" class="btn second" onClick={back}
			disabled={far !== null}>{words.previewBack}</button></p>
		<Busy far={far} /></div>;
}

function wrongIn(draft: Draft): Problem[] {
	return [...draft.subject.trim() === '' ? [{ field: 'subject',
		text: words.subjectMissing }] : [], ...draft.to.length === 0 ?
		[{ field: 'to', text: words.toMissing }] : []];
}

function Sheet({ app, draft, look }: { app: App; draft: Draft;
	look: (memo: Memo) => void; }) {
	const [problems, setProblems] = useState<Problem[]>([]);
	const [failure, setFailure] = useState<Failure | null>(null);
	const checked = useChecks(draft, app.channel);
	const marks = app.channel?.marks ?? [];
	const change = (part: Partial<Draft>) =>
		app.setDraft({ ...draft, ...part, changed: true });

	async function preview() {
		const wrong = wrongIn(draft);
		setProblems(wrong);
		setFailure(null);
		if (wrong.length > 0)
			return;
		const got = await previewOf(draft, app).catch(brokenOf);
		if ('said' in got)
			setFailure(got);
		else
			look(got);
	}
	async function clean() {
		const ran = await run({ argv: ['compose', '--clean', '/clean.md',
			'/draft.md'], answers: [],
		files: { '/draft.md': encode(written(draft).text) } });
		const out = ran.files['/clean.md'];
		if (out !== undefined)
			app.setDraft(draftFrom(text(out), draft, marks));
	}
	const bad = new Set((checked?.faults ?? []).filter((one) => one.refused &&
		one.line !== null).map((one) => checked === null ? -1 :
		lineAt(checked.made, draft, one.line ?? 0)?.id ?? -1));

	const marking = checked?.marking ?? '';

	useEffect(() => app.setTitle(words.writeTitle), []);
	// What is written here marks the page.
	useEffect(() => {
		app.setMemo(marking === '' ? null : { banner: marking, fields: [],
			blocks: [] });
		return () => app.setMemo(null);
	}, [marking]);
	return <><div class="stack-s"><h1>{words.writeTitle}</h1>
		<p class="soft">{words.writeKept}</p></div>
	{problems.length > 0 && <Summary problems={problems} />}
	<div class="cols mt5"><div class="stack">
		<Keep app={app} draft={draft} /><From use={(given) =>
			app.setDraft(draftFrom(given, draft, marks))} />
		{marks.length > 0 && <Banner draft={draft} checked={checked} />}
		<Field id="subject" name={words.subject} problems={problems}>
			<input type="text" class="said wide-in" dir="auto"
				value={draft.subject} onInput={(event) =>
					change({ subject: event.currentTarget.value })}
				{...described('subject', problems, false)} /></Field>
		<Field id="from" name={words.from} hint={words.fromHint}
			problems={[]}><input type="text" class="said wide-in" dir="auto"
				value={draft.from} onInput={(event) =>
					change({ from: event.currentTarget.value })}
				{...described('from', [])} /></Field>
		<To app={app} draft={draft} problems={problems}
			change={(to) => change({ to })} />
		<Editor draft={draft} marks={marks} bad={bad}
			change={(lines) => change({ lines })} /></div>
	<aside class="stick stack" aria-label={words.checks}>
		<h2 class="f-l">{words.checks}</h2>
		{checked === null ? <p class="soft" role="status">{words.checking}</p> :
			<Checks checked={checked} draft={draft} clean={() =>
				void clean()} />}
		{failure !== null && <Failed failure={failure} />}
		<p class="acts"><button type="button" class="btn" onClick={() =>
			void preview()}>{words.preview}</button></p></aside></div></>;
}

export function Write({ app }: { app: App }) {
	const [memo, setMemo] = useState<Memo | null>(null);
	const [done, setDone] = useState<Gathering | null>(null);
	const { draft, channel } = app;

	if (done !== null)
		return <Gathered app={app} gathering={done} />;
	if (channel === null)
		return <div class="stack"><h1>{words.writeTitle}</h1>
			<Busy far={{ what: parts.busy, done: 0, of: 0, note: '' }} /></div>;
	if (draft === null)
		return <Drafts app={app} start={() =>
			app.setDraft(newDraft(channel.marks))} />;
	if (memo !== null)
		return <Preview app={app} draft={draft} memo={memo} done={setDone}
			back={() => setMemo(null)} />;
	return <Sheet app={app} draft={draft} look={setMemo} />;
}
