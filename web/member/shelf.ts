// SPDX-License-Identifier: Apache-2.0

// Under which names the key file keeps a memo's files.
import type { Shown } from '../parts/told.js';

export interface Shelf {
	name: string;     // without the ending
	link: boolean;
	package: boolean;
	author: boolean;
}

const SLUG_MOST = 36; // a name has 64 letters at most, its endings included

export function slugOf(text: string): string {
	const all = text.normalize('NFKD').toLowerCase()
		.replace(/[^a-z0-9]+/gu, '-').replace(/^-+|-+$/gu, '');

	return (all.length <= SLUG_MOST ? all : all.slice(0, SLUG_MOST + 1)
		.replace(/-[^-]*$/u, '').slice(0, SLUG_MOST)) || 'memo';
}

export function fileName(shown: Shown): string {
	const subject = shown.memo.fields.find((one) => one.name === 'subject');
	return `${slugOf(subject?.text ?? '')}-${shown.id.slice(0, 6)}`;
}

// For people: without what makes it the only one of its name.
export function titleOf(name: string): string {
	const words = name.replace(/\.draft$/u, '').replace(/-[a-z0-9]+$/u, '')
		.replaceAll('-', ' ');
	return words.slice(0, 1).toUpperCase() + words.slice(1);
}

const LINE = /^state:(\S+) +\d+ bytes?$/u;

// What `gainsay keep` lists.
export function namesIn(out: string): string[] {
	return out.split('\n').map((line) => LINE.exec(line)?.[1] ?? '')
		.filter((name) => name !== '');
}

export function shelvesIn(names: string[]): Shelf[] {
	const stems = new Set(names.map((name) =>
		name.replace(/\.(link|package|package\.author)$/u, ''))
		.filter((stem) => !names.includes(stem)));

	return [...stems].map((name) => ({ name,
		link: names.includes(`${name}.link`),
		package: names.includes(`${name}.package`),
		author: names.includes(`${name}.package.author`) }));
}

export function draftsIn(names: string[]): string[] {
	return names.filter((name) => name.endsWith('.draft'));
}
