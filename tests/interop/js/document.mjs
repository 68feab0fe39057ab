// SPDX-License-Identifier: Apache-2.0

// A memo's document from its blocks, and read again: written from
// docs/spec/commitments.md alone ("Document", "Marks", "Sentences").  It knows
// what memos in English are made of; of anything else it says `Unjudged`, and
// no verdict: HTML, links, character references, nested blocks, letters beyond
// Latin, the marks of `cui`.
import { all, demand, one } from './records.mjs';

export class Unjudged extends Error {}

const DOCUMENT_MAX = 262144, BLOCKS_MAX = 8192, REQUESTS_MAX = 512;
const LEGACY = ['U', 'SBU', 'C', 'S', 'TS'];
const LEGACY_BANNERS = ['UNCLASSIFIED', 'SENSITIVE BUT UNCLASSIFIED',
	'CONFIDENTIAL', 'SECRET', 'TOP SECRET'];
export const FRONT = /^(subject|to|from|date|reference|marking): [^\n]+$/;

function judged(good, what) {
	if (!good)
		throw new Unjudged(what);
}

// Characters ---------------------------------------------------------------

const REFUSED = /(?!\n)[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Cs}\p{Zl}\p{Zp}\p{DI}\u2800]|(?! )\p{Zs}/u;
// Letters of Latin 1, and what the spec calls the usual signs.
const KNOWN = /^[\n -~\u00a7\u00b6\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026]*$/u;

export function judgeCharacters(text) {
	demand(!REFUSED.test(text), 'a character that memos refuse');
	demand(text.normalize('NFC') === text, 'not composed');
	judged(KNOWN.test(text), 'a character that may be refused');
}

// Marks --------------------------------------------------------------------

// A charter's marks and banners, the lowest first, and the rank of its ceiling.
export function styleOf(charter) {
	const style = one(charter, 'style');
	judged(style !== 'cui', 'the style cui');
	const marks = style === 'none' ? [] : style === 'legacy' ? LEGACY :
		all(charter, 'marking').map(([word]) => word);
	const ceiling = one(charter, 'ceiling');
	return { style, marks, exercise: one(charter, 'exercise') === 'yes',
		banners: style === 'legacy' ? LEGACY_BANNERS : marks,
		ceiling: ceiling === undefined ? marks.length - 1 :
			marks.indexOf(ceiling),
		headings: all(charter, 'requests').length > 0 ?
			all(charter, 'requests').map(([text]) => text) : ['Requests'] };
}

// The mark at the beginning of what follows a block's sign, or ''.
function markOf(rest, { style, marks }) {
	const [, word] = rest.match(/^\(([^()\n]*)\)/) ?? [];
	if (word === undefined || style === 'none')
		return '';
	if (!marks.includes(word)) {
		demand(!marks.some((m) => m.toUpperCase() === word.toUpperCase()) ||
			style !== 'own', 'a mark in other capitals');
		demand(style === 'own' || !/^[A-Z/, -]+$/.test(word),
			'capitals that are no mark');
		return '';
	}
	demand(/^ [^ \n]/.test(rest.slice(word.length + 2)),
		'no text after a mark');
	return word;
}

