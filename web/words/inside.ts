// SPDX-License-Identifier: Apache-2.0

// For a page that is one file: it has every language inside.
import { catalogue as ar } from './ar.js';
import { catalogue as es } from './es.js';
import { catalogue as fr } from './fr.js';
import { offer } from './language.js';

offer({ ar, es, fr });
