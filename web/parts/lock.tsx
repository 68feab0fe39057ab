// SPDX-License-Identifier: Apache-2.0

// What stands above the page a minute before it locks.
import { useEffect, useRef } from 'preact/hooks';
import { words } from '../words/parts.js';

export function LockSoon({ stay, lock }: { stay: () => void;
	lock: () => void; }) {
	const dialog = useRef<HTMLDialogElement>(null);

	useEffect(() => {
		const own = dialog.current;
		own?.showModal();
		return () => own?.close();
	}, []);
	return <dialog class="panel stack" ref={dialog} aria-labelledby="lock-soon"
		onCancel={(event) => {
			event.preventDefault();
			stay();
		}}><h2 id="lock-soon">{words.lockSoon}</h2>
		<p>{words.lockSoonText}</p><p class="acts">
			<button type="button" class="btn" onClick={stay}>{words.stayOpen}
			</button><button type="button" class="btn second" onClick={lock}>
				{words.lock}</button></p></dialog>;
}
