// SPDX-License-Identifier: Apache-2.0

// A draft as it is written here, and as the text that the program judges.
import { lastIndex } from '../parts/told.js';
import { words } from '../words/member.js';

export type Kind = 'heading' | 'paragraph' | 'request' | 'item';

export interface Line {
	id: number;
	kind: Kind;
	level: number; // of a heading
	mark: string;  // "U", or nothing
	text: string;
}

export interface Draft {
	subject: string;
	from: string;
	fields: string[];  // of the front matter, what is not asked for here
	to: string[];
	lines: Line[];
	kept: string;      // its name in the key file, or nothing
	changed: boolean;  // since it was kept
}

let last = 0;

export function lineOf(kind: Kind, text = '', mark = '', level = 1): Line {
	return { id: ++last, kind, level, mark, text };
}

export function newDraft(marks: string[]): Draft {
	const lowest = marks[0] ?? '';

	return { subject: '', from: '', fields: [], to: [], kept: '',
		changed: false, lines: words.sections.flatMap((name) => [
			lineOf('heading', name, lowest),
			lineOf(name === words.sections[3] ? 'request' : 'paragraph')]) };
}

const LEAD = { heading: '#', request: '', item: '- ', paragraph: '' };

export interface Written {
	text: string;
	at: number[]; // the first line of each of the draft's lines
}

// As Markdown; empty lines of the draft are left out.
export function written(draft: Draft): Written {
	const out = ['---', `subject: ${draft.subject.trim()}`];
	const at: number[] = [];
	let number = 0;

	if (draft.from.trim() !== '')
		out.push(`from: ${draft.from.trim()}`);
	out.push(...draft.to.slice(0, 1).map((to) => `to: ${to}`),
		...draft.fields, '---');
	for (const line of draft.lines) {
		const text = line.text.trim();
		at.push(out.length + 2);
		if (text === '')
			continue;
		number = line.kind === 'request' ? number + 1 :
			line.kind === 'heading' ? 0 : number;
		const lead = line.kind === 'heading' ?
			`${'#'.repeat(line.level)} ` : line.kind === 'request' ?
				`${number}. ` : LEAD[line.kind];
		out.push('', `${lead}${line.mark === '' ? '' : `(${line.mark}) `}${
			text.replace(/\n+/gu, line.kind === 'paragraph' ? '\n' : ' ')}`);
	}
	return { text: `${out.join('\n')}\n`, at };
}

// The draft's line in which a line of the text is.
export function lineAt(made: Written, draft: Draft, at: number): Line | null {
	const n = lastIndex(made.at, (first, i) => first <= at &&
		draft.lines[i]?.text.trim() !== '');
	return n < 0 ? null : draft.lines[n] ?? null;
}

const FRONT = /^---\n([\s\S]*?)\n---\n/u;
const MARK = /^\(([^()\n]{1,96})\)\s+/u;

function lineFrom(part: string, marks: string[]): Line {
	const head = /^(#{1,6}) +/u.exec(part);
	const label = /^(?:(\d+[.)])|[-*+]) +/u.exec(part);
	const kind: Kind = head !== null ? 'heading' : label === null ?
		'paragraph' : label[1] === undefined ? 'item' : 'request';
	const rest = part.slice((head ?? label)?.[0].length ?? 0);
	const found = marks.length === 0 ? null : MARK.exec(rest);
	// Else it is text in parentheses.
	const mark = found !== null && (marks.includes(found[1] ?? '') ||
		/^[A-Z][A-Z0-9/ ,&-]*$/u.test(found[1] ?? '')) ? found : null;

	return lineOf(kind, rest.slice(mark?.[0].length ?? 0), mark?.[1] ?? '',
		head?.[1]?.length ?? 1);
}

// Blocks stand apart by empty lines; points of a list by themselves.
function partsOf(body: string): string[] {
	return body.split(/\n[ \t]*\n/u).flatMap((part) =>
		part.split(/\n(?=(?:\d+[.)]|[-*+]|#{1,6}) )/u))
		.map((part) => part.replace(/^\n+|\s+$/gu, ''))
		.filter((part) => part.trim() !== '');
}

// What somebody wrote elsewhere, or the program cleaned.
export function draftFrom(text: string, before: Draft, marks: string[]):
Draft {
	const plain = text.replace(/\r\n?/gu, '\n').replace(/^\ufeff/u, '');
	const front = FRONT.exec(plain);
	const fields = (front?.[1] ?? '').split('\n').filter((one) => one !== '');
	const value = (name: string) => fields.find((one) =>
		one.toLowerCase().startsWith(`${name}:`))?.slice(name.length + 1).trim();
	const others = fields.filter((one) =>
		!/^(subject|from|to|marking):/iu.test(one));
	const parts = partsOf(plain.slice(front?.[0].length ?? 0));

	return { ...before, subject: value('subject') ?? before.subject,
		from: value('from') ?? before.from, fields: others, changed: true,
		lines: parts.map((part) => lineFrom(part, marks)) };
}

// Characters that do not show, odd spaces: for a person to see.  What of them
// is refused is the program's to say.
export const ODD = /[\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0]|\udb40[\udc00-\uddef]/gu;
