// SPDX-License-Identifier: Apache-2.0

// A run that did not go well: what happened, what it means, what to do now.
// The sentences are the program's own.
import type { Ran } from '../run/run.js';
import { useEffect, useRef } from 'preact/hooks';
import { saidOf } from './told.js';
import { words } from '../words/parts.js';

export interface Failure {
	code: number;
	said: string[];
	kept: boolean; // whether the key file has what happened so far
}

// `before` is the state that the run was given.
export function failureOf(ran: Ran, state = '/state'): Failure {
	return { code: ran.code, said: saidOf(ran.err),
		kept: ran.files[state] !== undefined };
}

// A run that was none.  A message of one word is a name (run/run.ts), and no
// sentence for people.
export function brokenOf(error: unknown): Failure {
	const told = error instanceof Error && /\s/u.test(error.message) ?
		[error.message] : [];

	const altered = error instanceof Error && error.message === 'moduleAltered';

	return { code: 2, kept: false, said: [typeof WebAssembly === 'undefined' ?
		words.noModule : altered ? words.altered : words.lost, ...told] };
}

export function Failed({ failure, retry, title = words.failed }: {
	failure: Failure; retry?: (() => void) | undefined; title?: string;
}) {
	const box = useRef<HTMLDivElement>(null);
	const meaning = failure.code === 1 ? words.failedRefused :
		failure.code === 3 ? words.failedBroken : words.failedUnknown;

	useEffect(() => {
		const before = document.title;
		document.title = words.titleProblem(before);
		box.current?.focus();
		return () => {
			if (document.title === words.titleProblem(before))
				document.title = before;
		};
	}, [failure]);

	return <div class="problem stack-s" role="alert" tabIndex={-1} ref={box}>
		<h2>{title}</h2>
		{failure.said.map((line) => <p lang="en" dir="ltr">{line}</p>)}
		<p>{meaning} {failure.kept ? words.failedSaved : words.failedKept}</p>
		{retry !== undefined && <p class="acts"><button type="button"
			class="btn second" onClick={retry}>{words.retry}</button></p>}
	</div>;
}
