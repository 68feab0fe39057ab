// SPDX-License-Identifier: Apache-2.0

// Small logs under charters of the style `cui`, and what is right and wrong
// with their marks: each rule of docs/spec/commitments.md, "Marks", broken once,
// and what comes of a mark by small changes.
import { SCOPES, readRecord, sha256 } from './records.mjs';
import { but, makeEntry, makeRecord, stepOf } from './world.mjs';

// As marks; [the mark, the banner] where they are spelled otherwise.
const MARKS = ['CUI', 'CUI//PRVCY', ['CUI//NF', 'CUI//NOFORN'],
	['CUI//SP-INTL//NF', 'CUI//SP-INTL//NOFORN'],
	'CUI//SP-ADPO', 'CUI//SP-WIT/ADJ', 'CUI//XFER',
	'CUI//SP-INTL/SP-PRVCY/PERS/PRVCY//DL ONLY',
	['CUI//PRIVILEGE//AC/AWP/FED ONLY',
		'CUI//PRIVILEGE//Attorney-Client/Attorney-WP/FED ONLY'],
	['CUI//ADJ/PRIVILEGE//AWP', 'CUI//ADJ/PRIVILEGE//Attorney-WP'],
	['CUI//DISPLAY ONLY/FEDCON/NOCON/NF/RELIDO',
		'CUI//DISPLAY ONLY/FEDCON/NOCON/NOFORN/RELIDO'],
	'CUI//REL TO USA, GBR', 'CUI//PHYS//REL TO USA, CAN, GBR/RELIDO'];
const NO_MARKS = ['', 'CONTROLLED', 'CONTROLLED//PRVCY', 'cui', 'Cui',
	'U//PRVCY', 'SBU', 'CUI/', 'CUI//', 'CUI////NOCON', 'CUI///PRVCY',
	'CUI/PRVCY', 'CUI//PRVCY/', 'CUI//PRVCY//', 'CUI//prvcy', 'CUI//NOSUCH',
	'CUI//PRVCY/PERS', 'CUI//PRVCY/SP-INTL', 'CUI//PRVCY/PRVCY',
	'CUI//PRVCY//PERS', 'CUI//NOCON//PRVCY', 'CUI//NOCON/PRVCY',
	'CUI//PRVCY/NOCON', 'CUI//NOCON/FED ONLY', 'CUI//NOCON/NOCON',
	'CUI//NOCON//RELIDO', 'CUI//PRVCY//NOCON//RELIDO', 'CUI//FED  ONLY',
	'CUI//REL TO', 'CUI//REL TO USA', 'CUI//REL TO GBR',
	'CUI//REL TO GBR, USA', 'CUI//REL TO USA, USA',
	'CUI//REL TO USA, GBR, CAN', 'CUI//REL TO USA, GBR, GBR',
	'CUI//REL TO USA,GBR', 'CUI//REL TO USA, gbr', 'CUI//REL TO USA, GB',
	'CUI//REL TO USA, FIVE', 'CUI//RELIDO/REL TO USA, GBR'];
const ONLY_MARKS = ['CUI//AC', 'CUI//PRVCY//AWP', 'CUI//NF/REL TO USA, GBR',
	'CUI//NOFORN', 'CUI//PRIVILEGE//Attorney-WP', 'UNCLASSIFIED'];
const ONLY_BANNERS = ['CUI//Attorney-Client', 'CUI//PRVCY//Attorney-WP',
	'CUI//NOFORN/REL TO USA, GBR', 'CUI//NF', 'CUI//PRIVILEGE//AC', 'U'];
const countries = (n) => Array.from({ length: n }, (_, i) =>
	`A${String.fromCharCode(65 + Math.floor(i / 26), 65 + i % 26)}`)
	.join(', ');
const LONG = `CUI//REL TO USA, ${countries(32)}`;
const TOO_LONG = `CUI//REL TO USA, ${countries(33)}`;

