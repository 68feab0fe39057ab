// SPDX-License-Identifier: Apache-2.0

// usage: records_check.mjs CHANNEL_TOOL SOURCE
// A log with every type of record, made by us, is accepted by the program.
// Every rule of docs/spec/records.md is broken once: both refuse.  Every line
// of every entry is changed in the same few ways: both say the same.  So do
// they of the marks of the style `cui`.
import { readCategories } from './cui.mjs';
import { cuiLogs } from './cui_rules.mjs';
import { edits } from './edits.mjs';
import { BROKEN, GOOD } from './rules.mjs';
import { check, end } from './tally.mjs';
import { judgeAll } from './twins.mjs';

const [tool, source] = process.argv.slice(2);
const tell = ({ why, ours, theirs }) => `${why}: ours says "${ours}", ` +
	`the program "${theirs}"`;

const { log, cases } = judgeAll(tool, [
	...BROKEN.map((c) => ({ ...c, kind: 'broken' })),
	...GOOD.map((c) => ({ ...c, kind: 'good' })),
	...edits().map((c) => ({ ...c, kind: 'edit' }))]);
log.forEach((said, i) => check(said === 'accepted', `entry ${i}: ${said}`));
const codes = new Set(), edited = { accepted: 0, refused: 0 };
function compare(c, counts) {
	const [mine, yours] = [c.ours, c.theirs].map((s) => s === 'accepted');
	check(mine === yours && (c.kind === 'edit' ||
		mine === (c.kind === 'good')), tell(c));
	codes.add(c.theirs);
	if (c.kind === 'edit')
		counts[mine ? 'accepted' : 'refused']++;
}
cases.forEach((c) => compare(c, edited));
check(edited.accepted >= 50 && edited.refused >= 1000,
	'edits of both outcomes');
console.log(`${BROKEN.length} broken rules with ${codes.size} codes; ` +
	`${edited.accepted} edits accepted, ${edited.refused} refused`);

const marks = { accepted: 0, refused: 0 };
check(readCategories(source).length === 57 + 84, 'the categories');
for (const one of cuiLogs()) {
	const judged = judgeAll(tool, one.cases, one.entries);
	judged.log.forEach((said, i) =>
		check(said === 'accepted', `cui, entry ${i}: ${said}`));
	judged.cases.forEach((c) => compare(c, marks));
}
check(marks.refused >= 1000, 'changed marks');
console.log(`marks of CUI: ${marks.accepted} changed and accepted, ` +
	`${marks.refused} refused`);
end();
