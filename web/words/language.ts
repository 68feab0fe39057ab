// SPDX-License-Identifier: Apache-2.0

// In which language a page speaks.  The choice stays in this browser: nobody is
// told, and where the browser keeps nothing it holds for this page.  English is
// in every page; another language is fetched when it is wanted, under its hash.
import { preloaded } from '../run/preload.js';
import type { Catalogue } from './catalogue.js';

export type Language = 'en' | 'fr' | 'es' | 'ar';

// Each by its own name, for who cannot read the page as it is.
export const LANGUAGES: Record<Language, { name: string; dir: 'ltr' | 'rtl';
	locale: string; }> = {
	en: { name: 'English', dir: 'ltr', locale: 'en-GB' },
	fr: { name: 'Français', dir: 'ltr', locale: 'fr' },
	es: { name: 'Español', dir: 'ltr', locale: 'es' },
	ar: { name: 'العربية', dir: 'rtl', locale: 'ar' },
};
const KEPT = 'gainsay-language';

const had: Partial<Record<Language, Catalogue>> = {};
const heard: ((spoken: Catalogue | null) => void)[] = [];
let now: Language = 'en';

export function language(): Language {
	return now;
}

export function locale(): string {
	return LANGUAGES[now].locale;
}

// Catalogues that need not be fetched.
export function offer(these: Partial<Record<Language, Catalogue>>) {
	Object.assign(had, these);
}

// Told of every change, and of none to English: null.  Returns what ends it.
export function onLanguage(listener: (spoken: Catalogue | null) => void):
() => void {
	heard.push(listener);
	return () => {
		heard.splice(heard.indexOf(listener), 1);
	};
}

async function fetched(of: Language): Promise<Catalogue> {
	const href = await preloaded(of);
	const { catalogue } = await import(href) as { catalogue: Catalogue };
	had[of] = catalogue;
	return catalogue;
}

// Where it cannot be fetched the page speaks as before.
async function speak(of: Language) {
	const spoken = of === 'en' ? null : had[of] ??
		await fetched(of).catch(() => undefined);

	if (spoken !== undefined) {
		now = of;
		document.documentElement.lang = of;
		document.documentElement.dir = LANGUAGES[of].dir;
	}
	for (const listener of [...heard])
		listener(now === 'en' ? null : had[now] ?? null);
}

function known(name: string | null | undefined): Language | undefined {
	const plain = name?.slice(0, 2).toLowerCase();
	return plain !== undefined && plain in LANGUAGES ?
		plain as Language : undefined;
}

function kept(): Language | undefined {
	try {
		return known(localStorage.getItem(KEPT));
	} catch {
		return undefined;
	}
}

// Before anything is drawn.
export async function begin() {
	await speak(kept() ?? navigator.languages.map(known).find((one) =>
		one !== undefined) ?? 'en');
	document.querySelector('.waits')?.remove(); // of the shell
}

export async function choose(name: string) {
	await speak(known(name) ?? 'en');
	try {
		localStorage.setItem(KEPT, now);
	} catch {
		// It holds for this page.
	}
}
