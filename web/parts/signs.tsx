// SPDX-License-Identifier: Apache-2.0

// Signs that stand beside their word and are hidden from who listens.
export { Differs, Done, Late, Running, Unknown } from '../check/signs.js';

export function Look() {
	return <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
		<path d="M10 1.5 19.3 18H.7z" fill="none" stroke="currentColor"
			stroke-width="2" stroke-linejoin="round" />
		<path d="M10 7.5v4.6" stroke="currentColor" stroke-width="2" />
		<circle cx="10" cy="14.8" r="1.2" fill="currentColor" /></svg>;
}

export function Note() {
	return <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
		<circle cx="10" cy="10" r="8" fill="none" stroke="currentColor"
			stroke-width="2" /><path d="M10 9v5.4" stroke="currentColor"
			stroke-width="2" /><circle cx="10" cy="6.2" r="1.3"
			fill="currentColor" /></svg>;
}
