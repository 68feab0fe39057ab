// SPDX-License-Identifier: Apache-2.0

// A text held against a memo: docs/spec/provenance.md, "Verdicts as JSON" and
// "Redaction", as far as these say.  A text whose paragraphs are the memo's
// blocks, or a block's with other words, or others; what `typography` is, they
// do not say: of what might be it, this judge says nothing.
import { FRONT, Unjudged, remark, split } from './document.mjs';
import { Refused } from './member.mjs';

const GAP = /^\[withheld: block ([1-9][0-9]*)(?:, [A-Za-z0-9().,/-]{1,24})?\]$/;
const wordsOf = (text) => text.split(/[ \n]+/).filter((w) => w !== '');
const letters = (text) => text.replace(/^[ ]{0,3}(\d+[.)]|[-*+>]|#+) |[^\p{L}\p{N}]/gu,
	'').toLowerCase();

// What a block reads as: of one shown in part, with its gaps.
function sourceOf(block, i) {
	if (block.kind === 'open')
		return remark(block);
	let text = '';
	for (let k = 0; k < block.sentences.length; k++) {
		if (block.sentences[k].kind === 'open') {
			text += block.sentences[k].text;
			continue;
		}
		const from = k;
		while (block.sentences[k + 1]?.kind === 'withheld')
			k++;
		text += `${text === '' ? '' : ' '}[withheld: block ${i + 1}, sentence` +
			`${k > from ? `s ${from + 1}-${k + 1}` : ` ${from + 1}`}]`;
	}
	return remark({ mark: block.mark, text });
}

// Reasons are the redactor's, and tell nothing of the memo.
const withoutReasons = (text) => text.replace(
	/(\[withheld: block \d+, sentences? \d+(?:-\d+)?), [A-Za-z0-9().,/-]{1,24}\]/g,
	'$1]');

function paragraphsOf(text) {
	const lines = text.slice(0, -1).split('\n'), front = [];
	if (lines[0] === '---') {
		const end = lines.indexOf('---', 1);
		front.push(...lines.splice(0, end + 1).slice(1, -1));
	}
	try {
		return { front, body: split(lines).map(({ source }) => source) };
	} catch (error) {
		if (!(error instanceof Refused))
			throw error;
		throw new Unjudged('a text that no memo has');
	}
}

// How many words both have in the same order.
function common(a, b) {
	let row = new Array(b.length + 1).fill(0);
	for (const word of a) {
		const next = [0];
		b.forEach((other, j) => next.push(word === other ? row[j] + 1 :
			Math.max(row[j + 1], next[j])));
		row = next;
	}
	return row.at(-1);
}

const isLike = (a, b) => 5 * 2 * common(a, b) >= 3 * (a.length + b.length);

// The blocks whose gap the paragraph is; undefined: it is none.
function gapsOf(paragraph, blocks, seen) {
	const numbers = paragraph.split('\n').map((line) => GAP.exec(line)?.[1])
		.map(Number);
	return numbers.every((n, i) => n <= blocks.length && !seen.has(n) &&
		(i === 0 || numbers[i - 1] < n)) ? numbers : undefined;
}

// {summary, counts, gaps}
export function judgeText(text, blocks, banner) {
	const { front, body } = paragraphsOf(text), gaps = new Set();
	const counts = { identical: 0, typography: 0, altered: 0, missing: 0,
		withheld: blocks.filter(({ kind }) => kind === 'withheld').length,
		extra: 0, furniture: 0, omission: 0 };
	const left = new Map(blocks.flatMap((b, i) => (b.kind === 'withheld' ? [] :
		[[i, sourceOf(b, i)]])));
	const rest = [];
	for (const paragraph of [...front, ...body]) {
		const found = [...left].find(([, source]) =>
			source === withoutReasons(paragraph));
		const gap = found ? undefined : gapsOf(paragraph, blocks, gaps);
		if (front.includes(paragraph) && FRONT.exec(paragraph)?.[1] === 'marking') {
			if (paragraph !== `marking: ${banner}`)
				throw new Unjudged('another banner');
			counts.furniture++;
		} else if (found !== undefined) {
			left.delete(found[0]);
			counts.identical++;
		} else if (gap !== undefined) {
			gap.forEach((n) => gaps.add(n));
		} else {
			rest.push(paragraph);
		}
	}
	for (const paragraph of rest)
		judgeRest(paragraph, left, counts);
	counts.missing = left.size;
	const touched = counts.identical + counts.altered;
	const partly = blocks.some(({ kind }) => kind === 'part');
	const summary = touched === 0 ? 'nothing in common' :
		counts.altered + counts.extra > 0 ? 'different' :
			counts.missing + counts.withheld > 0 || partly ? 'excerpt' : 'same';
	return { summary, counts, gaps: gaps.size };
}

// Another wording of a block that is not there else, or no block's.
function judgeRest(paragraph, left, counts) {
	if (paragraph.includes('[withheld: ') && /sentence/.test(paragraph))
		throw new Unjudged('a gap of sentences');
	if ([...left.values()].some((source) => / sentences? \d/.test(source) &&
		common(wordsOf(source), wordsOf(paragraph)) > 2))
		throw new Unjudged('words where sentences are withheld');
	const like = [...left].filter(([, source]) =>
		isLike(wordsOf(source), wordsOf(paragraph)));
	if ([...left.values()].some((source) => letters(source) === letters(paragraph)))
		throw new Unjudged('what may be typography');
	if (like.length > 0) {
		left.delete(like[0][0]);
		counts.altered++;
	} else {
		counts.extra++;
	}
}

export const textCode = ({ summary }) =>
	(['different', 'nothing in common'].includes(summary) ? 1 : 0);
