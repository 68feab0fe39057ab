// SPDX-License-Identifier: Apache-2.0

// The word code is typed, not shown and clicked away.
import { described, Field, type Problem } from './problem.js';
import { Done, Look } from './signs.js';
import { wordsOf } from './told.js';
import { words } from '../words/parts.js';

export function differing(typed: string, code: string): number {
	const is = code.split(' '), told = wordsOf(typed);
	return is.filter((word, i) => told[i] !== word).length;
}

export function isSame(typed: string, code: string): boolean {
	return wordsOf(typed).length === 8 && differing(typed, code) === 0;
}

function Verdict({ typed, code }: { typed: string; code: string }) {
	const count = wordsOf(typed).length;

	if (count === 0)
		return null;
	if (isSame(typed, code))
		return <span class="st ok"><Done /><span>{words.wordCodeSame}</span>
		</span>;
	if (count === 8)
		return <span class="st late"><Look /><span>
			{words.wordCodeDiffers(differing(typed, code))}</span></span>;
	return <span class="soft">{count < 8 ? words.wordCodeSome(count) :
		words.wordCodeMany(count)}</span>;
}

export function Typed({ code, typed, change, problems, id = 'code' }: {
	code: string; typed: string; change: (typed: string) => void;
	problems: Problem[]; id?: string;
}) {
	return <Field id={id} name={words.wordCodeField}
		hint={words.wordCodeHint} problems={problems}>
		<input type="text" class="code wide-in" autocomplete="off"
			spellcheck={false} autocapitalize="none" dir="ltr" value={typed}
			onInput={(event) => change(event.currentTarget.value)}
			{...described(id, problems)} />
		<p class="mt2" role="status"><Verdict typed={typed} code={code} /></p>
	</Field>;
}
