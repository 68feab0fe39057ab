// SPDX-License-Identifier: Apache-2.0

// What is wrong with a form: a summary that gets the focus and leads to each
// field, and the field that says so itself.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../words/parts.js';

export interface Problem {
	field: string; // the id of an element
	text: string;
}

export function Summary({ problems }: { problems: Problem[] }) {
	const box = useRef<HTMLDivElement>(null);

	useEffect(() => {
		const title = document.title;
		document.title = words.titleProblem(title);
		box.current?.focus();
		box.current?.scrollIntoView({ block: 'start' });
		return () => {
			if (document.title === words.titleProblem(title))
				document.title = title;
		};
	}, [problems]);

	return <div class="problem" role="alert" tabIndex={-1} ref={box}>
		<h2>{words.problem}</h2><ul>{problems.map((one) =>
			<li><a href={`#${one.field}`} onClick={(event) => {
				event.preventDefault();
				document.getElementById(one.field)?.focus();
			}}>{one.text}</a></li>)}</ul></div>;
}

// What an input is given, so that its hint and its problem are read out.
export function described(id: string, problems: Problem[], hint = true) {
	const bad = problems.some((one) => one.field === id);
	const by = [hint ? `${id}-hint` : '', bad ? `${id}-msg` : '']
		.filter((one) => one !== '').join(' ');

	return { id, name: id,
		...by === '' ? {} : { 'aria-describedby': by },
		...bad ? { 'aria-invalid': true as const } : {} };
}

export function Field({ id, name, hint, problems, children }: { id: string;
	name: string; hint?: ComponentChildren; problems: Problem[];
	children: ComponentChildren; }) {
	const bad = problems.find((one) => one.field === id);

	return <div class={bad === undefined ? '' : 'err'}>
		<label for={id}>{name}</label>
		{hint !== undefined && <span class="hint" id={`${id}-hint`}>{hint}
		</span>}
		{bad !== undefined && <p class="msg" id={`${id}-msg`}>{bad.text}</p>}
		{children}</div>;
}
