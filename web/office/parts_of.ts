// SPDX-License-Identifier: Apache-2.0

// The parts of a provenance file as `gainsay redact --list` prints them, and
// what is chosen of them as its lists name it: 7 a block, 7:2 a sentence.
export interface Sentence {
	id: string;
	text: string | null; // null: the file withholds it already
}

export interface Part {
	id: string;
	mark: string;
	sentences: Sentence[];
}

const BLOCK = /^(\d+)(?: {2}\(([^()]*(?:\([^()]*\))?[^()]*)\))?(?: {2}(.*))?$/u;
const SENTENCE = /^ {2}(\d+:\d+) {2}(.*)$/u;
const gone = (text: string) => text === 'withheld' ? null : text;

export function partsIn(list: string): Part[] {
	const parts: Part[] = [];

	for (const line of list.split('\n')) {
		const block = BLOCK.exec(line), sentence = SENTENCE.exec(line);
		if (block !== null)
			parts.push({ id: block[1] ?? '', mark: block[2] ?? '',
				sentences: block[3] === undefined ? [] :
					[{ id: block[1] ?? '', text: gone(block[3]) }] });
		else if (sentence !== null)
			parts.at(-1)?.sentences.push({ id: sentence[1] ?? '',
				text: gone(sentence[2] ?? '') });
	}
	return parts;
}

export interface Annex {
	n: string;
	text: string | null; // name, kind, size; null: withheld already
}

export function annexesIn(list: string): Annex[] {
	return [...list.matchAll(/^annex (\d+) {2}(.*)$/gmu)].map((one) =>
		({ n: one[1] ?? '', text: gone(one[2] ?? '') }));
}

// The exemptions of the newest rules, for a list to choose from.  Whether a
// code is one is judged by the program, on the log that it has checked.
export function codesIn(entries: string[]): [string, string][] {
	const charter = entries.filter((entry) =>
		/^gainsay\/v1 charter$/mu.test(entry)).at(-1) ?? '';
	return [...charter.matchAll(/^exemption (\S+) (.*)$/gmu)].map((one) =>
		[one[1] ?? '', one[2] ?? '']);
}

// One list for each reason: --withhold '3,7:2-2 (b)(6)'.
export function withheld(chosen: ReadonlyMap<string, string>): string[] {
	const lists = new Map<string, string[]>();

	for (const [id, code] of chosen)
		lists.set(code, [...lists.get(code) ?? [], id]);
	return [...lists].flatMap(([code, ids]) =>
		['--withhold', `${ids.join(',')} ${code}`]);
}
