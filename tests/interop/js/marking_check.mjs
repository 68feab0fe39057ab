// SPDX-License-Identifier: Apache-2.0

// docs/spec/marking-vectors.json: texts that read as a mark and texts that do
// not, judged by portion.mjs, which was written from docs/spec/marking.md alone.
// tests/unit/portion_test.c holds the program to them.
//
//     marking_check.mjs SOURCE [--write [COUNT FILE]]
import { readFileSync, writeFileSync } from 'node:fs';

import { readsAsMark } from './portion.mjs';

const [, , source, write, count, file] = process.argv;
const path = file ?? `${source}/docs/spec/marking-vectors.json`;

const STYLES = { legacy: { style: 'legacy', levels: [] },
	cui: { style: 'cui', levels: [] }, none: { style: 'none', levels: [] },
	own: { style: 'own', levels: ['Public', 'Board only', 'INTERNAL'] } };
const FRONTS = ['', '', '', '1. ', '1.', '(1) ', 'a) ', '(c) ', '\u00b61. ', '\u00a7 3 ',
	'> ', '- ', '\u2022 ', '\u2013 ', '**', '_', '`', '| ', '| 1 | ', '# ', 'Para 3: ', 'iv. ',
	'XVII) ', 'xlii. ', 'No. ', 'Nobody ', '\u4e00\u3001', '\u7b2c\u4e09\u6761 ', '\u6211\u4eec ',
	'\u0431) ', '\u0431\u0432) ', '"', '\u201c', '[', '\\', '~~', '   ', 'Summary: ', 'Summary. ',
	'Background \u2014 ', 'We object - ', 'A ', 'I ', 'item', 'Item', 'We met him twice, as you '];
const MARKS = ['(C)', '(c)', '(S//NF)', '(s//nf)', '(U/FOUO)', '(s/he)', '(C-NF)', '(C-17)',
	'(C, NF)', '(C', '(S//NF', '[S]', '{TS}', '<C>', '( C )', '(T S)', '(T.S.)', '(Secret)',
	'(TOP SECRET)', '(NATO)', '(Nato)', '(EU/US)', '(2016)', '(CUI//SP-PRVCY)', '(**C**)',
	'((C))', '\u3010C\u3011', '\uff08\uff33\uff09', '(\u0421)', '(\u0422\u0405)', '(\u2013)', '(C\u2013NF)', '()', 'SECRET',
	'Secret', 'TOP  SECRET', 'SECRET//NOFORN', 'secret//noforn', 'C O N F I D E N T I A L',
	'S.E.C.R.E.T', 's e c r e t', 'T O P', 'UNCLAS', 'UNCLASSIFIED', 'C', 'S//NF', 'C/NF',
	'TS-SCI', 'S/he', 'U-2', 'CUI', '(Public)', '(public)', '(board  only)', '[INTERNAL]',
	'I N T E R N A L', 'INTERNAL', '(boardonly)', 'Restricted', '(s)', '(Conf)'];
const BEHIND = [' He told us.', ' He told us.', '', ':', ': he told us.', '. He did.', '** ',
	'_ he', '`', ' - he told', ' \u2014 he', '-he', ')', ' #', ' | more', '|', ' PAGE 02',
	' page two', '/', '//', '//X', '\u00e9', 'e', '3', '\n', '\n(S) line', '\nSECRET\nline', '\nsecret',
	'\nSECRET: he', '\n| a | (C) b |', ' (C)', ' (c)', ' **(S//NF)**', ' (C) **', '(C)'];
const PLACES = ['text', 'text', 'text', 'heading', 'subject', 'field', 'code'];

function randomOf(seed) {
	let state = seed >>> 0;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
}

function casesOf(n) {
	const random = randomOf(20261129), out = [];
	const nth = (list) => list[Math.floor(random() * list.length)];
	while (out.length < n) {
		const parts = [nth(FRONTS), nth(FRONTS), nth(MARKS), nth(BEHIND)];
		if (random() < 0.2)
			parts.splice(2, 0, nth(BEHIND), nth(FRONTS));
		const text = parts.join('').replace(/\n+$/, '').replace(/^\n+/, '');
		const style = nth(Object.keys(STYLES)), place = nth(PLACES);
		if (text !== '' && (!['subject', 'field'].includes(place) ||
			!text.includes('\n')))
			out.push({ style, place, text,
				reads: readsAsMark(text, place, STYLES[style]) });
	}
	return { what: 'marking.md; the own words of the style own are these',
		levels: STYLES.own.levels, cases: out };
}

if (write === '--write') {
	const { cases, ...head } = casesOf(Number(count ?? 1200));
	const lines = cases.map((one) => `\t\t${JSON.stringify(one)}`).join(',\n');
	writeFileSync(path, `${JSON.stringify(head, null, '\t').slice(0, -2)},\n` +
		`\t"cases": [\n${lines}\n\t]\n}\n`);
} else {
	const { cases } = JSON.parse(readFileSync(path));
	const wrong = cases.filter(({ text, place, style, reads }) =>
		readsAsMark(text, place, STYLES[style]) !== reads);
	wrong.forEach((one) => console.error(JSON.stringify(one)));
	const reading = cases.filter(({ reads }) => reads).length;
	console.log(`${cases.length} texts, of which ${reading} read as a mark`);
	process.exit(wrong.length > 0 || reading === 0 ||
		reading === cases.length ? 1 : 0);
}
