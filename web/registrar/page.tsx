// SPDX-License-Identifier: Apache-2.0

// The page of the registrar and of the second signer, who make a roll together.
import { render } from 'preact';
import { useRef, useState } from 'preact/hooks';
import { Busy, type Far } from '../parts/busy.js';
import { save } from '../parts/download.js';
import { brokenOf, Failed, failureOf, type Failure } from '../parts/failed.js';
import { Frame, type Place } from '../parts/frame.js';
import { useIdle } from '../parts/idle.js';
import { guard } from '../parts/leave.js';
import { useLanguage } from '../parts/languages.js';
import { LockSoon } from '../parts/lock.js';
import { Done, Look } from '../parts/signs.js';
import { forget, type Files, type Ran } from '../run/run.js';
import { Printed } from '../office/printed.js';
import { openDesk, wasTold, wipe, type Desk } from '../office/program.js';
import { begin } from '../words/language.js';
import { words as office } from '../words/office.js';
import { words as parts } from '../words/parts.js';
import { words } from '../words/registrar.js';
import { actOf, type Act, type ActName } from './acts.js';
import { merged, pack } from './box.js';
import { Entry, type Opened } from './entry.js';
import { Form } from './form.js';
import { Acts, PeopleView, type People } from './people.js';
import { list, rolls } from './program.js';

type View = { is: 'people' } | { is: 'roll' } | { is: 'log' } |
	{ is: 'refused' } | { is: 'act'; act: Act };

const LOCK_AFTER = 10; // minutes
const NOBODY: People = { eligible: 0, with_key: 0, code_waits: 0, closed: null,
	people: [] };
const REGISTRAR: readonly ActName[] = ['prepare', 'sign', 'pass', 'answer',
	'reopen'];

let isUnsaved = false; // leaving asks first

function placesOf(role: string): Place[] {
	return [...role === 'registrar' ? [{ key: 'people',
		name: words.places.people }] : [],
	{ key: 'roll', name: words.places.roll },
	{ key: 'log', name: words.places.log }];
}

function titleOf(view: View, told: People): string {
	return view.is === 'people' ? words.peopleTitle(told.eligible) :
		view.is === 'act' ? words.acts[view.act.name][0] :
			view.is === 'log' ? words.logTitle :
				view.is === 'refused' ? words.refusedTitle : words.rollTitle;
}

// The steps of a roll, in their order.
function Roll({ role, box, go }: { role: string; box: Files;
	go: (view: View) => void; }) {
	const act = (one: Act) => go({ is: 'act', act: one });

	if (role === 'registrar')
		return <><h1>{words.rollTitle}</h1>
			<p class="lede mt2">{words.rollLede}</p>
			<div class="mt5"><Acts names={REGISTRAR} go={act} /></div></>;
	return <><h1>{words.rollTitle}</h1>
		<p class="lede mt2">{words.secondLede}</p>
		<ul class="mt4">{words.lookFor.map((one) => <li>{one}</li>)}</ul>
		<div class="mt5"><Acts names={box['/roll.rec'] === undefined ?
			['sample'] : ['sample', 'countersign']} go={act} /></div>
		{box['/roll.rec'] !== undefined && <p class="acts"><button
			type="button" class="btn second" onClick={() =>
				go({ is: 'refused' })}>{words.refuse}</button></p>}</>;
}

function Refused() {
	return <><h1>{words.refusedTitle}</h1>
		<p class="lede mt2">{words.refusedText}</p>
		<p class="mt4">{words.refusedNext}</p></>;
}

function Log({ desk }: { desk: Desk }) {
	const [far, setFar] = useState<Far | null>(null);
	const [out, setOut] = useState<string | null>(null);
	const [failure, setFailure] = useState<Failure | null>(null);

	async function look() {
		setFailure(null);
		setFar({ what: office.opening, done: 0, of: 0 });
		const ran = await rolls(desk, () => {}).catch(brokenOf);
		setFar(null);
		if ('out' in ran && wasTold(ran))
			setOut(ran.out);
		else
			setFailure('out' in ran ? failureOf(ran) : ran);
	}
	return <><h1>{words.logTitle}</h1><p class="mt2">{words.logText}</p>
		{failure !== null && <div class="my5"><Failed failure={failure} />
		</div>}
		{out !== null && <div class="panel mt4" lang="en">
			<Printed text={out} /></div>}
		<p class="acts mt4"><button type="button" class="btn second"
			onClick={() => void look()}>{words.lookAtLog}</button></p>
		<Busy far={far} /></>;
}

function Keep({ saved, keep }: { saved: boolean; keep: () => void; }) {
	return <section class="stack mt5" aria-labelledby="save-list">
		<h2 id="save-list">{words.saveTitle}</h2><p>{words.saveWhy}</p>
		<p class="acts"><button type="button" class={saved ? 'btn second' :
			'btn'} onClick={keep}>{saved ? words.saveAgain : words.saveList}
		</button></p>
		<p role="status">{saved ? <span class="st ok"><Done />
			<span>{words.saved}</span></span> : <span class="st warn">
			<Look /><span>{words.notSaved}</span></span>}</p></section>;
}

