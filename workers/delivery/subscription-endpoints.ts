import { lookup as lookupHost, type LookupAddress, type LookupOptions } from 'node:dns';
import { request as requestHttp, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { BlockList, isIP } from 'node:net';
import { endpointFault } from '../../domain/record/subscriptions/endpoint-faults.ts';
import type {
  SubscriptionEndpoints,
  PostResult,
} from '../../domain/record/subscriptions/subscription-port.ts';

const answerWithinMs = 5000;

/** Addresses of no public host (IANA's registries of special-purpose addresses). */
const notPublic = new BlockList();
for (const [net, prefix] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['127.0.0.0', 8],
    ['169.254.0.0', 16],
  ] as const),
  ...([
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
  ] as const),
  ...([
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
  ] as const),
  ...([
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const),
]) {
  notPublic.addSubnet(net, prefix, 'ipv4');
}
const publicSix = new BlockList();
publicSix.addSubnet('2000::', 3, 'ipv6');
for (const [net, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const) {
  notPublic.addSubnet(net, prefix, 'ipv6');
}

/** Whether an address may belong to somebody outside. IPv4 within IPv6 counts as its IPv6, which is not public. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !notPublic.check(address, 'ipv4');
  return family === 6 && publicSix.check(address, 'ipv6') && !notPublic.check(address, 'ipv6');
}

type Found = (
  error: NodeJS.ErrnoException | null,
  address: string | LookupAddress[],
  family?: number,
) => void;

/** The addresses of a host that are checked are those that are connected to: a name cannot lead elsewhere in between. */
function lookupPublic(host: string, options: LookupOptions, found: Found): void {
  lookupHost(host, { ...options, all: true }, (error, addresses) => {
    if (error !== null) {
      found(error, '');
      return;
    }
    const [first] = addresses;
    if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
      found(Object.assign(new Error('an address of a private network'), { code: 'PRIVATE' }), '');
    } else if (options.all === true) found(null, addresses);
    else found(null, first.address, first.family);
  });
}

/** Endpoints of partners, over HTTPS. No redirection is followed, and nothing of the answer is read but its status. */
export class PartnerEndpoints implements SubscriptionEndpoints {
  readonly #localOrigins: readonly string[];
  readonly #answerWithinMs: number;

  constructor(given: { localOrigins: readonly string[]; answerWithinMs?: number }) {
    this.#localOrigins = given.localOrigins;
    this.#answerWithinMs = given.answerWithinMs ?? answerWithinMs;
  }

  faultOf(endpoint: string, client: Parameters<SubscriptionEndpoints['faultOf']>[1]): string | undefined {
    return endpointFault(endpoint, client, this.#localOrigins);
  }

  post(endpoint: string, body: string): Promise<PostResult> {
    const url = new URL(endpoint);
    const isLocal = this.#localOrigins.includes(url.origin);
    const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
    // A name is checked when it is looked up; a bare address is looked up by nobody.
    if (!isLocal && isIP(host) !== 0 && !isPublicAddress(host))
      return Promise.resolve(failure('private-address'));
    return this.#send(url, body, isLocal ? {} : { lookup: lookupPublic });
  }

  #send(url: URL, body: string, options: Pick<RequestOptions, 'lookup'>): Promise<PostResult> {
    const { promise, resolve } = Promise.withResolvers<PostResult>();
    const request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
      ...options,
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/fhir+json', 'content-length': Buffer.byteLength(body) },
      signal: AbortSignal.timeout(this.#answerWithinMs),
    });
    request.on('response', (response) => {
      const status = response.statusCode ?? 0;
      const after = retryAfterMs(response.headers['retry-after']);
      response.destroy();
      resolve(status >= 200 && status <= 299 ? { taken: true } : failure(`http-${String(status)}`, after));
    });
    request.on('error', (error) => {
      resolve(failure(codeOf(error)));
    });
    request.end(body);
    return promise;
  }
}

function failure(code: string, retryAfter: number | null = null): PostResult {
  return { taken: false, code, retryAfterMs: retryAfter };
}

function codeOf(error: Error): string {
  if (error.name === 'AbortError' || error.name === 'TimeoutError') return 'timed-out';
  return 'code' in error && error.code === 'PRIVATE' ? 'private-address' : 'unreachable';
}

/** In seconds, or until a time. */
function retryAfterMs(text: string | undefined): number | null {
  if (text === undefined) return null;
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : Date.parse(text) - Date.now();
  return Number.isNaN(ms) ? null : Math.max(ms, 0);
}
