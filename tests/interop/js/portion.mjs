// SPDX-License-Identifier: Apache-2.0

// What reads as a mark where a memo has none: written from docs/spec/marking.md
// alone.
const SHORT = ['U', 'SBU', 'C', 'S', 'TS', 'CUI', 'FOUO', 'OUO', 'LES', 'NF',
	'NOFORN'];
const LONG = ['UNCLAS', 'UNCLASSIFIED', 'CONF', 'CONFIDENTIAL', 'SECRET',
	'TOPSECRET', 'SENSITIVEBUTUNCLASSIFIED', 'CONTROLLED',
	'CONTROLLEDUNCLASSIFIEDINFORMATION', 'RESTRICTED'];
const NAMES = ['SENSITIVE BUT UNCLASSIFIED', 'CONTROLLED UNCLASSIFIED INFORMATION',
	'TOP SECRET', 'SECRET', 'CONFIDENTIAL', 'UNCLASSIFIED', 'UNCLAS', 'CUI',
	'RESTRICTED'];
const CONTROLS = 'NF NOFORN SCI SI REL FOUO SAR RD FRD OC ORCON'.split(' ');
const NUMBERING = new Set(`para paras paragraph par no nr num number item point
	section sec sect subsection art article clause chapter part annex request
	line fn note footnote first second third fourth fifth sixth seventh eighth
	ninth tenth firstly secondly thirdly lastly finally one two three four five
	six seven eight nine ten st nd rd th`.split(/\s+/));
const FIGURES = /^[〇一二三四五六七八九十百第條段項条款项節节章壱弐参号號ㄧ]+$/u;

const DASH = '\\-\\u00ad\\u2010-\\u2015\\u2212\\u2e3a\\u2e3b\\ufe31\\ufe32\\ufe58' +
	'\\ufe63\\uff0d';
// The closing form of each but those of ASCII and the wide ones is the next code
// point.
const ORNATE = [0x2039, 0x2045, 0x207d, 0x208d, 0x2308, 0x230a, 0x2329, 0x2768,
	0x276a, 0x276c, 0x276e, 0x2770, 0x2772, 0x2774, 0x27e6, 0x27e8, 0x27ea,
	0x27ec, 0x27ee, 0x2983, 0x2985, 0x2987, 0x2989, 0x298b, 0x2991, 0x2993,
	0x2997, 0x29fc, 0x2e28, 0x3008, 0x300a, 0x300c, 0x300e, 0x3010, 0x3014,
	0x3016, 0x3018, 0x301a, 0xfe35, 0xfe37, 0xfe39, 0xfe3b, 0xfe3d, 0xfe3f,
	0xfe47, 0xfe59, 0xfe5b, 0xfe5d, 0xff5f, 0xff62];
const OPEN = new Set([...'([{<\uff08\uff1c\uff3b\uff5b',
	...ORNATE.map((c) => String.fromCodePoint(c))]);
const CLOSE = new Set([...')]}>\uff09\uff1e\uff3d\uff5d',
	...ORNATE.map((c) => String.fromCodePoint(c + 1))]);
const isDash = (c) => new RegExp(`^[${DASH}]$`, 'u').test(c);
const isOpen = (c) => OPEN.has(c);

const SHAPES = { Α: 'A', Β: 'B', Ε: 'E', Ι: 'I', Ν: 'N', Ο: 'O', Ρ: 'P', Τ: 'T',
	'\u03f9': 'C', '\u0405': 'S', '\u0406': 'I', '\u0410': 'A', '\u0412': 'B',
	'\u0415': 'E', '\u041e': 'O', '\u0420': 'P', '\u0421': 'C', '\u0422': 'T',
	'\u0441': 'c', '\u0455': 's', '\u054d': 'U' };
const bytes = (text) => Buffer.byteLength(text);

function shapeOf(c) {
	const code = c.codePointAt(0);
	return code > 0xff00 && code < 0xff5f ? String.fromCodePoint(code - 0xfee0) :
		SHAPES[c] ?? c;
}