const SIGN = /^ {0,3}(?:\d{1,9}[.)] +|[-*+] +|#{1,6} +|> ?)?/;
const isCode = (text) => /^ {4}|^ {0,3}(```|~~~)/.test(text);

// {mark, text} of a block's source.
function unmark(source, style) {
	if (isCode(source))
		return { mark: '', text: source };
	const at = source.match(SIGN)[0].length;
	const mark = markOf(source.slice(at), style);
	return { mark, text: mark === '' ? source :
		source.slice(0, at) + source.slice(at + mark.length + 3) };
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

function judgeNormal(text) {
	demand(text.isWellFormed(), 'not UTF-8');
	judgeCharacters(text);
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
		['from', 'date', 'reference', 'marking'].every((n) => count(n) <= 1),
	'the front matter\'s lines');
	const marking = front.find((line) => line.startsWith('marking: '));
	demand(marking === undefined || front.at(-1) === marking,
		'marking is not the last');
	return { front: front.filter((line) => line !== marking),
		marking: marking?.slice('marking: '.length) };
}

const ITEM = /^( {0,3})(?:(\d{1,9})([.)])|([-*+]))( +|$)/;
const RULE = /^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/;
const HEADING = /^ {0,3}#{1,6}(?: |$)/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

// What of a paragraph's next lines begins another block.
const interrupts = (line) => RULE.test(line) || HEADING.test(line) ||
	FENCE.test(line) || /^ {0,3}>/.test(line) ||
	/^ {0,3}(?:1[.)]|[-*+]) +[^ ]/.test(line);

// The sources of the body's blocks at the top level, each with its kind.
export function split(lines) {
	const blocks = [];
	for (let i = 0; i < lines.length;) {
		const from = i, line = lines[i];
		if (line === '') {
			i++;
			continue;
		}
		judged(!/^ {4}/.test(line), 'code by indentation');
		judged(!/^ {0,3}\[[^\]]*\]:/.test(line), 'a link definition');
		let kind = 'paragraph';
		if (FENCE.test(line)) {
			[i, kind] = [endOfFence(lines, i), 'code'];
		} else if (HEADING.test(line) || RULE.test(line)) {
			kind = HEADING.test(line) ? 'heading' : 'rule';
			i++;
		} else if (ITEM.test(line) || /^ {0,3}>/.test(line)) {
			kind = ITEM.test(line) ? 'item' : 'quote';
			for (i++; i < lines.length && lines[i] !== ''; i++)
				judged(kind === 'quote' ? /^>/.test(lines[i]) :
					!interrupts(lines[i].trimStart()) &&
					!ITEM.test(lines[i]), 'blocks within blocks');
			judged(kind === 'quote' || !/^ +/.test(lines[i + 1] ?? ''),
				'an item of several blocks');
		} else {
			for (i++; i < lines.length && lines[i] !== '' &&
				!interrupts(lines[i]); i++)
				judged(!/^ {0,3}(=+|-+)$/.test(lines[i]),
					'a heading with a line below');
		}
		blocks.push({ kind, line, source: lines.slice(from, i).join('\n') });
	}
	return blocks;
}

function endOfFence(lines, i) {
	const [, fence] = lines[i].match(FENCE);
	judged(fence[0] === '~' || !lines[i].slice(fence.length).includes('`'),
		'a fence that is none');
	for (i++; i < lines.length; i++) {
		const [, end] = lines[i].match(/^ {0,3}(`{3,}|~{3,})$/) ?? [];
		if (end?.[0] === fence[0] && end.length >= fence.length)
			return i + 1;
	}
	return lines.length;
}

// Numbers of ordered lists under a heading of requests.
function countRequests(blocks, headings) {
	let level = 0, requests = 0;
	for (const { kind, line, text } of blocks) {
		if (kind === 'heading') {
			const [, signs, words] = text.match(/^ {0,3}(#+) *(.*)$/s);
			const first = words.split('\n')[0].replace(/ #+$/, '').trim();
			if (level === 0 || signs.length <= level)
				level = headings.includes(first) ? signs.length : 0;
		} else if (kind === 'item' && level > 0 && /^ {0,3}\d/.test(line)) {
			// "Requests are printed with their number": it is the source's.
			requests++;
			demand(line.match(/\d+/)[0] === String(requests),
				'a request with another number');
		}
	}
	demand(requests <= REQUESTS_MAX, 'too many requests');
	return requests;
}

export function judgeInline(text) {
	judged(!/[<&]|!\[|\]\(|\]\[/.test(text), 'HTML, a link or a reference');
}

// {blocks: [{mark, text}], requests, marking}; throws Refused or Unjudged.
export function readDocument(text, charter) {
	const style = styleOf(charter);
	judgeNormal(text);
	demand(!text.includes('[withheld:'), 'words for what is withheld');
	const lines = text.slice(0, -1).split('\n');
	const { front, marking } = readFront(lines);
	judgeInline(lines.join('\n'));
	const body = split(lines).map(({ kind, line, source }) =>
		({ kind, line, ...unmark(source, style) }));
	demand(!FRONT.test(lines.find((line) => line !== '') ?? ''),
		'a body that begins as a front matter');
	const blocks = [...front.map((line) => ({ mark: '', text: line })), ...body];
	demand(blocks.length <= BLOCKS_MAX, 'too many blocks');
	const ranks = blocks.map(({ mark }) => style.marks.indexOf(mark));
	demand(style.exercise || ranks.every((r) => r <= style.ceiling),
		'a mark above the ceiling');
	demand(marking === undefined ||
		marking === style.banners[Math.max(0, ...ranks)], 'the banner');
	demand((style.style === 'none') === (marking === undefined), 'the banner');
	return { blocks: blocks.map(({ mark, text: t }) => ({ mark, text: t })),
		requests: countRequests(body, style.headings), marking };
}

// What a file with gaps shows ------------------------------------------------

// Of a file that withholds something: no document of its own can be read.
export function judgeShown(blocks, charter) {
	const { style, marks, exercise, ceiling } = styleOf(charter);
	for (const { kind, mark } of blocks.filter((b) => b.kind !== 'withheld')) {
		demand(mark === '' || marks.includes(mark), `no mark of ${style}`);
		demand(exercise || kind === undefined ||
			marks.indexOf(mark) <= ceiling, 'a mark above the ceiling');
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
		['subject', 'from', 'date', 'reference']
			.every((name) => count(name) <= 1), 'the front matter\'s lines');
	demand(!followed || (count('subject') === 1 && count('to') >= 1),
		'the front matter is not whole');
}

// A block reads as itself between others, whatever is withheld around it.
function judgeAlone(block, charter) {
	const lines = ['subject: x', 'to: x'].map((text) => ({ mark: '', text }));
	const { marks, banners, style } = styleOf(charter);
	const marking = style === 'none' ? undefined :
		banners[Math.max(0, marks.indexOf(block.mark))];
	const document = readDocument(writeDocument([...lines,
		{ mark: '', text: 'x' }, block], marking), charter);
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
