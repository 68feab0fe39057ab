// SPDX-License-Identifier: Apache-2.0

// What a log has come to, as bytes, written from docs/spec/snapshot.md alone:
// beside a Channel that judges the log, it keeps what the snapshot says.
import { all, hex, one } from './records.mjs';
import { Refused, concat, u32, u64 } from './member.mjs';
import { leafHash, rootOf } from './tree.mjs';

const NEVER = Uint8Array.of(0x7f, ...Array(7).fill(0xff));
const WHATS = ['memo', 'reply', 'question', 'correction'];
// What those around a memo say, and the line with its number, if it has one.
const SAID = [['copy', 'copy'], ['received', 'copy'], ['ruling'],
	['panel', 'panel'], ['report'], ['remark', 'remark'],
	['extend', 'extension'], ['refer'],
	['done', 'request'], ['hold', 'hold'],
	['deleted', 'deletion']];
const EVENTS = ['filed', 'acknowledged', 'replied'];

const ascii = (text) => Buffer.from(text, 'latin1');
const flag = (set) => Uint8Array.of(set ? 1 : 0);
const time = (t) => t === Infinity ? NEVER : u64(t ?? 0);
const text = (bytes) => concat(u64(bytes.length), bytes);
const list = (items, write) => concat(
	...[...items].reverse().flatMap((item) => [flag(true), write(item)]),
	flag(false));
const option = (item, write) =>
	concat(flag(item !== undefined), item === undefined ? '' : write(item));
const since = (at, record) => concat(time(at), at ? text(record) : '');

// The roots of the full subtrees, from the largest, that a tree is made of.
function peaksOf(leaves) {
	const peaks = [];
	for (let at = 0, k = 2 ** 40; k >= 1; k /= 2)
		if (Math.floor(leaves.length / k) % 2 === 1) {
			peaks.push(rootOf(leaves.slice(at, at + k)));
			at += k;
		}
	return peaks;
}

// A record without what the sequencer wrote before it.
function recordOf(bytes) {
	const at = bytes.indexOf('gainsay/v1 ');
	return bytes.subarray(at);
}

function enterSaid(type, memo, { at, record, bytes }) {
	const i = SAID.findIndex(([name]) => name === type), [, field] = SAID[i];
	const number = field === undefined ? 1 : Number(one(record, field));
	const event = { copy: `copy ${number}`, report: 'report',
		remark: `remark ${number}`, done: `done ${number}`,
		received: `received ${number - 1}` }[type];
	memo.said[i].push({ at, bytes, number, event });
}

// The name of who took the endorsement back.
function takeBack(memo, { at, record }) {
	const tag = one(record, 'proof').subarray(0, 32);
	for (const name of memo.names.filter((n) => n.tag.equals(tag)))
		name.withdrawn = at;
}

export class Snapshot {
	constructor(channel) {
		Object.assign(this, { channel, charters: [], rolls: [], memos: [],
			tags: new Map(), others: 0 });
		const { cosigned } = channel;
		channel.cosigned = (anchor, signers) => {
			this.signers = signers.filter(({ name, key }) =>
				all(anchor.charter.record, 'witness').some((w) =>
					w[2] === name && w[1].equals(key))).length;
			cosigned.call(channel, anchor, signers);
		};
	}

	// The entry that the channel has just taken.
	take(bytes, { at, record }) {
		const index = this.channel.size - 1, { type } = record;
		if (this.coming?.from <= at) {
			this.charters.push({ ...this.coming, since: index });
			this.coming = undefined;
		}
		this.enter(type, { at, index, record, bytes: recordOf(bytes) });
		this.others = type === 'anchor' ? 0 : this.others + 1;
	}

