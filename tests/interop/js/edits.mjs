// SPDX-License-Identifier: Apache-2.0

// The same few changes of every line of every entry of the log.
import { ENTRIES, STORY, resign } from './world.mjs';

// Of a line without its LF, as a list of lines that stand there instead.
export const LINES = {
	'left out': () => [],
	twice: (line) => [line, line],
	'without its value': (line) => [line.split(' ')[0]],
	'with a blank more': (line) => [line.replace(' ', '  ')],
	'with a blank behind': (line) => [`${line} `],
	'with a part more': (line) => [`${line} more`],
	'with a part less': (line) => [line.slice(0, line.lastIndexOf(' '))],
	'in capitals': (line) => [line.toUpperCase()],
	'with a tab': (line) => [line.replace(' ', '\t')],
	'with CR': (line) => [`${line}\r`],
	'with DEL': (line) => [`${line}\u007f`],
	'with C1': (line) => [`${line}\u0085`],
	'with a noncharacter': (line) => [`${line}\uffff`],
	'with a separator': (line) => [`${line}\u2028`],
	'with another first digit': (line) =>
		[line.replace(/\d/, (d) => (Number(d) + 1) % 10)],
	'with another last digit': (line) =>
		[line.replace(/\d(?!.*\d)/, (d) => (Number(d) + 1) % 10)],
	'with a zero before': (line) => [line.replace(/ (?=\d)/, ' 0')],
	'with 0': (line) => [line.replace(/ \d+( |$)/, ' 0$1')],
	'with a sign': (line) => [line.replace(/ (?=\d)/, ' +')],
	'with 2^63': (line) => [line.replace(/ \d+( |$)/, ` ${2n ** 63n}$1`)],
	'with 2^63 - 1': (line) =>
		[line.replace(/ \d+( |$)/, ` ${2n ** 63n - 1n}$1`)],
	'with another letter': (line) => [line.replace(/[a-y](?=\S*$)/, (c) =>
		String.fromCharCode(c.charCodeAt(0) + 1))],
	'without padding': (line) => [line.replace(/=+$/, '')],
	'with trailing bits': (line) => [line.replace(/(.)(=+)$/, (_, c, pad) =>
		String.fromCharCode(c.charCodeAt(0) + 1) + pad)],
	'with another byte': (line) => [line.replace(/ [A-Za-z0-9+/]{3}(?=\S{20})/,
		(b) => (b === ' AAA' ? ' BBB' : ' AAA'))],
	'by its name': (line) => [line.replace(/^[a-z]+/, 'name')],
};

// Of all lines.
const RECORDS = {
	'without the last LF': (text) => text.slice(0, -1),
	'with an empty line': (text) => `${text}\n`,
	'with NUL': (text) => `${text}\0`,
	'with a BOM': (text) => `\ufeff${text}`,
	'with an unknown line': (text) => `${text}x y\n`,
	'of another version': (text) => text.replace('/v1 ', '/v2 '),
	'of an unknown type': (text) => text.replace('/v1 ', '/v1 x'),
};

// Of many lines of one name the first two are enough.
const enough = (lines, i) => i < 2 ||
	lines[i].split(' ')[0] !== lines[i - 2].split(' ')[0];

function* lineEdits(lines) {
	for (const [i, line] of lines.entries()) {
		if (!enough(lines, i))
			continue;
		for (const [what, edit] of Object.entries(LINES))
			yield [`${line.split(' ')[0]} ${what}`,
				lines.toSpliced(i, 1, ...edit(line))];
		if (i > 0)
			yield [`${line.split(' ')[0]} earlier`,
				lines.toSpliced(i - 1, 2, line, lines[i - 1])];
	}
}

export function edits() {
	const out = [];
	for (const [before, [name, step]] of STORY.entries()) {
		const whole = ENTRIES[before].toString('utf8');
		// What has a record's head and a signer can be signed anew.
		const signable = (text) => text.includes('gainsay/v1') &&
			(step.signers ?? []).length > 0;
		const add = (what, text, signed = false) => out.push({ before,
			why: `${name}: ${what}`, entry: Buffer.from(text), signed,
			signable: signable(text) });
		const lines = whole.split('\n').slice(0, -1);
		for (const [what, edited] of lineEdits(lines)) {
			const text = edited.map((line) => `${line}\n`).join('');
			if (text === whole)
				continue;
			add(what, text);
			// Signed again, so that not the signature alone objects.
			const start = text.indexOf('gainsay/v1');
			if (signable(text))
				add(`${what}, signed again`, text.slice(0, start) +
					resign(text.slice(start), step.signers), true);
		}
		for (const [what, edit] of Object.entries(RECORDS))
			add(what, whole.replace(/gainsay[^]*$/, edit));
	}
	return out;
}
