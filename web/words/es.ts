// SPDX-License-Identifier: Apache-2.0
import type { Catalogue } from './catalogue.js';
import { spanish as check } from './check.es.js';
import { spanish as member } from './member.es.js';
import { spanish as office } from './office.es.js';
import { spanish as oversight } from './oversight.es.js';
import { spanish as parts } from './parts.es.js';
import { spanish as registrar } from './registrar.es.js';
import { saidSpanish as said } from './said.es.js';

export const catalogue: Catalogue = { check, said, parts, member, office,
	oversight, registrar };
