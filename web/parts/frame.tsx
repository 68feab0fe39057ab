// SPDX-License-Identifier: Apache-2.0

// The frame of a page: bands, exercise, quick exit, places, main part, foot.
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../words/parts.js';
import { Languages } from './languages.js';
import { Leave } from './leave.js';

const MARKS: [RegExp, string, string][] = [
	[/^TOP SECRET/u, 'm-ts', ''], [/^SECRET/u, 'm-s', ''],
	[/^CONFIDENTIAL/u, 'm-c', 'b-c'],
	[/^(CUI|CONTROLLED|SENSITIVE)/u, 'm-sbu', 'b-sbu'],
	[/^UNCLASSIFIED/u, 'm-u', 'b-u']];

export function lookOf(marking: string): string {
	return MARKS.find(([of]) => of.test(marking))?.[1] ?? '';
}

function Band({ marking, end }: { marking: string; end: boolean }) {
	return <div class={`mark ${end ? '' : 'top'} ${lookOf(marking)}`}
		role="region" dir="ltr" lang="en" aria-label={
			end ? words.markingEnd : words.marking}>{marking}</div>;
}

export interface Place {
	key: string;
	name: string;
}

export interface FrameProps {
	kind: string;            // "members": beside the name of the site
	title: string;           // the page's sentence, for the window
	view: string;            // when it changes, the focus goes to the top
	places: Place[];
	at: string;              // the key of the place that is shown
	go: (key: string) => void;
	marking?: string | null; // of this page, from what it shows
	exercise?: boolean;
	state?: ComponentChildren;  // of the key
	foot?: ComponentChildren;
	children: ComponentChildren;
}

function Places({ places, at, go }: Pick<FrameProps, 'places' | 'at' | 'go'>) {
	return <nav aria-label={words.pages}><ul>{places.map((one) =>
		<li><a href="#main" {...one.key === at ?
			{ 'aria-current': 'page' as const } : {}} onClick={(event) => {
			event.preventDefault();
			go(one.key);
		}}>{one.name}</a></li>)}</ul></nav>;
}

// Who comes to another view hears its heading first.
function useView(title: string, view: string, marking: string) {
	const before = useRef(view);

	useEffect(() => {
		document.title = title;
	}, [title, view]);
	useEffect(() => {
		const page = MARKS.find(([of]) => of.test(marking))?.[2] ?? '';
		document.body.className = `has-leave ${page}`.trim();
	}, [marking]);
	useEffect(() => {
		if (before.current === view)
			return;
		before.current = view;
		scrollTo(0, 0);
		document.getElementById('main')?.focus();
	}, [view]);
}

export function Frame({ kind, title, view, places, at, go, marking, exercise,
	state, foot, children }: FrameProps) {
	const band = marking ?? '';

	useView(title, view, band);
	return <>
		<a class="skip" href="#main">{words.skip}</a>
		{band !== '' && <Band marking={band} end={false} />}
		{exercise && <div class="exercise" role="region" aria-label={
			words.exercise}><strong>{words.exerciseWord}</strong>{' '}
			{words.exerciseText}</div>}
		<header class="mast two"><div class="wrap"><Leave />
			<span class="name">{words.site} <span>{kind}</span></span>
			<Places places={places} at={at} go={go} />
			<div class="state">{state}</div>
			<Languages name={words.tongue} /></div></header>
		<main id="main" tabIndex={-1}><div class="wrap page">{children}</div>
		</main>
		<footer class="foot"><div class="wrap"><div><p>{words.footTyped}</p>
			<p>{words.footSame}</p></div><div>{foot}</div></div></footer>
		{band !== '' && <Band marking={band} end={true} />}
	</>;
}
