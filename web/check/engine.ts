// SPDX-License-Identifier: Apache-2.0

// A judgement by the module, in a worker of its own.
import type { Judged } from '../module.js';
import { isWhole, loadModule, NoModule, trustedAddress }
	from '../run/load.js';
import type { Inputs } from './types.js';

export { isWhole, NoModule };
export class NotJudged extends Error {}

type Told = { progress: number } | { result: Judged } | { why: string };

export async function judge(inputs: Inputs,
	progress: (fraction: number) => void): Promise<Judged> {
	const module = await loadModule();
	const worker = new Worker(trustedAddress());

	try {
		return await new Promise((resolve, reject) => {
			worker.onerror = () => reject(new NoModule('moduleLost'));
			worker.onmessage = ({ data }: MessageEvent<Told>) => {
				if ('progress' in data)
					progress(data.progress);
				else if ('result' in data)
					resolve(data.result);
				else
					reject(new NotJudged(data.why));
			};
			worker.postMessage({ compiled: module, inputs });
		});
	} finally {
		worker.terminate();
	}
}
