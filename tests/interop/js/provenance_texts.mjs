// SPDX-License-Identifier: Apache-2.0

// Provenance files of memos in the style `cui`, in other letters and with blocks
// within blocks, as docs/spec/commitments.md has them: what just keeps a rule,
// what breaks one, and documents that are drawn.  All are signed anew.
import { deriveBanner } from './cui.mjs';
import { readBody, styleOf } from './document.mjs';
import { Unjudged, drawWord } from './letters.mjs';
import { Refused } from './member.mjs';
import { readEntry } from './records.mjs';
import { BLOCKS, SHORT, block, fileOf, inStyle, make, memo, putting, writeFile } from
	'./provenance_world.mjs';

const FILED = '2023-11-03T21:00:00Z';
const HEAD = BLOCKS.slice(0, 2);
const ENOUGH = BLOCKS.map((_, i) => i > 1);

// A file of these blocks; `values` are the memo's, `rules` the charter's.
function caseOf(why, blocks, values, rules = {}, shown = undefined) {
	return { why, make: () => ({ given: {}, bytes: writeFile(fileOf(make([
		...putting([SHORT[0]], 'charter', rules), SHORT[1],
		memo('memo', FILED, { blocks }, values), SHORT[3]]), 'memo',
	{ on: 'first', shown })) }) };
}

// Marks of CUI ------------------------------------------------------------------

const MARKS = ['U', 'CUI', 'CUI//PRVCY', 'CUI//NF', 'CUI//SP-INTL//NF',
	'CUI//SP-WIT/ADJ', 'CUI//PRIVILEGE//AC/AWP/FED ONLY', 'CUI//DL ONLY/RELIDO',
	'CUI//REL TO USA, GBR', 'CUI//PHYS//REL TO USA, CAN, GBR/RELIDO',
	'CUI//REL TO USA, AUS'];
const CUI = { style: ['cui'], ceiling: ['CUI'] };
const TEXTS = ['(CUI) A text.', '(cui) A text.', '(Cui//prvcy) A text.',
	'(CUI/PRVCY) A text.', '(CUI//NOSUCH) A text.', '(CUI//PRVCY A text.',
	'(cui/ a text', '(CUI//A(B) C) A text.', '(CUIX) A text.', '(cuix) A text.',
	'(CUI\nA text)', '(CUI//PRVCY\n) A text.', '(U) A text.', '(SBU) A text.',
	'(u) A text.', '(NF) A text.', '(A-B, C/D) A text.', '() A text.',
	'(CUI)A text.', '(CUI//PRVCY)'];
const WRONG = ['CUI//NOFORN', 'CUI//PRVCY/PERS', 'CUI/PRVCY', 'cui', 'CONTROLLED',
	'CUI//REL TO USA, USA', 'SBU', 'CUI//PRVCY//AC'];

function* cuiCases() {
	for (const a of MARKS) {
		for (const b of MARKS) {
			const blocks = inStyle({ SBU: a, U: b }), banner = [deriveBanner([a, b])];
			yield caseOf(`cui: ${a} and ${b}`, blocks, { banner }, CUI);
			if (a === b)
				yield caseOf(`cui: ${a} in part`, blocks, { banner }, CUI, ENOUGH);
			if (a === 'CUI')
				yield caseOf(`cui: ${b} under a ceiling`, blocks, { banner },
					{ ...CUI, ceiling: [b] });
		}
		for (const banner of [['UNCLASSIFIED'], ['CUI'], ['CUI//NOFORN'], [a]])
			yield caseOf(`cui: ${a} as ${banner}`, inStyle({ SBU: a, U: a }),
				{ banner }, CUI);
		for (const exercise of ['yes', 'no'])
			yield caseOf(`cui: ${a} above U, exercise ${exercise}`,
				inStyle({ SBU: a, U: 'U' }), { banner: [deriveBanner([a])] },
				{ ...CUI, ceiling: ['U'], exercise: [exercise] });
	}
	for (const mark of WRONG)
		for (const shown of [undefined, ENOUGH])
			yield caseOf(`cui: no mark ${mark}, ${shown ? 'in part' : 'whole'}`,
				inStyle({ SBU: mark, U: 'CUI' }), { banner: ['CUI'] }, CUI, shown);
	for (const text of TEXTS) {
		const last = inStyle({ SBU: 'CUI', U: 'U' }).with(4, block(text));
		yield caseOf(`cui: text ${text}`, last, { banner: ['CUI'] }, CUI);
		yield caseOf(`cui: text ${text}, in part`, last, { banner: ['CUI'] }, CUI,
			ENOUGH);
		yield caseOf(`legacy: text ${text}`, BLOCKS.with(4, block(text)));
		yield caseOf(`own: text ${text}`, BLOCKS.with(4, block(text)), {},
			{ style: ['own'], marking: [['U'], ['SBU']], ceiling: [] });
	}
}

// Letters -----------------------------------------------------------------------

