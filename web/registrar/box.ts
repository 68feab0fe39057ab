// SPDX-License-Identifier: Apache-2.0

// What a registrar keeps: the list with its names and the roll that is under
// way.  It is in this page's memory, and one file of the person's own.
import type { Files } from '../run/run.js';

const HEADING = 'gainsay registrar list 1\n';
const KEPT = ['/registry/staff.db', '/roll.rec', '/roll.keys', '/roll.reading',
	'/roll.marks', '/roll.people', '/roll.sample', '/roll.asked'];

export function isKept(path: string): boolean {
	return KEPT.includes(path);
}

function same(a: Uint8Array | undefined, b: Uint8Array): boolean {
	return a !== undefined && a.length === b.length &&
		a.every((one, i) => one === b[i]);
}

// With what a run wrote; whether anything changed.
export function merged(box: Files, written: Files): [Files, boolean] {
	const news = Object.entries(written).filter(([path, bytes]) =>
		isKept(path) && !same(box[path], bytes));

	return [{ ...box, ...Object.fromEntries(news) }, news.length > 0];
}

function base64(bytes: Uint8Array): string {
	let text = '';
	for (let i = 0; i < bytes.length; i += 32_768)
		text += String.fromCharCode(...bytes.subarray(i, i + 32_768));
	return btoa(text);
}

export function pack(box: Files): string {
	return HEADING + KEPT.flatMap((path) => {
		const bytes = box[path];
		return bytes === undefined ? [] : [`${path} ${base64(bytes)}\n`];
	}).join('');
}

// Null: that is no such file.
export function unpack(bytes: Uint8Array): Files | null {
	const text = new TextDecoder().decode(bytes);
	const box: Files = {};

	if (!text.startsWith(HEADING))
		return null;
	for (const line of text.slice(HEADING.length).split('\n')) {
		const [path, packed] = line.split(' ');
		if (line === '')
			continue;
		if (path === undefined || packed === undefined || !isKept(path))
			return null;
		try {
			box[path] = Uint8Array.from(atob(packed), (c) =>
				c.charCodeAt(0));
		} catch {
			return null;
		}
	}
	return box;
}

export function wipeBox(box: Files) {
	for (const bytes of Object.values(box))
		bytes.fill(0);
}

// The rows of a table as the program writes it: each field in quotation marks.
export function rowsOf(csv: string): string[][] {
	return csv.split('\n').slice(1).filter((line) => line !== '')
		.map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/gu)]
			.map(([, quoted, plain]) => quoted?.replaceAll('""', '"') ??
				plain ?? ''));
}