	enter(type, entry) {
		const memo = this.memos.find(({ of }) => of ===
			this.channel.memos.get(hex(one(entry.record, 'memo') ?? [])));
		switch (type) {
		case 'charter': return this.enterCharter(entry);
		case 'roll': return this.enterRoll(entry);
		case 'memo': return this.enterMemo(entry);
		case 'anchor': return this.enterAnchor(entry);
		case 'reprisal':
			return undefined;
		case 'assets':
			this.assets = entry;
			return undefined;
		case 'moved':
			this.moved = { at: entry.at, url: one(entry.record, 'url') };
			return undefined;
		case 'endorse': return this.act(memo.index, entry, 1);
		case 'withdraw':
			takeBack(memo, entry);
			return this.act(memo.index, entry, 2);
		default: return this.enterWord(type, memo, entry);
		}
	}

	enterCharter({ at, index, bytes }) {
		const { coming, charters } = this.channel;
		const of = coming ?? charters.at(-1);
		const made = { of, bytes, index, at, from: of.at, since: index,
			handed: 0 };
		this.coming = coming && made;
		if (coming === undefined)
			this.charters.push(made);
	}

	enterRoll({ at, index, bytes }) {
		if (this.rolls.length > 0)
			this.rolls.at(-1).replaced = at;
		this.rolls.push({ of: this.channel.rolls.at(-1), bytes, index, at,
			replaced: Infinity });
	}

	enterMemo({ at, index, record, bytes }) {
		const of = this.channel.memos.get(hex(one(record, 'memo')));
		const named = (list, what) => list.find((one) => one.of === what).index;
		this.memos.push({ of, bytes, index, at,
			charter: named(this.charters, of.charter),
			roll: named(this.rolls, of.roll), replies: [],
			corrections: [], appeals: [], unreadables: [], questions: [],
			publications: [], positions: [], notices: [],
			openings: [], names: [], said: SAID.map(() => []), carriers: {} });
		this.act(this.memos.at(-1).roll, { record }, 3);
	}

	act(place, { record }, status) {
		const tag = one(record, 'proof').subarray(0, 32);
		this.tags.set(`${hex(tag)} ${place}`, { tag, place, status });
	}

	enterAnchor({ at, index }) {
		const { channel } = this, before = this.anchor;
		const charter = this.charters.at(-1);
		const quorum = Number(one((before?.charter ?? charter).of.record,
			'quorum') ?? 0);
		for (const c of this.charters.filter((c) => c.of.handedOver))
			c.handed ||= index;
		for (const { of, carriers } of this.memos)
			for (const event of Object.keys(of.events))
				if (of.events[event]?.seen !== undefined)
					carriers[event] ??= index;
		this.anchor = { index, at, charter, covers: this.others > 0,
			settled: before === undefined ? quorum === 0 :
				this.signers >= quorum,
			root: channel.anchor.root };
	}

	enterWord(type, memo, { at, record, bytes }) {
		const n = (name) => Number(one(record, name));
		switch (type) {
		case 'acknowledge': memo.acknowledged = at; break;
		case 'reply': memo.replies.push({ at, bytes }); break;
		case 'correct':
			memo.corrections.push({ at, bytes, reply: n('reply') });
			break;
		case 'respond':
			memo.replies[n('reply') - 1].response = { at, bytes };
			break;
		case 'appeal': memo.appeals.push({ at, bytes }); break;
		case 'decide':
			memo.appeals[n('appeal') - 1].decision = { at, bytes };
			break;
		case 'publish': memo.publications.push({ at, bytes }); break;
		case 'position':
			memo.positions.push({ at, bytes });
			if (one(record, 'side') === 'opened')
				memo.positions[n('which') - 1].opening = n('position');
			break;
		case 'dispute':
			memo.positions[n('position') - 1].dispute = { at, bytes };
			break;
		case 'notice': memo.notices.push({ at, bytes }); break;
		case 'opened': memo.openings.push({ at, bytes }); break;
		case 'named': {
			const tag = one(record, 'tag'), place = memo.index;
			memo.names.push({ at, bytes, tag });
			this.tags.set(`${hex(tag)} ${place}`, { tag, place, status: 4 });
			break;
		}
		case 'ask': memo.questions.push({ at, bytes }); break;
		case 'answer':
			memo.questions[n('question') - 1].answer = { at, bytes };
			break;
		case 'unreadable':
			memo.unreadables.push({ at, what: WHATS.indexOf(one(record,
				'what')), which: n('which') });
			break;
		case 'resupply':
			memo.unreadables[n('unreadable') - 1].again = { at, bytes };
			break;
		case 'end':
			memo.end = { at, bytes, author: all(record, 'signature')[0][0] ===
				'author' };
			break;
		default: enterSaid(type, memo, { at, record, bytes });
		}
	}

