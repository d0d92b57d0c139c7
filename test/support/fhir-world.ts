import { randomUUID } from 'node:crypto';
import type { OrganisationId, RecordClientId } from '../../domain/ids.ts';
import { DomainError } from '../../domain/errors.ts';
import type { RecordClient, SystemScope } from '../../domain/record/record-client.ts';
import { DatabaseGate } from './database-gate.ts';
import { RunningServer } from './running-server.ts';

const all: readonly SystemScope[] = [{ type: '*', allows: ['c', 'r', 'u', 'd', 's'] }];

/** What FHIR answers: a resource, a bundle or an outcome. */
export type Heard = {
  status: number;
  headers: Headers;
  text: string;
  /** Undefined without a body. */
  json: Record<string, unknown>;
};

/** A server whose record is used by systems that tests let in. */
export class FhirWorld implements AsyncDisposable {
  readonly server: RunningServer;
  /** Between the server and its database. */
  readonly gate: DatabaseGate;
  readonly #clients: Map<string, RecordClient>;

  private constructor(server: RunningServer, gate: DatabaseGate, clients: Map<string, RecordClient>) {
    this.server = server;
    this.gate = gate;
    this.#clients = clients;
  }

  static async create(given: { env?: Record<string, string> } = {}): Promise<FhirWorld> {
    const clients = new Map<string, RecordClient>();
    const gates: DatabaseGate[] = [];
    const server = await RunningServer.create({
      ...given,
      through: async (databaseUrl) => {
        const gate = await DatabaseGate.before(databaseUrl);
        gates.push(gate);
        return gate.url;
      },
      authenticateRecordClient: ({ headers }) => {
        const client = clients.get(headers.authorization ?? '');
        return client === undefined
          ? Promise.reject(new DomainError('unauthenticated', 'an access token is needed'))
          : Promise.resolve(client);
      },
    });
    const [gate] = gates;
    if (gate === undefined) throw new Error('the server has a database');
    return new FhirWorld(server, gate, clients);
  }

  get url(): string {
    return `${this.server.url.replace('127.0.0.1', 'localhost')}/fhir`;
  }

  /** A system of an organisation, of a new one where none is given. */
  async addSystem(
    given: { organisationId?: OrganisationId; scopes?: readonly SystemScope[] } = {},
  ): Promise<FhirSystem> {
    const name = `Trust ${randomUUID()}`;
    const organisationId = given.organisationId ?? (await this.server.addOrganisation(name)).organisationId;
    const client = {
      clientId: randomUUID() as RecordClientId,
      organisationId,
      scopes: given.scopes ?? all,
    };
    const token = randomUUID();
    this.#clients.set(`Bearer ${token}`, client);
    return new FhirSystem(this.url, token, client);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]();
    await this.gate[Symbol.asyncDispose]();
  }
}

/** A system of a partner, over HTTP. */
export class FhirSystem {
  readonly url: string;
  readonly token: string;
  readonly client: RecordClient;

  constructor(url: string, token: string, client: RecordClient) {
    this.url = url;
    this.token = token;
    this.client = client;
  }

  async ask(
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Heard> {
    const url = path.startsWith('http') ? path : `${this.url}/${path}`;
    const response = await fetch(url, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body !== undefined && { 'content-type': 'application/fhir+json' }),
        ...headers,
      },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const json = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>;
    return { status: response.status, headers: response.headers, text, json };
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Heard> {
    return this.ask('GET', path, { headers });
  }

  post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Heard> {
    return this.ask('POST', path, { body, headers });
  }

  put(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Heard> {
    return this.ask('PUT', path, { body, headers });
  }

  /** Makes a resource and answers with its id. */
  async make(resource: { resourceType: string } & Record<string, unknown>): Promise<string> {
    const { status, text, json } = await this.post(resource.resourceType, resource);
    if (status !== 201) throw new Error(`not made: ${String(status)} ${text}`);
    return json['id'] as string;
  }
}

/** Resources of a searchset, in their order. */
export function resourcesOf({ json }: Heard): Record<string, unknown>[] {
  const entries = (json['entry'] ?? []) as { resource: Record<string, unknown> }[];
  return entries.map(({ resource }) => resource);
}

/** A made-up patient. */
export function patient(over: Record<string, unknown> = {}) {
  return {
    resourceType: 'Patient',
    name: [{ family: 'Ashdown', given: ['Edith'] }],
    gender: 'female',
    birthDate: '1938-04-12',
    ...over,
  };
}

/** With an NHS number of the range that is given to nobody. */
export function numbered(value: string, over: Record<string, unknown> = {}) {
  return patient({ identifier: [{ system: 'https://fhir.nhs.uk/Id/nhs-number', value }], ...over });
}

/** A pulse of somebody. */
export function pulseOf(reference: string, over: Record<string, unknown> = {}) {
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
    subject: { reference },
    effectiveDateTime: '2026-11-30T03:00:00Z',
    valueQuantity: { value: 80, unit: 'beats/min', system: 'http://unitsofmeasure.org', code: '/min' },
    ...over,
  };
}
