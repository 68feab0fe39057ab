// SPDX-License-Identifier: Apache-2.0

// What may be read of a memo: parts are withheld by a click, each for a
// reason, seen with their gaps, and published.
import { useState } from 'preact/hooks';
import { Busy, type Far } from '../parts/busy.js';
import { Confirm } from '../parts/confirm.js';
import { save } from '../parts/download.js';
import { brokenOf, Failed, failureOf, type Failure } from '../parts/failed.js';
import { described, Field, Summary, type Problem } from
	'../parts/problem.js';
import { Done } from '../parts/signs.js';
import { run, type Files, type Ran } from '../run/run.js';
import { words } from '../words/office.js';
import { Annexes, filesOf, missing, type Shown } from './annexes.js';
import { annexesIn, codesIn, partsIn, withheld, type Annex, type Part,
	type Sentence } from './parts_of.js';
import { Printed } from './printed.js';
import { baseOf, questionOf, serverOf, textOf, wasAsked, wasTold,
	type Desk } from './program.js';
import type { Memo } from './types.js';

type Codes = [string, string][];
type Chosen = ReadonlyMap<string, string>;

interface Picked {
	file: Uint8Array;
	parts: Part[];
	annexes: Annex[];
	codes: Codes;
}

interface Made {
	file: Uint8Array;
	text: Uint8Array;
	annexes: Files;
}

type Work = (what: string, note: string,
	todo: (told: (done: number, of: number) => void) =>
	Promise<Failure | null>) => Promise<void>;

function useWork(): { far: Far | null; failure: Failure | null; work: Work } {
	const [far, setFar] = useState<Far | null>(null);
	const [failure, setFailure] = useState<Failure | null>(null);

	return { far, failure, work: async (what, note, todo) => {
		setFailure(null);
		setFar({ what, done: 0, of: 0, note });
		try {
			setFailure(await todo((done, of) =>
				setFar({ what, done, of, note })));
		} catch (error) {
			setFailure(brokenOf(error));
		}
		setFar(null);
	} };
}

// Without them a reason is written by hand.
async function codesOf(): Promise<Codes> {
	try {
		const told = await fetch(`${serverOf()}/editions`);
		const { entries } = await told.json() as { entries: string[] };
		return codesIn(entries);
	} catch {
		return [];
	}
}

// What the rules say may be a reason; the file's parts.
async function look(file: Uint8Array): Promise<Picked | Failure> {
	const listed = await run({ argv: ['redact', '--list', '/memo'],
		files: { '/memo': file.slice() }, answers: [] });
	if (listed.code !== 0)
		return failureOf(listed);
	return { file, parts: partsIn(listed.out), annexes: annexesIn(listed.out),
		codes: await codesOf() };
}

async function make(desk: Desk, memo: Memo,
	told: (done: number, of: number) => void) {
	const base = baseOf(desk, 'provenance');
	const ran = await run({ argv: ['provenance', ...base.argv, '--memo',
		String(memo.memo), '--identity', '/open', '-o', '/memo', serverOf()],
	files: base.files, answers: [] }, told);
	return ran;
}

function Pick({ desk, memo, got }: { desk: Desk; memo: Memo;
	got: (picked: Picked) => void; }) {
	const [problems, setProblems] = useState<Problem[]>([]);
	const [file, setFile] = useState<File | null>(null);
	const { far, failure, work } = useWork();
	const take = async (bytes: Uint8Array) => {
		const seen = await look(bytes);
		if ('said' in seen)
			return seen;
		got(seen);
		return null;
	};

	function submit(event: Event) {
		event.preventDefault();
		setProblems(file === null ? [{ field: 'pick', text: words.noPick }] :
			[]);
		if (file !== null)
			void work(words.checking, '', async () =>
				take(new Uint8Array(await file.arrayBuffer())));
	}

	return <>{problems.length > 0 && <Summary problems={problems} />}
		{failure !== null && <Failed failure={failure} />}
		<form class="stack mt5" noValidate onSubmit={submit}>
			<Field id="pick" name={words.pickFile} hint={words.pickFileHint}
				problems={problems}><input type="file" onChange={(event) =>
					setFile(event.currentTarget.files?.[0] ?? null)}
				{...described('pick', problems)} /></Field>
			<p class="acts"><button class="btn" disabled={far !== null}>
				{words.pickOpen}</button>
			{desk.kind === 'office' && <button type="button"
				class="btn second" disabled={far !== null} onClick={() =>
					void work(words.making, words.makingNote,
						async (told) => {
							const ran = await make(desk, memo, told);
							const made = ran.files['/memo'];
							return made === undefined ? failureOf(ran) :
								take(made);
						})}>{words.pickMake}</button>}</p>
			{desk.kind === 'office' && <p class="small soft">
				{words.pickMakeNote}</p>}
			<Busy far={far} /></form></>;
}

