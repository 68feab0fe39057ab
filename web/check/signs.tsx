// SPDX-License-Identifier: Apache-2.0

// Signs that stand beside their word and are hidden from who listens.
import type { ComponentChildren } from 'preact';

function Sign({ children }: { children: ComponentChildren }) {
	return <svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">
		{children}
	</svg>;
}

export function Done() {
	return <Sign><circle cx="10" cy="10" r="9" fill="currentColor" />
		<path d="M5.6 10.3l3 3 5.6-6.2" fill="none" stroke="var(--paper)"
			stroke-width="2.3" /></Sign>;
}

export function Late() {
	return <Sign><path d="M10 .5 19.5 10 10 19.5.5 10z" fill="currentColor" />
		<path d="M10 5v6.2" stroke="var(--paper)" stroke-width="2.3" />
		<circle cx="10" cy="14.2" r="1.4" fill="var(--paper)" /></Sign>;
}

export function Unknown() {
	return <Sign><circle cx="10" cy="10" r="8" fill="none" stroke="currentColor"
		stroke-width="2" stroke-dasharray="3 2.3" />
		<path d="M7.6 8a2.4 2.4 0 1 1 3.3 2.2c-.7.3-.9.7-.9 1.5" fill="none"
			stroke="currentColor" stroke-width="1.8" />
		<circle cx="10" cy="14.2" r="1.1" fill="currentColor" /></Sign>;
}

export function Running() {
	return <Sign><circle cx="10" cy="10" r="8" fill="none" stroke="currentColor"
		stroke-width="2" /><path d="M10 5v5l3.4 2" fill="none"
		stroke="currentColor" stroke-width="2" /></Sign>;
}

export function Differs() {
	return <Sign><path d="M10 1 19 10 10 19 1 10z" fill="none"
		stroke="currentColor" stroke-width="1.6" />
		<path d="M5.6 8.3h8.8M5.6 11.8h8.8M12.4 5.4 7.6 14.6"
			stroke="currentColor" stroke-width="1.5" /></Sign>;
}
