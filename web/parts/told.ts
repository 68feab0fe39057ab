// SPDX-License-Identifier: Apache-2.0

// What the program printed, taken apart for a page to set: facts ("Roll
// edition 1"), a memo's text, sentences.  Nothing is reckoned here.
export interface Fact {
	name: string;
	lines: string[];
}

export interface Block {
	kind: 'heading' | 'request' | 'item' | 'quote' | 'code' | 'paragraph';
	level: number;  // of a heading; else 0
	label: string;  // "1.", "-" or nothing
	mark: string;   // "(U)" or nothing
	text: string;
}

export interface Memo {
	banner: string;
	fields: { name: string; text: string }[];
	blocks: Block[];
}

export interface Shown {
	exercise: boolean;
	memo: Memo;
	id: string;
	code: string;
	facts: Fact[];
	after: string[]; // what is said behind the facts: the question, the end
	plain: string;   // all of it, as it was printed
}

const NAME_WIDTH = 11; // columns, in every list of facts

// "Roll       edition 1" and what is indented below it.
export function factsOf(lines: string[]): { facts: Fact[]; rest: string[] } {
	const facts: Fact[] = [], rest: string[] = [];

	for (const line of lines) {
		const name = /^([A-Z][A-Za-z ]{0,9}) +(?=\S)/u.exec(line);
		const last = facts.at(-1);

		if (name !== null && line.length > NAME_WIDTH &&
			line[NAME_WIDTH - 1] === ' ' && line[NAME_WIDTH] !== ' ')
			facts.push({ name: line.slice(0, NAME_WIDTH).trim(),
				lines: [line.slice(NAME_WIDTH)] });
		else if (last !== undefined && rest.length === 0 &&
			line.startsWith(' '))
			last.lines.push(line.trim());
		else if (/^[A-Z][a-z]+$/u.test(line) && rest.length === 0)
			facts.push({ name: line, lines: [] });
		else if (line !== '')
			rest.push(line);
	}
	return { facts, rest };
}

export function factOf(facts: Fact[], name: string): string {
	return facts.find((one) => one.name === name)?.lines[0] ?? '';
}

const MARK = /^\([A-Z][A-Z0-9/ ,&-]{0,95}\) /u;

function blockOf(lines: string[], marked: boolean): Block {
	const first = lines[0] ?? '';
	const head = /^(#{1,6}) /u.exec(first);
	const label = /^(\d+[.)]|[-*+]|>) /u.exec(first);
	const code = /^(```|~~~| {4}\S)/u.test(first);
	const lead = head ?? label;
	let text = code ? lines.join('\n') :
		lines.map((line) => line.trim()).join(' ');

	if (lead !== null)
		text = text.slice(lead[0].length);
	const mark = marked && !code ? MARK.exec(text) : null;
	if (mark !== null)
		text = text.slice(mark[0].length);
	return { kind: code ? 'code' : head !== null ? 'heading' :
		label === null ? 'paragraph' : label[1] === '>' ? 'quote' :
			/\d/u.test(label[1] ?? '') ? 'request' : 'item',
	level: head?.[1]?.length ?? 0, label: label?.[1] ?? '',
	mark: mark?.[0].trim() ?? '', text };
}

// A document as gs_print_document writes it: banner, fields, blocks, banner.
// Where a channel has no markings the first line is empty, and what stands in
// parentheses is text.
export function memoOf(lines: string[]): Memo {
	const parts: string[][] = [[]];

	for (const line of lines)
		if (line === '')
			parts.push([]);
		else
			parts.at(-1)?.push(line);
	const full = parts.filter((part) => part.length > 0);
	const banner = (lines[0] ?? '') === '' ? '' :
		full.shift()?.join(' ') ?? '';
	if (banner !== '' && full.at(-1)?.join(' ') === banner)
		full.pop();

	const fields: Memo['fields'] = [];
	const isField = (line: string) => /^[A-Z][a-z-]*: {2,}/u.test(line);
	if (full[0]?.every(isField) ?? false)
		for (const line of full.shift() ?? []) {
			const colon = line.indexOf(':');
			fields.push({ name: line.slice(0, colon).toLowerCase(),
				text: line.slice(colon + 1).trim() });
		}
	return { banner, fields, blocks: full.map((part) =>
		blockOf(part, banner !== '')) };
}

export function lastIndex<T>(list: T[], is: (one: T, at: number) => boolean):
number {
	for (let at = list.length - 1; at >= 0; at--)
		if (is(list[at] as T, at))
			return at;
	return -1;
}

const ID = /^Memo id {4}([0-9a-f]{64})$/u;
const EXERCISE = /^EXERCISE: /u;

// What `gainsay show` and the acts print.  The last line of that form is the
// program's: behind it no line is the memo's.
export function shownOf(out: string): Shown | null {
	const lines = out.split('\n');
	const exercise = EXERCISE.test(lines[0] ?? '');
	const at = lastIndex(lines, (line) => ID.test(line));

	if (at < 0)
		return null;
	const text = lines.slice(EXERCISE.test(lines[0] ?? '') ? 1 : 0, at);
	const { facts, rest } = factsOf(lines.slice(at));
	return { exercise, memo: memoOf(text), facts, after: rest, plain: out,
		id: ID.exec(lines[at] ?? '')?.[1] ?? '',
		code: factOf(facts, 'Word code') };
}

// Times as people have them: the program prints them in UTC too.
export function calm(text: string): string {
	return text.replace(/\d{4}-\d\d-\d\dT[\d:]{8}Z \(([^()]+)\)/gu, '$1');
}

// What an act says when it is done: behind the memo, its facts and the question.
export function endOf(out: string): string {
	return out.slice(out.lastIndexOf('\n\n') + 2)
		.replace(/^[^\n]*\?[^\n]*\n/u, '').trim();
}

// What was said on standard error, without the name of the verb; and the page's
// name of the key file is nobody else's.
export function saidOf(err: string): string[] {
	return err.split('\n').map((line) =>
		line.replace(/^gainsay [a-z-]+: /u, '')
			.replace(/(?<=^| )\/state\b/gu, 'your key file').trim())
		.filter((line) => line !== '');
}

// Eight words, in any case and with whatever stands between them.
export function wordsOf(text: string): string[] {
	return text.toLowerCase().split(/[^a-z]+/u).filter((one) => one !== '');
}
