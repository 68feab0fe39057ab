// SPDX-License-Identifier: Apache-2.0

// What somebody was handed: the link of a box, an invitation, a code.
export type Handed =
	| { is: 'box'; link: string }
	| { is: 'invitation'; text: string }
	| { is: 'code'; code: string };

const BOX = /https?:\/\/[^\s#]+\/box\/[0-9a-f]{64}#[A-Za-z0-9_-]+/u;
const CODE = /^[0-9a-f]{4}(-[0-9a-f]{4}){7}$/u;

export function handedOf(text: string): Handed | null {
	const plain = text.trim();
	const box = BOX.exec(plain);
	const code = plain.toLowerCase().replace(/\s+/gu, '');

	if (box !== null)
		return { is: 'box', link: box[0] };
	if (plain.startsWith('gainsay/v1 invitation\n'))
		return { is: 'invitation', text: `${plain}\n` };
	return CODE.test(code) ? { is: 'code', code } : null;
}

function unescaped(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

// What the page was opened by.  It leaves the address at once, so that the
// history and whoever looks at the screen do not have it.
export function takeHanded(): Handed | null {
	const hash = location.hash.slice(1);

	if (hash === '')
		return null;
	const path = location.pathname.replace(/\/box\/[0-9a-f]{64}$/u,
		'/member/');
	const handed = /\/box\/[0-9a-f]{64}$/u.test(location.pathname) ?
		handedOf(location.href) : handedOf(unescaped(hash));
	if (handed !== null || path !== location.pathname)
		history.replaceState(null, '', path);
	return handed;
}

// Where the channel is: what serves this page, if it was not saved.
export function ownServer(): string | null {
	return location.protocol.startsWith('http') ? location.origin +
		location.pathname.replace(/\/(?:member|box)\/.*$/u, '')
			.replace(/\/$/u, '') : null;
}

export function serverOf(link: string): string {
	return link.slice(0, link.indexOf('/box/'));
}
