// SPDX-License-Identifier: Apache-2.0

// The protection officer's cases: what the log has of them, and their acts.
import { words } from '../words/office.js';
import { actsOf, type Act } from './acts.js';
import type { Case } from './types.js';
import { at, day } from './when.js';

function ChannelActs({ kind, go }: { kind: string; go: (act: Act) => void }) {
	return <ul class="record">{actsOf(kind).filter((act) =>
		act.about === 'channel').map((act) => <li class="memo"><span>
		<button type="button" class="btn second small" onClick={() =>
			go(act)}>{words.acts[act.name][0]}</button></span>
	<span class="small soft">{words.acts[act.name][1]}</span></li>)}</ul>;
}

export function Cases({ cases, zone, kind, go }: { cases: Case[];
	zone: string; kind: string; go: (act: Act) => void; }) {
	const open = cases.filter((one) => one.ended === null);

	return <><h1>{words.casesTitle(open.length)}</h1>
		<p class="soft mt2">{words.casesLede}</p>
		{cases.length > 0 && <div class="scroll mt5" tabIndex={0}
			role="region" aria-label={words.casesList}><table role="table">
			<caption class="hide">{words.casesList}</caption>
			<thead role="rowgroup"><tr role="row">{[words.case_, words.opened,
				words.saidLast, words.moreBy, words.state].map((name) =>
				<th role="columnheader" scope="col">{name}</th>)}</tr></thead>
			<tbody role="rowgroup">{cases.map((one) => <tr role="row">
				<td role="cell" data-l={words.case_}>{words.caseN(one.case)}
				</td>
				<td role="cell" data-l={words.opened}>
					{at(one.opened, zone, true)}</td>
				<td role="cell" data-l={words.saidLast}>
					{at(one.said, zone, true)}</td>
				<td role="cell" data-l={words.moreBy}>{one.until === null ?
					'–' : day(one.until)}</td>
				<td role="cell" data-l={words.state}>{one.ended !== null ?
					words.ended : one.overdue ? words.overdue : words.open}
				</td></tr>)}</tbody></table></div>}
		<section class="stack" aria-labelledby="case-acts">
			<h2 id="case-acts">{words.whatToDo}</h2>
			<ChannelActs kind={kind} go={go} /></section></>;
}

// What the second signer signs are files of their own device.
export function Channel() {
	return <><h1>{words.channelTitle}</h1><p class="mt4">{words.rollText}</p>
		<p class="mt2"><code dir="ltr">gainsay roll sign NAME --role second
			--sign KEYFILE --log URL --publish</code></p>
		<p class="mt5">{words.charterText}</p>
		<p class="mt2"><code dir="ltr">gainsay charter sign NEXT.rec --role
			second --sign KEYFILE --log URL</code></p></>;
}
