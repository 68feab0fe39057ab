// SPDX-License-Identifier: Apache-2.0

// What a file that is valid tells of its memo: docs/spec/json.md, "A memo" and
// "A duty".
import { Calendar, clockEnd } from './calendar.mjs';
import { isTime } from './policy.mjs';
import { all, hex, one, value, writeDate, writeTime } from './records.mjs';

const number = (record, name) => Number(one(record, name));
const texts = (record, name) => all(record, name).map(([text]) => text);
const hexes = (record, name) => all(record, name).map(([hash]) => hex(hash));
const NOTHING = { lines: [] };
const timeOf = (entry) => (entry === undefined ? null : writeTime(entry.at));
// Of a witness's time, which is a BigInt, or undefined.
export const seenTime = (time) => (isTime(time) ?
	writeTime(Number(time)) : null);
const dispositionsOf = (record) => all(record, 'disposition')
	.map(([request, disposition]) =>
		({ request: Number(request), disposition }));

// The entries about the memo, by what they are.
class Acts {
	constructor(entries) {
		this.entries = entries;
		[this.memo] = entries;
		this.filed = this.memo.at;
	}

	of(type) {
		return this.entries.filter(({ record }) => record.type === type);
	}

	// Acts of a filing come right behind it: the last of them is known by number.
	late(type) {
		const [n, w] = this.memo.acts.map(Number);
		return this.entries.slice(1 + n + 2 * w)
			.filter(({ record }) => record.type === type).length;
	}

	numbered(type, name) {
		return this.of(type).map((entry) =>
			({ entry, record: entry.record, n: number(entry.record, name) }));
	}
}

// {from, due, dayKnown}, or undefined without a clock of that name.
function termsOf(charter, acts, name) {
	const calendar = new Calendar(charter);
	const [acknowledged] = acts.of('acknowledge');
	const by = (clock) => clockEnd(charter, calendar, clock,
		{ filed: acts.filed, acknowledged: acknowledged?.at });
	const later = acts.of('extend').filter(({ record }) =>
		value(record, 'duty').join() === `${name},0`);
	const due = by(name) && (later.length === 0 ? by(name) :
		calendar.closingOf(one(later.at(-1).record, 'until')));
	const [first, last] = value(charter, 'calendar');
	// The day that closes then: closing at 24:00 belongs to it still.
	const day = due && calendar.dayOf(due - 1);
	return due && { due, extended: later.length, known: day >= first && day <= last,
		from: (name === 'reply' && by('reply-from')) || due };
}

// The hour is what the log gives its witnesses.
const statusOf = ({ at, seen }, due) => (at > due ? 'late' :
	seen <= due + 3600 ? 'met' : 'met-by-operators-date');

// By when a referral that was sent back has ended the reply's duty, which is
// then another's to discharge.
function referredUntil(acts) {
	const [first] = acts.of('reply'), [referral] = acts.of('refer');
	const [acknowledged] = acts.of('acknowledge');
	const appeal = acts.numbered('appeal', 'appeal').find(({ record }) =>
		value(record, 'against')[0] === 'refer');
	const back = acts.numbered('decide', 'appeal').find((d) =>
		d.n === appeal?.n && one(d.record, 'outcome') === 'remand')?.entry;
	return back === undefined || first?.at <= back.at ? undefined :
		Math.min(back.at, Math.max(referral.at, acknowledged?.at ?? back.at));
}

function dutyOf(acts, charter, name, type) {
	const terms = termsOf(charter, acts, name);
	if (terms === undefined)
		return null;
	const [first] = acts.of(type);
	const done = name === 'reply' && referredUntil(acts) <= terms.due ?
		undefined : first;
	return { status: done === undefined ? null : statusOf(done, terms.due),
		witnessed: seenTime(done?.seen),
	from: writeTime(terms.from), due: writeTime(terms.due),
	extended: terms.extended,
	closed_days_known: terms.known, done: timeOf(done) };
}

function unreadableOf(acts) {
	const supplies = acts.numbered('resupply', 'unreadable');
	return acts.numbered('unreadable', 'number').map(({ entry, record, n }) => {
		const what = one(record, 'what');
		return { what, which: what === 'memo' ? null :
			number(record, 'which'), at: timeOf(entry),
		resupplied: what === 'memo' ?
			timeOf(supplies.find((s) => s.n === n)?.entry) : null };
	});
}

function questionsOf(acts) {
	const answers = acts.numbered('answer', 'question');
	return acts.numbered('ask', 'question').map(({ entry, n }) =>
		({ question: n, asked: timeOf(entry),
			answered: timeOf(answers.find((a) => a.n === n)?.entry) }));
}

