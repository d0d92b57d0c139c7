import {
  type BodyInput,
  type EndpointName,
  type EndpointReply,
  endpoints,
  type HeadersInput,
  type Params,
  problem,
  type Query,
} from '../../../domain/contract/rest.ts';
import type { KnownPerson } from '../../../domain/clinics/known-wire.ts';
import { anyFile } from '../../../domain/wire.ts';
import { type ErrorCode, errorStatus } from '../../../domain/errors.ts';

/** Why a request failed; `offline` when the service could not be reached at all. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly code: ErrorCode | 'offline';
  /** Of a patient who was to be added, and is known already. */
  readonly known: KnownPerson | undefined;

  constructor(
    code: ErrorCode | 'offline',
    message: string,
    options?: ErrorOptions & { known?: KnownPerson | undefined },
  ) {
    super(message, options);
    this.code = code;
    this.known = options?.known;
  }
}

export type ApiInput<N extends EndpointName> = {
  params?: Params<N>;
  query?: Query<N>;
  headers?: HeadersInput<N>;
  body?: BodyInput<N>;
  token?: string;
};

/** Asks the service over REST, by the names and shapes of the contract. Throws `ApiError`. */
export async function ask<N extends EndpointName>(
  name: N,
  input: ApiInput<N> = {},
): Promise<EndpointReply<N>> {
  const endpoint = endpoints[name];
  const { consumes, produces }: { path: string; consumes?: string; produces?: string } = endpoint;
  const headers = new Headers({
    ...(input.headers as Record<string, string> | undefined),
    accept: produces ?? 'application/json',
  });
  if (input.body !== undefined) headers.set('content-type', consumes ?? 'application/json');
  if (input.token !== undefined) headers.set('authorization', `Bearer ${input.token}`);
  const response = await send(urlOf(endpoint.path, input), {
    method: endpoint.method.toUpperCase(),
    headers,
    body: bodyOf(input.body),
    credentials: 'same-origin',
    // A page that is left while it renews its token must still receive the new cookie: the old one is spent.
    keepalive: endpoint.auth === 'cookie',
  });
  if (!response.ok) throw await failureOf(response);
  return (await readAs(response, produces)) as EndpointReply<N>;
}

async function readAs(response: Response, produces: string | undefined): Promise<unknown> {
  if (produces === undefined) return response.json();
  if (produces === 'application/pdf') {
    return new File([await response.blob()], 'bedside.pdf', { type: produces });
  }
  // A blob has the type that the answer names.
  return produces === anyFile ? fileOf(await response.blob()) : response.text();
}

function fileOf(blob: Blob): File {
  return new File([blob], 'document', { type: blob.type });
}

function bodyOf(body: unknown): string | Blob | null {
  if (body === undefined) return null;
  return typeof body === 'string' || body instanceof Blob ? body : JSON.stringify(body);
}

async function send(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throw new ApiError('offline', 'The service cannot be reached. Check the network and try again.', {
      cause,
    });
  }
}

function urlOf(path: string, input: { params?: unknown; query?: unknown }): string {
  const params = new Map(Object.entries(input.params ?? {}).map(([key, value]) => [key, String(value)]));
  const filled = path.replaceAll(/:(\w+)/g, (_, key: string) => encodeURIComponent(params.get(key) ?? ''));
  const query = Object.entries(input.query ?? {}).filter(([, value]) => value !== undefined);
  return query.length === 0
    ? filled
    : `${filled}?${new URLSearchParams(query as [string, string][]).toString()}`;
}

async function failureOf(response: Response): Promise<ApiError> {
  const answered = problem.safeParse(await response.json().catch(() => null));
  if (answered.success && answered.data.code in errorStatus) {
    const { code, detail, known } = answered.data;
    return new ApiError(code as ErrorCode, detail, { known });
  }
  const code = response.status === 502 || response.status === 504 ? 'unavailable' : byStatus(response.status);
  return new ApiError(code, 'The service answered in a way this page does not understand.');
}

function byStatus(status: number): ErrorCode {
  const found = (Object.keys(errorStatus) as ErrorCode[]).find((code) => errorStatus[code] === status);
  return found ?? 'internal';
}
