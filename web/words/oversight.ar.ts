// SPDX-License-Identifier: Apache-2.0
import type { OversightWords } from './oversight.js';

export const arabic: OversightWords = {
	kind: 'الرقابة',
	page: 'الرقابة',
};
