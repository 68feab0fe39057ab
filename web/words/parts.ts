// SPDX-License-Identifier: Apache-2.0

// What every page with a key says.  Each language is an
// object of this type.
import { counting } from './count.js';
import { onLanguage } from './language.js';

const { plural } = counting('en');

export const en = {
	tongue: 'Language',
	site: 'Dissent Channel',
	skip: 'Skip to the content',
	pages: 'Pages',
	marking: 'Marking of this page',
	markingEnd: 'Marking of this page, at its end',
	exercise: 'Exercise',
	exerciseWord: 'EXERCISE:',
	exerciseText: 'people, acts and dates of this channel are invented.',
	title: (view: string, page: string) =>
		`${view} – ${page} – Dissent Channel`,
	footTyped: 'What you type stays in this page until you send it, and is sealed before it leaves. No cookies. Nothing is loaded from elsewhere.',
	footSame: 'This page runs the same program as the command line, here on your device.',

	leave: 'Leave this page',
	leaveHint: 'Or press the Shift key three times.',
	leaveTwice: 'Shift, press 2 more times to leave.',
	leaveOnce: 'Shift, press 1 more time to leave.',
	leaveOver: 'Leaving this page by the Shift key has timed out.',
	leaving: 'Leaving this page.',

	problem: 'There is a problem',
	titleProblem: (title: string) => `Error: ${title}`,
	yes: 'Yes',
	notNow: 'Not now',
	back: 'Back',

	keyFile: 'Your key file',
	keyFileHint: 'Choose it from where you keep it. It is read in this page and sent nowhere.',
	passphrase: 'Its passphrase',
	passphraseHint: 'As you chose it when the file was made.',
	passphraseMaybe: 'Leave this empty if the file has none.',
	showTyped: 'Show what I type',
	openKey: 'Open the file',
	noFile: 'Choose the file',
	noPassphrase: 'Type the passphrase',
	keyOpen: 'Key open in this page',
	keyUnsaved: 'Key file not saved yet',
	lock: 'Lock',
	locked: 'This page is locked',
	lockedWhy: 'Nothing was done here for ten minutes, or you locked it. Your key file is still here, sealed, and nothing of what you wrote is lost.',
	unlock: 'Unlock',
	lockSoon: 'This page locks in one minute',
	lockSoonText: 'Nothing was done here for nine minutes. What you wrote stays here; to go on after that you type your passphrase again.',
	stayOpen: 'Stay open',
	twoTabs: 'A key file is open in another tab',
	twoTabsText: 'What is done there is not in the file here, and the other way round. Close the other tab first, after saving its file; then try again.',

	busy: 'Working on this device',
	busyKey: 'Opening your key file. This takes a few seconds: it is slow so that nobody can try many passphrases.',
	busyShare: (percent: number) => `${percent} %`,

	failed: 'That did not work',
	failedRefused: 'It was refused, and nothing was changed.',
	failedUnknown: 'Nothing was done that could be told, and nothing is lost.',
	failedBroken: 'A promise to you was broken, or a duty was missed.',
	failedKept: 'Your key file is as it was.',
	failedSaved: 'What happened so far is in your key file: save it. Trying again sends the same act, which counts once.',
	retry: 'Try again',
	noModule: 'This browser does not run WebAssembly, or was told not to. Your key has not been touched. In Tor Browser, set the security level of this one site to Standard; or use the installed program.',
	lost: 'A part of this page could not be loaded, or the connection broke. Nothing is lost: try again.',
	altered: 'This server handed out a part of this page with other bytes than the page names: it was altered. Nothing was done with it, and your key has not been touched. Do not go on here; use the installed program, and tell those who watch the channel.',

	memoText: 'The memo',
	fields: { subject: 'Subject', from: 'From', to: 'To', date: 'Date',
		reference: 'Reference', tags: 'Tags' } as Record<string, string>,
	facts: { 'Memo id': 'Memo id', 'Word code': 'Word code',
		Roll: 'List of keys', Addressed: 'Addressed to', Filing: 'Filing',
		'Sealed to': 'Who can open it', Count: 'So far',
		'Your key': 'Your key', Channel: 'Channel', Server: 'Server',
		'Its code': 'Its word code', 'Its key': 'Its word code',
		Keys: 'Keys', Acts: 'Acts', Memo: 'Memo', Marking: 'Marking',
		Annex: 'Annex', Annexes: 'Annexes' } as Record<string, string>,
	asPrinted: 'The same as the program prints it',
	wordCode: 'Word code of this text',
	wordCodeField: 'The eight words that you were told by another way',
	wordCodeHint: 'Type what your colleague said. They are not shown here, so that you compare and do not copy.',
	wordCodeSame: 'All eight are the same: this is the text they meant.',
	wordCodeSome: (n: number) => `${plural(n, 'word', 'words')} of 8 so far.`,
	wordCodeMany: (n: number) => `${n} words; there are 8.`,
	wordCodeDiffers: (n: number) => n === 1 ?
		'One word differs from the code of this text.' :
		`${n} words differ from the code of this text.`,
	wordCodeMissing: 'Type the eight words that you were told',

	saveNow: 'Save your key file now',
	saveWhy: 'It has changed: what you did, and what the server signed about it, is in it and nowhere else. It looks the same, and has the same size, as the file of a member who has done nothing.',
	saveKey: 'Save the key file',
	saveNot: 'Not saved yet. This page asks again before you leave.',
	saveDone: 'Saved by this browser. Put it where you keep your key file, over the older one.',
	saveAgain: 'Save it again',

	print: 'Print',
	copy: 'Copy',
	copied: 'Copied.',
	download: 'Save as a file',
};

export type PartWords = typeof en;

// What is imported is this name, and so follows it.
export let words: PartWords = en;

onLanguage((spoken) => {
	words = spoken?.parts ?? en;
});
