// SPDX-License-Identifier: Apache-2.0

// usage: keys_check.mjs SOURCE
// The published vectors of key files, invitations and recovery sheets.
import { readFileSync } from 'node:fs';
import { Refused } from './member.mjs';
import { drawn, openFile, publicLines, readInvitation, readKey, readRecovery,
	wordCode } from './keys.mjs';
import { base64, hex, readRecord, sha256 } from './records.mjs';
import { check, end, passes, throws } from './tally.mjs';

const [source] = process.argv.slice(2);
const text = (name) => readFileSync(`${source}/${name}`, 'utf8');
const read = (name) => JSON.parse(text(`docs/spec/${name}`));
const unhex = (t) => Buffer.from(t, 'hex');
const HEADING = 'gainsay/v1 key';

// The list is data; it stands in one place.
const list = text('lib/memo/word_code.c').split('words[GS_WORDS][9] = {')[1]
	.split('}')[0].match(/[a-z]+/g);
check(list.length === 2048, 'the list of words');

// Key files ---------------------------------------------------------------

const { keys, drawn: draws } = read('keys-vectors.json');
for (const v of keys) {
	const file = Buffer.from(v.file, 'base64');
	const inside = openFile(file, v.passphrase, HEADING);
	check(inside.toString() === v.text, `${v.holder}: the text`);
	check(publicLines(readKey(inside), v.holder) === v.lines,
		`${v.holder}: the public lines`);
	for (const form of ['NFC', 'NFD'])
		passes(() => openFile(file, v.passphrase.normalize(form), HEADING),
			`${v.holder}: typed as ${form}`);
	throws(Refused, () => openFile(file, `${v.passphrase} `, HEADING),
		'another passphrase');
	throws(Refused, () => openFile(file, v.passphrase, 'gainsay/v1 member'),
		'another heading');
	const lines = file.toString('latin1').split('\n');
	for (const [n, put] of [[1, 'argon2id 17 8192'], [1, 'argon2id 01 8192'],
		[1, 'argon2id 1 8191'], [1, 'argon2id 2 8192'], [2, 'salt AA=='],
		[3, `nonce ${base64(Buffer.alloc(24))}`]])
		throws(Refused, () => openFile(Buffer.from(lines.with(n, put)
			.join('\n'), 'latin1'), v.passphrase, HEADING), put);
	const altered = Buffer.from(file);
	altered[altered.length - 1] ^= 1;
	throws(Refused, () => openFile(altered, v.passphrase, HEADING),
		'an altered file');
}
const good = keys[0].text;
for (const [why, bad] of [['a line more', `${good}role office\n`],
	['no seed', good.replace(/seed .*\n/, '')],
	['capitals', good.replace(/seed .*/, (s) => s.toUpperCase()
		.replace('SEED', 'seed'))],
	['another order', good.split('\n').with(0, good.split('\n')[1])
		.with(1, good.split('\n')[0]).join('\n')],
	['an identity\'s letter', good.replace(/.\n$/, (s) =>
		`${s[0] === 'Q' ? 'P' : 'Q'}\n`)],
	['no last LF', good.slice(0, -1)],
	['opens something else', good.replace('seal', 'copy')]])
	throws(Refused, () => readKey(Buffer.from(bad)), why);
for (const v of draws)
	check(hex(drawn({ ...v, fresh: unhex(v.fresh), derived: unhex(v.derived) }))
		=== v.halves, `a key for ${v.what} ${v.number}`);

// Invitations and sheets --------------------------------------------------

const { invitations, memos, recoveries } = read('commitments-vectors.json');
for (const memo of memos)
	check(wordCode(unhex(memo.memo), list) === memo.words,
		`the word code of memo ${memo.memo.slice(0, 8)}`);
check(memos.length >= 3, 'word codes of memos');
for (const v of invitations) {
	const { id } = readInvitation(v.text);
	check(hex(id) === v.id, 'what the word code is of');
	check(wordCode(id, list) === v.words, 'the word code of the key');
	for (const { why, old, new: put } of v.refused)
		throws(Refused, () => readInvitation(v.text.replace(old, put)), why);
}
for (const v of recoveries) {
	const found = readRecovery(v.text);
	check(found.map(({ edition }) => Number(edition)).join() ===
		v.secrets.map(([n]) => n).join(), 'its editions');
	for (const { why, old, new: put, summed } of v.refused) {
		let bad = v.text.replace(old, put);
		const at = bad.lastIndexOf('check ');
		if (summed)
			bad = `${bad.slice(0, at)}check ${hex(sha256(
				Buffer.from(bad.slice(0, at)))).slice(0, 16)}\n`;
		check(bad !== v.text, `${why}: it is changed`);
		throws(Refused, () => readRecovery(bad), why);
	}
}
const ours = { invitation: readInvitation, recovery: readRecovery };
const met = [];
for (const { text: t } of read('records-vectors.json').records) {
	const { type } = readRecord(Buffer.from(t));
	if (!(type in ours))
		continue;
	met.push(type);
	passes(() => ours[type](t), `the record of the type ${type}`);
}
check(met.sort().join() === Object.keys(ours).join(), 'the records of both');
end();
