import { readFile } from 'node:fs/promises';
import { extractText, getDocumentProxy } from 'unpdf';

// A process of its own: the reader leaves names in the global scope, which tests must not.
const [, , file = ''] = process.argv;
const pdf = await getDocumentProxy(new Uint8Array(await readFile(file)));
const { totalPages, text } = await extractText(pdf, { mergePages: true });
console.log(JSON.stringify({ pages: totalPages, text }));
