// SPDX-License-Identifier: Apache-2.0

// What the page offers follows from the channel's charter as the server shows
// it.  Nothing is decided by it: each verb reads the signed log itself.
export interface Channel {
	server: string;
	vkey: string;
	name: string;
	exercise: boolean;
	zone: string;
	style: string;
	ceiling: string;
	marks: string[];         // what a portion mark may be, lowest first
	copies: string[];        // who may be addressed
	reveals: { role: string; holder: string }[];
	seals: string[];
	grounds: string[];
	clocks: Record<string, { kind: string; n: string }>;
	batch: string;
	members: string;         // how many keys the newest roll has
}

function valuesOf(record: string, name: string): string[] {
	return record.split('\n').filter((line) => line.startsWith(`${name} `))
		.map((line) => line.slice(name.length + 1));
}

const LEVELS = ['U', 'SBU', 'C', 'S', 'TS'];

function marksOf(record: string, style: string, ceiling: string): string[] {
	if (style === 'none')
		return [];
	const all = style === 'legacy' ? LEVELS : style === 'cui' ?
		['U', 'CUI'] : valuesOf(record, 'marking');
	const top = all.indexOf(ceiling);
	return all.slice(0, top < 0 ? all.length : top + 1);
}

interface Told {
	vkey: string;
	exercise: boolean;
}

function channelOf(server: string, told: Told, entries: string[]): Channel {
	const kind = (entry: string, name: string) =>
		entry.includes(`gainsay/v1 ${name}\n`);
	const charter = entries.filter((one) => kind(one, 'charter')).at(-1) ?? '';
	const roll = entries.filter((one) => kind(one, 'roll')).at(-1) ?? '';
	const first = (name: string) => valuesOf(charter, name)[0] ?? '';
	const style = first('style');

	return { server, vkey: told.vkey, name: first('name'),
		exercise: told.exercise, zone: first('zone'), style,
		ceiling: first('ceiling'),
		marks: marksOf(charter, style, first('ceiling')),
		copies: valuesOf(charter, 'copy'),
		reveals: valuesOf(charter, 'reveal').map((line) => {
			const [role = '', , , ...holder] = line.split(' ');
			return { role, holder: holder.join(' ') };
		}),
		seals: valuesOf(charter, 'seal').map((line) =>
			line.split(' ').slice(3).join(' ')),
		grounds: valuesOf(charter, 'ground'),
		clocks: Object.fromEntries(valuesOf(charter, 'clock').map((line) => {
			const [name = '', clock = '', n = ''] = line.split(' ');
			return [name, { kind: clock, n }];
		})),
		batch: first('batch'), members: valuesOf(roll, 'size')[0] ?? '' };
}

const known = new Map<string, Promise<Channel>>();

async function ask(server: string): Promise<Channel> {
	const answers = await Promise.all(['/channel', '/editions'].map((path) =>
		fetch(server + path, { credentials: 'omit' })));
	const bad = answers.find((one) => !one.ok);

	if (bad !== undefined)
		throw new Error(`${server}: ${bad.status}`);
	const [told, editions] = await Promise.all(answers.map((one) =>
		one.json())) as [Told, { entries: string[] }];
	return channelOf(server, told, editions.entries);
}

export function channelAt(server: string): Promise<Channel> {
	const before = known.get(server);
	if (before !== undefined)
		return before;
	const asked = ask(server);
	known.set(server, asked);
	asked.catch(() => known.delete(server));
	return asked;
}
