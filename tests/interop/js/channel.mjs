// SPDX-License-Identifier: Apache-2.0

// A channel as the fold of its log, written from docs/spec/records.md alone:
// each entry is accepted or throws Refused, and then nothing has changed.
import { Calendar, clockEnd, readOffset } from './calendar.mjs';
import { ascii, lv, u64, verifyNaming } from './member.mjs';
import { bannerRank, markRank } from './cui.mjs';
import { LOGGED, MESSAGES, SCOPES, all, demand, digest, hex, isSignedAt,
	memoId, memoTerms, one, readEntry, readTime, sha256, value,
	verifySignature } from './records.mjs';
import { StateMap, cosignersOf, leafHash, rootOf } from './tree.mjs';

// Portion marks and banners of the style `legacy`, lowest first.
const MARKS = ['U', 'SBU', 'C', 'S', 'TS'];
const BANNERS = ['UNCLASSIFIED', 'SENSITIVE BUT UNCLASSIFIED', 'CONFIDENTIAL',
	'SECRET', 'TOP SECRET'];
const REQUIRED = ['authority', 'registrar', 'second', 'office', 'log', 'enrol',
	'promise'];
const BOUNDS = { version: [1, 2 ** 32 - 1], closing: [1, 1440],
	quota: [1, 1000], floor: [2, 2 ** 24], age: [0, 8760], batch: [1, 10000],
	release: [1, 24], gather: [1, 3650], cooling: [7, 365] };
const DISPOSITIONS = ['accepted', 'partly', 'declined', 'no-decision',
	'already-done', 'out-of-scope'];
// What may still be said of a memo whose procedure has ended.
const AFTER_END = ['acknowledge', 'reply', 'correct', 'publish',
	'unreadable', 'received', 'remark', 'hold', 'deleted', 'extend', 'done',
	'position', 'dispute', 'notice', 'opened', 'named', 'respond', 'decide', 'copy', 'report'];
// The lines of a position of each side; `url` may be missing.
const SIDES = { private: ['commitment', 'content'],
	public: ['stance', 'text', 'place', 'date', 'url'],
	opened: ['stance', 'which', 'salt', 'words'] };
// What may start the clock of a duty: what comes before its end.
const STARTS = { acknowledge: ['filed'], reply: ['filed', 'acknowledged'],
	copy: ['filed', 'acknowledged'], receive: [], report: [],
	decide: [], publish: ['filed', 'acknowledged', 'replied'],
	escalation: [] };
// Who owes a duty that may go on to somebody else.
const OWNERS = { acknowledge: 'office', reply: 'office', copy: 'office',
	receive: 'recipient', report: 'panel', decide: 'appeal',
	publish: 'release' };
// How long an appeal may wait for its release.
const SLACK = 2 * 86400;
const DAY = 86400;
export const FIRST_AT = readTime('1970-01-02T00:00:00Z');
export const LAST_AT = readTime('9899-12-31T23:59:59Z');

const number = (record, name) => Number(one(record, name));
const distinct = (list, what) =>
	demand(new Set(list).size === list.length, `${what} twice`);
const ascends = (list) => list.every((v, i) => i === 0 || list[i - 1] < v);

const levels = (charter) => all(charter, 'marking').map(([word]) => word);

// How high a banner is under a charter, -1 if it is none; the rank of its
// ceiling.
function rankOf(charter, banner) {
	switch (one(charter, 'style')) {
	case 'none': return [undefined].indexOf(banner);
	case 'own': return levels(charter).indexOf(banner);
	case 'cui': return bannerRank(banner);
	default: return BANNERS.indexOf(banner);
	}
}

function ceilingOf(charter) {
	const style = one(charter, 'style'), ceiling = one(charter, 'ceiling');
	if (style === 'none')
		return ceiling === undefined ? 0 : -1;
	if (style === 'cui')
		return markRank(ceiling);
	if (style === 'own' && ceiling === undefined)
		return levels(charter).length - 1;
	return (style === 'own' ? levels(charter) : MARKS).indexOf(ceiling);
}

function judgeMarks(charter) {
	const own = levels(charter);
	demand((one(charter, 'style') === 'own') === own.length > 0, 'marking');
	distinct(own, 'a marking');
	demand(own.every((w) => !/[()]/.test(w) && Buffer.byteLength(w) <= 64),
		'a marking');
	demand(ceilingOf(charter) >= 0, 'the ceiling');
}

function judgeHeadings(charter) {
	const texts = all(charter, 'requests').map(([text]) => text);
	distinct(texts, 'a heading of requests');
	demand(texts.every((text) => !text.endsWith('#') &&
		Buffer.byteLength(text) <= 64), 'a heading of requests');
}

// Who decides can read what is appealed, which is done in its time.
function judgeAppeals(charter) {
	const grounds = all(charter, 'ground').map(([text]) => text);
	const has = (name, word) => all(charter, name).some(([w]) => w === word);
	distinct(grounds, 'a ground');
	demand(grounds.length === 0 || (has('role', 'appeal') &&
		has('seal', 'appeal') && has('clock', 'appeal')), 'who decides');
}

// Who follows where a duty is missed.
function judgeEscalations(charter) {
	const lines = all(charter, 'escalation');
	const clocks = all(charter, 'clock').map(([name]) => name);
	distinct(lines.map(([clock, , role]) => `${clock} ${role}`),
		'an escalation');
	for (const [clock, days, role] of lines)
		demand(OWNERS[clock] !== undefined && clocks.includes(clock) &&
			days >= 1 && days <= 3660 && role !== OWNERS[clock] &&
			holders(charter, role).length > 0, 'an escalation');
	demand(lines.length === 0 || clocks.includes('escalation'),
		'a clock of those who follow');
}

// Who says what the pages are does not run the server.
function judgePages(charter) {
	const who = (...roles) => all(charter, 'role')
		.filter(([role]) => roles.includes(role)).map(([, , holder]) => holder);
	const operators = who('log', 'enrol', 'promise');
	demand(!who('pages').some((holder) => operators.includes(holder)),
		'who says what the pages are');
}

function judgeTerms(charter) {
	const word = (name, ...legal) =>
		demand(legal.includes(one(charter, name)), name);
	demand(!one(charter, 'origin').includes('+'), 'the origin has a +');
	word('exercise', 'yes', 'no');
	word('readers', 'members', 'oversight', 'public');
	word('style', 'legacy', 'cui', 'none', 'own');
	judgeMarks(charter);
	judgeHeadings(charter);
	for (const [name, [least, most]] of Object.entries(BOUNDS)) {
		const n = one(charter, name);
		demand(n >= least && n <= most, name);
	}
	const [size, listed] = value(charter, 'panel') ?? [1, 0];
	demand(size >= 1 && size <= 8 && listed <= size, 'the panel');
	for (const [line, role] of [['reply-signers', 'office'],
		['publish-signers', 'release']]) {
		const pair = one(charter, line) ?? 0;
		demand(pair <= 2 && pair <= holders(charter, role).length &&
			(pair >= 1 || one(charter, line) === undefined), line);
	}
	reasonsOf(charter, 'exemption');
	judgeAppeals(charter);
	judgePages(charter);
	judgeEscalations(charter);
	const [weeks, weekday] = value(charter, 'late');
	demand(weeks >= 1 && weeks <= 52 && weekday >= 1 && weekday <= 7, 'late');
}