function Piece({ one, name, chosen, click }: { one: Sentence; name: string;
	chosen: Chosen; click: (id: string) => void; }) {
	const code = chosen.get(one.id);

	if (one.text === null)
		return <span class="label">{words.wasWithheld}</span>;
	return <button type="button" class="piece" aria-pressed={
		code !== undefined} onClick={() => click(one.id)}>
		<span class="hide">{name}: {code === undefined ? words.shown :
			words.withheldFor(code)}. </span>
		<span dir="auto">{one.text}</span>{code !== undefined &&
			<b aria-hidden="true"> {code}</b>}</button>;
}

function Block({ part, chosen, click }: { part: Part; chosen: Chosen;
	click: (id: string) => void; }) {
	const many = part.sentences.length > 1;
	const code = chosen.get(part.id);

	return <div class={`blk ${code === undefined ? '' : 'with'}`}>
		<p class="tag"><b>{part.id}</b> {part.mark !== '' &&
			<span class="pm">({part.mark})</span>}
		{many && <button type="button" class="btn second small"
			aria-pressed={code !== undefined} onClick={() =>
				click(part.id)}><span aria-hidden="true">{words.wholeShort}
			</span><span class="hide">{words.whole(part.id)}</span></button>}
	</p>
		<div class="txt"><p>{part.sentences.map((one) => <>
			<Piece one={many && code !== undefined && one.text !== null ?
				{ ...one, id: part.id } : one} chosen={chosen} click={click}
			name={many ? words.sentenceN(one.id) :
				words.blockN(part.id)} />{' '}</>)}</p></div></div>;
}

// A block's sentences go with it: none is named twice.
function toggled(chosen: Chosen, id: string, code: string): Chosen {
	const next = new Map(chosen);

	if (next.delete(id))
		return next;
	if (!id.includes(':'))
		for (const one of chosen.keys())
			if (one.startsWith(`${id}:`))
				next.delete(one);
	return next.set(id, code);
}

function Reason({ codes, code, setCode, own, setOwn, problems }: {
	codes: Codes; code: string; setCode: (code: string) => void;
	own: [string, string]; setOwn: (own: [string, string]) => void;
	problems: Problem[];
}) {
	return <div class="stack"><Field id="code" name={words.code}
		hint={words.codeHint} problems={problems}>
		<select value={code} onChange={(event) =>
			setCode(event.currentTarget.value)}
		{...described('code', problems)}>
			<option value="">{words.choose}</option>
			{codes.map(([one, said]) =>
				<option value={one}>{one} {said}</option>)}
			<option value="own">{words.ownCode}</option></select></Field>
	{code === 'own' && <div class="opts row"><div>
		<label for="own">{words.ownCode}</label>
		<input type="text" id="own" value={own[0]} onInput={(event) =>
			setOwn([event.currentTarget.value.trim(), own[1]])} /></div>
	<div><label for="own-words">{words.ownWords}</label>
		<input type="text" id="own-words" value={own[1]} onInput={(event) =>
			setOwn([own[0], event.currentTarget.value])} /></div></div>}
	</div>;
}

function Choose({ picked, chosen, setChosen, shown, show, explain, made }: {
	picked: Picked; chosen: Chosen; setChosen: (chosen: Chosen) => void;
	shown: Shown; show: (shown: Shown) => void; explain: (codes: Codes) => void; made: (made: Made) => void;
}) {
	const [code, setCode] = useState(picked.codes[0]?.[0] ?? '');
	const [own, setOwn] = useState<[string, string]>(['', '']);
	const [problems, setProblems] = useState<Problem[]>([]);
	const { far, failure, work } = useWork();
	const now = code === 'own' ? own[0] : code;
	const whole = picked.parts.filter((part) => !chosen.has(part.id) &&
		part.sentences.every((one) => one.text !== null &&
			!chosen.has(one.id))).length;

	function click(id: string) {
		const bad: Problem[] = chosen.has(id) || now !== '' ? [] :
			[{ field: 'code', text: words.noCode }];
		if (!chosen.has(id) && code === 'own' && own[1].trim() === '')
			bad.push({ field: 'own-words', text: words.noWords });
		setProblems(bad);
		if (bad.length > 0)
			return;
		if (code === 'own')
			explain([[now, own[1].trim()]]);
		setChosen(toggled(chosen, id, now));
	}

	const see = () => {
		const lack = missing(shown);
		setProblems(lack);
		if (lack.length === 0)
			redact();
	};
	const redact = () => void work(words.redacting, '', async () => {
		// Where nothing is withheld, all of it is named.
		const shows = chosen.size > 0 ? withheld(chosen) :
			['--block', picked.parts.map((part) => part.id).join(',')];
		const ran = await run({ argv: ['redact', ...shows,
			...[...shown.keys()].flatMap((n) => ['--annex', n]), '--text', '/text', '-o', '/part', '/memo'],
		files: { '/memo': picked.file.slice() }, answers: [] });
		const file = ran.files['/part'], text = ran.files['/text'];
		if (ran.code !== 0 || file === undefined || text === undefined)
			return failureOf(ran);
		made({ file, text, annexes: await filesOf(shown) });
		return null;
	});

	return <div class="stack mt5">{problems.length > 0 &&
		<Summary problems={problems} />}
	{failure !== null && <Failed failure={failure} />}
	<Reason codes={picked.codes} code={code} setCode={setCode} own={own}
		setOwn={setOwn} problems={problems} />
	<h2>{words.parts}</h2><p>{words.partsNote}</p>
	<p class="num" role="status">{words.figure(whole, picked.parts.length)}</p>
	<div class="pieces">{picked.parts.map((part) => <Block part={part}
		chosen={chosen} click={click} />)}</div>
	<Annexes annexes={picked.annexes} shown={shown} change={show}
		problems={problems} />
	<p class="acts"><button type="button" class="btn" disabled={far !== null}
		onClick={see}>{words.seePart}</button></p><Busy far={far} /></div>;
}

