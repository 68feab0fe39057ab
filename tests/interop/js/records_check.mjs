// SPDX-License-Identifier: Apache-2.0

// usage: records_check.mjs CHANNEL_TOOL
// A log with every type of record, made by us, is accepted by the program.
// Every rule of docs/spec/records.md is broken once: both refuse.  Every line
// of every entry is changed in the same few ways: both say the same.
import { edits } from './edits.mjs';
import { BROKEN, GOOD } from './rules.mjs';
import { check, end } from './tally.mjs';
import { judgeAll } from './twins.mjs';

const [tool] = process.argv.slice(2);
const tell = ({ why, ours, theirs }) => `${why}: ours says "${ours}", ` +
	`the program "${theirs}"`;

const { log, cases } = judgeAll(tool, [
	...BROKEN.map((c) => ({ ...c, kind: 'broken' })),
	...GOOD.map((c) => ({ ...c, kind: 'good' })),
	...edits().map((c) => ({ ...c, kind: 'edit' }))]);
log.forEach((said, i) => check(said === 'accepted', `entry ${i}: ${said}`));
const codes = new Set(), edited = { accepted: 0, refused: 0 };
for (const c of cases) {
	const [mine, yours] = [c.ours, c.theirs].map((s) => s === 'accepted');
	check(mine === yours && (c.kind === 'edit' ||
		mine === (c.kind === 'good')), tell(c));
	codes.add(c.theirs);
	if (c.kind === 'edit')
		edited[mine ? 'accepted' : 'refused']++;
}
check(edited.accepted >= 50 && edited.refused >= 1000,
	'edits of both outcomes');
console.log(`${BROKEN.length} broken rules with ${codes.size} codes; ` +
	`${edited.accepted} edits accepted, ${edited.refused} refused`);
end();
