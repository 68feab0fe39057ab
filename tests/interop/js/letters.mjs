// SPDX-License-Identifier: Apache-2.0

// Letters and signs of a memo, written from docs/spec/commitments.md, "Document".
// The data are those of Unicode 15.0.0 and of UTS 39 of that version, as ICU 72
// has them: of the scripts Latin, Greek and Cyrillic and of what belongs to no
// script, below U+3000.  Of anything else it says `Unjudged`.
export class Unjudged extends Error {}

const TABLES = {
	latin: `aa ba c0-d6 d8-f6 f8-2b8 2e0-2e4 1d00-1d25 1d2c-1d5c 1d62-1d65 1d6b-1d77
		1d79-1dbe 1e00-1eff 2071 207f 2090-209c 212a-212b 2132 214e 2183-2184
		2c60-2c7f`,
	greek: `370-373 376-377 37a-37d 37f 386 388-38a 38c 38e-3a1 3a3-3e1 3f0-3f5
		3f7-3ff 1d26-1d2a 1d5d-1d61 1d66-1d6a 1dbf 1f00-1f15 1f18-1f1d 1f20-1f45
		1f48-1f4d 1f50-1f57 1f59 1f5b 1f5d 1f5f-1f7d 1f80-1fb4 1fb6-1fbc 1fbe
		1fc2-1fc4 1fc6-1fcc 1fd0-1fd3 1fd6-1fdb 1fe0-1fec 1ff2-1ff4 1ff6-1ffc
		2126`,
	cyrillic: `400-481 488-52f 1c80-1c88 1d2b 1d78 2de0-2dff`,
	any: `b5 2b9-2c1 2c6-2d1 2ec 2ee 300-34e 350-36f 374 953-954 1ab0-1ace 1cd1
		1cd4 1cdb 1cde-1cdf 1ce2-1ce8 1ceb-1cec 1cee-1cf1 1cf7 1cfa 1dc0-1df7
		1df9-1dff 20d0-20ef 2102 2107 210a-2113 2115 2119-211d 2124 2128
		212c-212d 212f-2131 2133-2139 213c-213f 2145-2149 2e2f`,
	signs: `a1-a9 ab-ac ae-b4 b6-b9 bb-bf d7 f7 2c2-2c5 2d2-2df 2e5-2e9 2ed 2ef-2ff
		375 37e 384-385 387 3f6 482 e3f fd5-fd8 16eb-16ed 1fbd 1fbf-1fc1
		1fcd-1fcf 1fdd-1fdf 1fed-1fef 1ffd-1ffe 2010-2027 2030-205e 2070
		2074-207e 2080-208e 20a0-20c0 2100-2101 2103-2106 2108-2109 2114
		2116-2118 211e-2123 2125 2127 2129 212e 213a-213b 2140-2144 214a-214d
		214f-2182 2185-218b 2190-2426 2440-244a 2460-27ff 2900-2b73 2b76-2b95
		2b97-2bff 2e00-2e2e 2e30-2e42 2e44-2e5d 2ff0-2ffb`,
	unusual: `aa b5 ba 132-133 13f-140 149 17f-18e 190-19f 1a2-1ae 1b1-1cc 1dd 1e4-1e5
		1f1-1f3 1f6-1f7 21c-21d 220-225 234-258 25a-2ba 2bd-2c1 2c6-2d1 2e0-2e4
		2ee 305 30d-30e 312 315-31a 31c-322 329-32c 32f 332-334 336-337 33a-341
		343-344 346-34e 350-374 376-377 37a 37f 3cf-3e1 3f0-3f5 3f7-3fb 460-481
		488-489 500-50f 52a-52d 953-954 1ab0-1ace 1c80-1c88 1cd1 1cd4 1cdb
		1cde-1cdf 1ce2-1ce8 1ceb-1cec 1cee-1cf1 1cf7 1cfa 1d00-1df7 1df9-1dff
		1e9a-1e9d 1e9f 1efa-1eff 1f71 1f73 1f75 1f77 1f79 1f7b 1f7d 1fbb 1fbe
		1fc9 1fcb 1fd3 1fdb 1fe3 1feb 1ff9 1ffb 2071 207f 2090-209c 20d0-20ef
		2102 2107 210a-2113 2115 2119-211d 2124 2126 2128 212a-212d 212f-2139
		213c-213f 2145-2149 214e 2183-2184 2c60-2c7f 2de0-2dff 2e2f`,
	plain: `b4 b8 c6 d7 e6 131-133 149 152-153 17f 181 184 187 18a 18d 193 196 198
		1a4 1a6-1a7 1ac 1b3 1b7 1bc-1bd 1c0-1c1 1c3 1c7-1cc 1f1-1f3 21c 222-223
		241 251 261 263 269-26a 26f 28b 28f 294 2a3 2a6 2aa-2ab 2b9-2be 2c2-2c4
		2c6 2c8 2ca-2cb 2d0 2d7 2db-2dd 2ee 2f4 2f6 2f8 374 37a 37e-37f 384
		391-392 395-397 399-39a 39c-39d 39f 3a1 3a4-3a5 3a7 3b1 3b3 3b9 3bd 3bf
		3c1 3c3 3c5 3d2 3dc 3f1-3f3 3f9-3fa 405-406 408 410 412 415 417 41a
		41c-41e 420-423 425 42b-42c 42e 430-431 433 435 43e 440-441 443 445
		455-456 458 461 474-475 491 4ae-4af 4bb 4bd 4c0 4cf 4d4-4d5 4e0 501 50c
		51b-51d 16ec-16ed 1d04 1d0f 1d11 1d1c 1d20-1d22 1d26 1d6b 1d83 1d8c 1e9d
		1eff 1fbd-1fc0 1fef 1ffd-1ffe 2010-2013 2016 2018-201d 201f 2024-2026
		2032-2037 2039-203a 203c 2041 2043-2044 2047-2049 204e 2053 2057 205a
		20a8 20b6 2100-2102 2105-2106 210a-210e 2110-2113 2115-2116 2119-211d
		2121 2124 2128 212a 212c-2131 2133-2134 2139 213b 213d 2145-2149
		2160-217f 2212 2215-2217 221e 2223 2225 2228 222a 2236 223c 226a-226b
		22a4 22c1 22c3 22d8-22d9 22ff 2373-2374 237a 23fd 244a 2474-24b5 2571
		2573 2768-2769 276e-276f 2772-2775 2795-2796 27cb 27cd 27d9 292b-292c
		29f5 29f8-29f9 2a20 2a2f 2a74-2a76 2aa5 2afb 2afd 2e28-2e29 2e40`,
};
const SETS = Object.fromEntries(Object.entries(TABLES).map(([name, ranges]) =>
	[name, new Set(ranges.split(/\s+/).flatMap((range) => {
		const [from, to = from] = range.split('-').map((t) => parseInt(t, 16));
		return Array.from({ length: to - from + 1 }, (_, i) => from + i);
	}))]));
