// SPDX-License-Identifier: Apache-2.0

// After an act the file has changed, and must be saved again.
import { Done, Look } from './signs.js';
import { words } from '../words/parts.js';

export function Saving({ saved, save }: { saved: boolean;
	save: () => void; }) {
	return <section class="stack" aria-labelledby="save">
		<h2 id="save">{words.saveNow}</h2><p>{words.saveWhy}</p>
		<SaveButton saved={saved} save={save} /></section>;
}

// The same among other things, of which there may be several.
export function SaveButton({ saved, save }: { saved: boolean;
	save: () => void; }) {
	return <><p class="acts"><button type="button" class={saved ? 'btn second' :
			'btn'} onClick={save}>{saved ? words.saveAgain : words.saveKey}
		</button></p>
		<p role="status">{saved ? <span class="st ok"><Done />
			<span>{words.saveDone}</span></span> : <span class="st warn">
			<Look /><span>{words.saveNot}</span></span>}</p></>;
}
