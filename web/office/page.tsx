// SPDX-License-Identifier: Apache-2.0

// The office's page: those who open, answer and publish.
import { words } from '../words/office.js';
import { start } from './desk.js';

await start(['office', 'release', 'custodian', 'approver'], () => words.kind, () => words.page);
