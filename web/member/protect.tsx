// SPDX-License-Identifier: Apache-2.0

// A report of a reprisal, sealed here to the officer who protects members.
import { useEffect, useState } from 'preact/hooks';
import { run } from '../run/run.js';
import { Busy, type Far } from '../parts/busy.js';
import { save } from '../parts/download.js';
import { brokenOf, Failed, failureOf, type Failure } from '../parts/failed.js';
import { textIn } from '../parts/key.js';
import { described, Field, Summary, type Problem } from '../parts/problem.js';
import { Done } from '../parts/signs.js';
import { words } from '../words/member.js';
import type { App } from './app.js';

const told = (): Far => ({ what: words.protecting, done: 0, of: 0,
	note: '' });

function Sealed({ file }: { file: Uint8Array }) {
	useEffect(() => document.getElementById('main')?.focus(), []);
	return <div class="stack w46"><div class="verdict ok"><Done /><div>
		<h1>{words.protectDone}</h1><p>{words.protectDoneText}</p></div></div>
	<p class="acts"><button type="button" class="btn" onClick={() =>
		save('report.sealed', file)}>{words.protectSave}</button></p></div>;
}

export function Protect({ app }: { app: App }) {
	const [problems, setProblems] = useState<Problem[]>([]);
	const [failure, setFailure] = useState<Failure | null>(null);
	const [far, setFar] = useState<Far | null>(null);
	const [sealed, setSealed] = useState<Uint8Array | null>(null);
	const { key } = app.ring;

	useEffect(() => app.setTitle(sealed === null ? words.protectTitle :
		words.protectDone), [sealed]);
	async function seal(said: string, memo: string) {
		const vkey = key?.vkey ?? app.channel?.vkey ?? '';
		const files = { '/text': new TextEncoder().encode(said) };
		const order = ['reprisal', '--key', vkey, '--text', '/text', '-o',
			'/case', '--yes', ...memo === '' ? [] : ['--vouch', memo],
			app.server ?? ''];

		if (key !== null && memo !== '') {
			const out = await app.ring.act(order, files, setFar, told());
			return 'failure' in out ? out.failure : out.ran;
		}
		const ran = await run({ argv: order, files, answers: [] });
		return ran.code === 0 ? ran : failureOf(ran);
	}
	async function submit(event: Event) {
		event.preventDefault();
		const form = event.currentTarget as HTMLFormElement;
		const said = textIn(form, 'what'), memo = textIn(form, 'vouch').trim();
		const wrong = said.trim() === '' ? [{ field: 'what',
			text: words.wordMissing }] : [];

		setProblems(wrong);
		setFailure(null);
		if (wrong.length > 0)
			return;
		setFar(told());
		const got = await seal(said, memo).catch(brokenOf);
		setFar(null);
		if ('said' in got)
			setFailure(got);
		else
			setSealed(got.files['/case'] ?? null);
	}

	if (sealed !== null)
		return <Sealed file={sealed} />;
	return <div class="stack w46"><h1>{words.protectTitle}</h1>
		<p class="lede">{words.protectLede}</p>
		<div class="note"><p>{words.employer}</p></div>
		<form class="stack" noValidate onSubmit={submit}>
			{problems.length > 0 && <Summary problems={problems} />}
			{failure !== null && <Failed failure={failure} />}
			<Field id="what" name={words.protectText} hint={words.protectHint}
				problems={problems}><textarea rows={10} dir="auto"
					{...described('what', problems)}></textarea></Field>
			{key !== null && <Field id="vouch" name={words.protectVouch}
				hint={words.protectVouchHint} problems={problems}>
				<input type="text" inputMode="numeric" autocomplete="off"
					{...described('vouch', problems)} /></Field>}
			<p class="acts"><button class="btn" disabled={far !== null}>
				{words.protectAct}</button></p><Busy far={far} /></form></div>;
}