const SCRIPTS = ['latin', 'greek', 'cyrillic'];
// What a reader tells from ASCII, or any copy may carry.
const USUAL_SIGNS = '\u2013\u2014\u2018\u2019\u201c\u201d\u2026\u2022\u00ab' +
	'\u00bb\u00b7\u00b0\u00d7\u2212';

const isAscii = (c) => c.codePointAt(0) < 0x80;
const isIn = (name) => (c) => SETS[name].has(c.codePointAt(0));
const looksAscii = (c) => isAscii(c) || isIn('plain')(c);
const isKnown = (c) => isAscii(c) ||
	[...SCRIPTS, 'any', 'signs'].some((name) => isIn(name)(c));

// What a word is: {refused, script, plain}; undefined: it has what is not known.
function judgeWord(word) {
	const chars = [...word], scripts = SCRIPTS.filter((name) => chars.some((c) =>
		isIn(name)(c) || (name === 'latin' && /[A-Za-z]/.test(c))));
	if (chars.some((c) => !isAscii(c) && isIn('unusual')(c)))
		return { refused: 'a letter out of use' };
	if (!chars.every(isKnown))
		return undefined;
	return scripts.length > 1 ? { refused: 'a word that mixes scripts' } :
		{ script: scripts[0], plain: chars.every(looksAscii) };
}

// Why the characters of a text are refused, or undefined; of a `whole` text no
// script has but words that look like ASCII.
export function whyRefused(text, whole) {
	const suspect = new Set(), genuine = new Set();
	let unknown = false;
	for (const [run] of text.matchAll(/[\p{L}\p{Nd}\p{M}]+|[^]/gu)) {
		if (/^[\0-\x7f]*$/.test(run))
			continue;
		if (!/^[\p{L}\p{Nd}\p{M}]/u.test(run)) {
			if (looksAscii(run) && !USUAL_SIGNS.includes(run))
				return 'a sign that looks like another';
			unknown ||= !isKnown(run);
			continue;
		}
		const word = judgeWord(run);
		if (word?.refused)
			return word.refused;
		unknown ||= word === undefined;
		if (word?.script !== undefined && word.script !== 'latin')
			(word.plain ? suspect : genuine).add(word.script);
	}
	if (unknown)
		throw new Unjudged('letters of other scripts');
	return whole && [...suspect].some((script) => !genuine.has(script)) ?
		'words that look like ASCII' : undefined;
}

// A word or a sign from anywhere in the tables, as it may come.
export function drawWord(random) {
	const nth = (list) => list[Math.floor(random() * list.length)];
	const names = random() < 0.3 ? ['signs'] : random() < 0.8 ? [nth(SCRIPTS)] :
		Object.keys(SETS);
	const word = Array.from({ length: 1 + Math.floor(random() * 4) }, () =>
		String.fromCodePoint(nth([...SETS[random() < 0.1 ? 'any' : nth(names)]])));
	return word.join('').normalize('NFC');
}
