// SPDX-License-Identifier: Apache-2.0

// What the oversight pages say of their own; all else is office.ts.
import { onLanguage } from './language.js';

export const en = {
	kind: 'oversight',
	page: 'Oversight',
};

export type OversightWords = typeof en;

// What is imported is this name, and so follows it.
export let words: OversightWords = en;

onLanguage((spoken) => {
	words = spoken?.oversight ?? en;
});
