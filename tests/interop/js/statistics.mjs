// SPDX-License-Identifier: Apache-2.0

// A channel's figures, written from docs/spec/statistics.md alone.
import { clockEnd } from './calendar.mjs';
import { lastSaid } from './channel.mjs';
import { all, one, writeTime } from './records.mjs';

// In the order of the table of duties; whose each is.
const OWNERS = { acknowledge: 'office', reply: 'office', copy: 'office',
	receive: 'recipient', report: 'panel', decide: 'appeal', commitment: 'office',
	publish: 'release', escalation: undefined };
const UNITS = ['working', 'calendar', 'months'];
const DISPOSITIONS = ['accepted', 'partly', 'declined', 'no-decision',
	'already-done', 'out-of-scope'];
const BANDS = [[0, '0-19'], [20, '20-49'], [50, '50-99'], [100, '100-199'],
	[200, '200-499'], [500, '500-999'], [1000, '1000-or-more']];
const LONGEST = { working: 3660, calendar: 3660, months: 120 };

const yearOf = (memo) => new Date(memo.charter.calendar.dayOf(memo.at) *
	86400_000).getUTCFullYear();
const sum = (list, f) => list.reduce((n, item) => n + f(item), 0);

const clockOf = (memo, name) => all(memo.charter.record, 'clock')
	.find(([word]) => word === name);

// When the duty's clock ends, or one of `n` instead.
function endOf(memo, name, start, n) {
	const { calendar, record } = memo.charter;
	const [, unit, own] = clockOf(memo, name), count = Number(n ?? own);
	if (start === undefined)
		return clockEnd(record, calendar, name, { filed: memo.at,
			acknowledged: memo.acknowledged }, n);
	return start === memo.at ? calendar.deadline(start, unit, count) :
		calendar.deadlineFrom(calendar.dayOf(start), unit, count);
}

// The shortest clock that would have lasted: one longer than the other.
function daysTaken(memo, name, start, until) {
	const longest = LONGEST[clockOf(memo, name)[1]];
	for (let n = 0; n <= longest; n++)
		if (endOf(memo, name, start, n) >= until)
			return n;
	return longest + 1;
}

function figuresOf(channel, memos) {
	const list = memos.flatMap((memo) => [...channel.owed(memo)]
		.map((owed) => {
			const { name, start, done, owner } = owed;
			const due = channel.termOf(memo, owed);
			const unit = clockOf(memo, name)?.[1] ?? null;
			return { name, memo, owner: owner ?? OWNERS[name], unit, done, due, number: owed.number,
				status: channel.judged(memo, owed, due), days: unit &&
					daysTaken(memo, name, start, done ?? channel.at) };
		}));
	const order = ({ name }) => Object.keys(OWNERS).indexOf(name);
	return list.sort((a, b) => order(a) - order(b));
}

function* daysNumbers(mine) {
	for (const unit of UNITS) {
		const days = (test) => mine.filter((f) => f.unit === unit && test(f))
			.map((f) => f.days).sort((a, b) => a - b);
		const done = days((f) => f.done !== undefined);
		const waiting = days((f) => f.status === 'overdue');
		const n = done.length;
		if (n + waiting.length === 0)
			continue;
		yield ['days-median', n === 0 ? null : (done[(n - 1) >> 1] +
			done[n >> 1]) / 2, n, unit];
		yield ['days-worst', done.at(-1) ?? null, n, unit];
		yield ['days-waiting', waiting.at(-1) ?? null, waiting.length, unit];
	}
}

function* dutyNumbers(mine) {
	const n = (...words) => mine.filter((f) =>
		words.includes(f.status)).length;
	const judged = ['met', 'met-by-operators-date', 'late', 'overdue'];
	const of = n(...judged);
	yield ['owed', mine.length, null];
	yield ['in-time', n('met', 'met-by-operators-date'), of];
	for (const word of judged)
		yield [word, n(word), of];
	for (const word of ['open', 'ended'])
		yield [word, n(word), mine.length];
	yield* daysNumbers(mine);
}

function* requestNumbers(memos) {
	const said = memos.flatMap(lastSaid);
	yield ['made', sum(memos, (m) =>
		Math.max(1, Number(one(m.record, 'requests')))), null];
	yield ['decided', said.length,
		sum(memos, (m) => Math.max(1, Number(one(m.record, 'requests'))))];
	for (const word of DISPOSITIONS)
		yield [word, said.filter((w) => w === word).length, said.length];
}

