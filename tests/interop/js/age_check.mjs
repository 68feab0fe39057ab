// SPDX-License-Identifier: Apache-2.0

// usage: age_check.mjs AGE_TOOL
// C2SP's test vectors of the age format, all of them: files to X25519
// identities, binary and armored, come out as the vectors say; files of kinds
// that we do not support are refused, whatever else is wrong with them, and so
// are those beyond our limit of length.
import * as cctv from 'cctv-age';
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { check, end } from './tally.mjs';

const [tool] = process.argv.slice(2);

// Exit statuses of age_tool: minus the enum gs_err.
const FORMAT = 1, RANGE = 2, SIGNATURE = 4, DENIED = 9;
const OUTCOMES = {
	'success': 0,
	'header failure': FORMAT,
	'armor failure': FORMAT,
	'HMAC failure': SIGNATURE,
	'payload failure': SIGNATURE,
	'no match': DENIED,
};
// Longer than the 256 chunks, 16 MiB, that we open: refused for that.
const LONG = ['stream_257_chunks', 'stream_257_chunks_full',
	'stream_258_chunks'];
// 32 bytes of 0x42; no vector is sealed to it.
const STRANGER = 'AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPY' +
	'YSJZGFPQ4EGAEX';

function readVector(bytes) {
	const file = Buffer.from(bytes), at = file.indexOf('\n\n');
	const values = {};
	for (const line of file.toString('latin1', 0, at).split('\n')) {
		const [name, ...rest] = line.split(': ');
		(values[name] ??= []).push(rest.join(': '));
	}
	const data = file.subarray(at + 2);
	return { expect: values.expect[0], payload: values.payload?.[0],
		identities: values.identity ?? [], passphrases: values.passphrase ?? [],
		armored: values.armored !== undefined,
		data: values.compressed ? inflateSync(data) : data };
}

function open(identity, data) {
	return spawnSync(tool, ['open', identity], { input: data,
		maxBuffer: 2 ** 26 });
}

const isOurs = (identity) => /^AGE-SECRET-KEY-1/.test(identity);

function judgeSupported(name, v) {
	// Of several identities one must open the file.
	const runs = v.identities.map((identity) => open(identity, v.data));
	const best = runs.find((r) => r.status === 0) ?? runs[0];
	const wanted = LONG.includes(name) ? RANGE : OUTCOMES[v.expect];
	check(best.status === wanted,
		`${name}: ${v.expect}, and status ${best.status}`);
	if (wanted === 0) {
		check(createHash('sha256').update(best.stdout).digest('hex') ===
			v.payload, `${name}: the payload`);
	} else {
		check(runs.every((r) => r.stdout.length === 0),
			`${name}: nothing is released`);
	}
}

// A sound file is one that we have no identity for.
function judgeUnsupported(name, v) {
	for (const identity of v.identities.filter((i) => !isOurs(i)))
		check(open(identity, v.data).status === FORMAT,
			`${name}: an identity of a kind we do not know`);
	for (const identity of [STRANGER, ...v.identities.filter(isOurs)]) {
		const { status, stdout } = open(identity, v.data);
		check(v.expect === 'success' ? status === DENIED :
			[FORMAT, SIGNATURE, DENIED].includes(status),
		`${name}: refused, and status ${status}`);
		check(stdout.length === 0, `${name}: nothing is released`);
	}
}

const count = { supported: 0, unsupported: 0, armored: 0, success: 0 };
for (const [name, bytes] of Object.entries(cctv.default ?? cctv)) {
	const v = readVector(bytes);
	const supported = v.passphrases.length === 0 &&
		v.identities.every(isOurs) && v.identities.length > 0;
	(supported ? judgeSupported : judgeUnsupported)(name, v);
	count[supported ? 'supported' : 'unsupported']++;
	count.armored += supported && v.armored;
	count.success += supported && v.expect === 'success' &&
		!LONG.includes(name);
}
// What the lock file's version of the vectors has.
check(JSON.stringify(count) === JSON.stringify({ supported: 96,
	unsupported: 47, armored: 30, success: 16 }), JSON.stringify(count));
end();
