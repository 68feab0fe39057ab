// SPDX-License-Identifier: Apache-2.0

// Every act of the procedure, and every look that a role takes: one row each.
// From a row follow the form, the command line and its files.  A role has the
// rows that name it and no other.
import type { en } from '../words/office.js';
import type { Memo } from './types.js';

export type ActName = keyof typeof en.acts;
export type FieldName = keyof typeof en.fields;

// How a field is asked for, and what it puts on the command line:
// line, date, number, choice, duty, request: one word after the option;
// names: the option once for each line; text, file: the name of a file;
// tick: the option alone; answers: a disposition and a promise a request.
export type Kind = 'answers' | 'choice' | 'date' | 'duty' | 'file' | 'line' |
	'names' | 'number' | 'request' | 'text' | 'tick';

export interface Field {
	name: FieldName;
	option: string;
	is: Kind;
	free?: true;              // may be left empty
	choices?: readonly string[];
	whole?: string;          // of a memo without numbered requests
	unless?: readonly [FieldName, string]; // free while that one says so
}

export interface Act {
	name: ActName;
	verb: string;
	fixed?: readonly string[];
	roles: readonly string[];
	// Whose key it is stands on the command line but for the verb's own role.
	signs?: string;
	about: 'channel' | 'memo';
	key?: 'identity' | 'none'; // opens what is sealed; or signs nothing
	looks?: true;              // it only tells: nothing is asked
	gives?: readonly [string, string]; // a file that it writes, and its name
	fields: readonly Field[];
}

const STANCES = ['accepted', 'partly', 'declined', 'no-decision',
	'already-done', 'out-of-scope'] as const;
const reason: Field = { name: 'reason', option: '--reason', is: 'line' };
const text: Field = { name: 'text', option: '--text', is: 'text' };
const request: Field = { name: 'request', option: '--request',
	is: 'request' };
const until: Field = { name: 'until', option: '--until', is: 'date' };
const stance: Field = { name: 'stance', option: '--stance', is: 'choice',
	choices: STANCES };
const half: Field = { name: 'half', option: '--half', is: 'tick', free: true };
const answers: Field = { name: 'answers', option: '--disposition',
	is: 'answers', choices: STANCES };
const more: Field = { name: 'more', option: '--text', is: 'text', free: true };
const HALF = ['/half', 'signed-by-one.half'] as const;
const anybody = ['office', 'appeal', 'protection', 'other'] as const;

const table: readonly Act[] = [
	{ name: 'acknowledge', verb: 'acknowledge', roles: ['office'],
		about: 'memo', key: 'identity', fields: [] },
	{ name: 'unreadable', verb: 'acknowledge', fixed: ['--unreadable'],
		roles: ['office'], about: 'memo', fields: [] },
	{ name: 'ask', verb: 'ask', roles: ['office'], about: 'memo',
		fields: [text] },
	{ name: 'reply', verb: 'reply', roles: ['office'], about: 'memo',
		gives: HALF, fields: [answers, more, half] },
	{ name: 'correct', verb: 'correct', roles: ['office'], about: 'memo',
		gives: HALF, fields: [answers, more, half] },
	{ name: 'extend', verb: 'extend', about: 'memo',
		roles: ['office', 'approver', 'panel', 'appeal'], signs: 'office',
		fields: [{ name: 'duty', option: '--duty', is: 'duty' }, until,
			reason] },
	{ name: 'refer', verb: 'refer', roles: ['office'], about: 'memo',
		fields: [{ name: 'instead', option: '--to', is: 'line' }, reason] },
	{ name: 'ruling', verb: 'ruling', roles: ['office'], about: 'memo',
		fields: [{ name: 'ruling', option: '--ruling', is: 'choice',
			choices: ['granted', 'partly', 'refused'] },
		{ ...reason, unless: ['ruling', 'granted'] }] },
	{ name: 'hand', verb: 'hand', roles: ['office'], about: 'memo',
		key: 'identity', fields: [{ name: 'to', option: '--to', is: 'line' },
			{ ...reason, name: 'unlisted', free: true }] },
	{ name: 'panel', verb: 'panel', roles: ['office'], about: 'memo',
		fields: [{ name: 'members', option: '--member', is: 'names' }] },
	{ name: 'positionPrivate', verb: 'position', fixed: ['--private'],
		roles: ['office'], about: 'memo', fields: [request, stance, text] },
	{ name: 'positionPublic', verb: 'position', fixed: ['--public'],
		roles: ['office'], about: 'memo', fields: [request, stance,
			{ name: 'said', option: '--said', is: 'line' },
			{ name: 'where', option: '--place', is: 'line' },
			{ name: 'date', option: '--date', is: 'date' },
			{ name: 'url', option: '--url', is: 'line', free: true }] },
	{ name: 'positionOpen', verb: 'position', roles: ['office'],
		about: 'memo', key: 'identity', fields: [
			{ name: 'position', option: '--open', is: 'number' }] },
	{ name: 'done', verb: 'done', roles: ['office'], about: 'memo',
		fields: [{ ...request, whole: '0' }, { name: 'what',
			option: '--text', is: 'line', free: true }] },
	{ name: 'notice', verb: 'notice', roles: ['office'], about: 'memo',
		fields: [{ name: 'given', option: '--what', is: 'choice',
			choices: ['content', 'identity'] },
		{ name: 'reader', option: '--reader', is: 'line' },
		{ name: 'authority', option: '--authority', is: 'line' }, reason,
		{ name: 'after', option: '--after', is: 'date', free: true }] },
	{ name: 'hold', verb: 'hold', roles: ['office', 'custodian'],
		signs: 'office', about: 'memo', fields: [reason] },
	{ name: 'holdEnd', verb: 'hold', fixed: ['--end'], signs: 'office',
		roles: ['office', 'custodian'], about: 'memo', fields: [reason] },
	{ name: 'end', verb: 'end', fixed: ['--promise', '/promise'],
		roles: ['office'], about: 'memo', gives: ['/promise', 'end.promise'],
		fields: [reason] },

	{ name: 'countersign', verb: 'countersign', roles: ['office', 'release'],
		about: 'memo', key: 'identity', fields: [
			{ name: 'halfFile', option: '--half', is: 'file' }] },
	{ name: 'report', verb: 'report', roles: ['panel'], about: 'memo',
		fields: [text] },
	{ name: 'received', verb: 'received', roles: ['recipient'],
		about: 'memo', key: 'identity', gives: ['/copy', 'copy.md'],
		fixed: ['-o', '/copy'], fields: [
			{ name: 'copy', option: '--copy', is: 'number' },
			{ name: 'by', option: '--by', is: 'line', free: true }] },
	{ name: 'decide', verb: 'decide', roles: ['appeal'], about: 'memo',
		fields: [{ name: 'appeal', option: '--appeal', is: 'number',
			free: true },
		{ name: 'outcome', option: '--outcome', is: 'choice',
			choices: ['uphold', 'remand', 'grant'] }, reason, text] },
	{ name: 'remark', verb: 'remark', signs: 'monitor', about: 'memo',
		roles: ['monitor', 'appeal', 'protection', 'approver', 'custodian',
			'other'],
		fields: [{ name: 'line', option: '--text', is: 'line' }] },

	{ name: 'answersOf', verb: 'inbox', fixed: ['--answers'],
		roles: ['office'], about: 'memo', key: 'identity', looks: true,
		fields: [] },
	{ name: 'reportOf', verb: 'inbox', fixed: ['--report'],
		roles: ['office'], about: 'memo', key: 'identity', looks: true,
		fields: [] },
	{ name: 'appealsOf', verb: 'inbox', fixed: ['--appeals'],
		roles: ['office', 'appeal'], signs: 'office', about: 'memo',
		key: 'identity', looks: true, fields: [] },
	{ name: 'brief', verb: 'brief', roles: ['office'], about: 'memo',
		key: 'identity', looks: true, fields: [] },
	{ name: 'reveals', verb: 'reveals', roles: anybody, signs: '',
		about: 'memo', key: 'identity', looks: true, fields: [] },

	{ name: 'caseOpened', verb: 'cases', fixed: ['--opened'],
		roles: ['protection'], about: 'channel', fields: [until] },
	{ name: 'caseMoved', verb: 'cases', roles: ['protection'],
		about: 'channel', fields: [
			{ name: 'case', option: '--moved', is: 'number' }, until] },
	{ name: 'caseEnded', verb: 'cases', roles: ['protection'],
		about: 'channel', fields: [
			{ name: 'case', option: '--ended', is: 'number' }] },
	{ name: 'caseOpen', verb: 'cases', roles: ['protection'],
		about: 'channel', key: 'identity', looks: true, fields: [
			{ name: 'caseFile', option: '--open', is: 'file' }] },
];

