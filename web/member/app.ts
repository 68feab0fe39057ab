// SPDX-License-Identifier: Apache-2.0

// What each view is given of the page.
import type { Channel } from './channel.js';
import type { Draft } from './draft.js';
import type { Keyring } from './key.js';
import type { Memo } from '../parts/told.js';

export type View = 'start' | 'enrol' | 'endorse' | 'write' | 'follow' |
	'protect' | 'open';

export interface Enrolment {
	file: Uint8Array;
	passphrase: string;
	name: string;
	saved: boolean;
	told: string; // what the program said
}

export interface App {
	view: View;
	go: (view: View) => void;
	ring: Keyring;
	link: string | null;
	setLink: (link: string | null) => void;
	handed: string | null;           // an invitation or a code
	setHanded: (text: string | null) => void;
	enrolment: Enrolment | null;
	setEnrolment: (enrolment: Enrolment | null) => void;
	draft: Draft | null;
	setDraft: (draft: Draft | null) => void;
	channel: Channel | null;         // of the open key, or of this page
	server: string | null;
	setTitle: (title: string) => void;
	setMemo: (memo: Memo | null) => void; // whose marking the page then has
}
