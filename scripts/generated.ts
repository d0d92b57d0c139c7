import path from 'node:path';
import { hazardLogMarkdown } from './hazard-log.ts';
import { readHazards } from './hazards.ts';
import { protocolMarkdown } from './protocol.ts';
import { openApiDocument } from '../server/http/openapi.ts';
import { root } from './root.ts';

/** A file in docs/ that is made from the contract or from data beside it, and never written by hand. */
export interface GeneratedFile {
  name: string;
  file: string;
  text: string;
}

export function generated(): GeneratedFile[] {
  return [
    { name: 'docs/openapi.json', text: `${JSON.stringify(openApiDocument(), null, 2)}\n` },
    { name: 'docs/protocol.md', text: protocolMarkdown() },
    { name: 'docs/safety/hazard-log.md', text: hazardLogMarkdown(readHazards()) },
  ].map((one) => ({ ...one, file: path.join(root, one.name) }));
}
