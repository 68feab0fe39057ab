// SPDX-License-Identifier: Apache-2.0
import type { Catalogue } from './catalogue.js';
import { arabic as check } from './check.ar.js';
import { arabic as member } from './member.ar.js';
import { arabic as office } from './office.ar.js';
import { arabic as oversight } from './oversight.ar.js';
import { arabic as parts } from './parts.ar.js';
import { arabic as registrar } from './registrar.ar.js';
import { saidArabic as said } from './said.ar.js';

export const catalogue: Catalogue = { check, said, parts, member, office,
	oversight, registrar };
