// SPDX-License-Identifier: Apache-2.0

// After an act a page that stays: what was done, the file to be saved, what
// happens next and until when.
import { useEffect } from 'preact/hooks';
import { WordCode } from '../parts/memo.js';
import { Saving } from '../parts/saving.js';
import { Done } from '../parts/signs.js';
import { factOf, type Shown } from '../parts/told.js';
import { words } from '../words/member.js';
import type { App } from './app.js';
import type { Channel } from './channel.js';

export interface Finished {
	is: 'endorsed' | 'withdrawn' | 'filed';
	shown: Shown;
	role: string; // to whom the member is known, or ""
	said: string; // by the program, at the end
}

function clockOf(channel: Channel | null, name: string): string {
	const clock = channel?.clocks[name];
	return clock === undefined ? '' : words.days(clock.kind, clock.n);
}

function replyClock(channel: Channel | null): string {
	const from = channel?.clocks['reply-from'], to = channel?.clocks['reply'];
	return to === undefined ? '' : from === undefined ?
		words.days(to.kind, to.n) : words.daysBetween(to.kind, from.n, to.n);
}

function EndorsedNext({ app, shown }: { app: App; shown: Shown }) {
	return <ol class="steps"><li class="done"><div>
		<strong>{words.receivedStep}</strong><br />
		<span class="soft">{words.receivedText}</span></div></li>
	<li aria-current="step"><div><strong>{words.untilStep}</strong><br />
		<span class="soft">{words.untilText}{' '}
			{words.filingText(factOf(shown.facts, 'Filing'))}</span>
	</div></li>
	<li class="later"><div><strong>{words.countedStep}</strong><br />
		{words.countedText(clockOf(app.channel, 'acknowledge'),
			replyClock(app.channel))}</div></li>
	<li class="later"><div><strong>{words.checkStep}</strong><br />
		{words.checkText}</div></li></ol>;
}

export function ListNext({ list }: { list: [string, string][] }) {
	return <ol class="steps">{list.map(([what, more], i) => <li {...i === 0 ?
		{ 'aria-current': 'step' as const } : { class: 'later' }}><div>
		<strong>{what}</strong><br />{more}</div></li>)}</ol>;
}

// The release that the program names, in the office's time.
const SLOT = /release, \S+ \(([^()]+)\)/u;

function Receipt({ finished }: { finished: Finished }) {
	const { shown, role } = finished;
	const slot = finished.is !== 'filed' ? null :
		SLOT.exec(finished.said.replace(/\s+/gu, ' '))?.[1] ?? null;
	const of = /(\d+) keys/u.exec(factOf(shown.facts, 'Roll'))?.[1] ?? '';
	const subject = shown.memo.fields.find((one) => one.name === 'subject');

	return <aside class="stack side" aria-label={words.receipt}>
		<div class="panel stack"><h2 class="f-l">{words.receipt}</h2>
			<dl class="stack-s"><div><dt class="small soft">
				{words.receiptMemo}</dt><dd class="said m0" dir="auto">
				{subject?.text ?? shown.id}</dd></div>
			<div><dt class="small soft">{words.receiptCode}</dt>
				<dd class="m0"><WordCode code={shown.code} /></dd></div>
			{slot !== null && <div><dt class="small soft">
				{words.filedSlot}</dt><dd class="m0" dir="auto">{slot}</dd></div>}
			{finished.is === 'endorsed' && <>
				<div><dt class="small soft">{words.receiptAs}</dt>
					<dd class="m0">{role === '' ? words.receiptOne(of) :
						words.receiptKnown(role)}</dd></div>
				<div><dt class="small soft">{words.receiptIf}</dt>
					<dd class="m0">{words.receiptProof}</dd></div></>}
			</dl></div></aside>;
}

const titles = () => ({ endorsed: words.endorsedTitle, withdrawn:
words.withdrawnDone, filed: words.filedTitle });
const ledes = () => ({ endorsed: words.endorsedText, withdrawn: words.withdrawnText,
	filed: words.filedText });

export function Finish({ app, finished, another }: { app: App;
	finished: Finished; another: () => void; }) {
	const { is, shown, said } = finished;
	const title = is === 'endorsed' && said.includes('before') ?
		words.endorsedAgain : titles()[is];
	const subject = shown.memo.fields.find((one) => one.name === 'subject');

	useEffect(() => {
		app.setTitle(title);
		scrollTo(0, 0);
		document.getElementById('main')?.focus();
	}, []);
	return <div class="cols"><div class="stack">
		<div class="verdict ok"><Done /><div><h1>{title}</h1>
			<p>{ledes()[is]}</p></div></div>
		<p class="said f-l" dir="auto">{subject?.text}</p>
		{app.ring.key !== null && <Saving saved={app.ring.key.saved}
			save={app.ring.save} />}
		{is === 'endorsed' && <details><summary>{words.paper}</summary>
			<div class="stack-s"><p>{words.paperText}</p><p class="acts">
				<button type="button" class="btn second small" onClick={() =>
					print()}>{words.paperPrint}</button></p></div></details>}
		<section class="stack" aria-labelledby="next">
			<h2 id="next">{words.nextTitle}</h2>
			{is === 'endorsed' ? <EndorsedNext app={app} shown={shown} /> :
				is === 'filed' ? <ListNext list={words.filedNext} /> : null}
			<details><summary>{words.saidByProgram}</summary>
				<pre class="printed code" dir="auto">{said.trim()}</pre>
			</details><p class="acts"><button type="button"
				class="btn second" onClick={another}>{is === 'endorsed' ?
					words.withdrawAct : words.memoRead}</button></p></section>
	</div><Receipt finished={finished} /></div>;
}