function publishLine(desk: Desk, made: Made, reasons: Codes) {
	const base = baseOf(desk, 'publish');

	return { argv: ['publish', '--server', serverOf(), ...base.argv,
		...reasons.flatMap(([code, said]) => ['--reason', `${code} ${said}`]),
		...Object.keys(made.annexes).flatMap((path) => ['--annex', path]),
		'--text', '/text', '/part'], files: { ...base.files, ...made.annexes,
		'/part': made.file.slice(), '/text': made.text.slice() } };
}

function Publish({ desk, made, reasons, back, sent, memo }: { desk: Desk;
	made: Made; reasons: Codes; back: () => void;
	sent: (ran: Ran) => void; memo: Memo; }) {
	const [ran, setRan] = useState<Ran | null>(null);
	const { far, failure, work } = useWork();

	function files() {
		save(`memo-${memo.memo}.gainsay`, made.file);
		save(`memo-${memo.memo}.md`, made.text, 'text/markdown');
		for (const [path, bytes] of Object.entries(made.annexes))
			save(path.replace(/^.*\//u, ''), bytes);
	}
	if (ran !== null)
		return <>{failure !== null && <Failed failure={failure} />}
			<Confirm title={words.previewTitle} act={words.sendNow}
				no={() => setRan(null)} far={far} yes={() => void work(
					words.sending, words.makingNote, async (told) => {
						const done = await run({ ...publishLine(desk, made,
							reasons), answers: ['yes'] }, told);
						if (!wasTold(done))
							return failureOf(done);
						sent(done);
						return null;
					})}><p class="soft">{words.previewNote}</p>
				<Printed text={ran.out} />
				<p class="b6">{questionOf(ran)}</p></Confirm></>;

	return <div class="stack mt5">
		{failure !== null && <Failed failure={failure} />}
		<h2>{words.partTitle}</h2><div class="doc"><div class="in">
			<Printed text={textOf(made.text)} /></div></div>
		<p class="acts">{desk.kind === 'release' && <button type="button"
			class="btn" disabled={far !== null} onClick={() => void work(
				words.checking, words.makingNote, async (told) => {
					const asked = await run({ ...publishLine(desk, made,
						reasons), answers: [] }, told);
					if (!wasAsked(asked))
						return failureOf(asked);
					setRan(asked);
					return null;
				})}>{words.publishPart}</button>}
		<button type="button" class="btn second" onClick={files}>
			{words.savePart}</button>
		<button type="button" class="btn second" onClick={back}>
			{words.change}</button></p>
		{desk.kind !== 'release' && <p>{words.notRelease}</p>}
		<Busy far={far} /></div>;
}

export function Redact({ desk, memo, changed, leave }: { desk: Desk;
	memo: Memo; changed: () => void; leave: () => void; }) {
	const [picked, setPicked] = useState<Picked | null>(null);
	const [chosen, setChosen] = useState<Chosen>(new Map());
	const [reasons, setReasons] = useState<Codes>([]);
	const [shown, show] = useState<Shown>(new Map());
	const [made, setMade] = useState<Made | null>(null);
	const [done, setDone] = useState<Ran | null>(null);
	const used = reasons.filter(([code]) => [...chosen.values()]
		.includes(code));

	if (done !== null)
		return <div class="stack"><h1>{words.sentTitle(words.pickTitle)}</h1>
			<p><span class="st ok"><Done /><span>{words.sentNote}</span>
			</span></p><div class="panel"><Printed text={done.out} /></div>
			<p class="acts"><button type="button" class="btn second"
				onClick={leave}>{words.toDuties}</button></p></div>;
	return <><h1>{words.pickTitle}</h1><p class="soft f-l">
		{words.memoN(memo.memo)}</p><p>{words.pickLede}</p>
	{picked === null ? <Pick desk={desk} memo={memo} got={setPicked} /> :
		made === null ? <Choose picked={picked} chosen={chosen}
			setChosen={setChosen} shown={shown} show={show} made={setMade}
			explain={(more) =>
				setReasons([...reasons.filter(([code]) =>
					!more.some(([other]) => other === code)), ...more])} /> :
			<Publish desk={desk} made={made} reasons={used} memo={memo}
				back={() => setMade(null)} sent={(ran) => {
					setDone(ran);
					changed();
				}} />}</>;
}
