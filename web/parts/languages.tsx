// SPDX-License-Identifier: Apache-2.0

// The menu of languages, each by its own name, for who cannot read the others.
import { useEffect, useState } from 'preact/hooks';
import { choose, LANGUAGES, language, onLanguage } from '../words/language.js';

export function Languages({ name }: { name: string }) {
	return <div class="end"><label for="language" class="hide">{name}</label>
	<select id="language" class="tongue" value={language()}
		onChange={(event) => void choose(event.currentTarget.value)}>
		{Object.entries(LANGUAGES).map(([key, one]) =>
			<option value={key} lang={key} dir={one.dir}>{one.name}</option>)}
	</select></div>;
}

// Draws its page anew when another language is chosen.
export function useLanguage() {
	const [, turn] = useState(0);

	useEffect(() => onLanguage(() => turn((n) => n + 1)), []);
}
