// SPDX-License-Identifier: Apache-2.0

// One judgement, in an instance of its own; then the page ends the worker.
import { GainsayError, Module } from '../module.js';

const STEP = 0.02; // smaller steps of progress are not told

interface Task {
	compiled: WebAssembly.Module;
	inputs: Record<string, Uint8Array>;
}

self.onmessage = ({ data }: MessageEvent<Task>) => {
	let told = 0;

	try {
		const module = new Module(data.compiled);
		const result = module.judge(data.inputs, (fraction) => {
			if (fraction >= told + STEP)
				self.postMessage({ progress: told = fraction });
		});
		module.close();
		self.postMessage({ result });
	} catch (error) {
		self.postMessage({ why: error instanceof GainsayError ?
			error.message : 'internal error' });
	}
};
