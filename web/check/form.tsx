// SPDX-License-Identifier: Apache-2.0

// What the page asks for.  A file may be dropped or chosen, a text pasted too.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { isWhole } from './engine.js';
import { say, type Key } from '../words/check.js';

export interface Given {
	file: Uint8Array;
	key: string;
	text?: Uint8Array;
}

export interface Problem {
	field: 'file' | 'key';
	text: string;
}

function Field({ id, name, hint, problem, children }: { id: string; name: Key;
	hint: Key; problem: string | undefined; children: ComponentChildren; }) {
	return <div class={`stack-s ${problem === undefined ? '' : 'err'}`}>
		<label for={id}>{say(name)}</label>
		<span class="hint" id={`${id}-hint`}>{say(hint)}</span>
		{problem !== undefined && <p class="msg" id={`${id}-msg`}>{problem}</p>}
		{children}</div>;
}

function Summary({ problems }: { problems: Problem[] }) {
	const box = useRef<HTMLDivElement>(null);
	useEffect(() => box.current?.focus(), [problems]);

	return <div class="note late" role="alert" tabIndex={-1} ref={box}>
		<h2 class="f-l">{say('problem')}</h2><ul>{problems.map((one) =>
			<li><a href={`#${one.field}`} onClick={(event) => {
				event.preventDefault();
				document.getElementById(one.field)?.focus();
			}}>{one.text}</a></li>)}</ul></div>;
}

// What is dropped on a field is the field's.
function drop(event: DragEvent) {
	const field = (event.currentTarget as HTMLElement)
		.querySelector('input[type="file"]');
	if (!(field instanceof HTMLInputElement) || event.dataTransfer === null)
		return;
	event.preventDefault();
	field.files = event.dataTransfer.files;
}

async function fileOf(form: HTMLFormElement, name: string) {
	const field = form.elements.namedItem(name);
	const file = field instanceof HTMLInputElement ? field.files?.[0] :
		undefined;
	return file === undefined ? undefined :
		new Uint8Array(await file.arrayBuffer());
}

function textOf(form: HTMLFormElement, name: string): string {
	const field = form.elements.namedItem(name);
	return field instanceof HTMLInputElement ||
		field instanceof HTMLTextAreaElement ? field.value : '';
}

async function readForm(form: HTMLFormElement, before: Given | null):
Promise<Given | Problem[]> {
	const problems: Problem[] = [];
	const file = await fileOf(form, 'file') ?? before?.file;
	const key = textOf(form, 'key');
	const pasted = textOf(form, 'paste');
	const text = await fileOf(form, 'text') ?? (pasted === '' ? undefined :
		new TextEncoder().encode(pasted));

	if (file === undefined)
		problems.push({ field: 'file', text: say('noFile') });
	if (key.trim() === '')
		problems.push({ field: 'key', text: say('noKey') });
	if (file === undefined || problems.length > 0)
		return problems;
	return { file, key, ...text === undefined ? {} : { text } };
}

export function Form({ check, given, busy, problems: told }: {
	check: (given: Given) => void; given: Given | null;
	busy: number | null; problems: Problem[];
}) {
	const [own, setOwn] = useState<Problem[]>([]);
	const problems = own.length > 0 ? own : told;
	const of = (field: string) =>
		problems.find((one) => one.field === field)?.text;
	const described = (id: string) => ({
		'aria-describedby': of(id) === undefined ? `${id}-hint` :
			`${id}-hint ${id}-msg`,
		...of(id) === undefined ? {} : { 'aria-invalid': true as const } });
	const still = { onDragOver: (event: DragEvent) => event.preventDefault(),
		onDrop: drop };

	async function submit(event: Event) {
		event.preventDefault();
		const read = await readForm(event.currentTarget as HTMLFormElement,
			given);
		setOwn(Array.isArray(read) ? read : []);
		if (!Array.isArray(read))
			check(read);
	}

	return <div class="cols"><div class="stack">
		{problems.length > 0 && busy === null && <Summary problems={problems} />}
		<h1>{say('ask')}</h1><p class="lede">{say('lede')}</p>
		<form class="stack mt5" noValidate onSubmit={submit}>
			<div {...still}><Field id="file" name="file" hint="fileHint"
				problem={of('file')}><input type="file" id="file" name="file"
					{...described('file')} /></Field></div>
			<Field id="key" name="key" hint="keyHint" problem={of('key')}>
				<input type="text" id="key" name="key" class="wide-in"
					autocomplete="off" spellcheck={false}
					defaultValue={given?.key ?? ''} {...described('key')} /></Field>
			<div {...still}><Field id="text" name="text" hint="textHint"
				problem={undefined}><input type="file" id="text" name="text"
					{...described('text')} /></Field>
			<p class="mt4"><label for="paste">{say('paste')}</label></p>
			<textarea id="paste" name="paste" rows={6}></textarea></div>
			<p class="acts"><button class="btn" disabled={busy !== null}>
				{say('check')}</button></p>
			<div role="status">{busy !== null && <><p>
				<strong>{say('busy')}</strong> {say('busyText')}</p>
			<progress max={1} value={busy} aria-label={say('busy')} /></>}</div>
		</form></div>
	<aside class="side"><div class="panel stack"><p>
		<strong>{say('nothingSent')}</strong> {say('nothingSentText')}</p>
		{!isWhole() && <p><a href="check.html" download>{say('savePage')}</a>{' '}
			{say('savePageText')}</p>}</div></aside></div>;
}
