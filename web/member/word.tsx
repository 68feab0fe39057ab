// SPDX-License-Identifier: Apache-2.0

// The author's word: an answer, a response, an appeal, an objection.  Written,
// looked at once more, sealed and sent.
import { useState } from 'preact/hooks';
import type { Far } from '../parts/busy.js';
import { Confirm } from '../parts/confirm.js';
import { Failed, type Failure } from '../parts/failed.js';
import { textIn } from '../parts/key.js';
import { described, Field, Summary, type Problem } from '../parts/problem.js';
import { SaveButton } from '../parts/saving.js';
import { Done } from '../parts/signs.js';
import { calm } from '../parts/told.js';
import { words as parts } from '../words/parts.js';
import { words } from '../words/member.js';
import type { App } from './app.js';

export interface Word {
	verb: 'answer' | 'respond' | 'appeal' | 'dispute';
	option: '--question' | '--reply' | '--position';
	value: string;
	name: string; // of the button
}

function Sent({ app, word, said }: { app: App; word: Word; said: string }) {
	const { key } = app.ring;
	const end = said.split('\n--\n').at(-1) ?? '';

	return <div class="stack"><p class="st ok" role="status"><Done />
		<span>{words.wordDone[word.verb]}</span></p>
	<p class="printed" dir="auto">{calm(end.trim().replace(/\n(?=[a-z])/gu,
		' ').replace(/; 'gainsay .*$/mu, '.'))}</p>
	{key !== null && <SaveButton saved={key.saved} save={app.ring.save} />}
	</div>;
}

function Grounds({ grounds, chosen, change }: { grounds: string[];
	chosen: string[]; change: (chosen: string[]) => void; }) {
	return <fieldset id="grounds" tabIndex={-1}><legend>{words.grounds}</legend>
		{grounds.map((one) => <label class="opt"><input type="checkbox"
			checked={chosen.includes(one)} onChange={(event) =>
				change(event.currentTarget.checked ? [...chosen, one] :
					chosen.filter((other) => other !== one))} />
		<span>{one}</span></label>)}</fieldset>;
}

export function AuthorWord({ app, word, shelf, memo }: { app: App; word: Word;
	shelf: string; memo: number; }) {
	const [open, setOpen] = useState(false);
	const [asks, setAsks] = useState<string | null>(null);
	const [problems, setProblems] = useState<Problem[]>([]);
	const [failure, setFailure] = useState<Failure | null>(null);
	const [far, setFar] = useState<Far | null>(null);
	const [chosen, setChosen] = useState<string[]>([]);
	const [done, setDone] = useState<string | null>(null);
	const field = `${word.verb}-${word.value}`;
	const grounds = app.channel?.grounds ?? [];
	const { key } = app.ring;

	async function send(said: string) {
		setFailure(null);
		const out = await app.ring.act([word.verb, '--server',
			key?.server ?? '', '--key', key?.vkey ?? '', '--author',
			`state:${shelf}.package.author`, word.option, word.value,
			...word.verb === 'appeal' ? chosen.flatMap((one) =>
				['--ground', one]) : [], '--text', '/text', '--yes',
			String(memo)], { '/text': new TextEncoder().encode(said) },
		setFar, { what: words.wordSending, done: 0, of: 0,
			note: words.wordNote });

		if ('failure' in out)
			setFailure(out.failure);
		else
			setDone(out.ran.out);
	}
	function submit(event: Event) {
		event.preventDefault();
		const said = textIn(event.currentTarget as HTMLFormElement, field);
		const wrong: Problem[] = said.trim() === '' ? [{ field,
			text: words.wordMissing }] : [];

		if (word.verb === 'appeal' && chosen.length === 0)
			wrong.push({ field: 'grounds', text: words.groundMissing });
		setProblems(wrong);
		if (wrong.length === 0)
			setAsks(said);
	}

	if (done !== null)
		return <Sent app={app} word={word} said={done} />;
	if (!open)
		return <p class="acts"><button type="button" class="btn second small"
			onClick={() => setOpen(true)}>{word.name}</button></p>;
	if (asks !== null)
		return <Confirm title={words.wordAsk} act={words.wordSend} far={far}
			yes={() => void send(asks)} no={() => setAsks(null)}>
			<p class="said printed" dir="auto">{asks}</p>
			{failure !== null && <Failed failure={failure} />}</Confirm>;
	return <form class="stack" noValidate onSubmit={submit}>
		{problems.length > 0 && <Summary problems={problems} />}
		{word.verb === 'appeal' && <Grounds grounds={grounds} chosen={chosen}
			change={setChosen} />}
		<Field id={field} name={words.wordTexts[word.verb] ?? ''}
			hint={words.wordHint} problems={problems}><textarea rows={8}
				dir="auto" {...described(field, problems)}></textarea></Field>
		<p class="acts"><button class="btn">{words.wordSend}</button>
			<button type="button" class="btn second" onClick={() =>
				setOpen(false)}>{parts.notNow}</button></p></form>;
}
