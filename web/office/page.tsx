// SPDX-License-Identifier: Apache-2.0

// The office's page: those who open, answer and publish.
import { en as words } from '../words/office.js';
import { start } from './desk.js';

start(['office', 'release', 'custodian', 'approver'], words.kind, words.page);
