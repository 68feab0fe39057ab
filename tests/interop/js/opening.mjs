// SPDX-License-Identifier: Apache-2.0

// Openings, read and written from docs/spec/provenance.md ("Opening") and
// docs/spec/commitments.md ("Salts", "Commitments") alone.
import { Unjudged, judgeCharacters, SENTENCES_MAX, sentencesOf } from
	'./document.mjs';
import { ascii, lv, u32, u64 } from './member.mjs';
import { demand, sha256 } from './records.mjs';
import { leafHash, rootOf } from './tree.mjs';

const BLOCKS_MAX = 8192;

// The least integer with 2^d >= n.
export const levelsOf = (n) => (n <= 1 ? 0 : 32 - Math.clz32(n - 1));

// Salts and commitments ----------------------------------------------------

const child = (node, b) =>
	sha256(lv(ascii('gainsay/v1/salt')), Buffer.of(b), node);

// Node (l, p) under node (level, place).
export function nodeUnder(node, level, place, l, p) {
	for (let at = level - 1; at >= l; at--)
		node = child(node, (p >> at - l) & 1);
	return node;
}

export const coverOf = (salt) => sha256(lv(ascii('gainsay/v1/cover')), salt);
export const topOf = (salt) =>
	sha256(lv(ascii('gainsay/v1/sentences')), salt);

const sentenceCommitment = (salt, sentence) =>
	sha256(lv(ascii('gainsay/v1/sentence')), salt, lv(Buffer.from(sentence)));

const blockCommitment = (cover, mark, sentences) =>
	sha256(lv(ascii('gainsay/v1/block')), cover, lv(Buffer.from(mark)),
		rootOf(sentences.map(leafHash)));

// The commitments of sentences under `top`.
export function commitSentences(top, sentences) {
	const e = levelsOf(sentences.length);
	return sentences.map((s, k) =>
		sentenceCommitment(nodeUnder(top, e, 0, 0, k), s));
}

export const commitBlock = (salt, { mark, text }) => blockCommitment(
	coverOf(salt), mark, commitSentences(topOf(salt), sentencesOf(text)));

export const rootOfBlocks = (commitments) => rootOf(commitments.map(leafHash));

// Reading ------------------------------------------------------------------

class Reader {
	constructor(bytes) {
		Object.assign(this, { bytes, at: 0 });
	}

	take(n) {
		demand(this.at + n <= this.bytes.length, 'the opening is cut short');
		this.at += n;
		return this.bytes.subarray(this.at - n, this.at);
	}

	byte() {
		return this.take(1)[0];
	}

	u32() {
		return this.take(4).readUInt32BE();
	}

	lv() {
		const bytes = this.take(this.u32());
		try {
			return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
				.decode(bytes);
		} catch {
			return demand(false, 'not UTF-8');
		}
	}
}

// A run's range: it is aligned, and begins with `at`, the next that is to come.
function readRange(reader, at, count) {
	const level = reader.byte();
	demand(level <= levelsOf(count) && at % 2 ** level === 0, 'a range');
	return { level, length: Math.min(2 ** level, count - at) };
}

// Annexes ------------------------------------------------------------------

const ANNEXES_MAX = 16, ANNEX_BYTES_MAX = 1769472n;
const KINDS = ['text', 'pdf', 'package', 'page', 'message', 'picture', 'gzip',
	'office-97', 'rtf', 'utf-16', 'other'];

export const commitAnnex = ({ salt, kind, name, size, digest }) =>
	sha256(lv(ascii('gainsay/v1/annex')), salt, lv(Buffer.from(kind)),
		lv(Buffer.from(name)), u64(Number(size)), digest);

