// SPDX-License-Identifier: Apache-2.0

// A row of the table as a command line with its files.
import { withOpened } from '../parts/opened.js';
import { run, type Files, type Ran } from '../run/run.js';
import { serverOf, type Desk } from '../office/program.js';
import type { Act, FieldName } from './acts.js';

export interface Values {
	words: Partial<Record<FieldName, string>>;
	files: Partial<Record<FieldName, File>>;
}

export interface Line {
	argv: string[];
	files: Files;
}

type Far = (done: number, of: number) => void;

// Keys are files; none stands on the line.
function keyed(desk: Desk): Line {
	return { argv: ['--sign', '/sign', '--key', desk.key,
		...desk.opened === null ? [] :
			['--passphrase-file', '/passphrase']],
	files: { '/sign': desk.sign.slice(), ...desk.opened === null ? {} :
		withOpened(desk.opened) } };
}

// A folder is there when a file is in it.
export function filesOf(desk: Desk, box: Files): Files {
	const copy = Object.fromEntries(Object.entries(box).map(
		([path, bytes]) => [path, bytes.slice()]));
	return { '/registry/.here': new Uint8Array(), ...copy,
		...keyed(desk).files };
}

export async function lineOf(act: Act, desk: Desk, box: Files,
	values: Values): Promise<Line> {
	const files = filesOf(desk, box);
	const operands = [act.of === 'list' ? '/registry' : '/roll'];
	const options: string[] = [];

	for (const field of act.fields) {
		const word = (values.words[field.name] ?? '').trim();
		const file = values.files[field.name];
		if (field.is === 'file' && file !== undefined) {
			files[`/${field.name}`] = new Uint8Array(
				await file.arrayBuffer());
			operands.push(`/${field.name}`);
		} else if (word !== '') {
			options.push(field.option, ...field.is === 'tick' ? [] : [word]);
		}
	}
	return { files, argv: [...act.verb, ...operands, ...act.fixed ?? [],
		...act.here ? [] : [act.of === 'list' ? '--server' : '--log',
			serverOf(), ...keyed(desk).argv], ...options] };
}

export function begin(act: Act, line: Line, far: Far): Promise<Ran> {
	return run({ ...line, answers: [], argv: [...line.argv,
		...act.how === 'dry' ? ['--dry-run'] : []] }, far);
}

export function finish(act: Act, line: Line, far: Far): Promise<Ran> {
	return run({ ...line, answers: ['yes'], argv: [...line.argv,
		...act.how === 'dry' ? ['--yes'] : []] }, far);
}

// Whoever is eligible, and what came in at the server since.
export function list(desk: Desk, box: Files, far: Far): Promise<Ran> {
	return run({ argv: ['staff', 'list', '/registry', '--json', '--server',
		serverOf(), ...keyed(desk).argv], files: filesOf(desk, box),
	answers: [] }, far);
}

// The rolls that are in the log.
export function rolls(desk: Desk, far: Far): Promise<Ran> {
	return run({ argv: ['roll', 'show', ...keyed(desk).argv, '--role',
		desk.role, serverOf()], files: keyed(desk).files, answers: [] }, far);
}
