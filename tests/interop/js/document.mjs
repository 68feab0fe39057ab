// SPDX-License-Identifier: Apache-2.0

// A memo's document from its blocks, and read again: written from
// docs/spec/commitments.md alone ("Document", "Marks", "Sentences").  It knows
// what memos are made of; of anything else it says `Unjudged`, and
// no verdict: scripts that letters.mjs has not, and what markdown.mjs leaves.
import { deriveBanner, markRank } from './cui.mjs';
import { Unjudged, whyRefused } from './letters.mjs';
import { readBlocks, setRefused } from './markdown.mjs';
import { hasReference, readsAsMark } from './portion.mjs';
import { all, demand, one } from './records.mjs';

export { Unjudged };

const DOCUMENT_MAX = 262144, BLOCKS_MAX = 8192, REQUESTS_MAX = 512, ADDRESSEES_MAX = 32;
const LEGACY = ['U', 'SBU', 'C', 'S', 'TS'];
const LEGACY_BANNERS = ['UNCLASSIFIED', 'SENSITIVE BUT UNCLASSIFIED',
	'CONFIDENTIAL', 'SECRET', 'TOP SECRET'];
export const FRONT = /^(subject|to|from|date|reference|marking): [^\n]+$/;

// Characters ---------------------------------------------------------------

const REFUSED = /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{DI}\u2800]|(?! )\p{Zs}/u;
setRefused((c) => REFUSED.test(c));

// Of a memo as a whole, or of a piece of it.
export function judgeCharacters(text, whole = false) {
	demand(!REFUSED.test(text), 'a character that memos refuse');
	demand(text.normalize('NFC') === text, 'not composed');
	const why = whyRefused(text, whole);
	demand(why === undefined, why);
}

// Marks --------------------------------------------------------------------

// What a charter's style has: the rank of a mark (-1: it is none), the banner of
// given marks, what in capitals is refused, and the rank of the ceiling.
export function styleOf(charter) {
	const style = one(charter, 'style');
	const ceiling = one(charter, 'ceiling');
	const headings = all(charter, 'requests').map(([text]) => text);
	const { rankOf, bannerOf } = style === 'cui' ?
		{ rankOf: markRank, bannerOf: deriveBanner } : ladderOf(charter, style);
	return { style, rankOf, bannerOf,
		levels: all(charter, 'marking').map(([word]) => word),
		exercise: one(charter, 'exercise') === 'yes',
		ceiling: ceiling === undefined ? Infinity : rankOf(ceiling),
		headings: headings.length > 0 ? headings : ['Requests'] };
}

// Marks of which each is above the one before it.
function ladderOf(charter, style) {
	const marks = style === 'none' ? [] : style === 'legacy' ? LEGACY :
		all(charter, 'marking').map(([word]) => word);
	const banners = style === 'legacy' ? LEGACY_BANNERS : marks;
	const rankOf = (mark) => marks.indexOf(mark);
	return { rankOf,
		bannerOf: (list) => banners[Math.max(0, ...list.map(rankOf))] };
}

// Whether a word in the place of a mark, which is none, is refused there.
const likeUs = (word) => /^CUI(\/|$)/i.test(word) || /^[A-Z/, -]+$/.test(word);
const NO_TEXT = { none: () => false, legacy: likeUs, cui: likeUs,
	own: (word, rankOf, charter) => all(charter, 'marking').some(([mark]) =>
		upper(mark) === upper(word)) };
const upper = (word) => word.replace(/[a-z]/g, (c) => c.toUpperCase());

