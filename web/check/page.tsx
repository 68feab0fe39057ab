// SPDX-License-Identifier: Apache-2.0

// The Check page: a provenance file and a text, judged by the module here.
import { render } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { isWhole, judge, NoModule, NotJudged } from './engine.js';
import { Form, type Given, type Problem } from './form.js';
import { headingOf, Result } from './result.js';
import { say, type Key } from '../words/check.js';
import { Languages, useLanguage } from '../parts/languages.js';
import { begin } from '../words/language.js';
import type { Inputs, Shown, Verdict } from './types.js';

type State =
	| { is: 'asking'; problems: Problem[] }
	| { is: 'busy'; fraction: number }
	| { is: 'judged'; verdict: Verdict; shown: Shown | null; text: string };

const MARKS: [RegExp, string][] = [[/^TOP SECRET/u, 'm-ts'],
	[/^SECRET/u, 'm-s'], [/^CONFIDENTIAL/u, 'm-c'],
	[/^(CUI|CONTROLLED|SENSITIVE)/u, 'm-sbu'], [/^UNCLASSIFIED/u, 'm-u']];

function Band({ marking, end }: { marking: string | null; end: boolean }) {
	if (marking === null)
		return null;
	const look = MARKS.find(([of]) => of.test(marking))?.[1] ?? '';
	return <div class={`mark ${end ? '' : 'top'} ${look}`} role="region"
		dir="ltr" aria-label={say(end ? 'markingEnd' : 'marking')}>
		{marking}</div>;
}

// Eight words, in any case and with any blanks between them.
function plainWords(text: string): string {
	return text.trim().toLowerCase().split(/[\s,.;-]+/u).join(' ');
}

async function trustOf(given: Given): Promise<Uint8Array | Problem> {
	if (given.key.includes('+'))
		return new TextEncoder().encode(given.key.trim());

	const { verdict } = await judge({ file: given.file }, () => {});
	const own = JSON.parse(verdict) as Verdict;
	return plainWords(given.key) === own.own_word_code ?
		new TextEncoder().encode(own.own_key) :
		{ field: 'key', text: say('otherWords') };
}

function problemOf(error: unknown): Problem {
	if (error instanceof NoModule)
		return { field: 'file', text: say(error.message as Key) };
	return { field: 'file', text: say('notJudged',
		error instanceof NotJudged ? error.message : String(error)) };
}

function saveText(text: string) {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(new Blob([text],
		{ type: 'application/json' }));
	link.download = 'verdict.json';
	link.click();
	URL.revokeObjectURL(link.href);
}

function Frame({ state, children }: { state: State;
	children: preact.ComponentChildren; }) {
	const v = state.is === 'judged' && state.verdict.valid === true ?
		state.verdict : null;

	return <>
		<a class="skip" href="#main">{say('skip')}</a>
		<Band marking={v?.marking ?? null} end={false} />
		{v?.exercise && <div class="exercise" role="region"
			aria-label={say('exercise')}><strong>{say('exerciseWord')}</strong>{' '}
			{say('exerciseText')}</div>}
		<header class="mast"><div class="wrap">
			<span class="name">{say('site')} <span>{say('siteKind')}</span></span>
			<nav aria-label={say('pages')}><ul>
				{!isWhole() && <li><a href="../">{say('navRecord')}</a></li>}
				<li><a href="" aria-current="page">{say('navCheck')}</a></li>
				{!isWhole() && <li><a href="../charter.html">
					{say('navRules')}</a></li>}
			</ul></nav><Languages name={say('language')} /></div></header>
		<main id="main" tabIndex={-1}><div class="wrap page">{children}</div></main>
		<footer class="foot"><div class="wrap"><div>
			{v !== null && <p>{say('footLog', v.log, v.checkpoint)}</p>}
			<p>{say('footPlain')}</p></div></div></footer>
		<Band marking={v?.marking ?? null} end={true} />
	</>;
}

function Page() {
	const [state, setState] = useState<State>({ is: 'asking', problems: [] });
	const last = useRef<Given | null>(null);

	useLanguage();
	const heading = state.is === 'judged' ?
		headingOf(state.verdict, state.shown) :
		state.is === 'asking' && state.problems.length > 0 ?
			say('titleProblem', say('title')) : say('title');

	useEffect(() => {
		document.title = state.is === 'judged' ?
			`${heading} – ${say('title')}` : heading;
		if (state.is === 'judged')
			document.getElementById('main')?.focus();
		if (state.is === 'judged')
			window.scrollTo(0, 0);
	}, [heading, state.is]);

	async function check(given: Given) {
		last.current = given;
		setState({ is: 'busy', fraction: 0 });
		try {
			const trust = await trustOf(given);
			if (!(trust instanceof Uint8Array)) {
				setState({ is: 'asking', problems: [trust] });
				return;
			}
			const inputs: Inputs = { file: given.file, trust,
				...given.text === undefined ? {} : { text: given.text } };
			const out = await judge(inputs, (fraction) =>
				setState({ is: 'busy', fraction }));
			setState({ is: 'judged', text: out.verdict,
				verdict: JSON.parse(out.verdict) as Verdict,
				shown: out.shown === null ? null :
					JSON.parse(out.shown) as Shown });
		} catch (error) {
			setState({ is: 'asking', problems: [problemOf(error)] });
		}
	}

	return <Frame state={state}>
		{state.is === 'judged' ?
			<Result verdict={state.verdict} shown={state.shown}
				save={() => saveText(state.text)}
				another={() => setState({ is: 'asking', problems: [] })} /> :
			<Form check={check} given={last.current}
				busy={state.is === 'busy' ? state.fraction : null}
				problems={state.is === 'asking' ? state.problems : []} />}
	</Frame>;
}

await begin();
render(<Page />, document.body);
