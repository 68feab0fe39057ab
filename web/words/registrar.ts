// SPDX-License-Identifier: Apache-2.0

// What the page of the registrar and the second signer says of its own.  A
// second language is a second object of this type.
import { counting } from './count.js';
import { onLanguage } from './language.js';

const { plural, form } = counting('en');

export const en = {
	kind: 'registrar',
	page: 'Registrar',
	places: { people: 'People', roll: 'The roll', log: 'Rolls in the record' },
	registrar: 'The registrar',
	second: 'The second signer',

	lede: 'The registrar says who belongs and makes each roll of keys; the second signer looks at it and signs. Your files stay in this page, for as long as it is open and used; names are sent nowhere but, sealed, to the second signer.',
	roleHint: 'The server and every reader check that your key is that role’s.',
	signHint: 'As “gainsay key” made it, or the file with your signing key, as registrar.key.',
	kept: 'Your list, as this page saved it',
	keptHint: 'The file registrar.list. Leave it empty to begin a new list. It has names: keep it as you keep a staff file.',
	noList: 'That is no list that this page saved',
	locked: 'Locked. Your list is still here; choose your key file again to go on.',

	peopleTitle: (n: number) => n === 0 ? 'Your list is empty' :
		`${plural(n, 'person is', 'people are')} eligible`,
	peopleLede: (keys: number, waits: number) => `${keys} ${form(keys, 'has', 'have')} asked for a place on the roll and handed in a key; for ${waits} an invitation waits.`,
	closed: (n: number) => `Edition ${n} takes no more keys.`,
	list: 'Who is eligible',
	id: 'Id',
	name: 'Name',
	category: 'Category',
	invited: 'Invitation',
	keys: 'Keys',
	waits: 'waits',
	noKey: 'none yet',
	keysUntil: (n: number) => `up to edition ${n}`,
	whatToDo: 'What you can do',

	besides: 'What the installed program does besides',
	besidesText: 'A list that the program keeps (staff.db) and this one are two: go on where you began. The program alone asks a directory and prints letters:',

	rollTitle: 'Make the roll',
	rollLede: 'A roll is the list of the keys of one edition. You make and sign it, the second signer looks and signs, and it enters the record with both signatures. In this order:',
	secondLede: 'The registrar makes the roll and passes it to you by the server. Fetch it, look, ask those whom the draw names, and only then sign.',
	lookFor: [
		'Keys and people: are there more keys than people whom you know of? A key too many is a vote too many.',
		'Growth: did many join at once? Ask why before you sign.',
		'Who left: is everybody gone who left the organisation, and nobody who did not?',
		'Those whom the draw names: did each of them enrol, and nobody else in their place?'],
	refuse: 'I do not sign this',
	refusedTitle: 'Nothing was signed, and nothing was sent',
	refusedText: 'Without your signature this roll does not enter the record, and the roll of before stays in force.',
	refusedNext: 'Tell the registrar what is wrong. The registrar opens the edition again, sets the list right, makes the roll anew and passes it to you; then fetch it again.',
	logTitle: 'Rolls in the record',
	logText: 'Each roll that was published: how many keys, how many people, how many joined and left. Anyone can see this.',
	lookAtLog: 'Show the rolls',

	fields: {
		list: ['The staff list', 'A table with the columns id, name, category and this heading, saved by a spreadsheet as CSV. Who is not in it is no longer eligible.'],
		edition: ['The edition', 'A number, as 2.'],
		again: ['Also those whose invitation was not used', 'The one that they have becomes void.'],
		id: ['The person’s id', 'As it stands in your list.'],
	} as Record<'list' | 'edition' | 'again' | 'id', [string, string]>,
	acts: {
		import: ['Read a new staff list', 'Says who joins, who leaves and who is named otherwise, before anything is changed.'],
		invite: ['Approve everybody who has no invitation', 'Draws an invitation for each person on the list who never had one; with an edition, for each who has no key of it.'],
		inviteOne: ['Approve one person', 'Draws one invitation, for instance for somebody who lost theirs.'],
		replace: ['Replace what a person lost', 'Their keys for rolls that are not out become void, and they get a new invitation.'],
		unlink: ['Forget whose keys those of an edition are', 'Once its roll is in the record. Nothing brings it back.'],
		prepare: ['1. Make the roll', 'Takes the keys of everybody who is eligible. From then on the edition takes no more keys.'],
		sign: ['2. Sign it as registrar', 'Shows headcount and growth against the last roll, and asks.'],
		pass: ['3. Pass it to the second signer', 'By the server, which looks at nothing of it. It has keys and no names.'],
		answer: ['4. Answer whom the second signer asks about', 'The names of those whom the draw named, sealed to the second signer.'],
		reopen: ['Open the edition again', 'If the second signer refused, or the list was wrong: it takes keys again, and the roll is made anew.'],
		sample: ['Fetch the roll and see what changed', 'Shows headcount and growth against the last roll, and draws by chance whom to ask. Do it again when the registrar has answered: then it names them.'],
		countersign: ['Sign it as second signer', 'Shows the roll once more and asks. With your signature it enters the record.'],
	} satisfies Record<string, [string, string]>,
	confirm: {
		import: 'This is what changes', invite: 'Draw these invitations?',
		inviteOne: 'Draw this invitation?', replace: 'Make this void?',
		unlink: 'Forget this for good?', prepare: 'Close the edition and make its roll?',
		sign: 'Look at it once more', pass: 'Pass the roll?',
		answer: 'Give these names to the second signer?',
		reopen: 'Open the edition again?', sample: 'Fetch it and draw whom to ask?',
		countersign: 'Look at it once more',
	},
	doIt: {
		import: 'Take this list', invite: 'Draw invitations',
		inviteOne: 'Draw the invitation', replace: 'Replace it',
		unlink: 'Forget it', prepare: 'Make the roll', sign: 'Sign now',
		pass: 'Pass it', answer: 'Seal and send', reopen: 'Open it again',
		sample: 'Fetch and draw', countersign: 'Sign and publish now',
	},
	after: {
		import: 'The list is taken.', invite: 'The invitations are drawn.',
		inviteOne: 'The invitation is drawn.', replace: 'The old keys are void.',
		unlink: 'It is forgotten.', prepare: 'The roll is made and not signed.',
		sign: 'It has your signature.', pass: 'The second signer can fetch it.',
		answer: 'The second signer can open it.',
		reopen: 'The edition takes keys again.', sample: 'This is the roll.',
		countersign: 'The roll is in the record.',
	},
	done: (act: string) => `Done: ${act}`,
	checkNote: 'Nothing is changed or sent yet.',
	back: 'Back',
	goOn: 'Go on',
	working: 'Doing it',
	workingNote: 'Every entry of the record is checked here.',
	changes: (n: number) => `${plural(n, 'change', 'changes')} since the last roll`,
	whatChanged: 'Who joined, left or has no key',
	noChanges: 'Nobody joined or left since the last roll.',
	what: 'What',
	moves: { joined: 'joined', left: 'left', lapsed: 'has no key now' } as
		Record<string, string>,
	invitations: (n: number) => plural(n, 'invitation', 'invitations'),
	invitationsText: 'Hand each to its person, as you would a password, and destroy your copy. They are not kept, and not shown again.',
	saveOne: (name: string) => `Save ${name}`,
	saveList: 'Save the list',
	saveAgain: 'Save it again',
	saved: 'Saved by this browser. Keep it in one place, over the older one.',
	notSaved: 'Not saved yet. This page asks before you leave.',
	saveTitle: 'Your list',
	saveWhy: 'This page keeps nothing when it is closed. Save the list after each change: without it, invitations that were handed out lead to no roll.',
};

export type RegistrarWords = typeof en;

// What is imported is this name, and so follows it.
export let words: RegistrarWords = en;

onLanguage((spoken) => {
	words = spoken?.registrar ?? en;
});