// {text, small, other}
function fold(content) {
	const out = { text: '', small: false, other: false };
	for (const raw of content) {
		const c = isDash(raw) ? '-' : shapeOf(raw);
		if (/^[ .*_~`\\#>]$/.test(c))
			continue;
		if (!/^[A-Za-z0-9/,&-]$/.test(c)) {
			out.other = true;
			break;
		}
		out.small ||= /[a-z]/.test(c);
		out.text += c.toUpperCase();
	}
	return out;
}

// The front ------------------------------------------------------------------

function frontLength(chars, at) {
	let word = 0;
	while (/^[\p{L}\p{M}]$/u.test(chars[at + word] ?? ''))
		word++;
	if (at >= chars.length)
		return 0;
	const text = chars.slice(at, at + word).join('');
	const roman = /^(?:[ivx]{2,4}|[IVX]{2,4})$/.test(text);
	return word < 2 ? 1 : roman || FIGURES.test(text) ||
		NUMBERING.has(text.toLowerCase()) ? word : 0;
}

// In brackets ----------------------------------------------------------------

function readBracket(chars, at) {
	if (!isOpen(chars[at] ?? ''))
		return undefined;
	let to = at + 1, size = 0;
	while (to < chars.length && size < 96 && !CLOSE.has(chars[to])) {
		size += bytes(chars[to]);
		to++;
	}
	const closed = to < chars.length && size < 96;
	return { content: chars.slice(at + 1, to).join(''), closed,
		to: closed ? to + 1 : to };
}

function isLevel({ content, closed }) {
	const { text, small, other } = fold(content);
	const [level] = text.match(/^[A-Z]*/), rest = text.slice(level.length);
	if (![...SHORT, ...LONG].includes(level))
		return false;
	if (rest === '')
		return closed && !other;
	if (rest.startsWith('//'))
		return true;
	if (!closed || other)
		return false;
	if (small)
		return rest[0] === '/' && CONTROLS.includes(rest.slice(1));
	return rest[0] === '/' || /^[A-Z/,&-]*$/.test(rest);
}

const isUs = ({ style }) => style === 'legacy' || style === 'cui';
const upper = (text) => text.replace(/[a-z]/g, (c) => c.toUpperCase());
function isOwn({ content, closed }, { levels }) {
	const folded = fold(content);
	return closed && levels.some((level) => {
		const own = fold(level);
		return upper(content.trim()) === upper(level) || (own.text !== '' &&
			!own.other && !folded.other && own.text === folded.text);
	});
}

function bracketMark(line, at) {
	const { chars, style, first, plain } = line;
	const bracket = readBracket(chars, at);
	if (bracket === undefined || bracket.content === '')
		return undefined;
	const { content, closed } = bracket;
	const behindLetter = /^[A-Za-z]$/.test(chars[at - 1] ?? '');
	if (behindLetter && fold(content).small)
		return undefined;
	const mark = isUs(style) ? isLevel(bracket) || (closed && first && !plain &&
		chars[at] === '(' && !behindLetter && /[A-Z]/.test(content) &&
		/^[A-Z/, \-*_`]*$/.test(content)) : isOwn(bracket, style);
	return mark ? bracket : undefined;
}

// Without --------------------------------------------------------------------

function isSpaced({ chars, style }, at) {
	let word = '';
	for (let i = at; i < chars.length;) {
		const c = shapeOf(chars[i]).toUpperCase();
		if (!/^[A-Z]$/.test(c))
			break;
		word += c;
		i++;
		if (!/^[ .\-_*~]$/.test(chars[i] ?? ''))
			break;
		while (/^[ .\-_*~]$/.test(chars[i] ?? ''))
			i++;
	}
	return word.length >= 5 && (isUs(style) ?
		LONG.some((name) => name.length >= 5 && word.startsWith(name)) :
		style.levels.some((name) => name.length >= 5 &&
			word.startsWith(upper(name))));
}

function isNamed({ text, style, first, alone }) {
	const name = isUs(style) ? NAMES.map((words) => text.match(new RegExp(
		`^${words.replaceAll(' ', ' +')}(?![A-Za-z])`, 'i'))).find(Boolean) :
		undefined;
	if (!name)
		return false;
	const capitals = !/[a-z]/.test(name[0]), rest = text.slice(name[0].length);
	const [controls] = rest.match(/^(?:\/\/[A-Z/, -]*)?/);
	if ((/^[\0-\x7f]*$/.test(rest) && !/[A-Za-z0-9]/.test(
		rest.slice(controls.length)) && (capitals || alone)) ||
		(controls !== '' && capitals))
		return true;
	return first && (/^ *[:\uff1a]/.test(rest) || (capitals &&
		new RegExp(`^(?: +[${DASH}]|[${DASH}] | +(?:page|section) |[./*_\`])`, 'iu')
			.test(rest)));
}

function isBare({ text, style, first }, before) {
	const [level] = text.match(/^[A-Z]*/), rest = text.slice(level.length);
	if (!isUs(style) || !SHORT.includes(level))
		return false;
	const [, signs, control] = rest.match(/^([/-]*)([A-Z]*)/);
	return (first && /[*_]{2}$/.test(before) && /^[*_]{2}/.test(rest)) ||
		(rest.startsWith('//') && control !== '') ||
		(signs.length === 1 && CONTROLS.includes(control));
}

function isWorded(line, at) {
	const before = line.chars.slice(0, at).join('');
	const rest = { ...line, text: line.chars.slice(at).join('') };
	const behindLetter = /[A-Za-z]$/.test(before);
	return !behindLetter && (isSpaced(line, at) || isNamed(rest) ||
		isBare(rest, before));
}

// Lines ----------------------------------------------------------------------

function isLabelled(line, at) {
	const { chars } = line;
	const ends = (i) => /^[.:;]$/.test(chars[i]) ||
		(chars[i] === ' ' && isDash(chars[i + 1] ?? ''));
	let i = at, size = 0;
	while (i < chars.length && size < 40 && !ends(i))
		size += bytes(chars[i++]);
	if (i >= chars.length || !ends(i))
		return false;
	for (; i < chars.length; i++) {
		if (bracketMark({ ...line, plain: true }, i) !== undefined)
			return true;
		if (!/^[ .:;*_~`\\#>]$/.test(chars[i]) && !isDash(chars[i]) &&
			!isOpen(chars[i]))
			return false;
	}
	return false;
}

function isFront(line) {
	let at = 0, n = 0;
	do {
		at += n;
		if (at < line.chars.length && (bracketMark(line, at) !== undefined ||
			isWorded(line, at)))
			return true;
		n = frontLength(line.chars, at);
	} while (n > 0);
	return line.first && !line.plain && isLabelled(line, at);
}

function isLast({ chars, style }) {
	const text = chars.join('').replace(/[ #*_`.:]+$/, '');
	const end = [...text];
	for (let at = end.length - 1; at >= 0; at--) {
		if (!isOpen(end[at]))
			continue;
		const bracket = readBracket(end, at);
		return (at === 0 || /^[ *_]$/.test(end[at - 1])) && bracket.closed &&
			bracket.to === end.length && (isUs(style) ? isLevel(bracket) &&
			!fold(bracket.content).small : isOwn(bracket, style));
	}
	return false;
}

// Whether a block's text, without its mark, has what reads as one.  `place` is
// text, heading, subject, field or code; of a field, its value.
export function readsAsMark(text, place, style) {
	if (style.style === 'none')
		return false;
	return text.split('\n').some((source, n) => {
		const line = { chars: [...source], style, first: n === 0 &&
			place !== 'code', alone: !text.includes('\n'),
		plain: ['field', 'subject', 'code'].includes(place) };
		const cells = source.split('|').slice(1).map((cell) => ({ ...line,
			chars: [...cell], first: false, alone: false }));
		return [line, ...cells].some(isFront) ||
			(['heading', 'subject'].includes(place) && isLast(line));
	});
}

// A reference that shows what a plain sign would.
export const hasReference = (text) =>
	[...text.matchAll(/&#(?:[xX]([0-9a-fA-F]{1,7})|(\d{1,7}));/g)]
		.map(([, hex, digits]) => hex ? parseInt(hex, 16) : Number(digits))
		.some((c) => c > 0 && c < 0x80 && !'&<>"\' '.includes(String.fromCharCode(c)));