	memoBytes(m) {
		const numbered = (items) => list(items.map((item, i) =>
			({ ...item, number: i + 1 })), ({ bytes, number, at }) =>
			concat(text(bytes), u64(number), time(at)));
		const { acts, late, events } = m.of;
		const event = (name) => concat(u64(events[name]?.entry ?? 0),
			time(events[name]?.seen), u64(m.carriers[name] ?? 0));
		return concat(text(m.bytes), u64(m.index),
			u64(this.memos.indexOf(m) + 1), time(m.at), u64(m.charter),
			u64(m.roll), ...[...acts, late.endorse, late.withdraw].map(u64),
			time(m.acknowledged), time(m.replies[0]?.at),
			time(m.end?.at), flag(m.end?.author), m.end ? text(m.end.bytes) : '',
			list(m.replies.map((r, i) => ({ ...r, number: i + 1 })), (r) =>
				concat(text(r.bytes), u64(r.number), time(r.at),
					r.number === 1 ? '' : event(`reply ${r.number}`),
					since(r.response?.at, r.response?.bytes))),
			list(m.corrections.map((r, i) => ({ ...r, number: i + 1 })), (r) =>
				concat(text(r.bytes), u64(r.number), u64(r.reply),
					time(r.at))),
			list(m.appeals.map((a, i) => ({ ...a, number: i + 1 })), (a) =>
				concat(text(a.bytes), time(a.at),
					since(a.decision?.at, a.decision?.bytes),
					a.decision ? event(`decided ${a.number}`) : '')),
			list(m.unreadables.map((u, i) => ({ ...u, number: i + 1 })), (u) =>
				concat(u64(u.what), u64(u.number), u64(u.which), time(u.at),
					since(u.again?.at, u.again?.bytes))),
			list(m.questions.map((q, i) => ({ ...q, number: i + 1 })), (q) =>
				concat(text(q.bytes), u64(q.number), time(q.at),
					since(q.answer?.at, q.answer?.bytes))),
			list(m.publications.map((p, i) => ({ ...p, number: i + 1 })), (p) =>
				concat(text(p.bytes), u64(p.number), time(p.at),
					event(`publish ${p.number}`))), ...m.said.map((items) => list(items,
				(s) => concat(text(s.bytes), u64(s.number), time(s.at),
					s.event === undefined ? '' : event(s.event)))),
			list(m.positions, (p) => concat(text(p.bytes), time(p.at),
				u64(p.opening ?? 0), since(p.dispute?.at, p.dispute?.bytes))),
			numbered(m.notices), numbered(m.openings),
			list(m.names, (n) => concat(text(n.bytes), time(n.at),
				time(n.withdrawn))), ...EVENTS.map(event),
			flag(Object.values(events).some(({ seen }) => seen === undefined)));
	}

	anchorBytes() {
		return concat(u64(this.others), option(this.anchor, (a) =>
			concat(u64(a.index), time(a.at), u64(a.charter.index),
				flag(a.covers), flag(a.settled), a.root)));
	}

