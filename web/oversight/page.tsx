// SPDX-License-Identifier: Apache-2.0

// The page of those who watch the office, or decide about it.
import { start } from '../office/desk.js';
import { words } from '../words/oversight.js';

await start(['monitor', 'appeal', 'second', 'panel', 'recipient', 'protection',
	'other'], () => words.kind, () => words.page);