// A character left out, twice, in the other case; two words exchanged.
function changes(text) {
	const out = new Set();
	for (let i = 0; i < text.length; i++) {
		const [a, c, b] = [text.slice(0, i), text[i], text.slice(i + 1)];
		out.add(a + b).add(a + c + c + b).add(a + (c === c.toLowerCase() ?
			c.toUpperCase() : c.toLowerCase()) + b);
	}
	const words = text.split(/(\/+)/);
	for (let i = 0; i + 2 < words.length; i += 2)
		out.add(words.with(i, words[i + 2]).with(i + 2, words[i]).join(''));
	return [...out].filter((t) => t !== text && t.trim() === t && t !== '' &&
		!t.includes('  '));
}

// The log under a charter of that ceiling: charter, roll, memo, acknowledgement
// and a publication.
export function makeLog(ceiling, exercise = 'no') {
	const values = { style: ['cui'], ceiling: [ceiling],
		exercise: [exercise] };
	const charter = but(stepOf('charter'), values);
	const channel = [sha256(makeRecord(charter))];
	const roll = but(stepOf('roll'), { channel });
	const { proof, ...memo } = stepOf('memo');
	const root = readRecord(makeRecord(roll)).lines
		.find(({ name }) => name === 'root').parts[0];
	const filed = but(memo, { channel, charter: channel,
		banner: ['UNCLASSIFIED'] }, { acts: [0, 0], proof: { ...proof,
		scope: (v) => SCOPES.file(channel[0], root, Number(v.slot[0])) } });
	const id = readRecord(makeRecord(filed)).lines[1].parts;
	const steps = [charter, roll, filed,
		but(stepOf('acknowledge'), { channel, memo: id }),
		but(stepOf('publish'), { channel, memo: id })];
	return { steps, entries: steps.map(makeEntry), cases: [],
		add(kind, n, text, field) {
			this.cases.push({ kind, before: n, why: `${field} ${text}`,
				entry: makeEntry(but(steps[n], { [field]: text === null ?
					[] : [text] })) });
		} };
}

const both = (list) => list.map((m) => [].concat(m)).map(([mark,
	banner = mark]) => ({ mark, banner }));

// Of a mark everywhere where one stands.
export function cuiLogs() {
	const log = makeLog('CUI'), low = makeLog('U'), play = makeLog('U', 'yes');
	for (const { mark, banner } of both([...MARKS, LONG])) {
		log.add('good', 0, mark, 'ceiling');
		log.add('good', 4, banner, 'banner');
	}
	for (const text of NO_MARKS.filter((t) => t !== '').concat(TOO_LONG)) {
		log.add('broken', 0, text, 'ceiling');
		log.add('broken', 4, text, 'banner');
	}
	for (const text of ONLY_MARKS)
		log.add('broken', 0, text, 'ceiling');
	for (const text of ONLY_BANNERS)
		log.add('broken', 4, text, 'banner');
	log.add('good', 0, 'U', 'ceiling');
	log.add('broken', 0, null, 'ceiling');
	log.add('broken', 0, 'Internal', 'marking');
	log.add('broken', 4, null, 'banner');
	for (const { mark, banner } of both(MARKS)) {
		changes(mark).forEach((t) => log.add('edit', 0, t, 'ceiling'));
		changes(banner).forEach((t) => log.add('edit', 4, t, 'banner'));
	}

	// A memo is not above the ceiling, but in an exercise.
	log.add('good', 2, 'CUI//SP-INTL//NOFORN', 'banner');
	log.add('broken', 2, 'CONTROLLED', 'banner');
	log.add('broken', 2, null, 'banner');
	low.add('broken', 2, 'CUI', 'banner');
	low.add('good', 4, 'CUI', 'banner');
	play.add('good', 2, 'CUI//PRVCY', 'banner');
	play.add('broken', 2, 'CUI//NOSUCH', 'banner');
	return [log, low, play];
}
