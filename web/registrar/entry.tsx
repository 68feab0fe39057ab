// SPDX-License-Identifier: Apache-2.0

// Whose page this is: the role, the channel's key, the role's own key, and, of
// a registrar, the list as it was saved.
import { useState } from 'preact/hooks';
import { Busy, type Far } from '../parts/busy.js';
import { Failed, type Failure } from '../parts/failed.js';
import { fileIn, Passphrase, textIn } from '../parts/key.js';
import { described, Field, Summary, type Problem } from
	'../parts/problem.js';
import type { Files } from '../run/run.js';
import type { Desk } from '../office/program.js';
import { words as office } from '../words/office.js';
import { words as parts } from '../words/parts.js';
import { words } from '../words/registrar.js';
import { unpack } from './box.js';

export interface Opened {
	desk: Desk;
	box: Files | null; // null: the one of before
}

async function read(form: HTMLFormElement): Promise<Opened | Problem[]> {
	const role = textIn(form, 'role'), key = textIn(form, 'channel').trim();
	const sign = await fileIn(form, 'sign'), kept = await fileIn(form, 'kept');
	const box = kept === undefined ? null : unpack(kept.data);
	const problems: Problem[] = [];

	if (key === '')
		problems.push({ field: 'channel', text: office.noChannelKey });
	if (sign === undefined)
		problems.push({ field: 'sign', text: parts.noFile });
	if (kept !== undefined && box === null)
		problems.push({ field: 'kept', text: words.noList });
	if (sign === undefined || problems.length > 0)
		return problems;
	return { desk: { kind: role, role, key, sign: sign.data, open: null,
		passphrase: textIn(form, 'passphrase'), opened: null,
		reading: null }, box };
}

function Role({ role, setRole, problems }: { role: string;
	setRole: (role: string) => void; problems: Problem[]; }) {
	return <Field id="role" name={office.role} hint={words.roleHint}
		problems={problems}><select value={role} onChange={(event) =>
			setRole(event.currentTarget.value)}
		{...described('role', problems)}>
			<option value="registrar">{words.registrar}</option>
			<option value="second">{words.second}</option></select></Field>;
}

export function Entry({ before, locked, far, failure, open }: {
	before: { kind: string; key: string } | null; locked: boolean;
	far: Far | null; failure: Failure | null; open: (of: Opened) => void;
}) {
	const [role, setRole] = useState(before?.kind ?? 'registrar');
	const [problems, setProblems] = useState<Problem[]>([]);

	async function submit(event: Event) {
		event.preventDefault();
		const got = await read(event.currentTarget as HTMLFormElement);
		setProblems(Array.isArray(got) ? got : []);
		if (!Array.isArray(got))
			open(got);
	}

	return <>{problems.length > 0 && <div class="my5">
		<Summary problems={problems} /></div>}
	{failure !== null && <div class="my5"><Failed failure={failure} /></div>}
		<h1>{office.keyTitle}</h1>
		{locked ? <p class="note warn mt4" role="status">{words.locked}</p> :
			<p class="lede mt2">{words.lede}</p>}
		<form class="stack mt5" noValidate onSubmit={submit}>
			<Role role={role} setRole={setRole} problems={problems} />
			<Field id="channel" name={office.channelKey}
				hint={office.channelKeyHint} problems={problems}>
				<input type="text" class="code wide-in" dir="ltr"
					autocomplete="off" spellcheck={false}
					defaultValue={before?.key ?? ''}
					{...described('channel', problems)} /></Field>
			<Field id="sign" name={office.signFile} hint={words.signHint}
				problems={problems}><input type="file"
					{...described('sign', problems)} /></Field>
			<Passphrase id="passphrase" problems={problems}
				hint={parts.passphraseMaybe} />
			{role === 'registrar' && !locked && <Field id="kept"
				name={words.kept} hint={words.keptHint} problems={problems}>
				<input type="file" {...described('kept', problems)} />
			</Field>}
			<p class="acts"><button class="btn" disabled={far !== null}>
				{office.openDesk}</button></p><Busy far={far} /></form></>;
}
