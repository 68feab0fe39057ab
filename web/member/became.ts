// SPDX-License-Identifier: Apache-2.0

// Of docs/spec/json.md what the page shows of a memo.
import { locale } from '../words/language.js';

export interface Duty {
	duty: string;
	number: number | null;
	status: string | null;
	due: string | null;
	done: string | null;
}

export interface Disposition {
	request: number;
	disposition: string;
}

export interface Position {
	position: number;
	request: number;
	side: 'private' | 'public' | 'opened';
	at: string;
	stance: string | null;
	text: string | null;
	place: string | null;
	disputed: string | null;
}

export interface Filed {
	memo: number;
	word_code: string | null;
	filed: string;
	marking: string | null;
	endorsements: number;
	enrolled: number;
	endorsed_later: number;
	duties: Duty[];
	replies: { reply: number; at: string; dispositions: Disposition[] }[];
	corrections: { correction: number; at: string;
		dispositions: Disposition[]; }[];
	responses: { reply: number }[];
	appeals: { appeal: number; reply: number | null; at: string;
		grounds: string[]; decided: string | null; outcome: string | null;
		reason: string | null; }[];
	questions: { question: number; asked: string;
		answered: string | null; }[];
	positions: Position[];
	alignment: { request: number; status: string }[];
	referred: string | null;
	referred_to: string | null;
	referred_reason: string | null;
	ended: string | null;
	ended_by: string | null;
	ended_reason: string | null;
}

export interface Became {
	exercise: boolean;
	zone: string;
	as_of: string;
	memo: Filed | null;
	reply_text: string | null;
	report_text: string | null;
	question_texts: { question: number; text: string | null }[];
	correction_texts: { correction: number; text: string | null }[];
	decision_texts?: { appeal: number; text: string | null }[];
}

// By the charter's clock, as the program has it.
export function local(when: string | null, zone: string, hour = true): string {
	if (when === null)
		return '';
	const form = (how: Intl.DateTimeFormatOptions) =>
		new Intl.DateTimeFormat(locale(), { timeZone: zone, ...how })
			.format(new Date(when));
	const day = form({ weekday: 'long', day: 'numeric', month: 'long',
		year: 'numeric' }).replace(',', '');

	return hour ? `${day}, ${form({ hour: '2-digit', minute: '2-digit',
		hourCycle: 'h23' })}` : day;
}
