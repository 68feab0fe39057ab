// SPDX-License-Identifier: Apache-2.0

// What the program answers with --json (docs/spec/json.md), as far as it is
// shown here.
export interface Duty {
	status: string | null;
	from: string;
	due: string;
	extended: number;
	done: string | null;
	duty: string;
	number: number | null;
	owner: string;
	whose: string | null;
	missed: string | null;
	missed_number: number | null;
	days: number | null;
	due_local: string;
	type: string | null;
}

export interface Memo {
	memo: number;
	memo_id: string;
	filed: string;
	marking: string | null;
	requests: number;
	endorsements: number;
	enrolled: number;
	endorsed_later: number;
	addressees: string[];
	distribution: string[];
	panel: string[];
	duties: Duty[];
	questions: { question: number; asked: string;
		answered: string | null }[];
	copies: { copy: number; to: string; received: string | null }[];
	appeals: { appeal: number; at: string; grounds: string[];
		decided: string | null; outcome: string | null }[];
	remarks: { remark: number; at: string; by: string; text: string }[];
	positions: { position: number; request: number; side: string;
		stance: string | null }[];
	opened: { role: string; by: string; at: string }[];
	replies: { reply: number; at: string }[];
	ruling: string | null;
	holds: { hold: number; state: string }[];
	reported: string | null;
	ended: string | null;
}

export interface Listed {
	exercise: boolean;
	zone: string;
	as_of: string;
	missed: number;
	memos: Memo[];
}

export interface Case {
	case: number;
	opened: string;
	said: string;
	ended: string | null;
	until: string | null;
	overdue: boolean;
}

export interface Row {
	memo: Memo;
	duty: Duty;
}
