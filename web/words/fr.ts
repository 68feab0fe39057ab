// SPDX-License-Identifier: Apache-2.0
import type { Catalogue } from './catalogue.js';
import { french as check } from './check.fr.js';
import { french as member } from './member.fr.js';
import { french as office } from './office.fr.js';
import { french as oversight } from './oversight.fr.js';
import { french as parts } from './parts.fr.js';
import { french as registrar } from './registrar.fr.js';
import { saidFrench as said } from './said.fr.js';

export const catalogue: Catalogue = { check, said, parts, member, office,
	oversight, registrar };
