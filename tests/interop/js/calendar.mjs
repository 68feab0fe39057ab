// SPDX-License-Identifier: Apache-2.0

// A charter's calendar, written from docs/spec/records.md alone ("Deadlines",
// "Releases", "Late days").
import { all, demand, one, value } from './records.mjs';

const DAY = 86400;
const weekdayOf = (day) => (((day + 3) % 7) + 7) % 7 + 1; // 1970-01-01: a 4

// Seconds of `+hh:mm` or `-hh:mm`.
export function readOffset(text) {
	const [, sign, hours, minutes] =
		text.match(/^([+-])(\d\d):([0-5]\d)$/) ?? [];
	const seconds = (Number(hours) * 60 + Number(minutes)) * 60;
	demand(sign !== undefined && seconds <= 14 * 3600, 'an offset');
	return sign === '-' ? -seconds : seconds;
}

// The same day of a later month, or that month's last.
function monthsAfter(day, count) {
	const from = new Date(day * DAY * 1000);
	const month = from.getUTCMonth() + count, year = from.getUTCFullYear();
	const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
	return Date.UTC(year, month, Math.min(from.getUTCDate(), last)) /
		(DAY * 1000);
}

// When a duty's clock of that name ends, for a memo filed at `filed` and, if
// that happened, acknowledged then; undefined without such a clock.
// `other`: as if it were of so many.
export function clockEnd(charter, calendar, name, { filed, acknowledged },
	other) {
	const lineOf = (clock) => all(charter, 'clock').find(([n]) => n === clock);
	const by = { reply: 'reply', 'reply-from': 'reply' };
	const [, unit, own] = lineOf(name) ?? [], count = other ?? own;
	if (unit === undefined)
		return undefined;
	const [, event] = all(charter, 'starts')
		.find(([clock]) => clock === (by[name] ?? name)) ?? [];
	if (event !== 'acknowledged')
		return calendar.deadline(filed, unit, Number(count));
	const [, ...owed] = lineOf('acknowledge');
	const end = calendar.deadline(filed, owed[0], Number(owed[1]));
	const start = Math.min(acknowledged ?? end, end);
	return start === filed ? calendar.deadline(filed, unit, Number(count)) :
		calendar.deadlineFrom(calendar.dayOf(start), unit, Number(count));
}

export class Calendar {
	constructor(charter) {
		this.offsets = all(charter, 'offset').map(([from, text]) =>
			({ from, seconds: readOffset(text) }));
		this.week = [...String(one(charter, 'week'))].map(Number);
		this.closed = new Set(all(charter, 'closed').map(([day]) => day));
		this.closing = Number(one(charter, 'closing')) * 60;
		this.step = Number(one(charter, 'release')) * 3600;
		this.late = value(charter, 'late').map(Number);
	}

	offsetAt(at) {
		const before = this.offsets.filter(({ from }) => from <= at);
		return (before.at(-1) ?? this.offsets[0]).seconds;
	}

	dayOf(at) {
		return Math.floor((at + this.offsetAt(at)) / DAY);
	}

	works(day) {
		return this.week.includes(weekdayOf(day)) && !this.closed.has(day);
	}

	// The first moment from which on local clocks show the day's closing hour
	// or a later one, and never again an earlier one.
	closingOf(day) {
		const local = day * DAY + this.closing;
		let closing = local - this.offsets[0].seconds;
		for (const [i, { from, seconds }] of this.offsets.entries()) {
			const begins = i === 0 ? -Infinity : from;
			const ends = this.offsets[i + 1]?.from ?? Infinity;
			// Under this offset clocks show an earlier hour: only what
			// follows it counts.
			if (begins + seconds < local)
				closing = Math.min(local - seconds, ends);
		}
		return closing;
	}

	deadline(at, unit, count) {
		let day = this.dayOf(at);
		if (at > this.closingOf(day))
			day++;
		while (!this.works(day))
			day++;
		return this.deadlineFrom(day, unit, count);
	}

	// From a day 0 on, whatever day that is.
	deadlineFrom(day, unit, count) {
		if (unit === 'calendar')
			return this.closingOf(day + count);
		if (unit === 'months')
			return this.closingOf(monthsAfter(day, count));
		for (let n = 0; n < count;)
			n += this.works(++day);
		return this.closingOf(day);
	}

	isRelease(at) {
		const day = this.dayOf(at);
		// Closing at 1440 is the midnight that begins the next day.
		return at % this.step === 0 || [day - 1, day].some((d) =>
			this.works(d) && this.closingOf(d) === at);
	}

	weekOf(day) {
		return Math.floor((day + 3) / 7);
	}

	isLateDay(at) {
		const [weeks, weekday] = this.late, day = this.dayOf(at);
		return [day - 1, day].some((d) => this.closingOf(d) === at &&
			weekdayOf(d) === weekday && this.weekOf(d) % weeks === 0);
	}
}
