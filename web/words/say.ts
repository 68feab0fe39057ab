// SPDX-License-Identifier: Apache-2.0

// What a page says, out of a catalogue.  A sentence that counts has a form
// for each of its language's plurals, chosen by the first value.
import { locale } from './language.js';

export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> &
	{ other: string };
export type Entry = string | Plural;
export type Table<Key extends string> = Record<Key, Entry>;
export type Value = string | number;

export function form(entry: Entry, ...values: Value[]): string {
	const rules = new Intl.PluralRules(locale());
	const text = typeof entry === 'string' ? entry :
		entry[rules.select(Number(values[0]))] ?? entry.other;

	return text.replace(/\{(\d)\}/gu, (_, n: string) => {
		const value = values[Number(n)] ?? '';
		return typeof value === 'number' ?
			new Intl.NumberFormat(locale()).format(value) : value;
	});
}