export function actsOf(role: string): readonly Act[] {
	return table.filter((act) => act.roles.includes(role));
}

const owes = (memo: Memo, duty: string) => memo.duties.some((one) =>
	one.duty === duty && one.done === null);
const SITS: Partial<Record<ActName, (memo: Memo) => boolean>> = {
	acknowledge: (memo) => owes(memo, 'acknowledge'),
	unreadable: (memo) => owes(memo, 'acknowledge'),
	reply: (memo) => owes(memo, 'reply'),
	correct: (memo) => memo.replies.length > 0,
	refer: (memo) => owes(memo, 'reply'),
	ruling: (memo) => memo.distribution.length > 0 && memo.ruling === null,
	panel: (memo) => memo.reported === null && memo.panel.length > 0,
	positionOpen: (memo) => memo.positions.some((one) =>
		one.side === 'private' && one.stance === null),
	done: (memo) => owes(memo, 'commitment'),
	holdEnd: (memo) => memo.holds.at(-1)?.state === 'begun',
	end: (memo) => memo.replies.length > 0,
	received: (memo) => owes(memo, 'receive'),
	decide: (memo) => owes(memo, 'decide'),
	report: (memo) => owes(memo, 'report'),
};

// Whether the memo as it stands asks for it.  Nothing is kept from anybody: the
// program judges.
export function fits(act: Act, memo: Memo): boolean {
	return SITS[act.name]?.(memo) ?? !['hold', 'notice'].includes(act.name);
}

// What stands on a row of the agenda, word by word, as a shell takes it.
export function shellWords(line: string): string[] {
	return [...line.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/gu)].map(([word]) =>
		word.replace(/'([^']*)'|\\(.)/gu, (_, quoted, escaped) =>
			(quoted ?? escaped ?? '') as string));
}

export type Given = Partial<Record<FieldName, string>>;

// The act that meets a duty, with what its row says already: "gainsay hand
// --to 'Secretary of State' 1".  Null: this role has no such act.
export function actFor(type: string, role: string):
{ act: Act; given: Given } | null {
	const [, verb, ...words] = shellWords(type);
	const act = actsOf(role).find((one) => one.verb === verb);
	const given: Given = {};

	if (act === undefined)
		return null;
	for (const field of act.fields) {
		const at = words.indexOf(field.option);
		const value = at < 0 ? undefined : words[at + 1];
		if (value !== undefined)
			given[field.name] = value;
	}
	return { act, given };
}