function judgeAnnex({ kind, name, size }) {
	const length = Buffer.from(name).length;
	demand(KINDS.includes(kind), 'a kind of file');
	demand(size >= 1n && size <= ANNEX_BYTES_MAX, 'the size of a file');
	demand(length >= 1 && length <= 128, 'the length of a name');
	demand(!/[\u0000-\u001f\u007f/\\:*?"<>|]|^[-.~ ]|[. ]$/.test(name),
		'a name of no file');
	judgeCharacters(name);
}

const fold = (name) => name.replace(/[A-Z]/g, (c) => c.toLowerCase());

// To the end: null is withheld.
function readAnnexes(reader) {
	const annexes = [];
	while (reader.at < reader.bytes.length) {
		const kind = reader.byte();
		demand(kind <= 1, 'an annex open or withheld');
		annexes.push(kind === 0 ? null : { salt: reader.take(32),
			kind: reader.lv(), name: reader.lv(),
			size: reader.take(8).readBigUInt64BE(),
			digest: reader.take(32) });
	}
	demand(annexes.length <= ANNEXES_MAX, 'how many annexes');
	const shown = annexes.filter((a) => a !== null);
	demand(new Set(shown.map(({ name }) => fold(name))).size === shown.length,
		'two annexes of one name');
	return annexes;
}

export const writeAnnexes = (annexes) => Buffer.concat(annexes.map((a) =>
	(a === null ? Buffer.of(0) : Buffer.concat([Buffer.of(1), a.salt,
		lv(Buffer.from(a.kind)), lv(Buffer.from(a.name)), u64(Number(a.size)),
		a.digest]))));

// Whether each run is of a range as large as it can be: `kinds` says of each
// leaf what it is, `runs` are [at, level] of those of whole ranges.
function judgeMaximal(kinds, runs) {
	const levels = levelsOf(kinds.length), want = [];
	const cover = (level, at) => {
		const part = kinds.slice(at, at + 2 ** level);
		if (part.length === 0 || (level === 0 && part[0] === 'part'))
			return;
		if (part[0] !== 'part' && part.every((k) => k === part[0])) {
			want.push(`${at}+${level}`);
			return;
		}
		cover(level - 1, at);
		cover(level - 1, at + 2 ** (level - 1));
	};
	cover(levels, 0);
	demand(want.join() === runs.map((r) => r.join('+')).join(),
		'ranges that could be larger');
}

// `readOpen(node, level, at, length)` and `readPart`, if there is one, give
// what stands in each leaf; the rest is alike for blocks and sentences.
function readRuns(reader, count, readOpen, readPart) {
	const leaves = [], runs = [];
	while (leaves.length < count) {
		const at = leaves.length, kind = reader.byte();
		demand(kind <= (readPart === undefined ? 1 : 2), 'the kind of a run');
		if (kind === 2) {
			leaves.push({ kind: 'part', ...readPart() });
			continue;
		}
		const { level, length } = readRange(reader, at, count);
		runs.push([at, level]);
		if (kind === 1) {
			const node = reader.take(32);
			for (let i = 0; i < length; i++)
				leaves.push({ kind: 'open', ...readOpen(
					nodeUnder(node, level, 0, 0, i)) });
		} else {
			for (let i = 0; i < length; i++)
				leaves.push({ kind: 'withheld',
					commitment: reader.take(32) });
		}
	}
	judgeMaximal(leaves.map(({ kind }) => kind), runs);
	return leaves;
}

// Sentences open beside each other are what the rule cuts, as far as they tell.
function judgeCuts(sentences) {
	const n = sentences.length;
	for (let a = 0; a < n; a++) {
		if (sentences[a].kind !== 'open' || sentences[a - 1]?.kind === 'open')
			continue;
		let b = a;
		while (sentences[b + 1]?.kind === 'open')
			b++;
		const run = sentences.slice(a, b + 1).map(({ text }) => text);
		demand(a === 0 || /^[ \n]+[^ \na-z]/.test(run[0]),
			'a sentence begins where no cut can be');
		const rest = b + 1 < n ? [' X'] : [];
		const want = [...run, ...rest];
		const cut = sentencesOf(want.join(''), SENTENCES_MAX - 1 - a);
		demand(cut.length === want.length &&
			cut.every((s, i) => s === want[i]),
		'sentences that the rule does not cut');
	}
}

function readPart(reader) {
	const cover = reader.take(32), mark = reader.lv(), count = reader.u32();
	demand(count >= 2 && count <= SENTENCES_MAX, 'how many sentences');
	const sentences = readRuns(reader, count, (salt) => {
		const text = reader.lv();
		return { text, commitment: sentenceCommitment(salt, text) };
	});
	const open = sentences.filter(({ kind }) => kind === 'open').length;
	demand(open > 0 && open < count, 'in part: something open, and not all');
	judgeCuts(sentences);
	return { mark, sentences, commitment: blockCommitment(cover, mark,
		sentences.map(({ commitment }) => commitment)) };
}

function judgeShown({ mark, text }) {
	demand(text !== '', 'an empty text');
	for (const shown of [mark, text]) {
		demand(!shown.includes('[withheld:'), 'words for what is withheld');
		judgeCharacters(shown);
	}
}

// {blocks: [{kind: withheld | open | part, mark, text, sentences, commitment}],
// annexes: [null | {salt, kind, name, size, digest}]}; throws Refused.
export function readOpening(bytes) {
	const reader = new Reader(bytes), count = reader.u32();
	demand(count >= 1 && count <= BLOCKS_MAX, 'how many blocks');
	const blocks = readRuns(reader, count, (salt) => {
		const block = { mark: reader.lv(), text: reader.lv() };
		return { ...block, commitment: commitBlock(salt, block) };
	}, () => readPart(reader));
	const annexes = readAnnexes(reader);
	let unjudged;
	const leave = (error) => {
		if (!(error instanceof Unjudged))
			throw error;
		unjudged = error;
	};
	for (const annex of annexes.filter((a) => a !== null)) {
		try {
			judgeAnnex(annex);
		} catch (error) {
			leave(error);
		}
	}
	for (const { kind, mark, text, sentences } of blocks) {
		const shown = kind === 'open' ? [text] : (sentences ?? [])
			.filter((s) => s.kind === 'open').map((s) => s.text);
		try {
			shown.forEach((t) => judgeShown({ mark, text: t }));
		} catch (error) {
			leave(error);
		}
	}
	return { blocks, annexes, unjudged };
}

// Writing ------------------------------------------------------------------

// The runs of a tree: `kinds` as above; `whole(kind, level, at)` and
// `part(at)` write one.
function writeRuns(kinds, whole, part) {
	const cover = (level, at) => {
		const here = kinds.slice(at, at + 2 ** level);
		if (here.length === 0)
			return [];
		if (here[0] === 'part' && level === 0)
			return [part(at)];
		if (here[0] !== 'part' && here.every((k) => k === here[0]))
			return [whole(here[0], level, at, here.length)];
		return [...cover(level - 1, at),
			...cover(level - 1, at + 2 ** (level - 1))];
	};
	return Buffer.concat(cover(levelsOf(kinds.length), 0).map((b) =>
		Buffer.from(b)));
}

const tree = (top, levels, commitments, texts) => (kind, level, at, length) =>
	Buffer.concat(kind === 'open' ? [Buffer.of(1, level),
		nodeUnder(top, levels, 0, level, at >> level),
		...texts.slice(at, at + length)] : [Buffer.of(0, level),
		...commitments.slice(at, at + length)]);

const text8 = (text) => lv(Buffer.from(text));

function writePart(salt, { mark, text }, shown) {
	const sentences = sentencesOf(text), top = topOf(salt);
	const kinds = sentences.map((_, k) =>
		(shown.includes(k) ? 'open' : 'withheld'));
	return Buffer.concat([Buffer.of(2), coverOf(salt), text8(mark),
		u32(sentences.length), writeRuns(kinds, tree(top,
			levelsOf(sentences.length), commitSentences(top, sentences),
			sentences.map(text8)))]);
}

// `shown[i]`: true, false, or a list of the sentences of block i to show.
export function writeOpening(seed, blocks, shown = blocks.map(() => true),
	annexes = []) {
	const levels = levelsOf(blocks.length);
	const salt = (i) => nodeUnder(seed, levels, 0, 0, i);
	const kinds = shown.map((s) => (s === true ? 'open' :
		s === false ? 'withheld' : 'part'));
	const commitments = blocks.map((b, i) => commitBlock(salt(i), b));
	return Buffer.concat([u32(blocks.length), writeRuns(kinds,
		tree(seed, levels, commitments, blocks.map(({ mark, text }) =>
			Buffer.concat([text8(mark), text8(text)]))),
		(i) => writePart(salt(i), blocks[i], shown[i])),
	writeAnnexes(annexes)]);
}
