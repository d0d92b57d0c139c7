/**
 * Whether the service may ask an address that somebody else has named. Without a list anybody who may name one could have it ask
 * addresses of its own network. `https://*.example.org` allows every host below `example.org`.
 */
export function isAllowedAddress(address: string, origins: readonly string[]): boolean {
  const url = URL.parse(address);
  return (
    url !== null &&
    origins.some((origin) => {
      const [scheme = '', host = ''] = origin.split('//');
      return host.startsWith('*.')
        ? url.protocol === scheme && url.port === '' && url.hostname.endsWith(host.slice(1))
        : url.origin === origin;
    })
  );
}
