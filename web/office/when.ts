// SPDX-License-Identifier: Apache-2.0

// Times as people read them, in the office's zone.
import { locale } from '../words/language.js';

const DAY: Intl.DateTimeFormatOptions = { weekday: 'long', day: 'numeric',
	month: 'long', year: 'numeric' };
const SHORT: Intl.DateTimeFormatOptions = { weekday: 'short', day: 'numeric',
	month: 'short', year: 'numeric' };

function format(at: Date, zone: string, how: Intl.DateTimeFormatOptions) {
	return new Intl.DateTimeFormat(locale(), { timeZone: zone, ...how })
		.format(at).replace(/^(\S+), /u, '$1 ');
}

// The program has applied the charter's own offsets: "2024-02-02T17:00".
export function local(text: string, short = false): string {
	return `${format(new Date(`${text}:00Z`), 'UTC', short ? SHORT : DAY)}, ${
		text.slice(11)}`;
}

export function day(text: string): string {
	return format(new Date(`${text}T00:00:00Z`), 'UTC', SHORT);
}

export function at(utc: string, zone: string, short = false): string {
	const when = new Date(utc);
	return `${format(when, zone, short ? SHORT : DAY)}, ${
		new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit',
			minute: '2-digit', hourCycle: 'h23' }).format(when)}`;
}

// "America/New_York": the town alone.
export function town(zone: string): string {
	return (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
}
