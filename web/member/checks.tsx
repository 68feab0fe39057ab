// SPDX-License-Identifier: Apache-2.0

// What the program says of a draft while it is written.
import { useEffect, useState } from 'preact/hooks';
import { run } from '../run/run.js';
import { Done, Late, Look, Note } from '../parts/signs.js';
import { words } from '../words/member.js';
import type { Channel } from './channel.js';
import { lineAt, written, type Draft, type Written } from './draft.js';

export interface Fault {
	refused: boolean;
	line: number | null;
	code: string;
	text: string;
}

export interface Checked {
	memo: boolean;
	marking: string | null;
	blocks: number | null;
	requests: number | null;
	hidden: number;
	faults: Fault[];
	made: Written;
}

const PAUSE = 700; // milliseconds after the last key

export function rulesOf(channel: Channel): string[] {
	return ['--style', channel.style, ...channel.ceiling === '' ? [] :
		['--ceiling', channel.ceiling],
	...channel.exercise ? ['--exercise'] : []];
}

async function check(draft: Draft, channel: Channel): Promise<Checked> {
	const made = written(draft);
	const ran = await run({ argv: ['compose', '--check', '--json',
		...rulesOf(channel), '/draft.md'], answers: [],
	files: { '/draft.md': new TextEncoder().encode(made.text) } });

	return { ...JSON.parse(ran.out) as Omit<Checked, 'made'>, made };
}

export function useChecks(draft: Draft | null, channel: Channel | null):
Checked | null {
	const [checked, setChecked] = useState<Checked | null>(null);

	useEffect(() => {
		let here = true;
		if (draft === null || channel === null)
			return undefined;
		const timer = setTimeout(() => void check(draft, channel)
			.then((got) => here && setChecked(got)).catch(() => {}), PAUSE);
		return () => {
			here = false;
			clearTimeout(timer);
		};
	}, [draft, channel]);
	return checked;
}

// Without "line 8, column 12: ", where the line is not the writer's.
export const sentence = (fault: Fault) =>
	fault.text.replace(/^lines? [\d, and]+(, column \d+)?: /u, '');

// A fault leads to where it is.
function Where({ fault, checked, draft }: { fault: Fault; checked: Checked;
	draft: Draft; }) {
	const line = fault.line === null ? null :
		lineAt(checked.made, draft, fault.line);
	const id = line !== null ? `line-${line.id}` : fault.line === null ? null :
		/\bfrom:/u.test(fault.text) ? 'from' :
			/\bto:/u.test(fault.text) ? 'to' : 'subject';

	if (id === null)
		return <>{sentence(fault)}</>;
	return <a href={`#${id}`} onClick={(event) => {
		event.preventDefault();
		document.getElementById(id)?.focus();
	}}>{sentence(fault)}</a>;
}

const HIDDEN = /^character-/u;

export function Checks({ checked, draft, clean }: { checked: Checked;
	draft: Draft; clean: () => void; }) {
	const bad = checked.faults.filter((one) => one.refused &&
		!HIDDEN.test(one.code));
	const odd = checked.faults.filter((one) => HIDDEN.test(one.code));
	const advice = checked.faults.filter((one) => !one.refused &&
		!HIDDEN.test(one.code));
	const list = (faults: Fault[]) => <ul class="small">{faults.map((fault) =>
		<li><Where fault={fault} checked={checked} draft={draft} /></li>)}</ul>;

	return <div class="stack" role="status">
		{bad.length > 0 ? <div class="note late"><p class="st late"><Late />
			<span>{words.mend(bad.length)}</span></p>{list(bad)}</div> :
			<p class="st ok"><Done /><span>{words.mendNone}</span></p>}
		{checked.hidden > 0 && <div class="note warn"><p class="st warn">
			<Look /><span>{words.hidden(checked.hidden)}</span></p>
		<p class="small">{words.hiddenText}</p>{list(odd)}
		<p class="acts"><button type="button" class="btn small"
			onClick={clean}>{words.removeHidden(checked.hidden)}</button></p>
		</div>}
		{advice.length > 0 && <div class="note wait"><p class="st wait"><Note />
			<span>{words.advice}</span></p>{list(advice)}</div>}
		<ul class="ticks small"><li><Done />{words.requests(
			checked.requests ?? 0)}</li><li><Done />{words.blocks(
			checked.blocks ?? 0)}</li></ul></div>;
}
