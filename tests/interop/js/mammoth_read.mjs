// SPDX-License-Identifier: Apache-2.0
// mammoth_read.mjs FILE.docx...: the text that mammoth reads in each, as JSON.
import mammoth from 'mammoth';

const texts = [];
for (const path of process.argv.slice(2))
	texts.push((await mammoth.extractRawText({ path })).value);
console.log(JSON.stringify(texts));
