// SPDX-License-Identifier: Apache-2.0

// What the page shows once a key file is open: no part of its first view.
export { Follow } from './follow.js';
export { Protect } from './protect.js';
export { Write } from './write.js';
