// SPDX-License-Identifier: Apache-2.0

// The member page: one key, one view at a time, and what is handed over.
import { render } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { forget } from '../run/run.js';
import { Busy } from '../parts/busy.js';
import { brokenOf, Failed } from '../parts/failed.js';
import { Frame } from '../parts/frame.js';
import { useIdle } from '../parts/idle.js';
import { guard } from '../parts/leave.js';
import { LockSoon } from '../parts/lock.js';
import { Done, Look } from '../parts/signs.js';
import type { Memo } from '../parts/told.js';
import { words as parts } from '../words/parts.js';
import { useLanguage } from '../parts/languages.js';
import { begin } from '../words/language.js';
import { words } from '../words/member.js';
import type { App, Enrolment, View } from './app.js';
import { channelAt, type Channel } from './channel.js';
import type { Draft } from './draft.js';
import { Enrol } from './enrol.js';
import { useKeyring } from './key.js';
import { useRest, type Later } from './later.js';
import { ownServer, serverOf, takeHanded } from './link.js';
import { Open } from './open.js';
import { Read } from './read.js';
import { Start } from './start.js';

const LOCK_MINUTES = 10;
const places = () => (['start', 'endorse', 'write', 'follow', 'enrol'] as
	const).map((key) => ({ key, name: words.places[key] }));
// Without a key these ask for it first.
const KEYED = new Set<View>(['write', 'follow']);

const handed = takeHanded();

// The charter of the channel that the page is about.
function useChannel(server: string | null): Channel | null {
	const [channel, setChannel] = useState<Channel | null>(null);

	useEffect(() => {
		let here = true;
		if (server !== null)
			channelAt(server).then((got) => here && setChannel(got))
				.catch(() => {});
		return () => {
			here = false;
		};
	}, [server]);
	return channel;
}

function useApp(): App & { title: string; memo: Memo | null } {
	const ring = useKeyring();
	const [view, go] = useState<View>(handed === null ? 'start' :
		handed.is === 'box' ? 'endorse' : 'enrol');
	const [link, setLink] = useState(handed?.is === 'box' ? handed.link :
		null);
	const [given, setHanded] = useState(handed?.is === 'invitation' ?
		handed.text : handed?.is === 'code' ? handed.code : null);
	const [enrolment, setEnrolment] = useState<Enrolment | null>(null);
	const [draft, setDraft] = useState<Draft | null>(null);
	const [title, setTitle] = useState(words.startTitle);
	const [memo, setMemo] = useState<Memo | null>(null);
	// A page that was saved has no origin: it asks where key or link lead.
	const server = ownServer() ?? ring.key?.server ?? (link === null ? null :
		serverOf(link));

	return { view, go, ring, link, setLink, handed: given, setHanded,
		enrolment, setEnrolment, draft, setDraft, server,
		channel: useChannel(server), title, setTitle, memo, setMemo };
}

function Behind({ app, later }: { app: App; later: Later }) {
	const { rest, lost, again } = later;

	if (lost !== null)
		return <Failed failure={brokenOf(lost)} retry={again} />;
	if (rest === null)
		return <Busy far={{ what: parts.busy, done: 0, of: 0 }} />;
	switch (app.view) {
	case 'write': return <rest.Write app={app} />;
	case 'follow': return <rest.Follow app={app} />;
	default: return <rest.Protect app={app} />;
	}
}

function Shown({ app, later }: { app: App; later: Later }) {
	const { key } = app.ring;

	if (key !== null && key.opened === null)
		return <Open app={app} />;
	if (app.view === 'open' || (key === null && KEYED.has(app.view)))
		return <Open app={app} key={app.view} />;
	switch (app.view) {
	case 'enrol': return <Enrol app={app} />;
	case 'endorse': return <Read app={app} />;
	case 'write':
	case 'follow':
	case 'protect': return <Behind app={app} later={later} />;
	default: return <Start app={app} />;
	}
}

function KeyState({ app, lock }: { app: App; lock: () => void }) {
	const { key } = app.ring;

	if (key === null || key.opened === null)
		return null;
	return <span>{key.full && <><span class="st warn"><Look />
		<span>{words.keepFull}</span></span> · </>}
	{key.saved ? <span class="st ok"><Done />
		<span>{parts.keyOpen}</span></span> : <><span class="st warn"><Look />
		<span>{parts.keyUnsaved}</span></span> · <a href="#main"
		onClick={(event) => {
			event.preventDefault();
			app.ring.save();
		}}>{parts.saveKey}</a></>} · <a href="#main" onClick={(event) => {
		event.preventDefault();
		lock();
	}}>{parts.lock}</a></span>;
}

function Page() {
	useLanguage();
	const app = useApp(), later = useRest();
	const { key } = app.ring;
	const open = key !== null && key.opened !== null;
	const lock = () => {
		forget();
		app.ring.lock();
	};
	const [warns, stay] = useIdle(open ? LOCK_MINUTES : 0, lock);

	useMemo(() => guard(() => false), []);
	useEffect(() => guard(() => app.enrolment !== null ||
		(key !== null && !key.saved) ||
		(app.draft !== null && app.draft.changed)));
	const locked = key !== null && !open;
	return <><Frame kind={words.kind} places={places()} at={app.view}
		view={locked ? 'locked' : app.view}
		title={parts.title(app.title, words.page)}
		go={(to) => app.go(to as View)} exercise={app.channel?.exercise ?? false}
		marking={locked ? null : app.memo?.banner ?? null}
		state={<KeyState app={app} lock={lock} />}
		foot={app.channel === null ? null : <p>{app.channel.name}{' '}
			<span class="code">{app.channel.server}</span></p>}>
		<Shown app={app} later={later} /></Frame>
	{warns && <LockSoon stay={stay} lock={lock} />}</>;
}

await begin();
render(<Page />, document.body);
