import { pipeline } from 'node:stream/promises';
import express, { type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import type { Actor, PersonActor, StationActor } from '../../domain/actors.ts';
import {
  type Body,
  type EndpointName,
  type EndpointReply,
  endpoints,
  type Headers,
  type Params,
  type Query,
} from '../../domain/contract/rest.ts';
import type { FeedActor } from '../../domain/clinics/prison-events.ts';
import { largestCalendar } from '../../domain/rota/wire.ts';
import { DomainError } from '../../domain/errors.ts';
import { anyFile, describeFaults, type Endpoint as WireEndpoint } from '../../domain/wire.ts';
import { type CookieJar, cookieJar } from '../auth/cookies.ts';
import { readFile, sendFile, type SentFile } from './files.ts';
import { networkOf } from './limits.ts';

type Auth = (typeof endpoints)[EndpointName]['auth'];
type ActorOf<A extends Auth> = A extends 'person'
  ? PersonActor
  : A extends 'station'
    ? StationActor
    : A extends 'any'
      ? Actor
      : A extends 'feed'
        ? FeedActor
        : undefined;

/** A request as a handler gets it: authenticated as the table says, and parsed. */
export type Asked<N extends EndpointName> = {
  actor: ActorOf<(typeof endpoints)[N]['auth']>;
  params: Params<N>;
  query: Query<N>;
  headers: Headers<N>;
  body: Body<N>;
  cookies: CookieJar;
  /** Where the request came from, for limits on attempts. */
  address: string;
  /** The same, or of IPv6 the network that one customer has. */
  network: string;
};

/**
 * A table of any length is not made before it is sent: its handler answers with the lines as they come. Where the reply
 * is empty, so may be the answer.
 */
type Answered<N extends EndpointName> = (typeof endpoints)[N] extends { produces: 'text/csv' }
  ? Promise<AsyncIterable<string>>
  : (typeof endpoints)[N] extends { produces: 'application/pdf' }
    ? Promise<Uint8Array>
    : (typeof endpoints)[N] extends { produces: typeof anyFile }
      ? Promise<SentFile>
      : Promise<EndpointReply<N>> | (Record<string, never> extends EndpointReply<N> ? Promise<void> : never);

/** One handler for each endpoint of the contract: leaving one out does not compile. */
export type Handlers = { [N in EndpointName]: (asked: Asked<N>) => Answered<N> };

export type Binding = {
  authenticate: (request: Request) => Promise<Actor>;
  /** A system that signs what it sends. */
  authenticateFeed: (request: Request) => Promise<FeedActor>;
  allowedOrigins: readonly string[];
  secureCookies: boolean;
};

type AnyEndpoint = {
  method: 'get' | 'post' | 'put';
  path: string;
  auth: Auth;
  status: number;
  consumes?: WireEndpoint['consumes'];
  produces?: WireEndpoint['produces'];
  params?: z.ZodType;
  query?: z.ZodType;
  headers?: z.ZodType;
  body?: z.ZodType;
};

const nothing = z.strictObject({});

/** Binds every endpoint of the contract table to its handler; the one place where HTTP becomes a use case. */
export function bindEndpoints(router: Router, handlers: Handlers, binding: Binding): void {
  for (const [name, endpoint] of Object.entries(endpoints) as [EndpointName, AnyEndpoint][]) {
    // The table pairs each name with its own types; the compiler cannot follow the pairing through a loop.
    const handle = handlers[name] as (asked: unknown) => Promise<unknown>;
    router[endpoint.method](endpoint.path, ...readersOf(endpoint), async (request, response) => {
      const asked = await readRequest(endpoint, binding, { request, response });
      const answer = (await handle(asked)) ?? {};
      response.status(endpoint.status);
      if (endpoint.produces === undefined) response.json(answer);
      else if (endpoint.produces === 'text/csv') await sendLines(response, answer as AsyncIterable<string>);
      else if (endpoint.produces === 'application/pdf') sendPdf(response, answer as Uint8Array);
      else if (endpoint.produces === anyFile) sendFile(response, answer as SentFile);
      else response.type(endpoint.produces).send(answer);
    });
  }
}

/** As fast as they are taken; whoever goes away in the middle stops the reading too. */
async function sendLines(response: Response, lines: AsyncIterable<string>): Promise<void> {
  response.attachment('table.csv').type('text/csv');
  try {
    await pipeline(lines, response);
  } catch (error) {
    if (!response.destroyed || !isPrematureClose(error)) throw error;
  }
}

/** Express takes a plain array of bytes for JSON. */
function sendPdf(response: Response, pdf: Uint8Array): void {
  response.type('application/pdf').send(Buffer.from(pdf.buffer, pdf.byteOffset, pdf.byteLength));
}

function isPrematureClose(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}

/** JSON is read for every path; anything else only where the contract asks for it, and a file once it is known who sends it. */
function readersOf({ consumes }: AnyEndpoint) {
  return consumes !== 'text/calendar' ? [] : [express.text({ type: consumes, limit: largestCalendar })];
}

async function readRequest(
  endpoint: AnyEndpoint,
  binding: Binding,
  { request, response }: { request: Request; response: Response },
) {
  const actor = await actorOf(endpoint.auth, binding, request);
  const body: unknown =
    endpoint.consumes === anyFile ? await readFile(request, response) : (request.body ?? {});
  const address = request.ip ?? 'unknown';
  return {
    actor,
    params: parseInput(endpoint.params ?? nothing, 'path', request.params),
    query: parseInput(endpoint.query ?? nothing, 'query', request.query),
    headers: parseInput(endpoint.headers ?? nothing, 'header', headersFor(endpoint, request)),
    body: parseInput(endpoint.body ?? nothing, 'body', body),
    cookies: cookieJar(request, response, { secure: binding.secureCookies }),
    address,
    network: networkOf(address),
  };
}

/** Those that the contract names: a browser sends many others. */
function headersFor({ headers }: AnyEndpoint, request: Request): unknown {
  return headers === undefined ? {} : request.headers;
}

/** Parses what came over the wire; throws `invalid`, naming the fields and never their values. */
function parseInput<T extends z.ZodType>(schema: T, where: string, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    const faults = describeFaults(parsed.error, (path) => (path === '' ? where : `${where}.${path}`));
    throw new DomainError('invalid', faults.slice(0, 500));
  }
  return parsed.data;
}

async function actorOf(
  auth: Auth,
  binding: Binding,
  request: Request,
): Promise<Actor | FeedActor | undefined> {
  if (auth === 'feed') return binding.authenticateFeed(request);
  if (auth === 'none' || auth === 'cookie') {
    // A browser adds cookies by itself, so a page of somebody else's must not be able to make it ask.
    requireOwnOrigin(request, binding.allowedOrigins);
    return undefined;
  }
  const actor = await binding.authenticate(request);
  if (auth !== 'any' && auth !== actor.kind) {
    throw new DomainError('forbidden', `only a ${auth} may ask this`);
  }
  return actor;
}

function requireOwnOrigin(request: Request, allowedOrigins: readonly string[]): void {
  const origin = request.get('origin');
  if (origin !== undefined && !allowedOrigins.includes(origin)) {
    throw new DomainError('forbidden', 'this origin may not use cookies here');
  }
}
