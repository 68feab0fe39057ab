// SPDX-License-Identifier: Apache-2.0

// The page locks after ten minutes in which nobody did anything, and says so a
// minute before.
import { useEffect, useRef, useState } from 'preact/hooks';

const MINUTE = 60_000;
const SIGNS = ['keydown', 'pointerdown', 'input', 'scroll'] as const;

// Whether it warns.  `minutes` 0: never.
export function useIdle(minutes: number, lock: () => void): [boolean,
	() => void] {
	const [warns, setWarns] = useState(false);
	const since = useRef(Date.now());
	const over = useRef(lock);

	over.current = lock;
	const stay = () => {
		since.current = Date.now();
		setWarns(false);
	};
	useEffect(() => {
		if (minutes === 0) {
			setWarns(false);
			return undefined;
		}
		since.current = Date.now();
		const look = () => {
			const still = Date.now() - since.current;
			if (still >= minutes * MINUTE)
				over.current();
			setWarns(still >= (minutes - 1) * MINUTE &&
				still < minutes * MINUTE);
		};
		// While it warns, the button alone says that somebody is there.
		const moved = () => {
			if (Date.now() - since.current < (minutes - 1) * MINUTE)
				since.current = Date.now();
		};

		const timer = setInterval(look, 1_000);
		SIGNS.forEach((sign) => addEventListener(sign, moved, true));
		return () => {
			clearInterval(timer);
			SIGNS.forEach((sign) => removeEventListener(sign, moved, true));
		};
	}, [minutes]);
	return [warns, stay];
}
