import { expect } from 'chai';
import { endpointFault } from '../../../domain/record/subscriptions/endpoint-faults.ts';
import { pauseAfter } from '../../../domain/record/subscriptions/notify.ts';
import { isPublicAddress, PartnerEndpoints } from '../../../workers/delivery/subscription-endpoints.ts';

describe('the endpoints of subscriptions', () => {
  it('are at no address of a private network', async () => {
    const inside = [
      ...['127.0.0.1', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1', '169.254.169.254'],
      ...['100.64.0.1', '0.0.0.0', '255.255.255.255', '224.0.0.1', '::1', '::', 'fe80::1', 'fd00::1'],
      ...['::ffff:10.0.0.1', '64:ff9b::a00:1', '2002:a00:1::', '2001:db8::1', 'ff02::1', 'nobody.example'],
    ];
    for (const address of inside) expect(isPublicAddress(address), address).to.equal(false);
    for (const address of ['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1']) {
      expect(isPublicAddress(address), address).to.equal(true);
    }
    const endpoints = new PartnerEndpoints({ localOrigins: [] });
    for (const url of [
      'https://127.0.0.1:9/x',
      'https://[::1]:9/x',
      'https://2130706433:9/',
      'https://localhost:9/x',
    ]) {
      expect(await endpoints.post(url, '{}'), url).to.deep.equal({
        ...{ taken: false, code: 'private-address', retryAfterMs: null },
      });
    }
  });

  it('are at an origin of the client’s own, by https', () => {
    const client = {
      notifyOrigins: ['https://records.example', 'http://127.0.0.1:9000', 'http://plain.example'],
    };
    const of = (url: string) => endpointFault(url, client, ['http://127.0.0.1:9000']);
    expect(of('https://records.example/told?by=1')).to.equal(undefined);
    expect(of('http://127.0.0.1:9000/told')).to.equal(undefined);
    expect(of('http://plain.example/told')).to.equal('must begin with https://');
    expect(of('https://user:secret@records.example/told')).to.equal('must have no name, password or # in it');
    expect(of('told')).to.equal('must be an address of at most 500 characters');
    for (const url of [
      'https://records.example.org/',
      'https://records.example:8443/',
      'https://x.records.example/',
    ]) {
      expect(of(url), url).to.contain('at no origin at which this system may be notified');
    }
  });

  it('are tried after longer and longer pauses, and not before they ask for it', () => {
    expect([1, 2, 3, 9, 10, 50].map((failures) => pauseAfter(failures, null))).to.deep.equal([
      ...[2000, 4000, 8000, 512_000, 900_000, 900_000],
    ]);
    expect(pauseAfter(1, 60_000)).to.equal(60_000);
    expect(pauseAfter(1, 10 ** 9)).to.equal(3_600_000);
  });
});
