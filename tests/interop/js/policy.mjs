// SPDX-License-Identifier: Apache-2.0

// Signed notes, checkpoints, cosignatures and policies of witnesses: C2SP
// signed-note, tlog-checkpoint, tlog-cosignature and tlog-policy, with what
// docs/spec/provenance.md ("Whose word the time is") chooses.
import { base64, demand, hex, isSigned, sha256 } from './records.mjs';

const LOG = 1, WITNESS = 4;
const POLICY_MAX = 65536, EACH_MAX = 64;
const NOTE_MAX = 65536, LINES_MAX = 100, SIZE_MAX = 2n ** 62n;
const TIMES_END = 253402300800n; // the year 10000

// A cosignature of another time is one, and says no time.
export const isTime = (time) => time > 0n && time < TIMES_END;

export function base64Of(text) {
	const bytes = Buffer.from(text, 'base64');
	demand(base64(bytes) === text, 'base64');
	return bytes;
}

// {name, id, key, type, text} of NAME+ID+KEY.
function readVkey(text, type) {
	const [, name, id, rest] =
		text.match(/^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/u) ?? [];
	demand(rest !== undefined, 'a verifier key');
	const body = base64Of(rest);
	demand(body.length === 33 && body[0] === type, 'the type of a key');
	demand(hex(sha256(Buffer.from(`${name}\n`), body)).startsWith(id),
		'the id of a key');
	return { name, id, key: body.subarray(1), text };
}

export const readLogKey = (text) => readVkey(text, LOG);
export const readWitnessKey = (text) => readVkey(text, WITNESS);

export function writeVkey(name, key, type = LOG) {
	const body = Buffer.concat([Buffer.of(type), key]);
	return `${name}+${hex(sha256(Buffer.from(`${name}\n`), body)).slice(0, 8)}` +
		`+${base64(body)}`;
}

// Notes --------------------------------------------------------------------

// {text, lines: [{name, id, signature}]}
function readNote(bytes) {
	demand(bytes.length <= NOTE_MAX, 'a note too long');
	const all = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
	demand(Buffer.from(all).equals(bytes), 'a note: UTF-8');
	demand(!/(?!\n)[\u0000-\u001f]/.test(all), 'a note: control characters');
	const at = all.lastIndexOf('\n\n');
	demand(at >= 0 && all.endsWith('\n'), 'a note: no signatures');
	const lines = all.slice(at + 2).split('\n').slice(0, -1).map((line) => {
		const [, name, blob] = line.match(/^\u2014 ([^\s+]+) (\S+)$/u) ?? [];
		demand(blob !== undefined, 'a note: a line of a signature');
		const bytes4 = base64Of(blob);
		demand(bytes4.length > 4, 'a note: a signature');
		return { name, id: hex(bytes4.subarray(0, 4)),
			signature: bytes4.subarray(4) };
	});
	demand(lines.length > 0 && lines.length <= LINES_MAX,
		'a note: how many signatures');
	return { text: all.slice(0, at + 1), lines };
}

const linesOf = (note, { name, id }) =>
	note.lines.filter((line) => line.name === name && line.id === id);

// Whether the log signed it; throws Refused if it signed it wrongly.
function isByLog(note, log) {
	const lines = linesOf(note, log);
	demand(lines.every(({ signature }) => isSigned(Buffer.from(note.text),
		log.key, signature)), 'the log\'s signature');
	return lines.length > 0;
}

// The time of the witness's cosignature; undefined: there is none.
function timeBy(note, witness) {
	const times = linesOf(note, witness).map(({ signature: blob }) => {
		demand(blob.length === 72, 'a cosignature\'s length');
		const time = blob.readBigUInt64BE();
		demand(time < 2n ** 63n && isSigned(Buffer.from(
			`cosignature/v1\ntime ${time}\n${note.text}`), witness.key,
		blob.subarray(8)), 'a cosignature');
		return time;
	});
	return times[0];
}

// {origin, size, root, note}: `size` is a BigInt.
export function readCheckpoint(bytes) {
	const note = readNote(bytes);
	const [origin, size, root, ...more] = note.text.split('\n').slice(0, -1);
	demand(origin && root !== undefined && /^(0|[1-9][0-9]*)$/.test(size) &&
		BigInt(size) <= SIZE_MAX && base64Of(root).length === 32,
	'a checkpoint');
	demand(more.length === 0, 'a checkpoint with extension lines');
	return { origin, size: BigInt(size), root: base64Of(root), note };
}

// Policies -----------------------------------------------------------------