	stateBytes() {
		const { channel } = this, { leaves } = channel.map;
		const charter = (c) => concat(text(c.bytes), u64(c.index), time(c.at),
			time(c.from), u64(c.since), u64(c.handed));
		return concat(ascii('gainsay/v1 state\n'), u64(channel.size),
			time(channel.at), ...peaksOf(channel.leaves),
			list(this.charters, charter), option(this.coming, charter),
			option(this.moved, ({ at, url }) =>
				concat(time(at), text(ascii(url)))),
			list(channel.cases, (c) => concat(u64(c.number), time(c.opened),
				time(c.said), time(c.ended), u64(c.until))),
			option(this.assets, ({ bytes, index, at }) =>
				concat(text(bytes), u64(index), time(at))),
			list(this.rolls, (r) => concat(text(r.bytes), u64(r.index),
				time(r.at), time(r.replaced))),
			list(this.memos, (m) => this.memoBytes(m)),
			this.anchorBytes(), u64(leaves.length),
			...leaves.map(({ name, count, chain }) => concat(u64(name.length),
				name, u64(count), chain)),
			u64(this.tags.size), ...[...this.tags.values()].map((t) =>
				concat(t.tag, u32(t.place), Uint8Array.of(t.status))));
	}

	fileBytes() {
		const { leaves } = this.channel, trees = [];
		for (let i = 0; i < 4; i++)
			for (let k = 0, n = 256 ** i; (k + 1) * n <= leaves.length; k++)
				trees.push(rootOf(leaves.slice(k * n, (k + 1) * n)));
		const body = Buffer.from(concat(ascii('gainsay/v1 snapshot\n'),
			this.stateBytes(), ...trees)), pieces = [];
		for (let at = 0; at < body.length; at += 65536)
			pieces.push(leafHash(body.subarray(at, at + 65536)));
		return Buffer.concat([body, rootOf(pieces)]);
	}
}

export const differsAt = (a, b) => a.equals(b) ? undefined :
	[...a].findIndex((byte, i) => byte !== b[i]);

// And read, from the same page.
class Reader {
	constructor(bytes) {
		Object.assign(this, { bytes, at: 0 });
	}

	take(n) {
		if (n > this.bytes.length - this.at)
			throw new Refused('its end');
		this.at += n;
		return this.bytes.subarray(this.at - n, this.at);
	}

	expect(heading) {
		if (!this.take(heading.length).equals(ascii(heading)))
			throw new Refused(`no ${heading}`);
	}

	u64() {
		const value = this.take(8).readBigUInt64BE();
		if (value > BigInt(Number.MAX_SAFE_INTEGER))
			throw new Refused(`${value}`);
		return Number(value);
	}

	time() {
		const never = this.bytes.subarray(this.at, this.at + 8).equals(NEVER);
		return never ? (this.take(8), Infinity) : this.u64();
	}

	flag() {
		const [value] = this.take(1);
		if (value > 1)
			throw new Refused(`a flag of ${value}`);
		return value === 1;
	}

	text() {
		return this.take(this.u64());
	}

	option(read) {
		return this.flag() ? read(this) : undefined;
	}

	list(read) {
		const items = [];
		while (this.flag())
			items.unshift(read(this));
		return items;
	}

	many(n, read) {
		const items = [];
		for (let i = 0; i < n; i++)
			items.push(read(this));
		return items;
	}
}

const hashes = (r, n) => r.many(n, () => r.take(32));

function readSince(r) {
	const at = r.time();
	return at ? { at, bytes: r.text() } : undefined;
}

const readNumbered = (r) => ({ bytes: r.text(), number: r.u64(),
	at: r.time() });

function readUnreadable(r) {
	const [what, number, which, at] = r.many(4, () => r.u64());
	if (what >= WHATS.length)
		throw new Refused(`${what} is called unreadable`);
	return { what, number, which, at, again: readSince(r) };
}

function readEnd(r) {
	const at = r.time(), author = r.flag();
	return at ? { at, author, bytes: r.text() } : undefined;
}

const readEvent = (r) => ({ entry: r.u64(), seen: r.time(),
	carrier: r.u64() });

function readReply(r) {
	const reply = readNumbered(r);
	return { ...reply, event: reply.number > 1 ? readEvent(r) : undefined,
		response: readSince(r) };
}

function readAppeal(r) {
	const appeal = { bytes: r.text(), at: r.time(), decision: readSince(r) };
	return { ...appeal, event: appeal.decision && readEvent(r) };
}

