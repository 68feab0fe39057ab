// SPDX-License-Identifier: Apache-2.0

// Counts checks and says them as scripts/test wants to hear it.
let passed = 0, failed = 0;

export function check(good, what) {
	if (good) {
		passed++;
	} else {
		failed++;
		console.log(`FAILED: ${what}`);
	}
	return good;
}

// An exception of this class and no other, which would be a defect here.
export function throws(kind, act, what) {
	try {
		act();
	} catch (error) {
		if (!(error instanceof kind))
			console.log(error);
		return check(error instanceof kind, what);
	}
	return check(false, what);
}

export function passes(act, what) {
	try {
		act();
	} catch (error) {
		return check(false, `${what}: ${error.message}`);
	}
	return check(true, what);
}

export function end() {
	console.log(`${passed} passed, ${failed} failed`);
	process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