function appealsOf(acts) {
	const decisions = acts.numbered('decide', 'appeal');
	return {
		responses: acts.numbered('respond', 'reply').map(({ entry, n }) =>
			({ reply: n, at: timeOf(entry) }))
			.sort((a, b) => a.reply - b.reply),
		appeals: acts.numbered('appeal', 'appeal').map(({ entry, record, n }) => {
			const decided = decisions.find((d) => d.n === n);
			return { appeal: n, reply: Number(value(record, 'against')[1]) ||
				null,
				at: timeOf(entry), grounds: texts(record, 'ground'),
				decided: timeOf(decided?.entry),
				outcome: decided === undefined ? null :
					one(decided.record, 'outcome'),
				reason: decided === undefined ? null :
					one(decided.record, 'reason') };
		}),
	};
}

function commitmentsOf(acts, charter) {
	const calendar = new Calendar(charter);
	const [first, last] = value(charter, 'calendar');
	return [...acts.of('reply'), ...acts.of('correct')].flatMap(({ record }) =>
		all(record, 'commitment').map(([n, day, owner]) => {
			const done = acts.of('done').find((d) =>
				one(d.record, 'request') === n);
			const later = acts.of('extend').filter((e) =>
				value(e.record, 'duty').join() === `commitment,${n}`);
			const until = later.length === 0 ? day :
				one(later.at(-1).record, 'until');
			const due = calendar.closingOf(until);
			return { status: done === undefined ? null : statusOf(done, due),
				witnessed: seenTime(done?.seen), from: writeTime(due),
				due: writeTime(due), extended: later.length,
				closed_days_known: until >= first && until <= last,
				done: timeOf(done), request: Number(n), owner,
				text: done === undefined ? null :
					one(done.record, 'text') ?? null };
		}));
}

function circleOf(acts, charter) {
	const [referral] = acts.of('refer');
	const [ruling] = acts.of('ruling'), panel = acts.of('panel').at(-1);
	const receipts = acts.numbered('received', 'copy');
	return {
		extensions: acts.numbered('extend', 'extension').map(
			({ entry, record, n }) => {
				const [duty, which] = value(record, 'duty');
				return { extension: n, at: timeOf(entry), duty,
					number: Number(which), until: dateOf(record, 'until'),
					reason: one(record, 'reason') };
			}),
		commitments: commitmentsOf(acts, charter),
		referred: timeOf(referral),
		referred_to: referral === undefined ? null :
			one(referral.record, 'destination'),
		referred_reason: referral === undefined ? null :
			one(referral.record, 'reason'),
		ruling: ruling === undefined ? null : one(ruling.record, 'ruling'),
		ruling_reason: ruling === undefined ? null :
			one(ruling.record, 'reason') ?? null,
		copies: acts.numbered('copy', 'copy').map(({ entry, record, n }) => {
			const receipt = receipts.find((r) => r.n === n);
			return { copy: n, to: one(record, 'to'),
				reason: one(record, 'reason') ?? null, at: timeOf(entry),
				received: timeOf(receipt?.entry),
				by: receipt === undefined ? null :
					one(receipt.record, 'by') ?? null };
		}),
		panel_members: panel === undefined ? [] :
			texts(panel.record, 'member'),
		reported: timeOf(acts.of('report')[0]),
		remarks: acts.numbered('remark', 'remark').map(({ entry, record, n }) =>
			({ remark: n, at: timeOf(entry), by: value(record, 'signature')[0],
				text: one(record, 'text') })),
		holds: acts.numbered('hold', 'hold').map(({ entry, record, n }) =>
			({ hold: n, at: timeOf(entry), state: one(record, 'state'),
				reason: one(record, 'reason') })),
		deletions: acts.numbered('deleted', 'deletion').map(
			({ entry, record, n }) => ({ deletion: n, at: timeOf(entry),
				what: one(record, 'what'), schedule: one(record, 'schedule'),
				reason: one(record, 'reason') })),
	};
}

const dateOf = (record, name) => one(record, name) === undefined ? null :
	writeDate(one(record, name));

