// SPDX-License-Identifier: Apache-2.0

// Which annexes become public with the part that is shown, and their files.
import { described, Field, type Problem } from '../parts/problem.js';
import type { Files } from '../run/run.js';
import { words } from '../words/office.js';
import type { Annex } from './parts_of.js';

// By number; null: its file is not given yet.
export type Shown = ReadonlyMap<string, File | null>;

export function missing(shown: Shown): Problem[] {
	return [...shown].filter(([, file]) => file === null).map(([n]) =>
		({ field: `annex-${n}`, text: words.annexMissing(n) }));
}

// What a verb reads: each under its own name.
export async function filesOf(shown: Shown): Promise<Files> {
	const read = [...shown].flatMap(([n, file]) => file === null ? [] :
		[file.arrayBuffer().then((bytes) =>
			[`/annexes/${n}/${file.name}`, new Uint8Array(bytes)] as const)]);
	return Object.fromEntries(await Promise.all(read));
}

export function Annexes({ annexes, shown, change, problems }: {
	annexes: Annex[]; shown: Shown; change: (shown: Shown) => void;
	problems: Problem[]; }) {
	if (annexes.length === 0)
		return null;
	return <fieldset class="stack"><legend>{words.annexes}</legend>
		<p>{words.annexesNote}</p>{annexes.map(({ n, text }) => text === null ?
			<p>{words.annexN(n)}: <span class="label">{words.wasWithheld}
			</span></p> : <div class="stack-s"><label class="opt">
				<input type="checkbox" checked={shown.has(n)}
					onChange={(event) => change(new Map(
						event.currentTarget.checked ?
							[...shown, [n, null] as const] :
							[...shown].filter(([other]) => other !== n)))} />
				<span>{words.annexShow(n)}: <span dir="auto">{text}</span></span>
			</label>{shown.has(n) && <Field id={`annex-${n}`}
				name={words.annexFile(n)} problems={problems}>
				<input type="file" {...described(`annex-${n}`, problems, false)}
					onChange={(event) => change(new Map([...shown, [n,
						event.currentTarget.files?.[0] ?? null]]))} />
			</Field>}</div>)}</fieldset>;
}
