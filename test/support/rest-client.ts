import { expect } from 'chai';
import type { z } from 'zod';
import {
  type BodyInput,
  type EndpointName,
  type EndpointReply,
  endpoints,
  type HeadersInput,
  problem,
} from '../../domain/contract/rest.ts';
import { anyFile } from '../../domain/wire.ts';
import type { ErrorCode } from '../../domain/errors.ts';
import type { KnownPerson, RunningServer } from './running-server.ts';

export type Asking<N extends EndpointName> = {
  params?: Record<string, string>;
  query?: Record<string, string>;
  headers?: HeadersInput<N>;
  body?: BodyInput<N>;
  token?: string;
  cookie?: string;
  origin?: string;
};

export type Replied<N extends EndpointName> = { value: EndpointReply<N>; cookies: readonly string[] };
export type Problem = z.infer<typeof problem>;

/** Asks an endpoint of the contract and returns its reply, parsed strictly: a field too many fails the test. */
export async function ask<N extends EndpointName>(
  { url }: { url: string },
  name: N,
  asking: Asking<N> = {},
): Promise<Replied<N>> {
  const response = await send(url, name, asking);
  const { produces }: Sent = endpoints[name];
  if ((produces === 'application/pdf' || produces === anyFile) && response.ok)
    return { value: (await fileOf(response)) as EndpointReply<N>, cookies: [] };
  const text = await response.text();
  expect(response.status, text).to.equal(endpoints[name].status);
  expect(response.headers.get('cache-control')).to.equal('no-store');
  const heard: unknown = produces === undefined ? JSON.parse(text) : text;
  const value = endpoints[name].reply.parse(heard) as EndpointReply<N>;
  return { value, cookies: response.headers.getSetCookie() };
}

/** What is not text comes as a file. */
async function fileOf(response: Response): Promise<File> {
  expect(response.headers.get('cache-control')).to.equal('no-store');
  const type = response.headers.get('content-type') ?? '';
  return new File([await response.arrayBuffer()], 'answer', { type });
}

/** Asks and returns the problem; checks that it has the code and tells nothing about the inside. */
export async function askRefused<N extends EndpointName>(
  { url }: { url: string },
  name: N,
  { code, ...asking }: Asking<N> & { code: ErrorCode },
): Promise<Problem> {
  return readProblem(await send(url, name, asking), code);
}

/** The problem details of a refused request, which name the code and hold neither stack nor path. */
export async function readProblem(response: Response, code: ErrorCode): Promise<Problem> {
  const text = await response.text();
  expect(text).to.match(/^\{/);
  const heard = problem.parse(JSON.parse(text));
  expect(heard.code, text).to.equal(code);
  expect(response.status).to.equal(heard.status);
  expect(response.headers.get('content-type')).to.contain('application/problem+json');
  expect(text).not.to.match(/node_modules|\.ts\b|\bat .*:\d+|Error:/);
  return heard;
}

type Sent = { method: string; path: string; consumes?: string; produces?: string };

async function send<N extends EndpointName>(url: string, name: N, asking: Asking<N>): Promise<Response> {
  const { method, path, consumes = 'application/json' }: Sent = endpoints[name];
  const given: unknown = asking.body;
  const body = typeof given === 'string' || given instanceof Blob ? given : JSON.stringify(given);
  const address = new URL(
    path.replaceAll(/:(\w+)/g, (_match, key: string) => asking.params?.[key] ?? ''),
    url,
  );
  address.search = new URLSearchParams(asking.query).toString();
  return fetch(address, {
    method: method.toUpperCase(),
    headers: {
      ...(asking.headers as Record<string, string> | undefined),
      ...(asking.body !== undefined && { 'content-type': consumes }),
      ...(asking.token !== undefined && { authorization: `Bearer ${asking.token}` }),
      ...(asking.cookie !== undefined && { cookie: asking.cookie }),
      ...(asking.origin !== undefined && { origin: asking.origin }),
    },
    ...(asking.body !== undefined && { body }),
  });
}

/** `name=value` of a cookie that a reply set. */
export function cookieOf(cookies: readonly string[], name: string): string {
  const pair = cookies.find((cookie) => cookie.startsWith(`${name}=`))?.split(';')[0];
  if (pair === undefined) {
    throw new Error(`no cookie ${name} was set`);
  }
  return pair;
}

/** Signs a known person in; the access token and the refresh cookie. */
export async function signInAs(
  running: RunningServer,
  { email, password }: KnownPerson,
): Promise<{ token: string; cookie: string }> {
  const { value, cookies } = await ask(running, 'signIn', { body: { email, password } });
  return { token: value.token, cookie: cookieOf(cookies, 'bedside_refresh') };
}

/** Enrols a station with a code that an administrator issues; its access token and device cookie. */
export async function enrolStation(
  running: RunningServer,
  { token, stationId }: { token: string; stationId: string },
): Promise<{ token: string; cookie: string }> {
  const issued = await ask(running, 'issueEnrolmentCode', { token, params: { stationId } });
  const { value, cookies } = await ask(running, 'enrol', { body: { code: issued.value.code } });
  return { token: value.token, cookie: cookieOf(cookies, 'bedside_station') };
}