const LETTERS = ['\u0141\u00f3d\u017a, \u010capek and \u0150ze', 'a \u0133 letter',
	'long \u017f', 'nap\u0149t', '\u0396\u03b5\u03cd\u03c2 \u03ba\u03b1\u03b9',
	'\u041f\u0440\u0438\u0432\u0435\u0442', '\u0441\u043e\u0441\u0430',
	'\u0441\u043e\u0441\u0430 \u0438 \u043c\u0438\u0440', '\u0440\u0430\u0441\u0435',
	'p\u0430ypal', 'ma\u03bf', '\u03bf\u03bd', '\u03bf\u03bd\u03b1', '\u0456',
	'\u03b1 \u0438', 'a\u0301', 'q\u0301', 'q\u0301\u0302', '\u0301a', 'x\u0483',
	'\u2116 5', '\u00d7 2', '5\u2032', '1\u20442', '1\u22152', '\u2010', '\u2011x',
	'\u2212 1', '\u2190 \u2192', '\u20ac 5', '\u00a9', '\u00b4', '\u00b8', '\u00bd',
	'\u00b2', '\u00aa', '\u00b5', '\u2024', '\u2026', '\u2022 x', '\u25cf', '\u2715',
	'\u01c3', '\u02bc', 'o\u02bcclock', '\u0660', '1\u0661', '\u0430\u0301',
	'\u0439', '\u04d1', '\u1e9e', '\ua64b', '\u1d00', '\u00df', '\u2c60', '\u2070',
	'\u2126', '\u212b', '\u4e2d', '\u05d0', '\u0e01'];

function* letterCases() {
	for (const word of LETTERS) {
		const why = [...word].map((c) => c.codePointAt(0).toString(16)).join(' ');
		const blocks = BLOCKS.with(4, block(`A text: ${word}.`, 'U'));
		yield caseOf(`letters: ${why}`, blocks);
		yield caseOf(`letters: ${why}, in part`, blocks, {}, {}, ENOUGH);
		yield caseOf(`letters: ${why}, in a line of the head`, [block(
			`subject: ${word}`), ...BLOCKS.slice(1)]);
		yield caseOf(`letters: ${why}, as a mark`, BLOCKS.with(4, block('A text.',
			word)), {}, { style: ['own'], marking: [['U'], ['SBU'], [word]],
			ceiling: [] }, ENOUGH);
	}
}

// Documents that are drawn --------------------------------------------------------

const nth = (list, r) => list[Math.floor(r() * list.length)];
const INDENTS = ['', '', '', '', ' ', '  ', '   ', '    ', '> ', '>', '> > ', '- ',
	'* ', '1. ', '2. ', '3) ', '   - ', '  1. ', '-     '];
const LINES = ['A text of words.', 'Another one, and more.', '(U) Marked text.',
	'(SBU) More of it.', '# A heading', '## Requests', '### Below', '## Why ##',
	'===', '---', '***', '* * *', '```', '~~~', '1. Do this.', '2. Do that.',
	'2) And this.', '- A point.', '> A quote.', '>(U) A quote.', '', '', '', '',
	'-', '1.', 'subject: x', '*so* and `so`', '[a](b)', 'a &amp; b', 'x > y'];
const RARE = ['a <b>bold</b> word', '<div>', '&#8203;', '&#x430;', '![a](b)',
	'<https://x.example>', 'a < b', '<!-- x -->', '[a]: b', '&nbsp;', '</p>',
	'<span>', 'a <br/>', '#No heading', '`<b>`', '&nosuch;'];

function linesOf(random) {
	const lines = [];
	for (let n = 3 + Math.floor(random() * 8); n > 0; n--) {
		const drawn = random();
		const line = drawn < 0.02 ? `A word: ${drawWord(random)}.` :
			nth(drawn < 0.06 ? RARE : LINES, random);
		const before = line === '' ? '' : (random() < 0.6 ? '' :
			nth(INDENTS, random)) + (random() < 0.15 ? nth(INDENTS, random) : '');
		if (line !== '' || (lines.length > 0 && lines.at(-1) !== ''))
			lines.push(before + line);
	}
	while (lines.at(-1) === '')
		lines.pop();
	return lines;
}

let charter;

// As this side reads it; whatever the other reads, it is its blocks or no memo.
function readLines(lines) {
	charter ??= readEntry(make(SHORT).entries[0]).record;
	try {
		return readBody(lines, charter);
	} catch (error) {
		if (!(error instanceof Refused) && !(error instanceof Unjudged))
			throw error;
		return { blocks: [{ mark: '', text: lines.join('\n') }], requests: 0 };
	}
}

export function documentCase(random) {
	const lines = linesOf(random);
	const { blocks, requests } = readLines(lines);
	const marks = blocks.map(({ mark }) => mark).filter((m) => m !== '');
	const shown = random() < 0.3 ? [false, false,
		...blocks.map(() => random() < 0.7)] : undefined;
	return caseOf(`drawn: ${JSON.stringify(lines)}`, [...HEAD, ...blocks.map(
		({ mark, text }) => block(text, mark))], { requests: [requests],
		banner: [styleOf(charter).bannerOf(marks)] }, {}, shown);
}

export const textCases = () => [...cuiCases(), ...letterCases()];
