// SPDX-License-Identifier: Apache-2.0

// What a memo asks, by number, as `gainsay brief` prints it.
import { ask, wasTold, type Desk } from './program.js';

export function requestsIn(out: string): string[] {
	const from = out.indexOf('\n\n'), to = out.search(/^Memo \d+$/mu);
	const texts: string[] = [];

	for (const line of out.slice(from, to).split('\n')) {
		const found = /^(\d+)\. (.*)$/u.exec(line);
		if (found !== null && Number(found[1]) === texts.length + 1)
			texts.push(found[2] ?? '');
		else if (line.trim() !== '' && texts.length > 0)
			texts[texts.length - 1] += ` ${line.trim()}`;
	}
	return texts;
}

export async function requestTexts(desk: Desk, memo: number):
Promise<string[]> {
	const ran = await ask(desk, 'brief', ['--identity', '/open',
		String(memo)]);
	return wasTold(ran) ? requestsIn(ran.out) : [];
}