function judgeKeys(charter) {
	const roles = all(charter, 'role');
	const names = roles.map(([name]) => name);
	distinct(names.filter((name, i) => name !== names[i - 1]),
		'a role apart from itself');
	distinct(roles.map(([, key]) => hex(key)), 'a role\'s key');
	for (const name of ['log', 'enrol', 'promise'])
		demand(names.filter((n) => n === name).length === 1, `one ${name}`);
	const threshold = one(charter, 'threshold');
	demand(threshold >= 1 && threshold <= holders(charter, 'authority').length,
		'the threshold');
	for (const name of REQUIRED)
		demand(roles.some(([role]) => role === name), `no role ${name}`);
	for (const name of ['seal', 'reveal']) {
		const lines = all(charter, name);
		if (name === 'reveal')
			distinct(lines.map(([role]) => role), name);
		distinct(lines.map(([, , key]) => hex(key)), `${name}'s key`);
		demand(lines.every(([role]) => role !== 'monitor'),
			'content for the monitor');
		lines.forEach(([, type, key]) => judgeRecipient(type, key));
	}
	demand(value(charter, 'seal')[0] === 'office', 'the first seal');
	judgeWitnesses(charter, roles.map(([, key]) => hex(key)));
}

function judgeWitnesses(charter, taken) {
	const lines = all(charter, 'witness'), [quorum] = all(charter, 'quorum');
	for (const [type, key, name] of lines)
		demand(type === 'cosignature/v1' && key.length === 32 &&
			/^[!-*,-~]{1,255}$/.test(name), 'a witness');
	demand(ascends(lines.map(([, , name]) => name)), 'the witnesses\' order');
	distinct([...taken, ...lines.map(([, key]) => hex(key))],
		'a witness\'s key');
	demand((quorum === undefined) === (lines.length === 0), 'a quorum');
	if (quorum !== undefined)
		demand(quorum[0] >= 1n && quorum[0] <= lines.length, 'the quorum');
}

const holders = (charter, role) => all(charter, 'role')
	.filter(([name]) => name === role).map(([, key]) => key);

// Code to words, of lines `CODE words`.
function reasonsOf(record, name) {
	const lines = all(record, name).map(([text]) =>
		/^([A-Za-z0-9().,/-]{1,24}) (.+)$/su.exec(text));
	demand(lines.every((line) => line !== null), name);
	distinct(lines.map(([, code]) => code), name);
	return new Map(lines.map(([, code, words]) => [code, words]));
}

// As many of a role's as the charter says, in its order.
function judgeSigners(record, charter, role, line) {
	const lines = all(record, 'signature'), keys = holders(charter, role);
	demand(lines.length === Number(one(charter, line) ?? 1),
		'how many signatures');
	let at = -1;
	for (let n = 0; n < lines.length; n++) {
		demand(lines[n][0] === role, 'a signature of another role');
		at = keys.findIndex((key, i) => i > at && isSignedAt(record, n, key));
		demand(at >= 0, `a signature of ${role}`);
	}
}

const judgeRecipient = (type, key) =>
	demand(type === 'x25519' && key.length === 32, 'a recipient');

function judgeCalendar(charter) {
	const [first, last] = value(charter, 'calendar');
	const closed = all(charter, 'closed').map(([day]) => day);
	demand(/^[1-7]+$/.test(one(charter, 'week')) &&
		ascends([...String(one(charter, 'week'))]), 'the week');
	demand(ascends(all(charter, 'offset').map(([at]) => at)), 'offsets');
	all(charter, 'offset').forEach(([, text]) => readOffset(text));
	demand(first <= last && ascends(closed) &&
		closed.every((day) => day >= first && day <= last), 'closed days');
	const clocks = all(charter, 'clock');
	distinct(clocks.map(([name]) => name), 'a clock');
	for (const name of ['acknowledge', 'reply'])
		demand(clocks.some(([clock]) => clock === name), `no clock ${name}`);
	const most = { working: 3660, calendar: 3660, months: 120 };
	demand(clocks.every(([, unit, count]) =>
		count >= 1 && count <= (most[unit] ?? 0)), 'a clock');
	const [unit, count] = value(charter, 'retention') ?? ['months', 1];
	demand(count >= 1 && count <= ({ calendar: 3660, months: 1200 }[unit] ??
		0), 'the retention');
	const starts = all(charter, 'starts');
	distinct(starts.map(([name]) => name), 'what starts a clock');
	demand(starts.every(([name, event]) => STARTS[name]?.includes(event) &&
		clocks.some(([clock]) => clock === name)), 'what starts a clock');
	const later = all(charter, 'extension');
	distinct(later.map(([name]) => name), 'an extension');
	demand(later.every(([name, times, count]) => STARTS[name] !== undefined &&
		times >= 1 && times <= 64 && count >= 1 && clocks.some(
		([clock, unit]) => clock === name && count <= most[unit])),
	'an extension');
}

