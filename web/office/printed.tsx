// SPDX-License-Identifier: Apache-2.0

// What the program printed, line for line.
export function Printed({ text }: { text: string }) {
	return <pre class="told" dir="auto">{text.replace(/\n+$/u, '')}</pre>;
}
