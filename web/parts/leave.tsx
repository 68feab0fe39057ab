// SPDX-License-Identifier: Apache-2.0

// The quick exit, as GOV.UK has it: first in the order, by click or by Shift
// three times, and Back does not lead here again.  It hides a page from who
// looks over a shoulder, and nothing from who watches the network.
import { useEffect, useRef, useState } from 'preact/hooks';
import { forget } from '../run/run.js';
import { words } from '../words/parts.js';

const AWAY = 'https://www.wikipedia.org/';
const PATIENCE = 5_000; // milliseconds between the first Shift and the third

let gone = false;
let unsaved: () => boolean = () => false;

// Whether leaving asks first.
export function guard(asks: () => boolean) {
	unsaved = asks;
}

addEventListener('beforeunload', (event) => {
	if (!gone && unsaved())
		event.preventDefault();
});

export function leaveNow() {
	gone = true;
	document.body.replaceChildren();
	forget();
	location.replace(AWAY);
}

export function Leave() {
	const [said, setSaid] = useState('');
	const count = useRef(0);

	useEffect(() => {
		let timer = 0, alone = false;
		const over = () => {
			count.current = 0;
			setSaid(words.leaveOver);
		};
		const down = (event: KeyboardEvent) => {
			alone = event.key === 'Shift';
			if (!alone)
				count.current = 0;
		};
		const up = (event: KeyboardEvent) => {
			if (event.key !== 'Shift' || !alone)
				return;
			clearTimeout(timer);
			count.current++;
			if (count.current === 3) {
				setSaid(words.leaving);
				leaveNow();
				return;
			}
			setSaid(count.current === 1 ? words.leaveTwice : words.leaveOnce);
			timer = setTimeout(over, PATIENCE);
		};

		addEventListener('keydown', down);
		addEventListener('keyup', up);
		return () => {
			clearTimeout(timer);
			removeEventListener('keydown', down);
			removeEventListener('keyup', up);
		};
	}, []);

	return <><a class="leave" href={AWAY} rel="noreferrer" title={
		words.leaveHint} onClick={(event) => {
			event.preventDefault();
			leaveNow();
		}}>{words.leave}</a>
	<span class="hide" role="status">{said}</span></>;
}
