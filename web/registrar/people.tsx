// SPDX-License-Identifier: Apache-2.0

// The registrar's list: who is eligible, who asked, and what is to be done.
import { words } from '../words/registrar.js';
import { actOf, type Act, type ActName } from './acts.js';

export interface People {
	eligible: number;
	with_key: number;
	code_waits: number;
	closed: number | null;
	people: { id: string; name: string; category: string;
		code_waits: boolean; keys_until: number | null }[];
}

const COMMANDS = ['gainsay staff ldap FOLDER --directory URL --base DN',
	'gainsay staff issue FOLDER --letters FOLDER --server URL --sign KEYFILE',
	'gainsay roll prepare FOLDER --server URL --sign KEYFILE -o NAME'];
const HEADINGS = () => [words.id, words.name, words.category, words.invited,
	words.keys];

export function Acts({ names, go }: { names: readonly ActName[];
	go: (act: Act) => void; }) {
	return <ul class="record">{names.map((name) => <li class="memo"><span>
		<button type="button" class="btn second small" onClick={() =>
			go(actOf(name))}>{words.acts[name][0]}</button></span>
	<span class="small soft">{words.acts[name][1]}</span></li>)}</ul>;
}

export function PeopleView({ told, go }: { told: People;
	go: (act: Act) => void; }) {
	const [id = '', name = '', category = '', invited = '', keys = ''] =
		HEADINGS();

	return <><h1>{words.peopleTitle(told.eligible)}</h1>
		<p class="lede mt2">{words.peopleLede(told.with_key,
			told.code_waits)}</p>
		{told.closed !== null && <p class="note mt4">
			{words.closed(told.closed)}</p>}
		{told.people.length > 0 && <div class="scroll mt5" tabIndex={0}
			role="region" aria-label={words.list}><table role="table">
				<caption class="hide">{words.list}</caption>
				<thead role="rowgroup"><tr role="row">{HEADINGS().map((one) =>
					<th role="columnheader" scope="col">{one}</th>)}</tr>
				</thead>
				<tbody role="rowgroup">{told.people.map((one) =>
					<tr role="row"><td role="cell" data-l={id}>
						<bdi>{one.id}</bdi></td>
					<td role="cell" data-l={name}><bdi>{one.name}</bdi></td>
					<td role="cell" data-l={category}><bdi>{one.category}
					</bdi></td>
					<td role="cell" data-l={invited}>{one.code_waits ?
						words.waits : '–'}</td>
					<td role="cell" data-l={keys}>{one.keys_until === null ?
						words.noKey : words.keysUntil(one.keys_until)}</td>
					</tr>)}</tbody></table></div>}
		<section class="stack" aria-labelledby="to-do">
			<h2 id="to-do">{words.whatToDo}</h2>
			<Acts go={go} names={told.people.length === 0 ? ['import'] :
				['import', 'invite', 'inviteOne', 'replace', 'unlink']} />
		</section>
		<details class="mt5"><summary>{words.besides}</summary>
			<p class="mt2">{words.besidesText}</p>
			{COMMANDS.map((line) => <p class="mt2"><code dir="ltr">{line}
			</code></p>)}</details></>;
}
