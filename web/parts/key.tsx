// SPDX-License-Identifier: Apache-2.0

// A key from a file, for as long as the page is open and no longer.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Busy, type Far } from './busy.js';
import { described, Field, Summary, type Problem } from './problem.js';
import { words } from '../words/parts.js';

export interface Given {
	name: string;        // of the file
	file: Uint8Array;
	passphrase: string;
}

export async function fileIn(form: HTMLFormElement, field: string) {
	const input = form.elements.namedItem(field);
	const file = input instanceof HTMLInputElement ? input.files?.[0] :
		undefined;
	return file === undefined ? undefined : { name: file.name,
		data: new Uint8Array(await file.arrayBuffer()) };
}

export function textIn(form: HTMLFormElement, field: string): string {
	const input = form.elements.namedItem(field);
	return input instanceof HTMLInputElement ||
		input instanceof HTMLTextAreaElement ||
		input instanceof HTMLSelectElement ? input.value : '';
}

export function Passphrase({ id, name = words.passphrase, hint =
words.passphraseHint, problems, fresh = false }: { id: string; name?: string;
	hint?: ComponentChildren; problems: Problem[]; fresh?: boolean; }) {
	const [shown, setShown] = useState(false);
	const [typed, setTyped] = useState('');
	const looks = { ...described(id, problems), spellcheck: false,
		value: typed, autocapitalize: 'none' as const,
		autocomplete: fresh ? 'new-password' as const : 'off' as const,
		onInput: (event: Event) =>
			setTyped((event.currentTarget as HTMLInputElement).value) };

	return <><Field id={id} name={name} hint={hint} problems={problems}>
		{shown ? <input type="text" {...looks} /> :
			<input type="password" {...looks} />}</Field>
	<label class="opt"><input type="checkbox" checked={shown}
		onChange={(event) => setShown(event.currentTarget.checked)} />
	<span>{words.showTyped}</span></label></>;
}

// `loaded` is a file that is here already: the passphrase alone is asked for.
export function KeyForm({ open, far, told = [], loaded, maybe = false,
	name = words.keyFile, hint = words.keyFileHint, act = words.openKey,
	children }: { open: (given: Given) => void; far: Far | null;
	told?: Problem[]; loaded?: { name: string; file: Uint8Array } | undefined;
	maybe?: boolean; name?: string; hint?: string; act?: string;
	children?: ComponentChildren;
}) {
	const [own, setOwn] = useState<Problem[]>([]);
	const problems = own.length > 0 ? own : told;

	async function submit(event: Event) {
		event.preventDefault();
		const form = event.currentTarget as HTMLFormElement;
		const passphrase = textIn(form, 'passphrase');
		const chosen = await fileIn(form, 'file');
		const file = chosen?.data ?? loaded?.file;
		const wrong: Problem[] = [];

		if (file === undefined)
			wrong.push({ field: 'file', text: words.noFile });
		if (passphrase === '' && !maybe)
			wrong.push({ field: 'passphrase', text: words.noPassphrase });
		setOwn(wrong);
		if (file !== undefined && wrong.length === 0)
			open({ name: chosen?.name ?? loaded?.name ?? '', file,
				passphrase });
	}

	return <>{problems.length > 0 && far === null &&
		<Summary problems={problems} />}
	<form class="stack" noValidate onSubmit={submit}>
		{loaded === undefined && <Field id="file" name={name} hint={hint}
			problems={problems}><input type="file"
				{...described('file', problems)} /></Field>}
		<Passphrase id="passphrase" problems={problems}
			hint={maybe ? words.passphraseMaybe : words.passphraseHint} />
		{children}
		<p class="acts"><button class="btn" disabled={far !== null}>{act}
		</button></p><Busy far={far} /></form></>;
}
