// SPDX-License-Identifier: Apache-2.0

// What the oversight pages say of their own; all else is office.ts.
export const en = {
	kind: 'oversight',
	page: 'Oversight',
};

export type OversightWords = typeof en;
