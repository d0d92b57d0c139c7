import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { isIPv4 } from 'node:net';
import { allOrNone, ConfigError, type Values } from './all-or-none.ts';

/** PEM files by which servers and nodes know each other: the authority of both, and this side's own certificate and key. */
export type ControlTlsFiles = Readonly<{ caFile: string; certFile: string; keyFile: string }>;

/** How servers and media nodes reach each other. */
export type ControlConfig = Readonly<{
  /** `private`: whoever runs the service vouches that nobody else reads or answers on the network between them. */
  network: 'open' | 'private';
  /** Absent: only a node on the same machine can be used, unless the network is private. */
  tls?: ControlTlsFiles;
}>;

/** What TLS is made of; both sides show a certificate that the authority has signed. */
export type ControlTls = Readonly<{ ca: string; cert: string; key: string }>;

const dayMs = 24 * 3600 * 1000;
/** Long enough before for somebody to renew it: without it no node is reached. */
const warnedBeforeMs = 30 * dayMs;

/** What both sides write into their logs then. */
export const certificateEnds = 'the certificate between servers and media nodes ends soon';

/** Whether this side's certificate ends within a month, or has ended. */
export function endsSoon({ cert }: ControlTls, now: Date): boolean {
  return new X509Certificate(cert).validToDate.getTime() - now.getTime() < warnedBeforeMs;
}

const tlsKeys = ['BEDSIDE_SFU_TLS_CA_FILE', 'BEDSIDE_SFU_TLS_CERT_FILE', 'BEDSIDE_SFU_TLS_KEY_FILE'] as const;

type ControlValues = Pick<Values, 'BEDSIDE_SFU_CONTROL_NETWORK' | (typeof tlsKeys)[number]>;

/** @throws ConfigError when some of the three files are missing. */
export function shapeControl(values: ControlValues): ControlConfig {
  const tls = allOrNone(values, tlsKeys, ([caFile, certFile, keyFile]) => ({ caFile, certFile, keyFile }));
  return { network: values.BEDSIDE_SFU_CONTROL_NETWORK, ...(tls && { tls }) };
}

/** @throws ConfigError naming the file that cannot be read, or holds no certificate. */
export async function readControlTls({ tls }: ControlConfig): Promise<ControlTls | undefined> {
  if (tls === undefined) return undefined;
  const files = [tls.caFile, tls.certFile, tls.keyFile];
  const read = await Promise.allSettled(files.map((file) => readFile(file, 'utf8')));
  const faults = tlsKeys.filter((_, n) => read[n]?.status === 'rejected');
  if (faults.length > 0) throw new ConfigError(faults.map((key) => ({ key, fault: 'cannot be read' })));
  const [ca = '', cert = '', key = ''] = read.map((one) => (one.status === 'fulfilled' ? one.value : ''));
  const broken = tlsKeys.filter((_, n) => n < 2 && !isCertificate([ca, cert][n] ?? ''));
  if (broken.length > 0)
    throw new ConfigError(broken.map((name) => ({ key: name, fault: 'holds no PEM certificate' })));
  return { ca, cert, key };
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== '';
  } catch {
    return false;
  }
}

/** Whether this address, as a URL has it, is of this machine. */
function isLoopback(hostname: string): boolean {
  return isIPv4(hostname) ? hostname.startsWith('127.') : ['localhost', '[::1]'].includes(hostname);
}

/** Why a server must not use the node at this address, if so: whoever reads what they say could take part in every visit. */
export function whyUnsafe(url: string, { network, tls }: ControlConfig): string | undefined {
  const { protocol, hostname } = new URL(url);
  if (network === 'private' || isLoopback(hostname)) return undefined;
  if (protocol !== 'wss:') return 'its address is not wss:// and not on this machine';
  return tls === undefined ? 'this server has no BEDSIDE_SFU_TLS_ files' : undefined;
}

type NodeValues = {
  BEDSIDE_SFU_CONTROL_HOST: string;
  BEDSIDE_SFU_CONTROL_URL?: string | undefined;
};

/**
 * Whether what a node and its servers say to each other stays between them.
 * @throws ConfigError where it would not
 */
export function requireSafeControl(
  { BEDSIDE_SFU_CONTROL_HOST: host, BEDSIDE_SFU_CONTROL_URL: url }: NodeValues,
  { network, tls }: ControlConfig,
): void {
  const named = new URL(url ?? controlUrl({ host, tls }));
  if (tls !== undefined && named.protocol !== 'wss:')
    throw fault('BEDSIDE_SFU_CONTROL_URL', 'must be wss://: the node has BEDSIDE_SFU_TLS_ files');
  if (network === 'private' || isLoopback(named.hostname) || tls !== undefined) return;
  if (named.protocol !== 'wss:')
    throw fault(
      'BEDSIDE_SFU_CONTROL_URL',
      'must be wss:// where it leaves this machine: give the node BEDSIDE_SFU_TLS_ files, or say BEDSIDE_SFU_CONTROL_NETWORK=private',
    );
  // Then a proxy on this machine does TLS, and asks servers for their certificate.
  if (!isLoopback(inUrl(host)))
    throw fault(
      'BEDSIDE_SFU_TLS_CERT_FILE',
      'is missing: the node listens beyond this machine, in the clear beside its wss:// address',
    );
}

/** Where servers reach a node that says nothing else. */
export function controlUrl(at: { host: string; tls?: unknown; port?: number | undefined }): string {
  const port = at.port === undefined ? '' : `:${String(at.port)}`;
  return `${at.tls === undefined ? 'ws' : 'wss'}://${inUrl(at.host)}${port}`;
}

function inUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function fault(key: string, text: string): ConfigError {
  return new ConfigError([{ key, fault: text }]);
}
