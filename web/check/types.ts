// SPDX-License-Identifier: Apache-2.0

// Of docs/spec/provenance.md ("Verdicts as JSON") what the page shows, and of
// lib/steps/beside_json.h all.
import type { Said } from '../words/said.js';

export interface Duty {
	status: string | null;
	due: string | null;
	done: string | null;
}

export interface Verdict {
	valid: boolean | null;
	why?: string;
	own_key?: string;
	own_word_code?: string;
	witnessed: string | null;
	witnessed_by: { witness: string }[];
	log: string;
	checkpoint: number;
	blocks: number;
	withheld: number[];
	word_code: string;
	exercise: boolean;
	channel: string;
	filed: string;
	marking: string | null;
	endorsements: number;
	endorsed_later: number | null;
	enrolled: number;
	acknowledgement: Duty;
	reply: Duty;
	dispositions: { request: number; disposition: string }[];
	text?: { summary: string };
}

export interface Run {
	text: string;
	changed: boolean;
	mark: boolean;
}

export interface Row {
	kind: string;
	said: string;
	block?: number;
	line: number;
	changes: number;
	filed: Run[];
	text: Run[];
	other: Run[];
}

export interface Shown {
	tone?: 'good' | 'part' | 'bad';
	answer?: Said[];
	checked: Said[];
	unchecked: Said[];
	dated: { code: string; witnesses: number; text: string };
	rows: Row[];
	furniture: number;
	local: Record<string, string>;
	zone: string | null;
}

export interface Inputs {
	file: Uint8Array;
	trust?: Uint8Array;
	text?: Uint8Array;
}
