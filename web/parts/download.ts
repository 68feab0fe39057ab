// SPDX-License-Identifier: Apache-2.0

// A file that the page made, handed to the browser to be saved.
export function save(name: string, data: Uint8Array | string,
	type = 'application/octet-stream') {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(new Blob([data as BlobPart], { type }));
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
