// SPDX-License-Identifier: Apache-2.0
import type { PartWords } from './parts.js';

const rules = new Intl.PluralRules('fr');
const form = (n: number, one: string, more: string) =>
	rules.select(n) === 'one' ? one : more;
const plural = (n: number, one: string, more: string) =>
	`${n} ${form(n, one, more)}`;

export const french: PartWords = {
	tongue: 'Langue',
	site: 'Canal de dissentiment',
	skip: 'Aller au contenu',
	pages: 'Pages',
	marking: 'Marquage de cette page',
	markingEnd: 'Marquage de cette page, à sa fin',
	exercise: 'Exercice',
	exerciseWord: 'EXERCICE :',
	exerciseText: 'les personnes, les actes et les dates de ce canal sont inventés.',
	title: (view: string, page: string) =>
		`${view} – ${page} – Canal de dissentiment`,
	footTyped: 'Ce que vous tapez reste dans cette page jusqu’à ce que vous l’envoyiez, et est scellé avant de la quitter. Pas de cookies. Rien n’est chargé d’ailleurs.',
	footSame: 'Cette page exécute le même programme que la ligne de commande, ici sur votre appareil.',

	leave: 'Quitter cette page',
	leaveHint: 'Ou appuyez trois fois sur la touche Maj (Shift).',
	leaveTwice: 'Maj : appuyez encore 2 fois pour quitter.',
	leaveOnce: 'Maj : appuyez encore 1 fois pour quitter.',
	leaveOver: 'Le temps pour quitter cette page avec la touche Maj est passé.',
	leaving: 'Vous quittez cette page.',

	problem: 'Il y a un problème',
	titleProblem: (title: string) => `Erreur : ${title}`,
	yes: 'Oui',
	notNow: 'Pas maintenant',
	back: 'Retour',

	keyFile: 'Votre fichier de clé',
	keyFileHint: 'Choisissez-le là où vous le gardez. Il est lu dans cette page et n’est envoyé nulle part.',
	passphrase: 'Sa phrase de passe',
	passphraseHint: 'Telle que vous l’avez choisie quand le fichier a été fait.',
	passphraseMaybe: 'Laissez ceci vide si le fichier n’en a pas.',
	showTyped: 'Montrer ce que je tape',
	openKey: 'Ouvrir le fichier',
	noFile: 'Choisissez le fichier',
	noPassphrase: 'Tapez la phrase de passe',
	keyOpen: 'Clé ouverte dans cette page',
	keyUnsaved: 'Fichier de clé pas encore enregistré',
	lock: 'Verrouiller',
	locked: 'Cette page est verrouillée',
	lockedWhy: 'Rien n’a été fait ici pendant dix minutes, ou vous l’avez verrouillée. Votre fichier de clé est encore ici, scellé, et rien de ce que vous avez écrit n’est perdu.',
	unlock: 'Déverrouiller',
	lockSoon: 'Cette page se verrouille dans une minute',
	lockSoonText: 'Rien n’a été fait ici pendant neuf minutes. Ce que vous avez écrit reste ici ; pour continuer après cela, vous tapez de nouveau votre phrase de passe.',
	stayOpen: 'Rester ouverte',
	twoTabs: 'Un fichier de clé est ouvert dans un autre onglet',
	twoTabsText: 'Ce qui est fait là-bas n’est pas dans le fichier ici, et inversement. Fermez d’abord l’autre onglet, après avoir enregistré son fichier ; puis essayez de nouveau.',

	busy: 'Travail en cours sur cet appareil',
	busyKey: 'Ouverture de votre fichier de clé. Cela prend quelques secondes : c’est lent pour que personne ne puisse essayer beaucoup de phrases de passe.',
	busyShare: (percent: number) => `${percent} %`,

	failed: 'Cela n’a pas marché',
	failedRefused: 'Cela a été refusé, et rien n’a été changé.',
	failedUnknown: 'Rien n’a été fait dont on puisse rendre compte, et rien n’est perdu.',
	failedBroken: 'Une promesse qui vous a été faite a été rompue, ou une obligation a été manquée.',
	failedKept: 'Votre fichier de clé est tel qu’il était.',
	failedSaved: 'Ce qui s’est passé jusqu’ici est dans votre fichier de clé : enregistrez-le. Essayer de nouveau envoie le même acte, qui compte une seule fois.',
	retry: 'Essayer de nouveau',
	noModule: 'Ce navigateur n’exécute pas WebAssembly, ou on le lui a interdit. Votre clé n’a pas été touchée. Dans le navigateur Tor, mettez le niveau de sécurité de ce seul site sur Standard ; ou prenez le programme installé.',
	lost: 'Une partie de cette page n’a pas pu être chargée, ou la connexion a été coupée. Rien n’est perdu : essayez de nouveau.',

	memoText: 'Le mémo',
	fields: { subject: 'Objet', from: 'De', to: 'À', date: 'Date',
		reference: 'Référence', tags: 'Mots-clés' } as Record<string, string>,
	facts: { 'Memo id': 'Identifiant du mémo', 'Word code': 'Code de mots',
		Roll: 'Liste des clés', Addressed: 'Adressé à', Filing: 'Dépôt',
		'Sealed to': 'Qui peut l’ouvrir', Count: 'Jusqu’ici',
		'Your key': 'Votre clé', Channel: 'Canal', Server: 'Serveur',
		'Its code': 'Son code de mots', 'Its key': 'Son code de mots',
		Keys: 'Clés', Acts: 'Actes', Memo: 'Mémo', Marking: 'Marquage',
		Annex: 'Annexe', Annexes: 'Annexes' } as Record<string, string>,
	asPrinted: 'La même chose, telle que le programme l’affiche',
	wordCode: 'Code de mots de ce texte',
	wordCodeField: 'Les huit mots qui vous ont été dits par une autre voie',
	wordCodeHint: 'Tapez ce que votre collègue a dit. Ils ne sont pas montrés ici, pour que vous compariez et ne recopiiez pas.',
	wordCodeSame: 'Les huit sont les mêmes : c’est le texte dont on vous a parlé.',
	wordCodeSome: (n: number) => `${plural(n, 'mot', 'mots')} sur 8 jusqu’ici.`,
	wordCodeMany: (n: number) => `${plural(n, 'mot', 'mots')} ; il y en a 8.`,
	wordCodeDiffers: (n: number) => n === 1 ?
		'Un mot diffère du code de ce texte.' :
		`${plural(n, 'mot diffère', 'mots diffèrent')} du code de ce texte.`,
	wordCodeMissing: 'Tapez les huit mots qui vous ont été dits',

	saveNow: 'Enregistrez maintenant votre fichier de clé',
	saveWhy: 'Il a changé : ce que vous avez fait, et ce que le serveur a signé à ce sujet, y est, et nulle part ailleurs. Il a le même aspect et la même taille que le fichier d’un membre qui n’a rien fait.',
	saveKey: 'Enregistrer le fichier de clé',
	saveNot: 'Pas encore enregistré. Cette page vous le demande encore avant que vous la quittiez.',
	saveDone: 'Enregistré par ce navigateur. Mettez-le là où vous gardez votre fichier de clé, à la place de l’ancien.',
	saveAgain: 'L’enregistrer de nouveau',

	print: 'Imprimer',
	copy: 'Copier',
	copied: 'Copié.',
	download: 'Enregistrer dans un fichier',
};
