// SPDX-License-Identifier: Apache-2.0

// CommonMark's blocks, as far as a memo's document needs them: where each block
// at the top level begins, the items of lists apart, and what of a block is no
// plain text.  There are no tabs, and a link definition is nobody's block.
import { Unjudged } from './letters.mjs';
import { demand } from './records.mjs';

const RULE = /^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/;
const HEADING = /^ {0,3}(#{1,6})(?: |$)/;
const UNDERLINE = /^ {0,3}(?:=+|-+) *$/;
const FENCE = /^( {0,3})(?:(`{3,})([^`]*)|(~{3,})(.*))$/;
const ITEM = /^( {0,3})(?:(\d{1,9})([.)])|([-*+]))(?= |$)/;
const QUOTE = /^ {0,3}> ?/;
const DEFINITION = /^ {0,3}\[[^\]]*\]:/;

const indentOf = (line) => line.length - line.trimStart().length;

// HTML blocks -----------------------------------------------------------------

const TAG_BLOCKS = `address article aside base basefont blockquote body caption
	center col colgroup dd details dialog dir div dl dt fieldset figcaption figure
	footer form frame frameset h1 h2 h3 h4 h5 h6 head header hr html iframe legend
	li link main menu menuitem nav noframes ol optgroup option p param section
	summary table tbody td tfoot th thead title tr track ul`.split(/\s+/).join('|');
const ATTRIBUTE = '(?:\\s+[A-Za-z_:][A-Za-z0-9_.:-]*(?:\\s*=\\s*(?:[^\\s"\'=<>`]+|' +
	'\'[^\']*\'|"[^"]*"))?)';
const OPEN_TAG = `<[A-Za-z][A-Za-z0-9-]*${ATTRIBUTE}*\\s*/?>`;
const CLOSING_TAG = '</[A-Za-z][A-Za-z0-9-]*\\s*>';
const HTML_BLOCK = new RegExp('^ {0,3}(?:<(?:script|pre|style|textarea)(?: |>|$)|' +
	`<!--|<\\?|<![A-Z]|<!\\[CDATA\\[|</?(?:${TAG_BLOCKS})(?: |/?>|$))`, 'i');
const TAG_ALONE = new RegExp(`^ {0,3}(?:${OPEN_TAG}|${CLOSING_TAG}) *$`);
// Of which not every version says whether it begins a block.
const DOUBTFUL = /^ {0,3}<\/?(?:search|source|textarea)\b|^ {0,3}<![a-z]/i;

// Blocks ------------------------------------------------------------------------

// One at the top level: {kind, from}, and of what is in it what stays open.
class Reader {
	constructor() {
		this.blocks = [];
		this.texts = []; // of leaves that are not code, as lists of lines
		this.open = []; // {kind, indent, empty}: containers, then perhaps a leaf
	}

	leaf() {
		const last = this.open.at(-1);
		return last !== undefined && !['quote', 'item'].includes(last.kind) ?
			last : undefined;
	}

	// At the top level it is one of the document's.
	start(block, n) {
		this.open.forEach((outer) => { outer.empty = false; });
		if (this.open.length === 0)
			this.blocks.push({ kind: block.kind, from: n, block });
		this.open.push(block);
		if (block.kind === 'paragraph' || block.kind === 'heading')
			this.texts.push(block.lines);
	}

	// How many of what is open goes on, and the rest of the line.
	goOn(line) {
		let i = 0;
		for (; i < this.open.length; i++) {
			const { kind, indent, empty, fence } = this.open[i];
			const blank = line.trim() === '';
			if (kind === 'quote' && QUOTE.test(line))
				line = line.replace(QUOTE, '');
			else if (kind === 'item' && !blank && indentOf(line) >= indent)
				line = line.slice(indent);
			else if (kind === 'item' && blank && !empty)
				line = line.slice(indent);
			else if (kind === 'fence')
				return { i: i + 1, line: line.slice(Math.min(indent,
					indentOf(line))), ended: this.endsFence(fence, line) };
			else if (kind === 'code' && (blank || indentOf(line) >= 4))
				return { i: i + 1, line };
			else if (kind === 'paragraph' && !blank)
				return { i: i + 1, line };
			else
				break;
		}
		return { i, line };
	}

