// SPDX-License-Identifier: Apache-2.0

// Whose page this is: a role, the channel's key, the files with its own keys.
import { useState } from 'preact/hooks';
import { Busy, type Far } from '../parts/busy.js';
import { Failed, type Failure } from '../parts/failed.js';
import { fileIn, Passphrase, textIn } from '../parts/key.js';
import { described, Field, Summary, type Problem } from
	'../parts/problem.js';
import { words as parts } from '../words/parts.js';
import { words } from '../words/office.js';
import type { Desk } from './program.js';

const KEPT = 'gainsay channel key';

// A browser may refuse to keep anything.
function keptKey(): string {
	try {
		return localStorage.getItem(KEPT) ?? '';
	} catch {
		return '';
	}
}

function keepKey(key: string) {
	try {
		localStorage.setItem(KEPT, key);
	} catch {
		// It is typed again.
	}
}

function tickIn(form: HTMLFormElement, name: string): boolean {
	const input = form.elements.namedItem(name);
	return input instanceof HTMLInputElement && input.checked;
}

async function read(form: HTMLFormElement): Promise<Desk | Problem[]> {
	const kind = textIn(form, 'role'), key = textIn(form, 'channel').trim();
	const role = kind === 'other' ? textIn(form, 'other').trim() : kind;
	const sign = await fileIn(form, 'sign'), open = await fileIn(form, 'open');
	const reading = await fileIn(form, 'reading');
	const problems: Problem[] = [];

	if (role === '')
		problems.push({ field: kind === 'other' ? 'other' : 'role',
			text: words.noRole });
	if (key === '')
		problems.push({ field: 'channel', text: words.noChannelKey });
	if (sign === undefined)
		problems.push({ field: 'sign', text: parts.noFile });
	if (sign === undefined || problems.length > 0)
		return problems;
	if (tickIn(form, 'keep'))
		keepKey(key);
	return { kind, role, key, sign: sign.data, open: open?.data ?? null,
		passphrase: textIn(form, 'passphrase'), opened: null,
		reading: reading?.data ?? null };
}

function Role({ roles, kind, setKind, problems }: { roles: readonly string[];
	kind: string; setKind: (kind: string) => void; problems: Problem[]; }) {
	return <><Field id="role" name={words.role} hint={words.roleHint}
		problems={problems}><select value={kind} onChange={(event) =>
			setKind(event.currentTarget.value)}
		{...described('role', problems)}>{roles.map((one) =>
			<option value={one}>{words.kindsOfRole[one]}</option>)}</select>
	</Field>
	{kind === 'other' && <Field id="other" name={words.otherRole}
		hint={words.otherRoleHint} problems={problems}><input type="text"
			autocapitalize="none" spellcheck={false}
			{...described('other', problems)} /></Field>}</>;
}

function FileField({ id, name, hint, problems }: { id: string; name: string;
	hint: string; problems: Problem[]; }) {
	return <Field id={id} name={name} hint={hint} problems={problems}>
		<input type="file" {...described(id, problems)} /></Field>;
}

export function Entry({ roles, before, locked, far, failure, open }: {
	roles: readonly string[]; before: { kind: string; key: string } | null;
	locked: boolean; far: Far | null; failure: Failure | null;
	open: (desk: Desk) => void;
}) {
	const [kind, setKind] = useState(before?.kind ?? roles[0] ?? '');
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
		<h1>{words.keyTitle}</h1>
		{locked ? <p class="note warn mt4" role="status">{words.locked}</p> :
			<p class="lede mt2">{words.keyLede}</p>}
		<form class="stack mt5" noValidate onSubmit={submit}>
			<Role roles={roles} kind={kind} setKind={setKind}
				problems={problems} />
			<Field id="channel" name={words.channelKey}
				hint={words.channelKeyHint} problems={problems}>
				<input type="text" class="code wide-in" dir="ltr"
					autocomplete="off" spellcheck={false} defaultValue={
						before?.key ?? keptKey()}
					{...described('channel', problems)} /></Field>
			<label class="opt"><input type="checkbox" name="keep" />
				<span>{words.keepChannelKey}</span></label>
			<FileField id="sign" name={words.signFile}
				hint={words.signFileHint} problems={problems} />
			<Passphrase id="passphrase" problems={problems}
				hint={parts.passphraseMaybe} />
			<FileField id="open" name={words.openFile}
				hint={words.openFileHint} problems={problems} />
			<details><summary>{words.readingFile}</summary>
				<FileField id="reading" name={words.readingFile}
					hint={words.readingHint} problems={problems} /></details>
			<p class="acts"><button class="btn" disabled={far !== null}>
				{words.openDesk}</button></p><Busy far={far} /></form></>;
}