// The desk: keys and list of who sits here.
function useDesk() {
	const [desk, setDesk] = useState<Desk | null>(null);
	const [box, setBox] = useState<Files>({});
	const [saved, setSaved] = useState(true);
	const [told, setTold] = useState<People>(NOBODY);
	const [exercise, setExercise] = useState(false);
	const [far, setFar] = useState<Far | null>(null);
	const [failure, setFailure] = useState<Failure | null>(null);

	function take(of: Files, ran: Ran) {
		const [next, changed] = merged(of, ran.files);
		setBox(next);
		if (changed) {
			setSaved(false);
			isUnsaved = true;
		}
		return next;
	}
	async function load(of: Desk, from: Files): Promise<boolean> {
		const what = office.opening, note = office.openingNote;
		setFailure(null);
		setFar({ what, done: 0, of: 0, note });
		try {
			const wrong = await openDesk(of);
			const far = (done: number, all: number) => setFar({ what, done,
				of: all, note });
			const known = wrong !== null ? null : await rolls(of, far);
			const ran = known === null || !wasTold(known) ||
				of.role !== 'registrar' ? known : await list(of, from, far);
			if (known !== null && ran !== null && wasTold(ran)) {
				take(from, ran);
				setTold(of.role === 'registrar' ?
					JSON.parse(ran.out) as People : NOBODY);
				setExercise(known.out.startsWith('EXERCISE'));
				setDesk(of);
				setFar(null);
				return true;
			}
			setFailure(wrong ?? (ran === null ? null : failureOf(ran)));
		} catch (error) {
			setFailure(brokenOf(error));
		}
		setFar(null);
		return false;
	}
	return { desk, box, saved, told, exercise, far, failure, load, take: (ran: Ran) =>
		take(box, ran), keep: () => {
		save('registrar.list', pack(box));
		setSaved(true);
		isUnsaved = false;
	}, lock: () => {
		if (desk !== null)
			wipe(desk);
		setDesk(null);
		forget();
	} };
}

function Page() {
	useLanguage();
	const [view, setView] = useState<View>({ is: 'people' });
	const [locked, setLocked] = useState(false);
	const before = useRef<{ kind: string; key: string } | null>(null);
	const { desk, box, saved, told, exercise, far, failure, load, ...to } =
		useDesk();
	const end = () => {
		setLocked(true);
		to.lock();
	};
	const [warns, stay] = useIdle(desk === null ? 0 : LOCK_AFTER, end);

	async function open({ desk: of, box: given }: Opened) {
		const same = before.current?.kind === of.kind;
		before.current = { kind: of.kind, key: of.key };
		if (await load(of, given ?? (same ? box : {})) && !(same && locked))
			setView({ is: of.kind === 'registrar' ? 'people' : 'roll' });
	}
	function changed(ran: Ran) {
		to.take(ran);
	}
	function leave() {
		const was = view.is === 'act' ? view.act : actOf('import');
		setView(was.verb[0] === 'roll' ? { is: 'roll' } : { is: 'people' });
		if (desk !== null && desk.role === 'registrar')
			void load(desk, box);
	}

	return <Frame kind={words.kind} title={parts.title(desk === null ?
		office.keyTitle : titleOf(view, told), words.page)}
	exercise={desk !== null && exercise}
	view={desk === null ? 'key' : view.is === 'act' ? view.act.name : view.is}
	places={desk === null ? [] : placesOf(desk.kind)} at={view.is}
	go={(key) => {
		setView({ is: key } as View);
		if (key === 'people' && desk !== null)
			void load(desk, box);
	}}
	foot={<p><a href="../">{office.record}</a> ·{' '}
		<a href="../charter">{office.rules}</a> ·{' '}
		<a href="../check/">{office.checkPage}</a></p>}
	state={desk !== null && <span><span class="st ok"><Done />
		<span>{desk.kind === 'registrar' ? words.registrar : words.second}:
			{' '}{office.keyOpen}</span></span>{' '}· {office.locksAfter} ·{' '}
	<button type="button" class="plain" onClick={end}>{office.lock}</button>
	</span>}>
		{warns && <LockSoon stay={stay} lock={end} />}
		{desk === null ? <Entry before={before.current} locked={locked}
			far={far} failure={failure} open={(of) => void open(of)} /> :
			<>{failure !== null && <div class="my5"><Failed failure={failure} />
			</div>}
			{view.is === 'act' ? <Form key={view.act.name} act={view.act}
				desk={desk} box={box} changed={changed} leave={leave} /> :
				view.is === 'people' ? <PeopleView told={told}
					go={(act) => setView({ is: 'act', act })} /> :
					view.is === 'log' ? <Log desk={desk} /> :
						view.is === 'refused' ? <Refused /> :
							<Roll role={desk.role} box={box} go={setView} />}
			<Busy far={far} />
			{desk.role === 'registrar' && (!saved || told.people.length > 0) &&
				<Keep saved={saved} keep={to.keep} />}</>}
	</Frame>;
}

guard(() => isUnsaved);
await begin();
render(<Page />, document.body);
