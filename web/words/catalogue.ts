// SPDX-License-Identifier: Apache-2.0

// All that pages say in a language besides English, which every page has.
import type { Words as CheckWords } from './check.js';
import type { MemberWords } from './member.js';
import type { OfficeWords } from './office.js';
import type { OversightWords } from './oversight.js';
import type { PartWords } from './parts.js';
import type { RegistrarWords } from './registrar.js';
import type { Entry } from './say.js';

export interface Catalogue {
	check: CheckWords;
	said: Record<string, Entry>; // what the module says, by its code
	parts: PartWords;
	member: MemberWords;
	office: OfficeWords;
	oversight: OversightWords;
	registrar: RegistrarWords;
}