// Each judges a record and gives the function that enters it.  `entry` is
// {at, acts, record}.
const RULES = {
	charter(channel, { at, record }) {
		judgeTerms(record);
		judgeKeys(record);
		judgeCalendar(record);
		const made = { record, at, digest: hex(digest(record)),
			calendar: new Calendar(record) };
		if (channel.charter === undefined)
			judgeFirst(record);
		else
			made.at = judgeNext(channel, record, at);
		return () => {
			channel.coming = made.at > at ? made : undefined;
			if (channel.coming === undefined)
				channel.charters.push(made);
		};
	},

	roll(channel, { at, record }) {
		const root = hex(one(record, 'root')), last = channel.rolls.at(-1);
		const keys = channel.keys.get(root), size = number(record, 'size');
		demand(keys !== undefined && keys.size === size, 'the keys');
		demand(size >= number(channel.charter.record, 'floor') &&
			size <= one(record, 'eligible'), 'the size');
		demand(channel.rolls.every((roll) => roll.root !== root),
			'published before');
		judgeGrowth(record, last);
		demand(ascends(all(record, 'replaced').map(([hash]) => hex(hash))),
			'replaced keys');
		demand((one(channel.charter.record, 'readers') === 'members') ===
			(one(record, 'reading') !== undefined), 'reading');
		demand(all(record, 'signature').map(([role]) => role).join() ===
			'registrar,second', 'who signs');
		channel.signed(record, 'registrar');
		channel.signed(record, 'second');
		return () => channel.rolls.push({ record, at, root, keys });
	},

	memo(channel, { at, acts, record }) {
		const memo = { record, at, ...channel.ground(record, at),
			acts: acts.map(Number), tags: new Map(),
			late: { endorse: 0, withdraw: 0 }, unreadable: [],
			questions: [], replies: [], corrections: [], appeals: [],
			publications: 0, positions: [], notices: 0,
			openings: [], names: new Set(), copies: [], receipts: [], panels: 0, remarks: [],
			holds: 0, deletions: 0,
			extensions: [], commitments: [] };
		judgeHeading(record, memo.charter.record);
		const id = memoId(memoTerms(record)), key = hex(id);
		demand(id.equals(one(record, 'memo')), 'the memo id');
		demand(!channel.memos.has(key), 'filed before');
		channel.author(record, memo);
		demand(acts[0] + acts[1] <= memo.roll.keys.size, 'more acts than keys');
		const slot = one(record, 'slot');
		demand(slot < one(memo.charter.record, 'quota'), 'the slot');
		const used = `${memo.roll.root} ${channel.prove(record, memo,
			SCOPES.file(channel.id, memo.roll.keys.root, Number(slot)),
			MESSAGES.file(id))}`;
		demand(!channel.slots.has(used), 'the slot is used');
		return () => {
			channel.happened(memo, 'filed');
			channel.slots.add(used);
			channel.memos.set(key, memo);
			const [n, w] = memo.acts;
			if (n + w > 0)
				channel.open = { memo, endorse: n + w, withdraw: w };
		};
	},

	endorse(channel, { at, record }) {
		const memo = channel.memoOf(record);
		const reveals = all(record, 'reveal').map(([hash]) => hash);
		demand(reveals.length ===
			all(memo.charter.record, 'reveal').length, 'the reveals');
		const id = one(record, 'memo');
		const tag = channel.prove(record, memo, SCOPES.endorse(channel.id, id),
			MESSAGES.endorse(id, reveals));
		demand(!memo.tags.has(tag), 'endorsed before');
		return channel.act('endorse', at, memo, tag);
	},

	withdraw(channel, { at, record }) {
		const memo = channel.memoOf(record), id = one(record, 'memo');
		const tag = channel.prove(record, memo,
			SCOPES.withdraw(channel.id, id), MESSAGES.withdraw(id));
		demand(memo.tags.get(tag) === 'endorse', 'nothing to withdraw');
		return channel.act('withdraw', at, memo, tag);
	},

	acknowledge(channel, { at, record }) {
		const memo = channel.memoOf(record);
		demand(memo.acknowledged === undefined, 'acknowledged before');
		channel.signed(record, 'office');
		return () => {
			memo.acknowledged = at;
			channel.happened(memo, 'acknowledged');
		};
	},

	unreadable(channel, { record }) {
		const memo = channel.memoOf(record), what = one(record, 'what');
		const which = number(record, 'which');
		const same = memo.unreadable.filter((u) => u.what === what &&
			u.which === which);
		demand(number(record, 'number') === memo.unreadable.length + 1,
			'the number');
		const letters = { reply: memo.replies, question: memo.questions,
			correction: memo.corrections };
		demand(what === 'memo' || letters[what] !== undefined, 'what');
		demand(what !== 'memo' || which === 0, 'which');
		demand(memo.ended === undefined ||
			['reply', 'correction'].includes(what),
			'the procedure has ended');
		if (what === 'memo') {
			demand(memo.acknowledged === undefined && same.length < 64,
				'acknowledged, or said too often');
			channel.signed(record, 'office');
		} else {
			demand(letters[what][which - 1] !== undefined,
				'there is none');
			demand(same.length === 0, 'said before');
			channel.signedByAuthor(record, memo);
		}
		return () => memo.unreadable.push({ what, which });
	},

	resupply(channel, { record }) {
		const memo = channel.memoOf(record), id = one(record, 'memo');
		const n = number(record, 'unreadable'), said = memo.unreadable[n - 1];
		demand(said?.what === 'memo' && !said.resupplied, 'resupply of what');
		demand(memo.acknowledged === undefined, 'acknowledged before');
		channel.prove(record, memo, SCOPES.resupply(channel.id, id, n),
			MESSAGES.resupply(id, one(record, 'content')));
		return () => { said.resupplied = true; };
	},

	reply(channel, { at, record }) {
		const memo = channel.acknowledgedMemo(record);
		const n = number(record, 'reply');
		demand(memo.replies.length === 0 ||
			appealOf(memo, memo.replies.length)?.outcome === 'remand',
		'replied before');
		demand(n === memo.replies.length + 1, 'its number');
		judgeDispositions(record, memo);
		const commit = judgeCommitments(record, memo, at);
		judgeReplyBlocks(record);
		judgeSigners(record, channel.charter.record, 'office',
			'reply-signers');
		return () => {
			commit();
			memo.replied ??= at;
			memo.replies.push({ at, record, last: record });
			channel.happened(memo, n === 1 ? 'replied' : `reply ${n}`);
		};
	},

	correct(channel, { at, record }) {
		const memo = channel.memoOf(record);
		const n = number(record, 'correction');
		const reply = memo.replies[number(record, 'reply') - 1];
		demand(reply !== undefined, 'not replied to');
		demand(n === memo.corrections.length + 1 && n <= 64, 'its number');
		judgeDispositions(record, memo);
		const commit = judgeCommitments(record, memo, at);
		judgeReplyBlocks(record);
		judgeSigners(record, channel.charter.record, 'office',
			'reply-signers');
		return () => {
			commit();
			reply.last = record;
			memo.corrections.push({ record, at,
				reply: number(record, 'reply') });
		};
	},

	respond(channel, { record }) {
		const memo = channel.memoOf(record);
		const reply = memo.replies[number(record, 'reply') - 1];
		demand(reply !== undefined && !reply.responded, 'to what');
		channel.signedByAuthor(record, memo);
		return () => { reply.responded = true; };
	},

	appeal(channel, { at, record }) {
		const memo = channel.memoOf(record), [what, n] =
			value(record, 'against');
		const grounds = all(record, 'ground').map(([text]) => text);
		const known = all(memo.charter.record, 'ground')
			.map(([text]) => text);
		// Of the referral there is one, which has no number: 0.
		const reply = Number(n);
		demand(known.length > 0, 'there is no appeal');
		demand(number(record, 'appeal') === memo.appeals.length + 1,
			'its number');
		demand(what === (reply === 0 ? 'refer' : 'reply') &&
			appealedAt(memo, reply) !== undefined &&
			appealOf(memo, reply) === undefined, 'against what');
		distinct(grounds, 'a ground');
		demand(grounds.every((g) => known.includes(g)), 'a ground');
		demand(at <= channel.appealUntil(memo, reply) + SLACK, 'too late');
		channel.signedByAuthor(record, memo);
		return () => memo.appeals.push({ reply, at });
	},

	decide(channel, { at, record }) {
		const memo = channel.memoOf(record), n = number(record, 'appeal');
		const appeal = memo.appeals[n - 1], outcome = one(record, 'outcome');
		demand(appeal !== undefined && appeal.decided === undefined,
			'no appeal, or decided before');
		demand(['uphold', 'remand', ...(appeal.reply === 0 ? [] :
			['grant'])].includes(outcome), 'the word');
		demand(outcome !== 'remand' || appeal.reply < 8, 'too many replies');
		channel.signed(record, 'appeal');
		return () => {
			Object.assign(appeal, { decided: at, outcome });
			channel.happened(memo, `decided ${n}`);
		};
	},

	ask(channel, { record }) {
		const memo = channel.acknowledgedMemo(record);
		const n = number(record, 'question');
		demand(n === memo.questions.length + 1 && n <= 64, 'its number');
		channel.signed(record, 'office');
		return () => memo.questions.push({ answered: false });
	},

	answer(channel, { record }) {
		const memo = channel.acknowledgedMemo(record);
		const question = memo.questions[number(record, 'question') - 1];
		demand(question?.answered === false, 'not asked, or answered');
		channel.signedByAuthor(record, memo);
		return () => { question.answered = true; };
	},

	copy(channel, { at, record }) {
		const memo = channel.acknowledgedMemo(record);
		const n = number(record, 'copy'), to = one(record, 'to');
		const names = (of, field) =>
			all(of, field).some(([name]) => name === to);
		demand(n === memo.copies.length + 1 && n <= 64, 'its number');
		demand(names(memo.charter.record, 'copy') ===
			(one(record, 'reason') === undefined), 'a reason');
		demand(one(memo.record, 'distribution') === undefined ||
			names(memo.record, 'distribution') ||
			names(memo.record, 'addressee') ||
			['partly', 'refused'].includes(memo.ruling),
		'the author\'s wish');
		demand(memo.copies.every((copy) => copy.to !== to ||
			!copy.received), 'received before');
		channel.signed(record, 'office');
		return () => {
			memo.copies.push({ to, at, received: false });
			channel.happened(memo, `copy ${n}`);
		};
	},

	received(channel, { at, record }) {
		const memo = channel.memoOf(record);
		const copy = memo.copies[number(record, 'copy') - 1];
		demand(copy?.received === false, 'not given, or received');
		channel.signed(record, 'recipient');
		const keys = all(channel.charter.record, 'role')
			.filter(([role, , holder]) => role === 'recipient' &&
				holder === copy.to).map(([, key]) => key);
		demand(keys.length > 0, 'another recipient');
		verifySignature(record, 'recipient', ...keys);
		return () => {
			copy.received = true;
			memo.receipts.push({ n: memo.copies.indexOf(copy), at,
				to: copy.to });
			channel.happened(memo, `received ${memo.copies.indexOf(copy)}`);
		};
	},

	ruling(channel, { record }) {
		const memo = channel.acknowledgedMemo(record);
		const word = one(record, 'ruling');
		demand(one(memo.record, 'distribution') !== undefined &&
			memo.ruling === undefined, 'no wish, or ruled before');
		demand(['granted', 'partly', 'refused'].includes(word), 'the word');
		demand(word === 'granted' || one(record, 'reason') !== undefined,
			'a reason');
		channel.signed(record, 'office');
		return () => { memo.ruling = word; };
	},

	panel(channel, { at, record }) {
		const memo = channel.acknowledgedMemo(record);
		const n = number(record, 'panel');
		const members = all(record, 'member').map(([name]) => name);
		const list = all(memo.record, 'panel').map(([name]) => name);
		const [size, listed] = (value(memo.charter.record, 'panel') ??
			[members.length, 0]).map(Number);
		demand(!memo.reported, 'it has reported');
		demand(n === memo.panels + 1 && n <= 16, 'its number');
		distinct(members, 'a member');
		demand(members.length === size, 'how many members');
		demand(members.filter((name) => list.includes(name)).length >=
			Math.min(listed, list.length), 'the author\'s list');
		channel.signed(record, 'office');
		return () => {
			memo.panels = n;
			memo.panelAt ??= at;
		};
	},

	report(channel, { at, record }) {
		const memo = channel.memoOf(record);
		demand(memo.panels > 0 && !memo.reported, 'no panel, or reported');
		channel.signed(record, 'panel');
		return () => {
			memo.reported = at;
			channel.happened(memo, 'report');
		};
	},

	remark(channel, { at, record }) {
		const memo = channel.memoOf(record), n = number(record, 'remark');
		const [signer] = value(record, 'signature');
		const role = all(memo.charter.record, 'escalation').some(
			([, , who]) => who === signer) ? signer : 'monitor';
		demand(n === memo.remarks.length + 1 && n <= 64, 'its number');
		channel.signed(record, role);
		return () => {
			memo.remarks.push({ role, at });
			channel.happened(memo, `remark ${n}`);
		};
	},

	hold(channel, { record }) {
		const memo = channel.memoOf(record), n = number(record, 'hold');
		demand(n === memo.holds + 1 && n <= 64, 'its number');
		demand(one(record, 'state') === (n % 2 ? 'begun' : 'ended'),
			'begun or ended');
		channel.signed(record, holders(channel.charter.record,
			'custodian').length > 0 ? 'custodian' : 'office');
		return () => { memo.holds = n; };
	},

	deleted(channel, { at, record }) {
		const memo = channel.memoOf(record), n = number(record, 'deletion');
		const [unit, count, schedule] = value(memo.charter.record,
			'retention') ?? [];
		const { calendar } = memo.charter;
		demand(n === memo.deletions + 1 && n <= 64, 'its number');
		demand(schedule !== undefined &&
			one(record, 'schedule') === schedule, 'the schedule');
		demand(['sealed', 'all'].includes(one(record, 'what')), 'of what');
		demand(memo.ended !== undefined && at > calendar.deadlineFrom(
			calendar.dayOf(memo.ended), unit, Number(count)), 'too early');
		demand(memo.holds % 2 === 0, 'held');
		demand(memo.appeals.every((a) => a.decided !== undefined),
			'an appeal is open');
		demand([...channel.owed(memo, at)].every((owed) =>
			!['open', 'overdue'].includes(channel.judged(memo, owed,
				channel.termOf(memo, owed), at))), 'something is owed');
		channel.signed(record, holders(channel.charter.record,
			'custodian').length > 0 ? 'custodian' : 'office');
		return () => { memo.deletions = n; };
	},

	extend(channel, { at, record }) {
		const memo = channel.memoOf(record), n = number(record, 'extension');
		const [name, which] = value(record, 'duty');
		const until = one(record, 'until'), { calendar } = memo.charter;
		demand(n === memo.extensions.length + 1 && n <= 64, 'its number');
		const owed = [...channel.owed(memo, at)].find((d) => d.name === name &&
			d.number === Number(which));
		demand(owed !== undefined && channel.hasBegun(memo, owed, at),
			'the duty');
		const due = channel.termOf(memo, owed);
		const end = calendar.closingOf(until);
		demand(memo.ended === undefined || name === 'commitment',
			'the procedure has ended');
		demand(channel.judged(memo, owed, due, at) === 'open', 'not open');
		demand(end > due, 'the date');
		const approved = holders(channel.charter.record,
			'approver').length > 0;
		channel.signed(record, approved ? 'approver' : owed.owner ??
			OWNERS[name] ?? 'office');
		if (name === 'receive' && !approved)
			verifySignature(record, 'recipient', ...all(
				channel.charter.record, 'role').filter(([role, , holder]) =>
				role === 'recipient' && holder ===
				memo.copies[Number(which) - 1].to).map(([, key]) => key));
		const enter = () => memo.extensions.push({ name,
			number: Number(which), due: end });
		if (name === 'commitment')
			return enter;
		const [, times, count] = all(memo.charter.record, 'extension')
			.find(([clock]) => clock === name) ?? [];
		demand(count !== undefined, 'nothing allows it');
		const before = memo.extensions.filter((e) => e.name === name &&
			e.number === Number(which)).length;
		demand(before < times, 'too often');
		const [, unit] = all(memo.charter.record, 'clock')
			.find(([clock]) => clock === name);
		demand(end <= calendar.deadlineFrom(
			calendar.dayOf(due - 1), unit, Number(count)), 'the date');
		return enter;
	},

	done(channel, { at, record }) {
		const memo = channel.memoOf(record), n = number(record, 'request');
		const given = memo.commitments.find((c) => c.n === n);
		demand(given !== undefined && given.done === undefined &&
			given.gone === undefined, 'nothing to be done');
		channel.signed(record, 'office');
		return () => {
			given.done = at;
			channel.happened(memo, `done ${n}`);
		};
	},

	refer(channel, { at, record }) {
		const memo = channel.memoOf(record);
		demand(memo.referred === undefined && memo.replied === undefined,
			'referred before, or replied to');
		channel.signed(record, 'office');
		return () => { memo.referred = at; };
	},

	position(channel, { at, record }) {
		const memo = channel.memoOf(record), side = one(record, 'side');
		const n = number(record, 'position'), day =
			memo.charter.calendar.dayOf(at);
		demand(SIDES[side] !== undefined, 'the side');
		for (const name of new Set(Object.values(SIDES).flat())) {
			const is = one(record, name) !== undefined;
			demand(SIDES[side].includes(name) ? is || name === 'url' : !is,
				`the line ${name}`);
		}
		demand(n === memo.positions.length + 1 && n <= 1024, 'its number');
		judgeRequest(record, memo);
		if (side !== 'private')
			demand(DISPOSITIONS.includes(one(record, 'stance')), 'the stance');
		if (side === 'public')
			demand(one(record, 'date') <= day &&
				/^(https?:\/\/[!-~]+)?$/.test(one(record, 'url') ?? '') &&
				(one(record, 'url') ?? '').length <= 1024, 'when and where');
		const taken = side === 'opened' ? judgeOpening(record, memo) : undefined;
		channel.signed(record, 'office');
		return () => {
			memo.positions.push({ side, record, at });
			if (taken !== undefined)
				taken.opening = n;
		};
	},

	dispute(channel, { record }) {
		const memo = channel.memoOf(record);
		const taken = memo.positions[number(record, 'position') - 1];
		demand(taken !== undefined && !taken.disputed, 'what is disputed');
		channel.signedByAuthor(record, memo);
		return () => { taken.disputed = true; };
	},

	notice(channel, { at, record }) {
		const memo = channel.memoOf(record), n = number(record, 'notice');
		demand(n === memo.notices + 1 && n <= 64, 'its number');
		demand(['identity', 'content'].includes(one(record, 'what')), 'what');
		demand((one(record, 'after') ?? 0) <=
			memo.charter.calendar.dayOf(at), 'a day to come');
		channel.signed(record, 'office');
		return () => { memo.notices = n; };
	},

	opened(channel, { at, record }) {
		const memo = channel.memoOf(record), role = one(record, 'role');
		const by = one(record, 'by'), day = memo.charter.calendar.dayOf(at);
		demand(all(memo.charter.record, 'seal').some(([r]) => r === role),
			'the role');
		demand(memo.openings.length < 1024 && memo.openings.every((o) =>
			o.role !== role || o.by !== by || o.day !== day), 'said before');
		channel.signed(record, role);
		const mine = all(channel.charter.record, 'role').find(([name, key]) =>
			name === role && isSignedAt(record, 0, key));
		demand(mine[2] === by, 'who signs it');
		return () => memo.openings.push({ role, by, day });
	},

	named(channel, { record }) {
		const memo = channel.memoOf(record), tag = one(record, 'tag');
		const name = Buffer.from(one(record, 'name')), id = one(record, 'memo');
		demand(name.length <= 100, 'the name');
		demand(memo.tags.get(hex(tag)) === 'endorse', 'no endorsement');
		demand(!memo.names.has(hex(tag)), 'named before');
		channel.naming({ scope: SCOPES.endorse(channel.id, id), tag, name },
			one(record, 'proof'));
		return () => memo.names.add(hex(tag));
	},

	publish(channel, { at, record }) {
		const memo = channel.acknowledgedMemo(record);
		const n = number(record, 'publication');
		demand(n === memo.publications + 1 && n <= 64, 'its number');
		demand(rankOf(memo.charter.record, one(record, 'banner')) >= 0,
			'the banner');
		demand(value(record, 'of')?.[0] !== 'memo' &&
			publishedBy(record, memo) !== undefined, 'what is published');
		const listed = reasonsOf(memo.charter.record, 'exemption');
		for (const [code, words] of reasonsOf(record, 'reason'))
			demand((listed.get(code) ?? words) === words, 'a code\'s words');
		judgeSigners(record, channel.charter.record, 'release',
			'publish-signers');
		return () => {
			memo.publications = n;
			memo.published ??= at;
			channel.happened(memo, `publish ${n}`);
		};
	},

	end(channel, { at, record }) {
		const memo = channel.memoOf(record);
		const endedByAuthor = value(record, 'signature')[0] === 'author';
		if (endedByAuthor) {
			channel.signedByAuthor(record, memo);
		} else {
			demand(memo.replied !== undefined, 'not replied to');
			demand(memo.questions.every((q) => q.answered) &&
				lastSaid(memo).every((word) => word !== 'no-decision'),
			'a question or request is open');
			demand(channel.appealed(memo, at), 'an appeal is open');
			channel.signed(record, 'office');
		}
		return () => Object.assign(memo, { ended: at, endedByAuthor });
	},

	moved(channel, { record }) {
		demand(/^https?:\/\/[!-~]+$/.test(one(record, 'url')) &&
			!/[@?#\\]/.test(one(record, 'url')) &&
			one(record, 'url').length <= 255, 'the address');
		judgeAuthority(record, channel.charter.record, false);
		return () => {};
	},

	reprisal(channel, { at, record }) {
		const word = one(record, 'state'), n = number(record, 'case');
		const until = one(record, 'until'), { cases } = channel;
		demand(['opened', 'moved', 'ended'].includes(word), 'what it is');
		demand(word === 'opened' ? n === cases.length + 1 :
			cases[n - 1]?.ended === 0, 'its number');
		demand((word === 'ended') === (until === undefined), 'the day');
		const today = channel.charter.calendar.dayOf(at);
		demand(until === undefined || (Number(until) >= today &&
			Number(until) <= today + 366), 'the day, in a year');
		channel.signed(record, 'protection');
		return () => {
			if (word === 'opened')
				cases.push({ number: n, opened: at, ended: 0 });
			Object.assign(cases[n - 1], { said: at, ...(word === 'ended' ?
				{ ended: at } : { until: Number(until) }) });
		};
	},

	assets(channel, { record }) {
		const paths = all(record, 'file').map(([, path]) => path);
		demand(paths.every((path) => /^[!-~]{1,255}$/.test(path) &&
			!/^\/|\.\.|[?#%\\]/.test(path)), 'a path');
		demand(paths.every((path, i) => i === 0 || paths[i - 1] < path),
			'their order');
		channel.signed(record, 'pages');
		return () => {};
	},

	anchor(channel, { at, record }) {
		const { anchor, map } = channel, note = one(record, 'note');
		demand(number(record, 'size') === channel.size, 'its size');
		demand(number(record, 'leaves') === map.leaves.length &&
			one(record, 'map').equals(map.root()), 'the state map');
		demand((note === undefined) === (anchor === undefined),
			'a note where there was an anchor before');
		const signers = note === undefined ? [] : cosignersOf(note, anchor,
			{ name: one(anchor.charter.record, 'origin'),
				key: holders(anchor.charter.record, 'log')[0] },
			mayCosign(channel.charters, anchor.charter));
		demand(signers !== undefined, 'its note');
		judgeDates(anchor, at, signers);
		return () => {
			if (anchor !== undefined)
				channel.cosigned(anchor, signers);
			channel.anchor = { at, size: channel.size + 1,
				charter: channel.charter };
		};
	},
};

const witnessesOf = ({ record }) => all(record, 'witness')
	.map(([, key, name]) => ({ name, key }));
const isOf = (list, { name, key }) =>
	list.some((w) => w.name === name && w.key.equals(key));

// By when a quorum of a charter's witnesses had signed; `undefined`: none had.
function quorumTime(charter, signers) {
	const quorum = Number(one(charter.record, 'quorum') ?? 0);
	return signers.filter((w) => isOf(witnessesOf(charter), w))
		.map(({ time }) => time).sort((a, b) => a - b)[quorum - 1];
}

// A note with its quorum is of a time between its anchor and this one.
function judgeDates(anchor, at, signers) {
	if (anchor === undefined ||
		one(anchor.charter.record, 'exercise') === 'yes')
		return;
	const time = quorumTime(anchor.charter, signers);
	demand(time === undefined ||
		(time >= anchor.at - 600 && time <= at + 600), 'its note\'s time');
}

// Whose lines an anchor's note may have, in their order: that of all charters up
// to the one in force there, the newest first; the witnesses of that one, and of
// those that have not handed over.
export function mayCosign(charters, newest) {
	const list = [], known = charters.slice(0, charters.indexOf(newest) + 1)
		.reverse();
	for (const charter of known)
		list.push(...witnessesOf(charter).filter((w) => !isOf(list, w)));
	const open = known.filter((c) => c === newest || !c.handedOver);
	return list.filter((w) => open.some((c) => isOf(witnessesOf(c), w)));
}

// The first lines are of the authority's holders, each behind the last in the
// charter's order, as many as its threshold says.
function judgeAuthority(record, charter, second) {
	const lines = all(record, 'signature'), keys = holders(charter, 'authority');
	const wanted = number(charter, 'threshold');
	demand(lines.length === wanted || (second && lines.length === wanted + 1),
		'how many signatures');
	let at = -1;
	for (let n = 0; n < wanted; n++) {
		demand(lines[n][0] === 'authority', 'a signature of another role');
		at = keys.findIndex((key, i) => i > at && isSignedAt(record, n, key));
		demand(at >= 0, 'a signature of the authority');
	}
}

function judgeFirst(charter) {
	demand(one(charter, 'version') === 1n, 'the first version');
	demand(one(charter, 'channel') === undefined, 'the first names a channel');
	judgeAuthority(charter, charter, false);
}

// Who can make a roll or a charter, and who watches the log, as one text.
const signers = (charter) => ['authority', 'registrar', 'second']
	.map((role) => holders(charter, role).map(hex).join()).join(' ') +
	`${one(charter, 'threshold')} ${one(charter, 'cooling')} ` +
	`${one(charter, 'quorum')} ` + all(charter, 'witness')
	.map(([type, key, name]) => `${type} ${hex(key)} ${name}`).join();

// What a succession leaves as it is, as one text.
const kept = (charter) => charter.lines
	.filter(({ name, parts }) => !['channel', 'version', 'threshold',
		'signature'].includes(name) &&
		!(name === 'role' && parts[0] === 'authority'))
	.map(({ text }) => text).join('');

// Without the authority, whose keys are lost.
function judgeSuccession(channel, charter, last, at) {
	const lines = all(charter, 'signature');
	demand(channel.coming === undefined, 'another waits');
	demand(kept(charter) === kept(last), 'more than the authority changes');
	demand(lines.length === 2 && lines[1][0] === 'second', 'the signatures');
	channel.signed(charter, 'registrar');
	channel.signed(charter, 'second');
	return at + number(last, 'cooling') * DAY;
}

// From when on it is in force.
function judgeNext(channel, charter, at) {
	const last = channel.charter.record;
	const newest = (channel.coming ?? channel.charter).record;
	demand(one(charter, 'version') === one(newest, 'version') + 1n, 'version');
	for (const name of ['origin', 'exercise'])
		demand(one(charter, name) === one(last, name), `${name} changes`);
	demand(hex(holders(charter, 'log')[0]) === hex(holders(last, 'log')[0]),
		'the key of the log changes');
	if (all(charter, 'signature')[0][0] === 'registrar')
		return judgeSuccession(channel, charter, last, at);
	const changes = signers(charter) !== signers(last);
	judgeAuthority(charter, last, changes);
	if (all(charter, 'signature').length > number(last, 'threshold'))
		channel.signed(charter, 'second');
	else if (changes)
		return at + number(last, 'cooling') * DAY;
	return at;
}

function judgeReplyBlocks(record) {
	const blocks = number(record, 'blocks');
	demand(blocks >= 3 && blocks <= 8192, 'the blocks of a reply');
}

// What a publication is of: the record that commits to it, or undefined.
function publishedBy(record, memo) {
	const [what, n] = value(record, 'of') ?? ['memo'];
	return { memo: () => memo.record, reply: () => memo.replies[Number(n) - 1],
		correction: () => memo.corrections[Number(n) - 1] }[what]?.();
}

function judgeDispositions(record, memo) {
	const given = all(record, 'disposition');
	const wanted = number(memo.record, 'requests');
	demand(given.map(([n]) => n).join() === (wanted === 0 ? '0' :
		Array.from({ length: wanted }, (_, i) => i + 1).join()) &&
		given.every(([, word]) => DISPOSITIONS.includes(word)),
	'the dispositions');
}

const appealOf = (memo, reply) => memo.appeals.find((a) => a.reply === reply);
// When the reply, or the referral, was given.
const appealedAt = (memo, n) => (n === 0 ? memo.referred :
	memo.replies[n - 1]?.at);
// When the referral was sent back, unless there was a reply by then.
function referralBack(memo) {
	const { outcome, decided } = appealOf(memo, 0) ?? {};
	return outcome === 'remand' && !(memo.replied <= decided) ? decided :
		undefined;
}
// Who does what is accepted, and by when; gives what enters it.
function judgeCommitments(record, memo, at) {
	const said = new Map(all(record, 'disposition').map(([n, word]) =>
		[n, word === 'accepted' || word === 'partly']));
	const given = all(record, 'commitment');
	distinct(given.map(([n]) => n), 'a commitment');
	for (const [n, day] of given)
		demand(said.get(n) && memo.commitments.every((c) =>
			c.n !== Number(n)) && day >= memo.charter.calendar.dayOf(at),
		'a commitment');
	return () => {
		memo.commitments.push(...given.map(([n, day]) =>
			({ n: Number(n), day, at })));
		for (const c of memo.commitments)
			c.gone = said.get(BigInt(c.n)) ? undefined : c.gone ?? at;
	};
}

// What the office has said last of each request.
export const lastSaid = ({ replies }) => replies.length === 0 ? [] :
	all(replies.at(-1).last, 'disposition').map(([, word]) => word);

function judgeRequest(record, memo) {
	const n = number(record, 'request'), most = number(memo.record, 'requests');
	demand(most === 0 ? n === 0 : n >= 1 && n <= most, 'the request');
}

export const positionOf = (memo, request, seed, stance, text) => {
	const salt = sha256(lv(ascii('gainsay/v1/position/salt')), seed);
	const words = sha256(lv(ascii('gainsay/v1/position/words')), seed,
		lv(text));
	return { salt, words,
		commitment: commitmentOf(memo, request, salt, stance, words) };
};

const commitmentOf = (memo, request, salt, stance, words) => sha256(
	lv(ascii('gainsay/v1/position')), memo, u64(request), salt,
	lv(ascii(stance)), words);

// The private position that this one makes known.
function judgeOpening(record, memo) {
	const taken = memo.positions[number(record, 'which') - 1];
	demand(taken?.side === 'private' && taken.opening === undefined &&
		number(taken.record, 'request') === number(record, 'request'),
	'which position');
	demand(commitmentOf(one(record, 'memo'), number(record, 'request'),
		one(record, 'salt'), one(record, 'stance'), one(record, 'words'))
		.equals(one(taken.record, 'commitment')), 'the commitment');
	return taken;
}

function judgeGrowth(roll, last) {
	const left = one(roll, 'left'), size = one(roll, 'size');
	demand(number(roll, 'edition') ===
		(last === undefined ? 1 : number(last.record, 'edition') + 1),
	'the edition');
	demand((left !== undefined) === (last !== undefined), 'left');
	if (last === undefined)
		return;
	const before = one(last.record, 'size');
	demand(left <= before && size + left >= before, 'who joined');
}

function judgeHeading(memo, charter) {
	const rank = rankOf(charter, one(memo, 'banner'));
	demand(rank >= 0 && (one(charter, 'exercise') === 'yes' ||
		rank <= ceilingOf(charter)), 'the banner');
	const named = all(memo, 'addressee').map(([name]) => name);
	const copies = all(charter, 'copy').map(([name]) => name);
	distinct(named, 'an addressee');
	demand(named.every((name) => copies.includes(name)), 'an addressee');
	judgeRecipient(...value(memo, 'reply'));
	const blocks = number(memo, 'blocks'), requests = number(memo, 'requests');
	demand(blocks >= 1 && blocks <= 8192 && requests <= 512 &&
		requests <= blocks, 'blocks and requests');
}

export class Channel {
	// `keys`: Map of a roll's root in hex to its Roll.  `verify(statement,
	// proof)` gives the proof's tag or throws Refused, as `naming(v, proof)`
	// does of who made themselves known.
	constructor(keys, verify, naming = verifyNaming) {
		Object.assign(this, { keys, verify, naming, size: 0, at: 0,
			charters: [], rolls: [], cases: [], memos: new Map(),
			slots: new Set(), leaves: [], map: new StateMap() });
		this.open = null; // of a filing: the memo, and acts still to come
	}

	get charter() {
		return this.charters.at(-1);
	}

	get id() {
		return digest(this.charters[0].record);
	}

	// The entry's bytes; throws Refused, and is then as before.
	apply(bytes) {
		const entry = readEntry(bytes), { type } = entry.record;
		demand(LOGGED.includes(type), 'not a type of the log');
		demand(entry.at >= FIRST_AT && entry.at <= LAST_AT,
			'a time that no entry has');
		demand(entry.at >= this.at, 'time runs backwards');
		demand(this.charter !== undefined || type === 'charter',
			'the first entry is a charter');
		demand(this.charter === undefined ||
			one(entry.record, 'channel')?.equals(this.id) === true,
		'another channel');
		demand(this.open === null || type === 'endorse' ||
			type === 'withdraw', 'a filing is unfinished');
		const { coming } = this, due = coming?.at <= entry.at;
		if (due)
			Object.assign(this, { coming: undefined,
				charters: [...this.charters, coming] });
		try {
			RULES[type](this, entry)();
		} catch (error) {
			if (due)
				Object.assign(this, { coming,
					charters: this.charters.slice(0, -1) });
			throw error;
		}
		this.at = entry.at;
		this.map.add(entry.record, this.size, bytes);
		this.leaves.push(leafHash(bytes));
		this.size++;
		if (type === 'anchor')
			this.anchor.root = rootOf(this.leaves);
		return entry;
	}

	// An event of a memo: which entry, and by when a quorum had seen it.
	happened(memo, event) {
		memo.events = { ...memo.events, [event]: { entry: this.size } };
	}

	// The note of an anchor dates what it covers, and shows whose quorums have
	// seen that their charter was replaced.
	cosigned({ size, charter }, signers) {
		const timesOf = (c) => signers.filter((w) =>
			isOf(witnessesOf(c), w)).map(({ time }) => time)
			.sort((a, b) => a - b);
		this.date(size, timesOf(charter)[number(charter.record, 'quorum') - 1]);
		for (const c of this.charters.slice(0, this.charters.indexOf(charter)))
			c.handedOver ||= timesOf(c).length >=
				Number(one(c.record, 'quorum') ?? 0);
	}

	// A note over `size` entries was cosigned by a quorum at that time.
	date(size, time) {
		for (const memo of this.memos.values())
			for (const event of Object.values(memo.events))
				if (event.entry < size && event.seen === undefined)
					event.seen = time;
	}

	// A duty's status at the time of the last entry.
	duty(memo, name) {
		const owed = [...this.owed(memo)].find((d) => d.name === name &&
			d.number === 0);
		return this.judged(memo, owed, this.termOf(memo, owed));
	}

	// When what somebody owes is due, by the newest of its extensions; undefined
	// without a clock of its name.
	termOf(memo, { name, number: n, start, due }) {
		return memo.extensions.findLast((e) => e.name === name &&
			e.number === n)?.due ?? due ?? (start === undefined ?
			this.dueOf(memo, name) : this.dueFrom(memo, name, start));
	}

	// Whether the clock of a duty that is owed runs already.
	hasBegun(memo, { name, start }, at) {
		const [, event] = all(memo.charter.record, 'starts')
			.find(([clock]) => clock === name) ?? [];
		return start !== undefined || event !== 'acknowledged' ||
			memo.acknowledged !== undefined ||
			at >= this.dueOf(memo, 'acknowledge');
	}

	// From the filing, or what the charter says instead.
	dueOf(memo, name) {
		return clockEnd(memo.charter.record, memo.charter.calendar, name,
			{ filed: memo.at, acknowledged: memo.acknowledged });
	}

	// Until when a reply is appealed against.
	appealUntil(memo, n) {
		return this.dueFrom(memo, 'appeal', appealedAt(memo, n));
	}

	// Whether nothing of the last reply can be appealed, or is owed.
	appealed(memo, at) {
		const n = memo.replies.length, appeal = appealOf(memo, n);
		if (memo.appeals.some((a) => a.decided === undefined))
			return false;
		if (appeal !== undefined)
			return appeal.outcome === 'uphold' || (appeal.outcome ===
				'grant' && memo.corrections.some((c) => c.reply === n &&
				c.at >= appeal.decided));
		return one(memo.charter.record, 'ground') === undefined ||
			at > this.appealUntil(memo, n) + SLACK;
	}

	// From another entry about the memo.
	dueFrom(memo, name, start) {
		const { record, calendar } = memo.charter;
		const [, unit, count] = all(record, 'clock')
			.find(([clock]) => clock === name);
		return start === memo.at ?
			calendar.deadline(start, unit, Number(count)) :
			calendar.deadlineFrom(calendar.dayOf(start), unit,
				Number(count));
	}

	judged(memo, { done, event, gone }, due,
		now = this.at) {
		const seen = memo.events[event]?.seen;
		if (done !== undefined && done <= due)
			return seen <= due + 3600 ? 'met' : 'met-by-operators-date';
		if (done !== undefined)
			return 'late';
		if (memo.endedByAuthor && memo.ended <= due &&
			memo.acts[0] + memo.late.endorse === 0)
			return 'ended';
		if (gone <= due)
			return 'ended';
		return now <= due ? 'open' : 'overdue';
	}

	// All that somebody owes about a memo, but for the clocks that its charter
	// has not: which, since when (undefined: what the charter says), when it was
	// done and by which event.
	*owed(memo, now = this.at) {
		yield* this.firstOwed(memo);
		yield* this.passedOn(memo).filter(({ start }) => start <= now);
	}

	*firstOwed(memo) {
		const clocks = all(memo.charter.record, 'clock').map(([name]) => name);
		for (const one of this.mayOwe(memo)) {
			const owed = { number: 0, ...one };
			if (!clocks.includes(owed.name) && owed.due === undefined)
				continue;
			if (owed.forGood && owed.gone <= this.termOf(memo, owed))
				delete owed.done;
			yield owed;
		}
	}

	// Whose duty begins, since another was missed by so many days: those that
	// begin first are first.
	passedOn(memo) {
		const { record, calendar } = memo.charter, list = [];
		const lines = all(record, 'escalation');
		for (const owed of lines.length === 0 ? [] : this.firstOwed(memo)) {
			const due = this.termOf(memo, owed);
			if (!['late', 'overdue'].includes(this.judged(memo, owed, due,
				Infinity)))
				continue;
			for (const [, days, role] of lines.filter(([clock]) =>
				clock === owed.name)) {
				const start = calendar.deadlineFrom(calendar.dayOf(due - 1),
					'working', Number(days));
				if (!(owed.done <= start))
					list.push({ start, owner: role, missed: owed });
			}
		}
		return list.sort((a, b) => a.start - b.start).map((one, i) => ({
			...one, name: 'escalation', number: i + 1,
			...this.seenTo(memo, one) }));
	}

	// A remark of theirs, or what was missed is done after all.
	seenTo(memo, { start, owner, missed: { done, event } }) {
		const n = memo.remarks.findIndex(({ role, at }) => role === owner &&
			at >= start);
		return n < 0 || done <= memo.remarks[n].at ? { done, event } :
			{ done: memo.remarks[n].at, event: `remark ${n + 1}` };
	}

	*mayOwe(memo) {
		yield { name: 'acknowledge', done: memo.acknowledged,
			event: 'acknowledged' };
		const back = referralBack(memo), { referred, acknowledged } = memo;
		const stood = Math.max(referred, acknowledged);
		yield { name: 'reply', done: memo.replied, event: 'replied',
			gone: back === undefined ? stood : Math.min(back,
				Number.isNaN(stood) ? back : stood),
			forGood: back !== undefined };
		if (back !== undefined)
			yield { name: 'reply', number: 1, start: back,
				done: memo.replied, event: 'replied' };
		for (const { reply: n, outcome, decided } of memo.appeals)
			if (outcome === 'remand' && n > 0)
				yield { name: 'reply', number: n + 1, start: decided,
					done: memo.replies[n]?.at, event: `reply ${n + 1}` };
		for (const [i, [to]] of all(memo.record, 'addressee').entries()) {
			const n = memo.copies.findIndex((copy) => copy.to === to);
			yield { name: 'copy', number: i + 1, done: memo.copies[n]?.at,
				event: `copy ${n + 1}` };
		}
		for (const [i, { to, at }] of memo.copies.entries()) {
			const had = memo.receipts.find((r) => r.to === to && r.n >= i);
			yield { name: 'receive', number: i + 1, start: at, done: had?.at,
				event: `received ${had?.n}` };
		}
		if (memo.panels > 0)
			yield { name: 'report', start: memo.panelAt, done: memo.reported,
				event: 'report' };
		for (const [i, { at, decided }] of memo.appeals.entries())
			yield { name: 'decide', number: i + 1, start: at, done: decided,
				event: `decided ${i + 1}` };
		for (const { n, at, day, done, gone } of memo.commitments)
			yield { name: 'commitment', number: n, start: at,
				due: memo.charter.calendar.closingOf(day), done, gone,
				event: `done ${n}` };
		const [, from] = all(memo.charter.record, 'starts').find(
			([clock]) => clock === 'publish') ?? ['publish', 'replied'];
		if (from !== 'replied' || memo.replied !== undefined)
			yield { name: 'publish', done: memo.published,
				event: 'publish 1', ...(from === 'replied' ?
					{ start: memo.replied } : {}) };
	}

	// Those of the ones around the memo, by name and number.
	duties(memo) {
		const label = ({ name, number: n, missed }) => name +
			(n === 0 ? '' : ` ${n}`) +
			(missed === undefined ? '' : ` of ${label(missed)}`);
		return Object.fromEntries([...this.owed(memo)].slice(2)
			.map((owed) => [label(owed),
				this.judged(memo, owed, this.termOf(memo, owed))]));
	}

	// Role keys are those of the charter in force.
	signed(record, role) {
		const keys = holders(this.charter.record, role);
		demand(keys.length > 0, `nobody is ${role}`);
		verifySignature(record, role, ...keys);
	}

	signedByAuthor(record, memo) {
		verifySignature(record, 'author', one(memo.record, 'author'));
	}

	// The proof of a record over its memo's roll; gives the tag in hex.
	prove(record, { roll }, scope, message) {
		return hex(this.verify({ roll: roll.keys, scope, message },
			Uint8Array.from(one(record, 'proof'))));
	}

	// The charter and the roll that a memo names, replaced not too long ago.
	ground(record, at) {
		const find = (list, test) => {
			const i = list.findIndex(test);
			return [list[i], list[i + 1]];
		};
		const [charter, newer] = find(this.charters,
			(c) => c.digest === hex(one(record, 'charter')));
		const [roll, next] = find(this.rolls,
			(r) => r.root === hex(one(record, 'roll')));
		demand(charter !== undefined && roll !== undefined,
			'an unknown charter or roll');
		const last = at - number(charter.record, 'gather') * DAY;
		demand((newer?.at ?? at) >= last && (next?.at ?? at) >= last,
			'a charter or roll replaced too long ago');
		return { charter, roll };
	}

	// Before the day `after` only the author files.
	author(record, { charter, at }) {
		const signature = value(record, 'signature');
		if (signature !== undefined) {
			demand(signature[0] === 'author', 'signed by another');
			verifySignature(record, 'author', one(record, 'author'));
		} else {
			demand(charter.calendar.dayOf(at) >= one(record, 'after'),
				'filed too early');
		}
	}

	memoOf(record) {
		const memo = this.memos.get(hex(one(record, 'memo')));
		demand(memo !== undefined, 'no such memo');
		demand(this.open === null || this.open.memo === memo,
			'an act of another memo in a filing');
		demand(memo.ended === undefined || AFTER_END.includes(record.type),
			'the procedure has ended');
		return memo;
	}

	acknowledgedMemo(record) {
		const memo = this.memoOf(record);
		demand(memo.acknowledged !== undefined, 'not acknowledged');
		return memo;
	}

	// An endorsement or a withdrawal of this tag, which may do that.
	act(kind, at, memo, tag) {
		const open = this.open;
		if (open !== null) {
			demand(at === memo.at, 'another time in a filing');
			demand(open[kind] > 0, 'more acts than announced');
			demand(kind === 'endorse' ?
				open.last === undefined || tag > open.last :
				tag === open.last, 'the order of tags');
		}
		return () => {
			memo.tags.set(tag, kind);
			if (open === null) {
				memo.late[kind]++;
				return;
			}
			open[kind]--;
			open.last = tag;
			if (open.endorse + open.withdraw === 0)
				this.open = null;
		};
	}
}
