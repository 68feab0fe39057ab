// SPDX-License-Identifier: Apache-2.0

// A module that is fetched has no integrity of its own; one that was fetched
// before, under a hash, is the same one.
export function preloaded(name: string): Promise<string> {
	const { dataset } = document.body;
	const href = new URL(dataset[name] ?? '', location.href).href;

	return new Promise((resolve, reject) => {
		const link = document.createElement('link');
		link.rel = 'modulepreload';
		link.integrity = dataset[`${name}Integrity`] ?? '';
		link.onload = () => resolve(href);
		link.onerror = () => reject(new Error(href));
		link.href = href;
		document.head.append(link);
	});
}
