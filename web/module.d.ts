// SPDX-License-Identifier: Apache-2.0

// What pages use of module.js.
export class GainsayError extends Error {
	constructor(code: string, text: string);
	code: string;
}

export interface Judged {
	verdict: string;
	shown: string | null;
}

export class Module {
	constructor(compiled: WebAssembly.Module);
	judge(inputs: Record<string, Uint8Array>,
		progress?: (fraction: number) => void): Judged;
	close(): void;
}
