// SPDX-License-Identifier: Apache-2.0

// What the module says, in the page's language, by the code that comes with
// each sentence.  One that has no code here is said as it comes, in English.
import { language, onLanguage, type Language } from './language.js';
import { form, type Entry } from './say.js';

export interface Said {
	before: string;
	code: string;
	values: string[];
	text: string;
}

let table: Record<string, Entry> = {};

onLanguage((spoken) => {
	table = spoken?.said ?? {};
});

// What joins two parts of a sentence.
const JOINS: Partial<Record<Language, Record<string, string>>> = {
	fr: { ': ': '\u00a0: ', '; ': '\u00a0; ' },
	ar: { ', ': '، ', '; ': '؛ ' },
};

export function said(one: Said): { text: string; english: boolean } {
	const entry = table[one.code];
	return entry === undefined ?
		{ text: one.text, english: true } :
		{ text: form(entry, ...one.values), english: false };
}

export function sentence(parts: Said[]): string {
	const joins = JOINS[language()] ?? {};
	return `${parts.map((one) => (joins[one.before] ?? one.before) +
		said(one).text).join('')}.`;
}
