import path from 'node:path';
import { protocolMarkdown } from './protocol.ts';
import { openApiDocument } from '../server/http/openapi.ts';
import { root } from './root.ts';

/** A file in docs/ that is made from the contract and never written by hand. */
export interface GeneratedFile {
  name: string;
  file: string;
  text: string;
}

export function generated(): GeneratedFile[] {
  return [
    { name: 'docs/openapi.json', text: `${JSON.stringify(openApiDocument(), null, 2)}\n` },
    { name: 'docs/protocol.md', text: protocolMarkdown() },
  ].map((one) => ({ ...one, file: path.join(root, one.name) }));
}
