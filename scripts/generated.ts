import path from 'node:path';
import { fhirDefinitions } from './fhir-definitions.ts';
import { hazardLogMarkdown } from './hazard-log.ts';
import { readHazards } from './hazards.ts';
import { protocolMarkdown } from './protocol.ts';
import { openApiDocument } from '../server/http/openapi.ts';
import { root } from './root.ts';

/** A file that is made from the contract, from data beside it or from a package, and never written by hand. */
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
    { name: 'server/fhir/definitions/r4.json', text: fhirDefinitions() },
  ].map((one) => ({ ...one, file: path.join(root, one.name) }));
}
