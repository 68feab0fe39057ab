// SPDX-License-Identifier: Apache-2.0

export interface Kept {
	bytes: Uint8Array;
	written: number;
}

export interface Request {
	method: string;
	url: string;
	max: number;
	header: string;
	body: Uint8Array | null;
}

export interface Host {
	request(of: Request): { status: number; body: Uint8Array };
	progress?(fraction: number): void;
}

export function runVerb(compiled: WebAssembly.Module, task: { argv: string[];
	answers: string[]; files: Map<string, Kept> }, host: Host): {
	code: number; out: string; err: string; asked: string[];
	files: Map<string, Kept> };