// The mark at the beginning of what follows a block's sign, or ''.
function markOf(rest, { style, rankOf }, charter) {
	const [, word] = rest.match(/^\(([^()\n]*)\)/) ?? [];
	if (style === 'none' || word === undefined) {
		demand(!['legacy', 'cui'].includes(style) || !/^\(CUI\//i.test(rest),
			'a mark of CUI without an end');
		return '';
	}
	if (rankOf(word) < 0) {
		demand(!NO_TEXT[style](word, rankOf, charter), 'what is no mark');
		return '';
	}
	demand(/^ [^ \n]/.test(rest.slice(word.length + 2)),
		'no text after a mark');
	return word;
}

const SIGN = /^ {0,3}(?:\d{1,9}[.)] +|[-*+] +|#{1,6} +|> *(?=[^ \n]))?/;
// {mark, text} of a block's source.
function unmark(kind, source, style, charter) {
	if (['code', 'fence'].includes(kind))
		return { mark: '', text: source };
	const at = source.match(SIGN)[0].length;
	const mark = markOf(source.slice(at), style, charter);
	return { mark, text: mark === '' ? source :
		source.slice(0, at) + source.slice(at + mark.length + 3) };
}

// Nothing else in a block reads as a mark.
function judgeMarks(blocks, style) {
	for (const { kind, text } of blocks) {
		const code = ['code', 'fence'].includes(kind);
		const [, name, value] = kind !== 'field' ? [] :
			text.match(/^([a-z]+): (.*)$/s);
		const place = code ? 'code' : kind === 'field' ?
			name === 'subject' ? name : kind : kind === 'heading' ? kind : 'text';
		demand(!readsAsMark(value ?? text, place, style),
			'what reads as a mark');
		demand(code || !hasReference(text), 'a reference to a plain sign');
	}
}

export function remark({ mark, text }) {
	const at = text.match(SIGN)[0].length;
	return mark === '' ? text :
		`${text.slice(0, at)}(${mark}) ${text.slice(at)}`;
}

// Writing ------------------------------------------------------------------

const isFront = ({ mark, text }) => mark === '' && FRONT.test(text) &&
	!text.startsWith('marking: ');

// In normal form, `marking` being the banner, or undefined.
export function writeDocument(blocks, marking) {
	const body = blocks.findIndex((b) => !isFront(b));
	const front = body < 0 ? blocks : blocks.slice(0, body);
	const lines = [...front.map(({ text }) => text),
		...(marking === undefined ? [] : [`marking: ${marking}`])];
	return `---\n${lines.map((l) => `${l}\n`).join('')}---\n` +
		blocks.slice(front.length).map((b) => `\n${remark(b)}\n`).join('');
}

// Reading ------------------------------------------------------------------

function judgeNormal(text, whole) {
	demand(text.isWellFormed(), 'not UTF-8');
	judgeCharacters(text, whole);
	demand(!/ \n|\n\n\n|\n\n$/.test(text) && text.endsWith('\n') &&
		Buffer.byteLength(text) <= DOCUMENT_MAX, 'not in normal form');
}

function readFront(lines) {
	demand(lines.shift() === '---', 'no front matter');
	const end = lines.indexOf('---');
	demand(end >= 0, 'a front matter without an end');
	const front = lines.splice(0, end + 1).slice(0, -1);
	demand(front.every((line) => FRONT.test(line) && !/: {2}/.test(line)),
		'a line of the front matter');
	const count = (name) =>
		front.filter((line) => line.startsWith(`${name}: `)).length;
	demand(count('subject') === 1 && count('to') >= 1 &&
		count('to') <= ADDRESSEES_MAX &&
		['from', 'date', 'reference', 'marking'].every((n) => count(n) <= 1),
	'the front matter\'s lines');
	const marking = front.find((line) => line.startsWith('marking: '));
	demand(marking === undefined || front.at(-1) === marking,
		'marking is not the last');
	return { front: front.filter((line) => line !== marking),
		marking: marking?.slice('marking: '.length) };
}

// The sources of the body's blocks at the top level, each with its kind.
export const split = (lines) => readBlocks(lines).map((block) => ({ ...block,
	line: lines[block.from],
	source: lines.slice(block.from, block.to).join('\n') }));

// The words of a heading of a level.
function headingOf({ text, underlined }) {
	const [first] = text.split('\n');
	if (underlined !== undefined)
		return { level: underlined, words: first.trim() };
	const [, signs, words] = text.match(/^ {0,3}(#+) *(.*)$/s);
	return { level: signs.length, words: text.includes('\n') ?
		words.split('\n')[0].trim() : words.replace(/ *#+$/, '').trim() };
}

// Numbers of ordered lists under a heading of requests.
function countRequests(blocks, headings) {
	let level = 0, requests = 0;
	for (const block of blocks) {
		if (block.kind === 'heading') {
			const { level: own, words } = headingOf(block);
			if (level === 0 || own <= level || headings.includes(words))
				level = headings.includes(words) ? own : 0;
		} else if (block.kind === 'item' && level > 0 && block.ordered) {
			// "Requests are printed with their number": it is the source's.
			requests++;
			demand(block.text.match(/\d+/)[0] === String(requests),
				'a request with another number');
		}
	}
	demand(requests <= REQUESTS_MAX, 'too many requests');
	return requests;
}

// {blocks: [{mark, text}], requests} of these lines; throws Refused or Unjudged.
export function readBody(lines, charter) {
	const style = styleOf(charter);
	const blocks = split(lines).map(({ source, ...block }) =>
		({ ...block, ...unmark(block.kind, source, style, charter) }));
	judgeMarks(blocks, style);
	return { blocks, requests: countRequests(blocks, style.headings) };
}

// {blocks: [{mark, text}], requests, marking}; throws Refused or Unjudged.
export function readDocument(text, charter, whole = true) {
	const style = styleOf(charter);
	judgeNormal(text, whole);
	demand(!text.includes('[withheld:'), 'words for what is withheld');
	const lines = text.slice(0, -1).split('\n');
	const { front, marking } = readFront(lines);
	judgeMarks(front.map((line) => ({ kind: 'field', text: line })), style);
	const body = readBody(lines, charter);
	demand(!FRONT.test(lines.find((line) => line !== '') ?? ''),
		'a body that begins as a front matter');
	const blocks = [...front.map((line) => ({ mark: '', text: line })),
		...body.blocks];
	demand(blocks.length <= BLOCKS_MAX, 'too many blocks');
	const marks = blocks.map(({ mark }) => mark).filter((mark) => mark !== '');
	demand(style.exercise || marks.every((m) => style.rankOf(m) <= style.ceiling),
		'a mark above the ceiling');
	demand(marking === undefined || marking === style.bannerOf(marks),
		'the banner');
	demand((style.style === 'none') === (marking === undefined), 'the banner');
	return { blocks: blocks.map(({ mark, text: t }) => ({ mark, text: t })),
		requests: body.requests, marking };
}

// What a file with gaps shows ------------------------------------------------

// Of a file that withholds something: no document of its own can be read.
export function judgeShown(blocks, charter) {
	const { style, rankOf, exercise, ceiling } = styleOf(charter);
	for (const { mark } of blocks.filter((b) => b.kind !== 'withheld')) {
		demand(mark === '' || rankOf(mark) >= 0, `no mark of ${style}`);
		demand(exercise || rankOf(mark) <= ceiling, 'a mark above the ceiling');
	}
	const body = blocks.findIndex((b) => b.kind !== 'open' || !isFront(b));
	const front = body < 0 ? blocks : blocks.slice(0, body);
	const next = blocks[body]?.kind === 'open' ? blocks[body] : undefined;
	judgeFront(front, next !== undefined);
	demand(next === undefined || !FRONT.test(remark(next).split('\n')[0]),
		'a body that begins as a front matter');
	blocks.slice(front.length).filter(({ kind }) => kind === 'open')
		.forEach((block) => judgeAlone(block, charter));
}

// The front matter's lines, of which some may be missing unless text follows.
function judgeFront(front, followed) {
	const count = (name) => front.filter(({ text }) =>
		text.startsWith(`${name}: `)).length;
	demand(front.every(({ text }) => !/: {2}/.test(text)) &&
		count('to') <= ADDRESSEES_MAX &&
		['subject', 'from', 'date', 'reference']
			.every((name) => count(name) <= 1), 'the front matter\'s lines');
	demand(!followed || (count('subject') === 1 && count('to') >= 1),
		'the front matter is not whole');
}

// A block reads as itself between others, whatever is withheld around it.
function judgeAlone(block, charter) {
	const lines = ['subject: x', 'to: x'].map((text) => ({ mark: '', text }));
	const { bannerOf, style } = styleOf(charter);
	const marking = style === 'none' ? undefined :
		bannerOf(block.mark === '' ? [] : [block.mark]);
	const document = readDocument(writeDocument([...lines,
		{ mark: '', text: 'x' }, block], marking), charter, false);
	demand(document.blocks.length === 4 &&
		document.blocks[3].mark === block.mark &&
		document.blocks[3].text === block.text, 'a block that reads as another');
}

// Sentences ----------------------------------------------------------------

const STOPS = '.!?\u2026\u3002', CLOSERS = '"\')]*_\u0060\u00bb\u2019\u201d\u203a';
export const SENTENCES_MAX = 1024;

// At most `cuts` cuts.
export function sentencesOf(text, cuts = SENTENCES_MAX - 1) {
	const out = [];
	let start = 0;
	for (let i = 0; i < text.length && out.length < cuts; i++) {
		if (!STOPS.includes(text[i]))
			continue;
		let end = i + 1;
		while (end < text.length && CLOSERS.includes(text[end]))
			end++;
		const next = text.slice(end).match(/^[ \n]+(.)/s);
		if (next === null || /[a-z]/.test(next[1]) ||
			Buffer.byteLength(text.slice(start, end)) < 20)
			continue;
		out.push(text.slice(start, end));
		start = end;
		i = end - 1;
	}
	return [...out, text.slice(start)];
}
