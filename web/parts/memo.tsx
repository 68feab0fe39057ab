// SPDX-License-Identifier: Apache-2.0

// A memo as the program gives it, whole: marks, banner, what fixes it.
import { lookOf } from './frame.js';
import { words } from '../words/parts.js';
import { calm, type Block, type Fact, type Memo, type Shown } from './told.js';

function Text({ block }: { block: Block }) {
	const mark = block.mark === '' ? null :
		<><span class="pm">{block.mark}</span>{' '}</>;

	if (block.kind === 'heading')
		return <h3 dir="auto">{mark}{block.text}</h3>;
	if (block.kind === 'code')
		return <pre class="code" dir="auto">{block.text}</pre>;
	if (block.kind === 'quote')
		return <blockquote dir="auto">{mark}{block.text}</blockquote>;
	return <p dir="auto">{block.label !== '' &&
		<>{block.label === '-' ? '–' : block.label}{' '}</>}{mark}
	{block.text}</p>;
}

export function Document({ memo, id = 'memo-title' }: { memo: Memo;
	id?: string; }) {
	const subject = memo.fields.find((one) => one.name === 'subject');
	const rest = memo.fields.filter((one) => one.name !== 'subject');
	const band = memo.banner === '' ? null :
		<div class={`mark ${lookOf(memo.banner)}`}>{memo.banner}</div>;

	return <article class="doc" aria-labelledby={id}>{band}<div class="in">
		<h2 id={id} dir="auto">{subject?.text ?? words.memoText}</h2>
		{rest.length > 0 && <dl>{rest.map((one) => <>
			<dt>{words.fields[one.name] ?? one.name}</dt>
			<dd dir="auto">{one.text}</dd></>)}</dl>}
		{memo.blocks.map((block) => <Text block={block} />)}
	</div>{band}</article>;
}

export function Facts({ facts, without = [] }: { facts: Fact[];
	without?: string[]; }) {
	return <dl class="facts">{facts.filter((one) =>
		!without.includes(one.name)).map((one) =>
		<div><dt>{words.facts[one.name] ?? one.name}</dt>
			<dd>{one.lines.map((line, i) => <>{i > 0 && <br />}
				<span lang="en" dir="auto">{calm(line)}</span></>)}</dd></div>)}</dl>;
}

// Word for word what a terminal would show.
export function Plain({ shown }: { shown: Shown | string }) {
	const text = typeof shown === 'string' ? shown : shown.plain;
	return <details><summary>{words.asPrinted}</summary>
		<div class="scroll" tabIndex={0} role="region"
			aria-label={words.asPrinted}><pre class="printed code" lang="en"
				dir="auto">
				{text}</pre></div></details>;
}

export function WordCode({ code, other }: { code: string;
	other?: string[] | undefined; }) {
	return <ol class="words" aria-label={words.wordCode} lang="en" dir="ltr">
		{code.split(' ').map((word, i) => <li>{other !== undefined &&
			other[i] !== word ? <ins>{word}</ins> : word}</li>)}</ol>;
}
