// SPDX-License-Identifier: Apache-2.0

// A row of the table as a command line with its files, and what came of it.
import { failureOf, type Failure } from '../parts/failed.js';
import { STRETCHED, wipe as wipeFiles, withOpened,
	withPassphrase } from '../parts/opened.js';
import { run, type Files, type Ran } from '../run/run.js';
import type { Act, Field, FieldName } from './acts.js';

// The keys of who sits here, for this session and in this page alone.
export interface Desk {
	kind: string;            // the row of the table of roles
	role: string;            // as the charter calls it
	key: string;             // the channel's verifier key
	sign: Uint8Array;
	open: Uint8Array | null; // what opens sealed files, if it is apart
	passphrase: string;      // of both, until openDesk; '' if they have none
	opened: Uint8Array | null; // what opens them instead
	reading: Uint8Array | null;
}

export interface Answer {
	disposition: string;
	reason: string;
	owner: string;
	day: string;
}

export interface Values {
	words: Partial<Record<FieldName, string>>;
	files: Partial<Record<FieldName, File>>;
	answers: Record<number, Answer>;
}

export type Far = (done: number, of: number) => void;

const utf8 = new TextEncoder();
const bytesOf = (text: string) => utf8.encode(
	text.endsWith('\n') ? text : `${text}\n`);

// Where this page was served from, the pages' folder taken off.
export function serverOf(): string {
	return new URL('..', location.href).href.replace(/\/$/u, '');
}

export function wipe(desk: Desk) {
	desk.sign.fill(0);
	desk.open?.fill(0);
	desk.reading?.fill(0);
	desk.opened?.fill(0);
	desk.passphrase = '';
}

// Whether the passphrase opens the files is known before anything is asked;
// from then on it is not needed.
export async function openDesk(desk: Desk): Promise<Failure | null> {
	const given = withPassphrase(desk.passphrase);
	let opened = new Uint8Array();

	if (desk.passphrase === '')
		return null;
	for (const [path, file] of [['/sign', desk.sign],
		['/open', desk.open]] as const) {
		if (file === null)
			continue;
		const ran = await run({ argv: ['key', 'show', '--passphrase-file',
			'/passphrase', path], files: { [path]: file, ...given,
			[STRETCHED]: opened }, answers: [] });
		if (ran.code !== 0 && path === '/sign') {
			wipeFiles(given);
			return failureOf(ran);
		}
		opened = ran.code === 0 ?
			(ran.files[STRETCHED] as typeof opened | undefined) ?? opened :
			opened;
	}
	wipeFiles(given);
	desk.passphrase = '';
	desk.opened = opened;
	return null;
}

function keyFiles(desk: Desk): Files {
	return { '/sign': desk.sign.slice(),
		'/open': (desk.open ?? desk.sign).slice(),
		...desk.opened === null ? {} : withOpened(desk.opened),
		...desk.reading === null ? {} :
			{ '/reading': desk.reading.slice() } };
}

interface Line {
	argv: string[];
	files: Files;
}

// The channel, and whose key it is.  Keys are files; none stands on the line.
export function baseOf(desk: Desk, verb: string): Line {
	return { argv: ['--key', desk.key, '--sign', '/sign',
		...desk.opened === null ? [] :
			['--passphrase-file', '/passphrase'],
		...desk.reading === null || verb === 'publish' ? [] :
			['--reading', '/reading']], files: keyFiles(desk) };
}

async function lineOf(field: Field, values: Values): Promise<Line> {
	const word = values.words[field.name] ?? '';
	const path = `/${field.name}`;
	const file = values.files[field.name];

	switch (field.is) {
	case 'tick':
		return { argv: word === '' ? [] : [field.option, path], files: {} };
	case 'names':
		return { argv: word.split('\n').map((one) => one.trim())
			.filter((one) => one !== '')
			.flatMap((one) => [field.option, one]), files: {} };
	case 'text':
		return word === '' ? { argv: [], files: {} } :
			{ argv: [field.option, path], files: { [path]: bytesOf(word) } };
	case 'file':
		return file === undefined ? { argv: [], files: {} } :
			{ argv: [field.option, path],
				files: { [path]: new Uint8Array(await file.arrayBuffer()) } };
	case 'answers':
		return { argv: Object.entries(values.answers).flatMap(([n, one]) =>
			[field.option, `${n} ${one.disposition}`, ...one.owner === '' ?
				[] : ['--commitment', `${n} ${one.day} ${one.owner}`]]),
		files: {} };
	default:
		return { argv: word === '' ? [] : [field.option, word], files: {} };
	}
}

export async function commandOf(act: Act, desk: Desk, memo: number | null,
	values: Values): Promise<Line> {
	const base = baseOf(desk, act.verb);
	const line: Line = { argv: [act.verb, ...act.fixed ?? [], '--server',
		serverOf(), ...base.argv], files: base.files };

	if (act.signs !== undefined && act.signs !== desk.role)
		line.argv.push('--role', desk.role);
	if (act.key === 'identity')
		line.argv.push('--identity', '/open');
	for (const field of act.fields) {
		const one = await lineOf(field, values);
		line.argv.push(...one.argv);
		Object.assign(line.files, one.files);
	}
	if (act.about === 'memo' && memo !== null)
		line.argv.push(String(memo));
	return line;
}

// The program says what it would put into the log, and its last question is
// left unanswered: nothing enters.
export function preview(line: Line, far?: Far): Promise<Ran> {
	return run({ ...line, answers: [] }, far);
}

// What it asks last, without what to type at a terminal.
export function questionOf(ran: Ran): string {
	return (ran.asked.at(-1) ?? '').replace(/ *Type yes: *$/u, '');
}

export function wasAsked(ran: Ran): boolean {
	return ran.asked.length > 0 && ran.code !== 0;
}

export function confirmed(line: Line, far?: Far): Promise<Ran> {
	return run({ ...line, answers: ['yes'] }, far);
}

// Exit 3 tells of a missed duty beside an answer that stands.
export function wasTold(ran: Ran): boolean {
	return ran.code === 0 || ran.code === 3;
}

export async function ask(desk: Desk, verb: string, args: string[],
	more: Files = {}, far?: Far): Promise<Ran> {
	const base = baseOf(desk, verb);

	return run({ argv: [verb, '--server', serverOf(), ...base.argv, ...args],
		files: { ...base.files, ...more }, answers: [] }, far);
}

export function textOf(bytes: Uint8Array | undefined): string {
	return bytes === undefined ? '' : new TextDecoder().decode(bytes);
}
