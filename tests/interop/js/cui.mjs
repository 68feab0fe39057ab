// SPDX-License-Identifier: Apache-2.0

// Marks and banners of the style `cui`, written from docs/spec/commitments.md
// ("Marks") and docs/spec/cui-categories.txt alone.
import { readFileSync } from 'node:fs';

// In their order, as banners and marks spell them.
const CONTROLS = [['Attorney-Client', 'AC'], ['Attorney-WP', 'AWP'],
	['DISPLAY ONLY'], ['DL ONLY'], ['FED ONLY'], ['FEDCON'], ['NOCON'],
	['NOFORN', 'NF'], ['REL TO'], ['RELIDO']]
	.map(([banner, mark = banner]) => ({ banner, mark }));
const NOFORN = 7, RELEASED = 8;

let categories;
export function readCategories(source) {
	categories = readFileSync(`${source}/docs/spec/cui-categories.txt`,
		'utf8').split('\n').slice(0, -1);
	return categories;
}

const ascends = (list) => list.every((v, i) => i === 0 || list[i - 1] < v);
const known = (places) => !places.includes(-1) && ascends(places);

function isReleased(word) {
	const [, list] = word.match(/^REL TO USA, ([A-Z]{3}(?:, [A-Z]{3})*)$/) ??
		[];
	const countries = list?.split(', ') ?? ['USA'];
	return countries.length <= 32 && ascends(countries) &&
		!countries.includes('USA');
}

function placeOf(word, spelling) {
	if (word.startsWith('REL TO'))
		return isReleased(word) ? RELEASED : -1;
	return CONTROLS.findIndex((control) => control[spelling] === word);
}

function isControlled(text, spelling) {
	if (categories === undefined)
		throw new Error('the categories were not read');
	const [head, ...groups] = text.split('//').map((g) => g.split('/'));
	if (head.join('/') !== 'CUI' || groups.length > 2)
		return false;
	const named = groups.length === 2 ||
		categories.includes(groups[0]?.[0]) ? groups.shift() : [];
	const controls = (groups[0] ?? []).map((w) => placeOf(w, spelling));
	if (!known(named.map((w) => categories.indexOf(w))) || !known(controls))
		return false;
	return !(controls.includes(NOFORN) && controls.includes(RELEASED)) &&
		(named.includes('PRIVILEGE') || controls.every((i) => i > 1));
}

// {named, words, countries} of a mark that is one, but for `U`.
function partsOf(mark) {
	const [, ...groups] = mark.split('//').map((g) => g.split('/'));
	const named = groups.length === 2 ||
		categories.includes(groups[0]?.[0]) ? groups.shift() : [];
	const words = groups[0] ?? [];
	const released = words.find((w) => w.startsWith('REL TO USA, '));
	return { named, words: words.map((w) => placeOf(w, 'mark')),
		countries: released?.slice('REL TO USA, '.length).split(', ') };
}

// The banner of all these marks, as restrictive as each.
export function deriveBanner(marks) {
	const parts = marks.filter((mark) => mark !== 'U').map(partsOf);
	if (parts.length === 0)
		return 'UNCLASSIFIED';
	const lists = parts.flatMap(({ countries }) => (countries ? [countries] : []));
	const common = (lists[0] ?? []).filter((country) =>
		lists.every((list) => list.includes(country)));
	const words = new Set(parts.flatMap((p) => p.words));
	if (words.has(RELEASED) && (words.has(NOFORN) || common.length === 0)) {
		words.delete(RELEASED);
		words.add(NOFORN);
	}
	const named = categories.filter((c) => parts.some((p) => p.named.includes(c)));
	const spelled = CONTROLS.flatMap(({ banner }, i) => (!words.has(i) ? [] :
		[i === RELEASED ? `REL TO USA, ${common.join(', ')}` : banner]));
	return ['CUI', named.join('/'), spelled.join('/')]
		.filter((group) => group !== '').join('//');
}

// 0, 1, or -1 if it is none.
const rank = (text, lowest, spelling) => (text === lowest ? 0 :
	text !== undefined && isControlled(text, spelling) ? 1 : -1);
export const markRank = (text) => rank(text, 'U', 'mark');
// As it is derived; a document's front matter may spell CUI out.
export const bannerRank = (text) => rank(text, 'UNCLASSIFIED', 'banner');
