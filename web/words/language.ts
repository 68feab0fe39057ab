// SPDX-License-Identifier: Apache-2.0

// In which language a page speaks.  The choice stays in this browser: nobody is
// told, and where the browser keeps nothing it holds for this page.
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

let now: Language = kept() ??
	navigator.languages.map(known).find((one) => one !== undefined) ?? 'en';

function show() {
	document.documentElement.lang = now;
	document.documentElement.dir = LANGUAGES[now].dir;
}

export function language(): Language {
	return now;
}

export function locale(): string {
	return LANGUAGES[now].locale;
}

export function choose(name: string) {
	now = known(name) ?? 'en';
	try {
		localStorage.setItem(KEPT, now);
	} catch {
		// It holds for this page.
	}
	show();
}

show();