const readMemo = (r) => ({ bytes: r.text(), index: r.u64(), number: r.u64(),
	at: r.time(), charter: r.u64(), roll: r.u64(),
	acts: r.many(4, () => r.u64()), acknowledged: r.time(),
	replied: r.time(), end: readEnd(r), replies: r.list(readReply),
	corrections: r.list(() => ({ bytes: r.text(), number: r.u64(),
		reply: r.u64(), at: r.time() })),
	appeals: r.list(readAppeal),
	unreadables: r.list(readUnreadable),
	questions: r.list(() => ({ ...readNumbered(r), answer: readSince(r) })),
	publications: r.list(() => ({ ...readNumbered(r),
		event: readEvent(r) })),
	said: SAID.map(([name]) => r.list(() => ({ ...readNumbered(r),
		event: ['copy', 'received', 'report', 'remark', 'done']
			.includes(name) ?
			readEvent(r) : undefined }))),
	positions: r.list(() => ({ bytes: r.text(), at: r.time(),
		opening: r.u64(), dispute: readSince(r) })),
	notices: r.list(readNumbered), openings: r.list(readNumbered),
	names: r.list(() => ({ bytes: r.text(), at: r.time(),
		withdrawn: r.time() })),
	events: EVENTS.map(() => readEvent(r)), unseen: r.flag() });

const readCharter = (r) => ({ bytes: r.text(), index: r.u64(), at: r.time(),
	from: r.time(), since: r.u64(), handed: r.u64() });

const readAnchor = (r) => ({ index: r.u64(), at: r.time(), charter: r.u64(),
	covers: r.flag(), settled: r.flag(), root: r.take(32) });

function readTag(r) {
	const tag = r.take(32), place = r.take(4).readUInt32BE();
	const [status] = r.take(1);
	if (status < 1 || status > 4)
		throw new Refused(`a tag that did ${status}`);
	return { tag, place, status };
}

function readSize(r) {
	const size = r.u64();
	if (size === 0)
		throw new Refused('no entry');
	return size;
}

const ones = (n) => [...n.toString(2)].filter((digit) => digit === '1').length;

function readFrom(r) {
	r.expect('gainsay/v1 state\n');
	const size = readSize(r);
	return { size, at: r.time(), peaks: hashes(r, ones(size)),
		charters: r.list(readCharter), coming: r.option(readCharter),
		moved: r.option(() => ({ at: r.time(), url: r.text() })),
		cases: r.list(() => ({ number: r.u64(), opened: r.time(),
			said: r.time(), ended: r.time(), until: r.u64() })),
		assets: r.option(() => ({ bytes: r.text(), index: r.u64(),
			at: r.time() })),
		rolls: r.list(() => ({ bytes: r.text(), index: r.u64(), at: r.time(),
			replaced: r.time() })),
		memos: r.list(readMemo), others: r.u64(),
		anchor: r.option(readAnchor),
		leaves: r.many(r.u64(), () => ({ name: r.text(), count: r.u64(),
			chain: r.take(32) })),
		tags: r.many(r.u64(), readTag) };
}

function readWhole(bytes, read) {
	const r = new Reader(bytes), value = read(r);
	if (r.at !== bytes.length)
		throw new Refused('more behind it');
	return value;
}

export const readState = (bytes) => readWhole(bytes, readFrom);

// The file: its hash, and that the tree is the one that the state names.
export function readFile(bytes) {
	const body = bytes.subarray(0, -32), pieces = [];
	for (let at = 0; at < body.length; at += 65536)
		pieces.push(leafHash(body.subarray(at, at + 65536)));
	if (!rootOf(pieces).equals(bytes.subarray(-32)))
		throw new Refused('its hash');
	return readWhole(body, (r) => {
		r.expect('gainsay/v1 snapshot\n');
		const state = readFrom(r), trees = [];
		for (let i = 0; i < 4; i++)
			trees.push(hashes(r, Math.floor(state.size / 256 ** i)));
		if (!peaksOf(trees[0]).every((p, i) => p.equals(state.peaks[i])))
			throw new Refused('its tree');
		return { ...state, trees };
	});
}