function* appealNumbers(memos) {
	const replies = memos.flatMap((m) => m.replies);
	const appeals = memos.flatMap((m) => m.appeals);
	const decided = appeals.filter((a) => a.outcome !== undefined);
	yield ['responded', replies.filter((r) => r.responded).length,
		replies.length];
	yield ['made', appeals.length, replies.length +
		memos.filter((m) => m.referred !== undefined).length];
	yield ['decided', decided.length, appeals.length];
	for (const [name, word] of [['upheld', 'uphold'], ['remanded', 'remand'],
		['granted', 'grant']])
		yield [name, decided.filter((a) => a.outcome === word).length,
			decided.length];
}

// Of each request with a position, how both sides' newest stand.
function standings({ record, positions }) {
	const requests = Number(one(record, 'requests')), list = [];
	const stanceOf = (p) => (p.side === 'public' ? one(p.record, 'stance') :
		p.opening && one(positions[p.opening - 1].record, 'stance'));
	for (let n = requests === 0 ? 0 : 1; n <= requests; n++) {
		const newest = (side) => positions.findLast((p) => p.side === side &&
			Number(one(p.record, 'request')) === n);
		const [a, b] = [newest('private'), newest('public')];
		if (a !== undefined && b !== undefined)
			list.push(stanceOf(a) === undefined ? 'unknown' :
				stanceOf(a) === stanceOf(b) ? 'same' : 'apart');
		else if (a !== undefined || b !== undefined)
			list.push('alone');
	}
	return list;
}

function* positionNumbers(memos) {
	const stand = memos.flatMap(standings);
	yield ['requests', stand.length, sum(memos, (m) =>
		Math.max(1, Number(one(m.record, 'requests'))))];
	for (const word of ['apart', 'same', 'unknown', 'alone'])
		yield [word, stand.filter((w) => w === word).length, stand.length];
	yield ['disputed', sum(memos, (m) =>
		m.positions.filter((p) => p.disputed).length),
	sum(memos, (m) => m.positions.length)];
}

function* bandNumbers(memos) {
	const hidden = (m) => m.acts[0] < Number(one(m.charter.record, 'floor')) &&
		m.publications === 0;
	yield ['below-floor', memos.filter(hidden).length, memos.length];
	for (const [i, [least, name]] of BANDS.entries())
		yield [name, memos.filter((m) => !hidden(m) && m.acts[0] >= least &&
			m.acts[0] < (BANDS[i + 1]?.[0] ?? Infinity)).length,
		memos.length];
}

function* memoNumbers(memos) {
	const n = (test) => memos.filter(test).length;
	yield ['filed', memos.length, null];
	yield ['ended-by-office', n((m) => m.ended !== undefined &&
		!m.endedByAuthor), memos.length];
	yield ['ended-by-author', n((m) => m.ended !== undefined &&
		m.endedByAuthor), memos.length];
	yield ['published', n((m) => m.publications > 0), memos.length];
	yield ['replied', n((m) => m.replied !== undefined), memos.length];
	yield ['corrected', n((m) => m.corrections.length > 0),
		n((m) => m.replied !== undefined)];
	yield ['referred', n((m) => m.referred !== undefined), memos.length];
	yield ['deleted', n((m) => m.deletions > 0), memos.length];
}

function* questionNumbers(memos) {
	const list = memos.flatMap((m) => m.questions);
	yield ['asked', list.length, null];
	yield ['answered', list.filter((answered) => answered).length,
		list.length];
}

function* unreadableNumbers(memos) {
	const ofOffice = ({ what }) => what === 'memo';
	yield ['memos', memos.filter((m) => m.unreadable.some(ofOffice)).length,
		memos.length];
	yield ['letters', sum(memos, (m) =>
		m.unreadable.filter((u) => !ofOffice(u)).length), null];
}

const CASE_BANDS = [100, 50, 20, 10, 5, 1, 0];

function* caseNumbers(cases) {
	const ended = cases.filter((c) => c.ended !== 0).length;
	const band = (n) => CASE_BANDS.find((least) => least <= n);
	yield ['opened-at-least', band(cases.length), null];
	yield ['open-at-least', band(cases.length - ended), null];
	yield ['ended-at-least', band(ended), null];
}

