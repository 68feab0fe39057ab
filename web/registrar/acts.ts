// SPDX-License-Identifier: Apache-2.0

// What a registrar and a second signer do: one row each.  From a row follow its
// form, its command line, and how it is confirmed.
import type { en } from '../words/registrar.js';

export type ActName = keyof typeof en.acts;
export type FieldName = keyof typeof en.fields;

export interface Field {
	name: FieldName;
	option: string; // '': what stands behind the folder
	is: 'file' | 'line' | 'number' | 'tick';
	free?: true;
}

export interface Act {
	name: ActName;
	role: 'registrar' | 'second';
	verb: readonly [string, string]; // and its step
	// What stands behind the step: the registrar's folder, or a roll's files.
	of: 'list' | 'roll';
	// It asks by itself; it tells by a dry run what it would do; or the page
	// says what it does.
	how: 'asks' | 'dry' | 'told';
	here?: true; // no server is asked
	fixed?: readonly string[];
	fields: readonly Field[];
}

export const CHANGES = '/changes.csv';
export const INVITATIONS = '/invitations/';

const invitations = ['--invitations', INVITATIONS.slice(0, -1)] as const;
const edition: Field = { name: 'edition', option: '--edition', is: 'number' };
const id: Field = { name: 'id', option: '--id', is: 'line' };

export const acts: readonly Act[] = [
	{ name: 'import', role: 'registrar', verb: ['staff', 'import'],
		of: 'list', how: 'dry', here: true, fields: [
			{ name: 'list', option: '', is: 'file' }] },
	{ name: 'invite', role: 'registrar', verb: ['staff', 'issue'],
		of: 'list', how: 'told', fixed: invitations, fields: [
			{ ...edition, free: true },
			{ name: 'again', option: '--again', is: 'tick' }] },
	{ name: 'inviteOne', role: 'registrar', verb: ['staff', 'issue'],
		of: 'list', how: 'told', fixed: invitations, fields: [id] },
	{ name: 'replace', role: 'registrar', verb: ['staff', 'issue'],
		of: 'list', how: 'asks', fixed: ['--replace', ...invitations],
		fields: [id] },
	{ name: 'unlink', role: 'registrar', verb: ['staff', 'unlink'],
		of: 'list', how: 'asks', fields: [edition] },
	{ name: 'prepare', role: 'registrar', verb: ['roll', 'prepare'],
		of: 'list', how: 'told',
		fixed: ['--names', CHANGES, '-o', '/roll', '--force'], fields: [] },
	{ name: 'sign', role: 'registrar', verb: ['roll', 'sign'], of: 'roll',
		how: 'asks', fixed: ['--role', 'registrar'], fields: [] },
	{ name: 'pass', role: 'registrar', verb: ['roll', 'pass'], of: 'roll',
		how: 'told', fields: [] },
	{ name: 'answer', role: 'registrar', verb: ['roll', 'answer'],
		of: 'roll', how: 'told', fields: [] },
	{ name: 'reopen', role: 'registrar', verb: ['roll', 'reopen'],
		of: 'list', how: 'told', fields: [] },
	{ name: 'sample', role: 'second', verb: ['roll', 'sample'], of: 'roll',
		how: 'told', fixed: ['--force'], fields: [] },
	{ name: 'countersign', role: 'second', verb: ['roll', 'sign'],
		of: 'roll', how: 'asks', fixed: ['--role', 'second', '--publish'],
		fields: [] },
];

export function actOf(name: ActName): Act {
	const found = acts.find((one) => one.name === name);
	if (found === undefined)
		throw new Error(`no act ${name}`);
	return found;
}
