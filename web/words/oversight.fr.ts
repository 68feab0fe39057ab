// SPDX-License-Identifier: Apache-2.0
import type { OversightWords } from './oversight.js';

export const french: OversightWords = {
	kind: 'surveillance',
	page: 'Surveillance',
};
