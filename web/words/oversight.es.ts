// SPDX-License-Identifier: Apache-2.0
import type { OversightWords } from './oversight.js';

export const spanish: OversightWords = {
	kind: 'supervisión',
	page: 'Supervisión',
};
