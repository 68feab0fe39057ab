// SPDX-License-Identifier: Apache-2.0
// dmp.mjs MEMO TEXT: what diff-match-patch says differs, as [[was, is], ...].
import { readFileSync } from 'node:fs';
import Module from 'diff-match-patch';

const dmp = new Module();
dmp.Diff_Timeout = 0;
const [a, b] = process.argv.slice(2).map((p) => readFileSync(p, 'utf8'));
const diffs = dmp.diff_main(a, b);
dmp.diff_cleanupSemantic(diffs);
const changes = [];
let open = null;
for (const [kind, text] of diffs) {
	if (kind === 0) {
		open = null;
		continue;
	}
	if (open === null)
		changes.push(open = ['', '']);
	open[kind < 0 ? 0 : 1] += text;
}
console.log(JSON.stringify(changes));
