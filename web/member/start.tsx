// SPDX-License-Identifier: Apache-2.0

// Which things can be done here; and what is to be known before.
import { useEffect, useState } from 'preact/hooks';
import { described, Field, Summary, type Problem } from '../parts/problem.js';
import { textIn } from '../parts/key.js';
import { words as parts } from '../words/parts.js';
import { words } from '../words/member.js';
import type { App, View } from './app.js';
import { forgetHere, keptHere, type Kept } from './kept.js';
import { handedOf, type Handed } from './link.js';

const things = (): { view: View; name: string; text: string }[] => [
	{ view: 'endorse', name: words.toEndorse, text: words.toEndorseText },
	{ view: 'write', name: words.toWrite, text: words.toWriteText },
	{ view: 'follow', name: words.toFollow, text: words.toFollowText },
	{ view: 'enrol', name: words.toEnrol, text: words.toEnrolText },
	{ view: 'protect', name: words.toProtect, text: words.toProtectText }];

export function useHanded(app: App): (handed: Handed) => void {
	return (handed) => {
		if (handed.is === 'box')
			app.setLink(handed.link);
		else
			app.setHanded(handed.is === 'code' ? handed.code : handed.text);
		app.go(handed.is === 'box' ? 'endorse' : 'enrol');
	};
}

export function Paste({ app, field = words.pasteHere, only }: { app: App;
	field?: string; only?: 'box'; }) {
	const [problems, setProblems] = useState<Problem[]>([]);
	const take = useHanded(app);

	function submit(event: Event) {
		event.preventDefault();
		const given = textIn(event.currentTarget as HTMLFormElement, 'link');
		const handed = handedOf(given);

		if (handed !== null && (only === undefined || handed.is === only)) {
			setProblems([]);
			take(handed);
			return;
		}
		setProblems([{ field: 'link', text: given.trim() !== '' ?
			words.pasteUnknown : only === 'box' ? words.linkMissing :
				words.pasteMissing }]);
	}

	return <form class="stack" noValidate onSubmit={submit}>
		{problems.length > 0 && <Summary problems={problems} />}
		<Field id="link" name={field} hint={words.pasteHint}
			problems={problems}><textarea rows={3} class="code" dir="ltr"
				autocomplete="off" spellcheck={false}
				{...described('link', problems)}></textarea></Field>
		<p class="acts"><button class="btn">{words.openLink}</button></p>
	</form>;
}

function KeptHere({ app }: { app: App }) {
	const [kept, setKept] = useState<Kept | null>(null);

	useEffect(() => {
		void keptHere().then(setKept);
	}, []);
	if (kept === null || app.ring.key !== null)
		return null;
	return <section class="note"><p><strong>{words.keptHere}</strong>{' '}
		<span class="code">{kept.name}</span>. {words.keptText}</p>
	<p class="acts"><button type="button" class="btn small" onClick={() =>
		app.go('open')}>{words.keptUse}</button>
	<button type="button" class="btn second small" onClick={() => {
		void forgetHere().catch(() => {}).then(() => setKept(null));
	}}>{words.keptForget}</button></p></section>;
}

export function Start({ app }: { app: App }) {
	const { key } = app.ring;

	useEffect(() => app.setTitle(words.startTitle), []);
	return <div class="cols"><div class="stack">
		{key !== null && <p class="soft">{words.opened(key.channel)}</p>}
		<h1>{words.startTitle}</h1><p class="lede">{words.startLede}</p>
		{typeof WebAssembly === 'undefined' && <p class="note warn">
			{parts.noModule}</p>}<KeptHere app={app} />
		<ul class="record things">{things().map((one) => <li><a href="#main"
			onClick={(event) => {
				event.preventDefault();
				app.go(one.view);
			}}>{one.name}</a><br /><span class="soft">{one.text}</span></li>)}
		</ul>
		<section class="stack mt6" aria-labelledby="paste"><h2 id="paste">
			{words.haveLink}</h2><Paste app={app} /></section></div>
	<aside class="stack side"><section class="note"><p>{words.employer}</p>
	</section><section class="stack-s mt5"><h2 class="f-l">{words.fileTitle}
	</h2><p>{words.fileText}</p></section>
	<section class="stack-s mt5"><h2 class="f-l">{words.leaveTitle}</h2>
		<p>{words.leaveText}</p></section></aside></div>;
}
