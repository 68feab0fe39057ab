// SPDX-License-Identifier: Apache-2.0

// How a number goes with what it counts, by a language's own plurals.
import type { Plural } from './say.js';

export function counting(of: string) {
	const rules = new Intl.PluralRules(of);
	const isOne = (n: number) => rules.select(n) === 'one';
	const form = (n: number, one: string, more: string) =>
		isOne(n) ? one : more;
	const plural = (n: number, one: string, more: string) =>
		`${n} ${form(n, one, more)}`;
	// Where there are more forms than two; `{0}` stands for the number.
	const among = (n: number, forms: Plural) =>
		(forms[rules.select(n)] ?? forms.other).replace('{0}', String(n));

	return { isOne, form, plural, among };
}
