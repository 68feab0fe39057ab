// SPDX-License-Identifier: Apache-2.0

// A passphrase is needed once: what a run made of it (web/stretch.h) opens the
// same files in later ones.  Unlike a string, that can be wiped.
import type { Files } from '../run/run.js';

export const STRETCHED = '/stretched';
const MARK = 1; // instead of a passphrase

export function withPassphrase(passphrase: string): Files {
	return { '/passphrase': new TextEncoder().encode(`${passphrase}\n`) };
}

export function withOpened(opened: Uint8Array): Files {
	return { '/passphrase': Uint8Array.of(MARK, 10),
		[STRETCHED]: opened };
}

export function wipe(files: Files) {
	for (const bytes of Object.values(files))
		bytes.fill(0);
}