	endsFence(fence, line) {
		const [, end] = line.match(/^ {0,3}(`{3,}|~{3,}) *$/) ?? [];
		return end?.[0] === fence[0] && end.length >= fence.length;
	}

	read(line, n) {
		const { i, line: rest, ended } = this.goOn(line);
		const goesOn = this.open.slice(0, i);
		const leaf = goesOn.at(-1);
		if (['fence', 'code'].includes(leaf?.kind)) {
			if (ended)
				this.open = goesOn.slice(0, -1);
			return;
		}
		this.enter(rest, n, goesOn);
	}

	// The blocks that begin on this line, and its text.
	enter(line, n, goesOn) {
		const before = this.open, lazy = this.leaf()?.kind === 'paragraph';
		const inside = goesOn.at(-1)?.kind === 'paragraph';
		let started = false;
		const start = (block) => {
			if (!started)
				this.open = goesOn.filter(({ kind }) => kind !== 'paragraph');
			started = true;
			this.start(block, n);
		};
		for (;;) {
			const plain = inside && !started;
			if (line.trim() !== '' && indentOf(line) >= 4) {
				if (!started && lazy)
					break;
				start({ kind: 'code' });
				return;
			}
			if (plain && UNDERLINE.test(line)) {
				goesOn.at(-1).underlined = line.trim()[0] === '=' ? 1 : 2;
				if (goesOn.length === 1)
					this.blocks.at(-1).kind = 'heading';
				this.open = goesOn.slice(0, -1);
				return;
			}
			if (DOUBTFUL.test(line) || (!plain && DEFINITION.test(line)))
				throw new Unjudged('a link definition, or HTML');
			demand(!HTML_BLOCK.test(line) && (plain || !TAG_ALONE.test(line)),
				'HTML');
			const whole = this.startsWhole(line);
			if (whole !== undefined) {
				start(whole);
				if (whole.kind !== 'fence')
					this.open.pop();
				return;
			}
			const container = this.startsContainer(line, plain);
			if (container === undefined)
				break;
			start(container.block);
			line = container.rest;
		}
		if (line.trim() === '') {
			if (!started)
				this.open = goesOn.filter(({ kind }) => kind !== 'paragraph');
			return;
		}
		if (!started && lazy) {
			this.open = before;
			this.leaf().lines.push(line.trimStart());
			return;
		}
		start({ kind: 'paragraph', lines: [line.trimStart()] });
	}

	startsWhole(line) {
		if (HEADING.test(line))
			return { kind: 'heading', lines: [line] };
		const fence = line.match(FENCE);
		if (fence !== null)
			return { kind: 'fence', indent: fence[1].length,
				fence: fence[2] ?? fence[4] };
		return RULE.test(line) ? { kind: 'rule' } : undefined;
	}

	startsContainer(line, plain) {
		if (QUOTE.test(line))
			return { block: { kind: 'quote' }, rest: line.replace(QUOTE, '') };
		const item = line.match(ITEM);
		if (item === null)
			return undefined;
		const rest = line.slice(item[0].length), blank = rest.trim() === '';
		if (plain && (blank || (item[2] !== undefined && Number(item[2]) !== 1)))
			return undefined;
		const blanks = blank || indentOf(rest) > 4 ? 1 : indentOf(rest);
		return { block: { kind: 'item', indent: item[0].length + blanks,
			empty: blank, ordered: item[2] !== undefined },
		rest: rest.slice(blanks) };
	}
}

// The blocks of the body, in their order: {kind, ordered, underlined, from}, and
// `to`, the line behind the last that is not blank.
export function readBlocks(lines) {
	const reader = new Reader();
	lines.forEach((line, n) => reader.read(line, n));
	reader.texts.forEach((text) => judgeInline(text.join('\n')));
	return reader.blocks.map(({ kind, from, block }, i, all) => {
		let to = all[i + 1]?.from ?? lines.length;
		while (to > from + 1 && lines[to - 1] === '')
			to--;
		return { kind, from, to, ordered: block.ordered === true,
			underlined: block.underlined };
	});
}

// Inline ------------------------------------------------------------------------

const HTML = new RegExp(`${OPEN_TAG}|${CLOSING_TAG}|<!--(?!>|->)[^]*?-->|` +
	'<\\?[^]*?\\?>|<![A-Z][^>]*>|<!\\[CDATA\\[[^]*?\\]\\]>', 'i');
const AUTOLINK = /<[A-Za-z][A-Za-z0-9.+-]{1,31}:[^\s<>]*>|<[\w.!#$%&'*+/=?^`{|}~-]+@[\w.-]+>/g;
const SHOWN = ['amp', 'lt', 'gt', 'quot', 'copy', 'eacute', 'ndash', 'hellip', 'sect'];
const HIDDEN = ['nbsp', 'shy', 'zwj', 'zwnj', 'lrm', 'rlm', 'ensp', 'emsp', 'thinsp',
	'ZeroWidthSpace', 'NoBreak'];

// What a reference stands for: a character that is refused, or one that is not.
function judgeReference(name, isRefused) {
	const [, hex, digits] = name.match(/^#(?:[xX]([0-9a-fA-F]{1,6})|(\d{1,7}))$/) ??
		[];
	if (hex !== undefined || digits !== undefined) {
		const code = hex ? parseInt(hex, 16) : Number(digits);
		if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code < 0xe000))
			return;
		demand(!isRefused(String.fromCodePoint(code)), 'a hidden reference');
		return;
	}
	demand(!HIDDEN.includes(name), 'a hidden reference');
	if (!SHOWN.includes(name) && /^[A-Za-z]/.test(name))
		throw new Unjudged('a named reference');
}

let refusedCharacter = () => false;
export const setRefused = (judge) => { refusedCharacter = judge; };

export function judgeInline(text) {
	const inner = text.replace(AUTOLINK, '');
	if (!/[<&]|!\[/.test(inner))
		return;
	if (/[`\\]|\]\(<|\]\([^)]*["'<&]|!\[[^\]]*\[/.test(inner))
		throw new Unjudged('code, escapes or links beside HTML');
	demand(!HTML.test(inner), 'HTML');
	demand(!/!\[[^[\]]*\]\([^\s()<>]*\)/.test(inner), 'an image');
	if (/!\[[^\]]*\]\(/.test(inner))
		throw new Unjudged('what may be an image');
	for (const [, name] of inner.matchAll(/&(#?[0-9A-Za-z]+);/g))
		judgeReference(name, refusedCharacter);
}
