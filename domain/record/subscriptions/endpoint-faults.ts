import { isAllowedAddress } from '../../allowed-addresses.ts';
import type { RegisteredClient } from '../record-client-port.ts';

/**
 * What speaks against telling a client at this address, in words; undefined where nothing does. An administrator has named the origins of
 * the client; those without TLS must be among the operator's own.
 */
export function endpointFault(
  endpoint: string,
  { notifyOrigins }: Pick<RegisteredClient, 'notifyOrigins'>,
  localOrigins: readonly string[],
): string | undefined {
  const url = URL.parse(endpoint);
  if (url === null || endpoint.length > 500) return 'must be an address of at most 500 characters';
  if (url.username !== '' || url.password !== '' || url.hash !== '') {
    return 'must have no name, password or # in it';
  }
  if (url.protocol !== 'https:' && !localOrigins.includes(url.origin)) return 'must begin with https://';
  return isAllowedAddress(endpoint, notifyOrigins)
    ? undefined
    : 'is at no origin at which this system may be notified: an administrator of the organisation can allow it';
}
