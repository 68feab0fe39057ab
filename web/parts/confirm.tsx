// SPDX-License-Identifier: Apache-2.0

// The step before what cannot be undone: what it is, then yes or not now.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Busy, type Far } from './busy.js';
import { words } from '../words/parts.js';

export function Confirm({ title, act, yes, no, far = null, children }: {
	title: string; act: string; yes: () => void; no: () => void;
	far?: Far | null; children?: ComponentChildren;
}) {
	const head = useRef<HTMLHeadingElement>(null);

	useEffect(() => head.current?.focus(), []);
	return <section class="stack next warn" aria-labelledby="confirm">
		<h2 id="confirm" tabIndex={-1} ref={head}>{title}</h2>{children}
		<p class="acts"><button type="button" class="btn" onClick={yes}
			disabled={far !== null}>{act}</button>
		<button type="button" class="btn second" onClick={no}
			disabled={far !== null}>{words.notNow}</button></p>
		<Busy far={far} /></section>;
}
