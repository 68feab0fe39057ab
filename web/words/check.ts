// SPDX-License-Identifier: Apache-2.0

// Every word of the Check page that is its own; what the module says stands in
// said.*.ts.  `{0}` stands for a value.
import { onLanguage } from './language.js';
import { form, type Table, type Value } from './say.js';

export const english = {
	title: 'Check a text',
	site: 'Dissent Channel',
	siteKind: 'public record',
	skip: 'Skip to the content',
	language: 'Language',
	pages: 'Pages',
	navRecord: 'Record',
	navCheck: 'Check a text',
	navRules: 'Rules',
	marking: 'Marking of this page',
	markingEnd: 'Marking of this page, at its end',
	exercise: 'Exercise',
	exerciseWord: 'EXERCISE:',
	exerciseText: 'people, acts and dates of this channel are invented.',

	ask: 'Is this the memo that was filed?',
	lede: 'Give the provenance file of a memo and the text that you have. This page says what in the text is as it was filed, what was changed, what is missing and what is withheld.',
	nothingSent: 'Nothing leaves this device.',
	nothingSentText: 'Both are compared here, in the page. Nothing is sent anywhere, and nothing is kept.',
	savePage: 'Save this page',
	savePageText: 'as one file, and check again without a network.',
	file: 'Provenance file',
	fileHint: 'Its name ends in .gainsay. Drop it here or choose it.',
	text: 'Your text (optional)',
	textHint: 'Plain text or Markdown. Save a PDF or a Word file as plain text first, or let the program read it: gainsay verify.',
	paste: 'or paste it here',
	key: 'The channel’s eight words, or its key',
	keyHint: 'From the channel itself, and not from where the file came from: whoever makes a file can name a key of their own in it.',
	check: 'Check',
	busy: 'Checking',
	busyText: 'Each endorsement’s proof is verified here. This takes a few seconds.',

	problem: 'There is a problem',
	noFile: 'Choose a provenance file',
	noKey: 'Give the channel’s eight words or its key',
	otherWords: 'These are not the words of the key that the file names. Either they were mistyped, or the file is of another channel, or somebody made it up.',
	notJudged: 'Nothing could be judged: {0}. Nothing is lost: look at what you gave and check again.',
	noModule: 'This browser does not run WebAssembly, or was told not to. In Tor Browser, set the security level of this site to Standard; or use the installed program: gainsay verify --key KEY FILE TEXT',
	moduleLost: 'A part of this page could not be loaded. Load the page again; if that does not help, use the program: gainsay verify --key KEY FILE TEXT',
	moduleAltered: 'This server handed out a part of this page with other bytes than the page names: it was altered, and nothing was done with it. Use the program: gainsay verify --key KEY FILE TEXT',
	titleProblem: 'Error: {0}',

	another: 'Check another text',
	validTitle: 'The file is valid: a memo was filed on {0}.',
	invalidTitle: 'The file is not valid: nothing is proved.',
	invalidWhy: 'What is wrong: {0}.',
	lead: 'A memo with the word code below was filed on {0}.',
	firstChange: 'First change',
	all: 'All paragraphs',
	save: 'Save this result',
	print: 'Print',
	asLog: 'The memo, as the log has it',
	filed: 'Filed',
	markingOf: 'Marking',
	noMarking: 'none',
	endorsed: 'Endorsed by',
	endorsedOf: ' of {0} members’ keys',
	later: ', and {0} more later',
	wordCode: 'Word code',
	acknowledge: 'Acknowledge',
	reply: 'Reply',
	inTime: 'in time',
	late: 'late',
	overdue: 'not done, and the time is over',
	open: 'still running',
	ended: 'ended',
	notInFile: 'not in this file',
	due: 'due {0}',
	answer: 'Answer',
	onWhole: '{0}, on the memo as a whole',
	onRequest: 'request {0}: {1}',
	noAnswer: 'none in this file',
	accepted: 'accepted',
	partly: 'partly',
	declined: 'declined',
	noDecision: 'no decision',
	alreadyDone: 'already done',
	outOfScope: 'out of scope',
	whoDates: 'Who dates it',
	zone: 'All times are those of {0}.',

	paragraphs: 'Paragraph by paragraph',
	memoText: 'The memo’s paragraphs, as filed',
	mapLabel: 'The {0} paragraphs of the memo',
	identical: 'word for word',
	typography: 'the same but for quotes, spacing, capitals',
	altered: 'changed',
	missing: 'missing from your text',
	withheld: 'withheld',
	extra: 'not the memo’s',
	omission: 'left out, and your text says so',
	line: 'line {0}',
	places: { one: '{0} place', other: '{0} places' },
	asFiled: 'As filed',
	yours: 'Your text',
	nothingHere: 'nothing',
	bars: 'Withheld paragraph',
	otherChanges: 'Changes that have no place above',
	furniture: {
		one: 'Besides, in your text: one line taken as a page heading or number, and left out of the comparison.',
		other: 'Besides, in your text: {0} lines taken as page headings or numbers, and left out of the comparison.',
	},
	moved: 'moved',
	merged: 'merged',
	split: 'split',
	inPart: 'shown in part',
	shortened: 'shortened',
	wordsInGap: 'with words where the file withholds some',

	checked: 'What was checked, here in this page',
	unchecked: 'What was not checked',
	footLog: 'Judged from the file alone, which shows the log {0} at checkpoint {1}.',
	footPlain: 'Nothing on this page is loaded from elsewhere. No cookies.',
};

export type Key = keyof typeof english;
export type Words = Table<Key>;

let words: Words = english;

onLanguage((spoken) => {
	words = spoken?.check ?? english;
});

export function say(key: Key, ...values: Value[]): string {
	return form(words[key], ...values);
}