// The positions, and for each request how the newest of both sides stand.
function positionsOf(acts, requests) {
	const taken = acts.numbered('position', 'position').map(({ entry, record, n }) =>
		({ entry, record, n, side: one(record, 'side'),
			request: number(record, 'request') }));
	const disputes = acts.numbered('dispute', 'position');
	const stanceOf = (p) => p === undefined ? null : one((p.side !== 'private' ?
		p : taken.find((o) => o.side === 'opened' &&
			number(o.record, 'which') === p.n))?.record ?? NOTHING,
	'stance') ?? null;
	const alignment = [];
	for (let n = requests === 0 ? 0 : 1; n <= requests; n++) {
		const both = {}, said = taken.filter((p) => p.request === n &&
			p.side !== 'opened');
		let last = { status: 'alone' };
		for (const [i, p] of said.entries()) {
			both[p.side] = p;
			const [a, b] = [stanceOf(both.private), stanceOf(both.public)];
			const status = both.private === undefined ||
				both.public === undefined ? 'alone' : a === null ? 'unknown' :
				a === b ? 'same' : 'apart';
			last = { request: n, status, since: i > 0 &&
				status === last.status ? last.since : timeOf(p.entry),
			private: a, public: b };
		}
		if (said.length > 0)
			alignment.push(last);
	}
	return { alignment, positions: taken.map((p) => ({ position: p.n,
		request: p.request, side: p.side, at: timeOf(p.entry),
		stance: stanceOf(p), text: one(p.record, 'text') ?? null,
		place: one(p.record, 'place') ?? null, date: dateOf(p.record, 'date'),
		url: one(p.record, 'url') ?? null,
		opens: p.side === 'opened' ? number(p.record, 'which') : null,
		disputed: timeOf(disputes.find((d) => d.n === p.n)?.entry) })) };
}

// `entries` are the memo's, the record itself first; `anchored`: none is left
// out.
export function memoFacts({ entries, charter, roll, anchored }) {
	const acts = new Acts(entries), { record } = acts.memo;
	const [end] = acts.of('end');
	const replies = acts.numbered('reply', 'reply');
	const [endorsements, withdrawn] = acts.memo.acts.map(Number);
	return {
		memo: null, memo_id: hex(one(record, 'memo')),
		exercise: one(charter, 'exercise') === 'yes',
		channel: one(charter, 'name'), filed: writeTime(acts.filed),
		filed_witnessed: seenTime(acts.memo.seen),
		marking: one(record, 'banner') ?? null,
		requests: number(record, 'requests'),
		addressees: texts(record, 'addressee'),
		amends: hexes(record, 'amends')[0] ?? null,
		related: hexes(record, 'related'), annexes: hexes(record, 'annex'),
		panel: texts(record, 'panel'),
		distribution: texts(record, 'distribution'),
		endorsements, enrolled: number(roll, 'size'),
		eligible: number(roll, 'eligible'),
		endorsed_later: anchored ? acts.late('endorse') : null,
		withdrawn_before: withdrawn,
		withdrawn_later: anchored ? acts.late('withdraw') : null,
		acknowledgement: dutyOf(acts, charter, 'acknowledge', 'acknowledge'),
		reply: dutyOf(acts, charter, 'reply', 'reply'), duties: null,
		amended_by: null, related_by: null,
		dispositions: dispositionsOf(replies.at(-1)?.record ?? NOTHING),
		replies: replies.map((r) => ({ reply: r.n, at: timeOf(r.entry),
			dispositions: dispositionsOf(r.record) })),
		corrections: acts.numbered('correct', 'correction').map((c) =>
			({ correction: c.n, reply: number(c.record, 'reply'),
				at: timeOf(c.entry), dispositions: dispositionsOf(c.record) })),
		...appealsOf(acts), questions: questionsOf(acts),
		unreadable: unreadableOf(acts),
		...circleOf(acts, charter),
		...positionsOf(acts, number(record, 'requests')),
		notices: acts.numbered('notice', 'notice').map(({ entry, record: r, n }) =>
			({ notice: n, at: timeOf(entry), reader: one(r, 'reader'),
				what: one(r, 'what'), authority: one(r, 'authority'),
				reason: one(r, 'reason'), after: dateOf(r, 'after') })),
		opened: acts.of('opened').map((entry) => ({
			role: one(entry.record, 'role'), by: one(entry.record, 'by'),
			at: timeOf(entry) })),
		named: acts.of('named').map((entry) => ({ name: one(entry.record,
			'name'), at: timeOf(entry), withdrawn: timeOf(acts.of('withdraw')
			.find((w) => one(w.record, 'proof').subarray(0, 32)
				.equals(one(entry.record, 'tag')))) })),
		publications: acts.numbered('publish', 'publication').map((p) =>
			({ publication: p.n, at: timeOf(p.entry),
				of: value(p.record, 'of')?.join(' ') ?? 'memo',
				marking: one(p.record, 'banner') ?? null,
				reasons: all(p.record, 'reason').map(([text]) => {
					const at = text.indexOf(' ');
					return { code: text.slice(0, at), words: text.slice(at + 1) };
				}) })),
		ended: timeOf(end),
		ended_by: end === undefined ? null : value(end.record, 'signature')[0],
		ended_reason: end === undefined ? null : one(end.record, 'reason'),
	};
}