function numbersOf(memos, figures, duties, cases = []) {
	const groups = [['memos', memoNumbers(memos)],
		...duties.map((name) => [name, dutyNumbers(figures.filter((f) =>
			f.name === name && memos.includes(f.memo)))]),
		['extensions', [['given', sum(memos, (m) => m.extensions.length), null],
			['memos', memos.filter((m) => m.extensions.length > 0).length,
				memos.length]]],
		['holds', [['begun', sum(memos, (m) => Math.ceil(m.holds / 2)), null],
			['memos', memos.filter((m) => m.holds % 2 === 1).length,
				memos.length]]],
		['requests', requestNumbers(memos)],
		['appeals', appealNumbers(memos)],
		['positions', positionNumbers(memos)],
		['notices', [['given', sum(memos, (m) => m.notices), null]]],
		['questions', questionNumbers(memos)],
		['unreadable', unreadableNumbers(memos)],
		['endorsed', bandNumbers(memos)],
		...(cases.length === 0 ? [] : [['cases', caseNumbers(cases)]])];
	return groups.flatMap(([group, numbers]) => [...numbers].map(
		([name, value, of, unit = null]) => ({ group, name, unit, value,
			of })));
}

// Acts by the type of their record, in this order.
const ACTS = [['filed', 'memo'], ['ended', 'end'], ['replies', 'reply'],
	['corrections', 'correct'], ['extensions', 'extend'],
	['referrals', 'refer'], ['appeals', 'appeal'], ['decisions', 'decide'],
	['questions', 'ask'], ['answers', 'answer'],
	['publications', 'publish'], ['positions', 'position'],
	['notices', 'notice'], ['holds', 'hold'], ['remarks', 'remark'],
	['deletions', 'deleted']];

const partOf = (group, name, value, of = null) =>
	({ group, name, unit: null, value, of });

// Of the days from `since` to `until`, each a number of days since 1970, as of
// the channel's last entry; `entries` are the log's.
export function period(channel, entries, since, until) {
	const memos = [...channel.memos.values()], figures = figuresOf(channel,
		memos);
	const memoOf = (record) => channel.memos.get(
		one(record, 'memo').toString('hex'));
	const has = (memo, at) => {
		const day = memo.charter.calendar.dayOf(at);
		return day >= since && day <= until && at <= channel.at;
	};
	const mine = entries.filter(({ record }) =>
		ACTS.some(([, type]) => type === record.type));
	const within = mine.filter(({ at, record }) => has(memoOf(record), at) &&
		(record.type !== 'hold' || one(record, 'state') === 'begun'));
	const numbers = ACTS.map(([name, type]) => partOf('period', name,
		within.filter(({ record }) => record.type === type).length));
	for (const duty of Object.keys(OWNERS)) {
		const owed = figures.filter(({ name }) => name === duty);
		const due = owed.filter((f) => f.status !== 'ended' &&
			has(f.memo, f.due));
		const n = (...words) => due.filter(({ status }) =>
			words.includes(status)).length;
		if (owed.length > 0)
			numbers.push(partOf(duty, 'came-due', due.length),
				partOf(duty, 'in-time', n('met', 'met-by-operators-date'),
					due.length),
				partOf(duty, 'late', n('late'), due.length),
				partOf(duty, 'overdue', n('overdue'), due.length),
				partOf(duty, 'overdue-at-end', owed.filter(({ status }) =>
					status === 'overdue').length));
	}
	const date = (day) => writeTime(day * 86400).slice(0, 10);
	const remarks = within.filter(({ record }) => record.type === 'remark')
		.map(({ at, record }) => ({ memo: memos.indexOf(memoOf(record)) + 1,
			remark: Number(one(record, 'remark')), at: writeTime(at),
			by: all(record, 'signature')[0][0], text: one(record, 'text') }))
		.sort((a, b) => a.memo - b.memo || a.remark - b.remark);
	return { since: date(since), until: date(until), numbers, remarks };
}

// As of the last entry, of all memos.
export function statistics(channel) {
	const memos = [...channel.memos.values()];
	const figures = figuresOf(channel, memos);
	const duties = Object.keys(OWNERS)
		.filter((name) => figures.some((f) => f.name === name));
	const years = [...new Set(memos.map(yearOf))].sort((a, b) => a - b);
	const numberOf = (memo) => memos.indexOf(memo) + 1;
	const order = (f) => [duties.indexOf(f.name), UNITS.indexOf(f.unit),
		f.days ?? 0, numberOf(f.memo), f.number];
	const before = (a, b) => order(a).map((n, i) => n - order(b)[i])
		.find((n) => n !== 0) ?? 0;
	return { year: null, numbers: numbersOf(memos, figures, duties,
		channel.cases),
		years: years.map((year) => ({ year, numbers: numbersOf(
			memos.filter((m) => yearOf(m) === year), figures, duties) })),
		overdue: figures.filter(({ status }) => status === 'overdue')
			.sort(before).map((f) => ({ memo: numberOf(f.memo),
				duty: f.name, owner: f.owner, due: writeTime(f.due),
				days: f.days, unit: f.unit })), period: null };
}