export function readPolicy(bytes) {
	demand(bytes.length <= POLICY_MAX, 'a policy too long');
	const text = Buffer.from(bytes).toString('latin1')
		.replace(/^\u00ef\u00bb\u00bf/, '').replaceAll('\r\n', '\n');
	demand(/^[\t\n -~\u0080-\u00ff]*$/.test(text) &&
		(text === '' || text.endsWith('\n')), 'a policy: characters');
	const policy = { logs: [], named: new Map(), witnesses: [], quorum: undefined };
	for (const line of text.split('\n')) {
		const words = line.split(/[ \t]+/).filter((w) => w !== '');
		if (words.length > 0 && !words[0].startsWith('#'))
			readLine(policy, words.map((w) =>
				Buffer.from(w, 'latin1').toString('utf8')));
	}
	demand(policy.quorum !== undefined, 'a policy without a quorum');
	const keys = [...policy.logs, ...policy.witnesses].map(({ key }) => hex(key));
	demand(new Set(keys).size === keys.length, 'a policy: a key twice');
	demand(policy.logs.length <= EACH_MAX &&
		policy.witnesses.length <= EACH_MAX && policy.named.size -
		policy.witnesses.length <= EACH_MAX, 'a policy: too many');
	return policy;
}

function define(policy, name, member) {
	demand(name !== undefined && name !== 'none' && !policy.named.has(name),
		'a policy: a name');
	policy.named.set(name, member);
}

function readLine(policy, [what, ...words]) {
	const named = (name) => {
		demand(policy.named.has(name), 'a policy: an unknown name');
		return policy.named.get(name);
	};
	if (what === 'log') {
		demand(words.length === 1 || words.length === 2, 'a policy: log');
		policy.logs.push(readLogKey(words[0]));
	} else if (what === 'witness') {
		demand(words.length === 2 || words.length === 3, 'a policy: witness');
		policy.witnesses.push(readWitnessKey(words[1]));
		define(policy, words[0], { witness: policy.witnesses.at(-1) });
	} else if (what === 'group') {
		const [name, k, ...members] = words, n = members.length;
		const least = k === 'all' ? n : k === 'any' ? 1 : Number(k);
		demand(/^(all|any|[1-9][0-9]{0,8})$/.test(k) && n >= 1 && least <= n &&
			new Set(members).size === n, 'a policy: group');
		for (const member of members) {
			demand(!policy.members?.has(member), 'a policy: a member twice');
			policy.members = (policy.members ?? new Set()).add(member);
		}
		define(policy, name, { least, members: members.map(named) });
	} else {
		demand(what === 'quorum' && words.length === 1 &&
			policy.quorum === undefined, 'a policy: a line');
		policy.quorum = words[0] === 'none' ? null : named(words[0]);
	}
}

const reached = (member, has) => (member.witness !== undefined ?
	has(member.witness) : member.members.filter((m) =>
		reached(m, has)).length >= member.least);

// Who vouches ---------------------------------------------------------------

const sameKey = (a) => (b) => a.key.equals(b.key);

// Of each witness that has cosigned, its key and time; 0n says no time.
const seenOf = (note, witnesses) => witnesses
	.map((witness) => ({ witness, time: timeBy(note, witness) }))
	.filter(({ time }) => time !== undefined);

const timesOf = (seen) => seen.map(({ time }) => time).filter(isTime)
	.sort((a, b) => (a < b ? -1 : 1));

const isReached = (quorum, seen) =>
	reached(quorum, (witness) => seen.some((s) => sameKey(s.witness)(witness)));

// The least time by which the quorum was reached; undefined: none can be told.
// A cosignature without a time may be later than any other.
function quorumTime(quorum, seen) {
	const by = (most) => (witness) => seen.some((s) =>
		sameKey(s.witness)(witness) && s.time <= most && isTime(s.time));
	return timesOf(seen).find((time) => reached(quorum, by(time)));
}

// Throws Refused unless one of the logs has signed it and no signature of a key
// given is bad.  Gives who of the policy's witnesses and of `alone` has
// cosigned, whether the quorum, if there is one, is reached, and the time that
// they vouch for, or undefined.
export function judgeNote({ origin, note }, logs, alone, policy) {
	demand(logs.filter((log) => isByLog(note, log))
		.some(({ name }) => name === origin), 'no signature of the log');
	const listed = policy?.witnesses ?? [];
	const listedSeen = seenOf(note, listed);
	const aloneSeen = seenOf(note, alone.filter((w) =>
		!listed.some(sameKey(w))));
	// Who is given alone is trusted alone, though a policy lists it too.
	const trusted = policy?.quorum ? [...aloneSeen, ...listedSeen.filter((s) =>
		alone.some(sameKey(s.witness)))] : [...listedSeen, ...aloneSeen];
	const seen = [...listedSeen, ...aloneSeen];
	if (policy?.quorum && !isReached(policy.quorum, listedSeen))
		return { seen, isEnough: false };
	const times = [...timesOf(trusted), ...(policy?.quorum ?
		[quorumTime(policy.quorum, listedSeen)] : [])]
		.filter((time) => time !== undefined)
		.sort((a, b) => (a < b ? -1 : 1));
	return { seen, isEnough: true, time: times[0] };
}
