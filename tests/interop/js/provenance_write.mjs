// SPDX-License-Identifier: Apache-2.0

// usage: provenance_write.mjs SOURCE
// docs/spec/provenance-anew-vectors.json: files of channels whose keys are known,
// made anew and signed anew by everybody who signs, the log too, with which one
// rule is broken; each differs from a good file by few sections.  Proofs are
// drawn, so that each run writes other bytes.
import { writeFileSync } from 'node:fs';
import { readCategories } from './cui.mjs';
import { judgeProvenance, Unjudged } from './provenance.mjs';
import { CASES } from './provenance_edits.mjs';
import { textCases } from './provenance_texts.mjs';
import { DATED, SHORT, VKEY, fileOf, make, writeFile } from
	'./provenance_world.mjs';

const [source] = process.argv.slice(2);
const EACH = 3, GOOD = 24, MOST = 2600; // of a reason; of all; bytes that differ

// Where each section begins, and the head of the file before them.
function cutsOf(bytes) {
	const cuts = [0];
	for (let at = bytes.indexOf('\n', bytes.indexOf('\nmemo ') + 1) + 1;
		at < bytes.length;) {
		cuts.push(at);
		const [line, , size] = bytes.toString('latin1', at,
			bytes.indexOf('\n', at)).match(/^section ([a-z]+) (\d+)$/);
		at += line.length + 1 + Number(size) + 1;
	}
	return [...cuts, bytes.length];
}

const piecesOf = (bytes) => cutsOf(bytes).slice(0, -1).map((at, i, all) =>
	bytes.subarray(at, all[i + 1] ?? bytes.length));

// [at, end, base64] of the sections that are other ones; undefined: not as many.
function editsOf(base, bytes) {
	const cuts = cutsOf(base), [a, b] = [base, bytes].map(piecesOf);
	return a.length !== b.length ? undefined : b.flatMap((piece, i) =>
		(piece.equals(a[i]) ? [] : [[cuts[i], cuts[i + 1],
			piece.toString('base64')]]));
}

const bases = [[SHORT, 'first'], [DATED, 'eighth'],
	[DATED, 'eighth', 'reply 1']].map(([steps, on, of]) =>
	writeFile(fileOf(make(steps), 'memo', { on, of })));
const weight = (edits) => edits?.reduce((n, [, , put]) => n + put.length, 0) ??
	Infinity;

// [file, edits] with the least to say, or undefined.
function shortest(bytes) {
	let found;
	bases.forEach((base, file) => {
		const edits = editsOf(base, bytes);
		if (weight(edits) < Math.min(MOST, weight(found?.[1])))
			found = [file, edits];
	});
	return found;
}

function verdictOf(bytes) {
	try {
		return judgeProvenance(bytes, { key: VKEY });
	} catch (error) {
		if (!(error instanceof Unjudged))
			throw error;
		return { code: -1 };
	}
}

readCategories(source);
const times = new Map(), good = [], refused = [];
for (const { why, make: made } of [...CASES, ...textCases()]) {
	const { bytes, given } = made();
	const verdict = Object.keys(given).length > 0 ? { code: -1 } : verdictOf(bytes);
	const reason = verdict.why, seen = times.get(reason) ?? 0;
	if (verdict.code < 0 || (verdict.code === 1 ? seen === EACH :
		good.length === GOOD))
		continue;
	let found;
	try {
		found = shortest(bytes);
	} catch {
		continue; // not even sections
	}
	if (found === undefined || found[1].length === 0)
		continue;
	if (verdict.code === 1)
		times.set(reason, seen + 1);
	(verdict.code === 1 ? refused : good).push([why, ...found]);
}
writeFileSync(`${source}/docs/spec/provenance-anew-vectors.json`,
	`${JSON.stringify({ comment: 'why, number of a file, and its bytes `at` to ' +
		'`end` replaced by base64, as they stand in that file; by ' +
		'tests/interop/js/provenance_write.mjs', key: VKEY,
	files: bases.map((b) => b.toString('base64')), good, refused }, null, 1)}\n`);
console.log(`${good.length} good, ${refused.length} refused for ` +
	`${times.size} reasons`);
