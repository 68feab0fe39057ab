// SPDX-License-Identifier: Apache-2.0

// A memo paragraph by paragraph, each with its mark.
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../words/member.js';
import { lineOf, ODD, type Draft, type Kind, type Line } from './draft.js';

const KINDS: Kind[] = ['heading', 'paragraph', 'request', 'item'];

function nameOf(char: string): string {
	return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase()
		.padStart(4, '0')}`;
}

// The text with what does not show, shown.
function Odd({ text }: { text: string }) {
	const plain = text.split(ODD), odd = text.match(ODD) ?? [];

	if (odd.length === 0)
		return null;
	return <p class="small said" dir="auto">{plain.map((part, i) => <>{part}
		{odd[i] !== undefined && <span class="ch">{nameOf(odd[i] ?? '')}
		</span>}</>)}</p>;
}

// As high as what is in it.
function Grown({ id, name, value, change, bad }: { id: string; name: string;
	value: string; change: (text: string) => void; bad: boolean; }) {
	const area = useRef<HTMLTextAreaElement>(null);
	const rows = Math.max(1, ...[value.split('\n').reduce((sum, line) =>
		sum + 1 + Math.floor(line.length / 62), 0)]);

	useEffect(() => {
		if (area.current !== null)
			area.current.rows = rows;
	}, [rows]);
	return <textarea id={id} ref={area} aria-label={name} value={value}
		dir="auto" rows={rows} spellcheck {...bad ?
			{ 'aria-invalid': true as const } : {}}
		onInput={(event) => change(event.currentTarget.value)} />;
}

function Row({ line, n, marks, change, remove, bad }: { line: Line; n: number;
	marks: string[]; change: (line: Line) => void; remove: () => void;
	bad: boolean; }) {
	const known = marks.includes(line.mark) || line.mark === '' ? marks :
		[...marks, line.mark];

	return <div class={`line ${line.kind === 'heading' ? 'h' : ''} ${
		bad ? 'bad' : ''}`}>
		<div class="stack-s">{marks.length > 0 && <select class="mk"
			aria-label={words.markOf(line.mark)} value={line.mark}
			onChange={(event) => change({ ...line,
				mark: event.currentTarget.value })}>
			<option value="">{words.markNone}</option>{known.map((mark) =>
				<option value={mark}>({mark})</option>)}</select>}</div>
		<div><Grown id={`line-${line.id}`} name={words.paragraphOf(n)}
			value={line.text} bad={bad} change={(text) =>
				change({ ...line, text })} /><Odd text={line.text} />
		<p class="tools"><select class="mk" value={line.kind}
			aria-label={`${words.kindOf}: ${words.paragraphOf(n)}`}
			onChange={(event) => change({ ...line,
				kind: event.currentTarget.value as Kind })}>{KINDS.map((kind) =>
				<option value={kind}>{words.kinds[kind]}</option>)}</select>
		<button type="button" class="mk" onClick={remove} aria-label={
			`${words.remove}: ${words.paragraphOf(n)}`}>{words.remove}
		</button></p></div></div>;
}

export function Editor({ draft, marks, change, bad }: { draft: Draft;
	marks: string[]; change: (lines: Line[]) => void; bad: Set<number>; }) {
	const add = (kind: Kind) => {
		const line = lineOf(kind, '', kind === 'heading' ? marks[0] ?? '' : '');
		change([...draft.lines, line]);
		setTimeout(() => document.getElementById(`line-${line.id}`)?.focus());
	};

	return <><div role="group" aria-label={words.text}><div class="ed">
		{draft.lines.map((line, i) => <Row key={line.id} line={line} n={i + 1}
			marks={marks} bad={bad.has(line.id)} change={(next) =>
				change(draft.lines.map((one) => one === line ? next : one))}
			remove={() => change(draft.lines.filter((one) => one !== line))}
		/>)}</div></div>
	<p class="acts"><button type="button" class="btn second small"
		onClick={() => add('paragraph')}>{words.addParagraph}</button>
	<button type="button" class="btn second small"
		onClick={() => add('request')}>{words.addRequest}</button>
	<button type="button" class="btn second small"
		onClick={() => add('heading')}>{words.addHeading}</button></p></>;
}
