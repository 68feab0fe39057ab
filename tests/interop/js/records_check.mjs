// SPDX-License-Identifier: Apache-2.0

// usage: records_check.mjs CHANNEL_TOOL SOURCE
// A log with every type of record, made by us, is accepted by the program.
// Every rule of docs/spec/records.md is broken once: both refuse.  Every line
// of every entry is changed in the same few ways, as it stands and signed
// again: both say the same.  Each code of docs/spec/rules.md is among the
// refusals of what is signed and proved, and no other.  Both say the same of
// the marks of the style `cui`.
import { readFileSync } from 'node:fs';
import { readCategories } from './cui.mjs';
import { cuiLogs } from './cui_rules.mjs';
import { edits } from './edits.mjs';
import { BROKEN, CHAINS, GOOD } from './rules.mjs';
import { check, end } from './tally.mjs';
import { judgeAll } from './twins.mjs';

const [tool, source] = process.argv.slice(2);
const tell = ({ why, ours, theirs }) => `${why}: ours says "${ours}", ` +
	`the program "${theirs}"`;

// The first column of each table on what the log refuses.
function listedCodes() {
	const text = readFileSync(`${source}/docs/spec/rules.md`, 'utf8');
	const tables = text.slice(text.indexOf('## The log'),
		text.indexOf('## What the log does not ask'));
	return new Set([...tables.matchAll(/^\| (`[^|]*) \|/gm)].flatMap(
		([, cell]) => [...cell.matchAll(/`([a-z0-9-]+)`/g)]
			.map(([, code]) => code)));
}

const chained = CHAINS.flatMap((list) => list.map((c, i) => ({ ...c,
	kind: i + 1 < list.length ? 'good' : 'broken' })));
const { log, cases } = judgeAll(tool, [
	...BROKEN.map((c) => ({ ...c, kind: 'broken' })),
	...GOOD.map((c) => ({ ...c, kind: 'good' })), ...chained,
	...edits().map((c) => ({ ...c, kind: 'edit' }))]);
log.forEach((said, i) => check(said === 'accepted', `entry ${i}: ${said}`));

const listed = listedCodes(), codes = new Set(), signed = new Set();
function compare(c, counts) {
	const [mine, yours] = [c.ours, c.theirs].map((s) => s === 'accepted');
	check(mine === yours && (c.kind === 'edit' ||
		mine === (c.kind === 'good')), tell(c));
	if (!yours)
		codes.add(c.theirs);
	if (!yours && (c.kind === 'broken' || c.signed))
		signed.add(c.theirs);
	if (c.kind === 'edit') {
		counts[mine ? 'accepted' : 'refused']++;
		counts.signed += c.signed ? 1 : 0;
		counts.signable += c.signable && !c.signed ? 1 : 0;
	}
}
const edited = { accepted: 0, refused: 0, signed: 0, signable: 0 };
cases.forEach((c) => compare(c, edited));
for (const code of listed)
	check(signed.has(code), `nothing that is signed is refused as ${code}`);
check(edited.accepted >= 50 && edited.refused >= 1000 &&
	edited.signed >= 1000, 'edits of both outcomes, signed again too');
check(edited.signed * 2 >= edited.signable, `${edited.signed} edits of ` +
	`${edited.signable} that can be are signed again`);
console.log(`${BROKEN.length + CHAINS.length} broken rules with ` +
	`${codes.size} codes; ${edited.accepted} edits accepted, ` +
	`${edited.refused} refused, ${edited.signed} of all signed again, of ` +
	`${edited.signable} that can be`);

const marks = { accepted: 0, refused: 0, signed: 0 };
check(readCategories(source).length === 57 + 84, 'the categories');
for (const one of cuiLogs()) {
	const judged = judgeAll(tool, one.cases, one.entries);
	judged.log.forEach((said, i) =>
		check(said === 'accepted', `cui, entry ${i}: ${said}`));
	judged.cases.forEach((c) => compare(c, marks));
}
check(marks.refused >= 1000, 'changed marks');
for (const code of codes)
	check(listed.has(code), `${code} is not in docs/spec/rules.md`);
console.log(`marks of CUI: ${marks.accepted} changed and accepted, ` +
	`${marks.refused} refused`);
end();
