// SPDX-License-Identifier: Apache-2.0

// How far a run is; said to who listens too.
import { words } from '../words/parts.js';

export interface Far {
	what: string;
	done: number;
	of: number; // 0: nobody counts; nor before the first step
	note?: string;
}

export function Busy({ far }: { far: Far | null }) {
	const percent = far === null || far.of === 0 || far.done === 0 ?
		null :
		Math.round(100 * far.done / far.of);

	return <div class="stack-s" role="status">{far !== null && <>
		<p class="b6">{far.what}{percent !== null &&
			<>: <span class="num">{words.busyShare(percent)}</span></>}</p>
		{percent === null ? <progress aria-label={far.what} /> :
			<progress aria-label={far.what} max={100} value={percent} />}
		<p class="small soft">{far.note ?? words.busyKey}</p></>}</div>;
}
