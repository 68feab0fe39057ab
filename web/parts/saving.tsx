// SPDX-License-Identifier: Apache-2.0

// After an act the file has changed, and must be saved again.
import { Done, Look } from './signs.js';
import { en as words } from '../words/parts.js';

export function Saving({ saved, save, why = words.saveWhy, id = 'save' }: {
	saved: boolean; save: () => void; why?: string; id?: string;
}) {
	return <section class="stack" aria-labelledby={id}>
		<h2 id={id}>{words.saveNow}</h2><p>{why}</p>
		<p class="acts"><button type="button" class={saved ? 'btn second' :
			'btn'} onClick={save}>{saved ? words.saveAgain : words.saveKey}
		</button></p>
		<p role="status">{saved ? <span class="st ok"><Done />
			<span>{words.saveDone}</span></span> : <span class="st warn">
			<Look /><span>{words.saveNot}</span></span>}</p></section>;
}
