import { expect } from 'chai';
import type { EnteredCheck } from '../../../domain/checks/wire.ts';
import {
  backOf,
  isDeaf,
  leftOut,
  lossesOf,
  optionsFor,
  roundTripOf,
  sentOf,
} from '../../../web/src/check/path-probe.ts';
import { resultOf } from '../../../web/src/check/media-check.ts';

describe('what a way loses', () => {
  const back = { received: 190, lost: 10 };

  it('is told for each direction: the SFU passes gaps on', () => {
    const none = lossesOf({ sent: 200, atSfu: { received: 200, lost: 0 }, back });
    expect(none).to.deep.equal({ lossUp: 0, lossDown: 1 - 0.95 });
    const allUp = lossesOf({ sent: 200, atSfu: back, back });
    expect(allUp.lossUp).to.equal(0.05);
    expect(allUp.lossDown).to.be.closeTo(0, 1e-9);
  });

  it('is not told of a few packets, and is all of them where none arrives', () => {
    const nothing = { received: 0, lost: 0 };
    expect(lossesOf({ sent: 10, atSfu: { received: 5, lost: 5 }, back })).to.deep.equal({
      lossUp: null,
      lossDown: null,
    });
    expect(lossesOf({ sent: 100, atSfu: nothing, back: nothing })).to.deep.equal({
      lossUp: 1,
      lossDown: null,
    });
    expect(isDeaf({ sent: 100, atSfu: nothing, back: nothing })).to.equal(true);
    expect(isDeaf({ sent: 0, atSfu: nothing, back: nothing })).to.equal(false);
    expect(isDeaf({ sent: 100, atSfu: nothing, back: { received: 1, lost: 0 } })).to.equal(false);
  });

  it('is read from the reports of a browser', () => {
    const pair = { type: 'candidate-pair', totalRoundTripTime: 0.25, responsesReceived: 5 };
    expect(roundTripOf([pair, { ...pair, nominated: true }])).to.equal(50);
    expect(roundTripOf([{ ...pair, nominated: true, responsesReceived: 0 }])).to.equal(null);
    expect(sentOf([{ type: 'outbound-rtp', packetsSent: 7 }])).to.equal(7);
    expect(backOf([{ type: 'inbound-rtp', packetsReceived: 9, packetsLost: -1 }])).to.deep.equal({
      received: 9,
      lost: 0,
    });
    expect(backOf([])).to.deep.equal({ received: 0, lost: 0 });
  });
});

describe('how a way is tried by itself', () => {
  const candidates = [
    { ip: '192.0.2.1', port: 1, protocol: 'udp' },
    { ip: '192.0.2.1', port: 1, protocol: 'tcp' },
  ];
  const transport = {
    id: 't',
    iceParameters: { usernameFragment: 'u', password: 'p' },
    iceCandidates: candidates,
    dtlsParameters: {},
  };
  const urls = ['turn:turn.example.org?transport=udp', 'turns:turn.example.org:443?transport=tcp'];
  const iceServers = [{ urls, username: 'u', credential: 'c' }];
  const entered: EnteredCheck = {
    routerRtpCapabilities: {},
    send: transport,
    receive: transport,
    iceServers,
    iceTransportPolicy: 'all',
  };

  it('with no candidates but its own, and no relay', () => {
    for (const path of ['udp', 'tcp'] as const) {
      const options = optionsFor(path, entered, 'send');
      expect(options?.iceCandidates.map(({ protocol }) => protocol)).to.deep.equal([path]);
      expect(options).to.deep.include({ iceServers: [], iceTransportPolicy: 'all' });
    }
  });

  it('over the relay by TLS alone, or by whatever the relay has', () => {
    const options = optionsFor('relay', entered, 'receive');
    expect(options).to.deep.include({ iceTransportPolicy: 'relay' });
    expect(options?.iceServers).to.deep.equal([{ ...iceServers[0], urls: [urls[1]] }]);
    expect(options?.iceCandidates.map(({ protocol }) => protocol)).to.deep.equal(['udp']);
    const plain = {
      ...entered,
      iceServers: [{ urls: ['turn:turn.example.org'], username: 'u', credential: 'c' }],
    };
    expect(optionsFor('relay', plain, 'send')?.iceServers).to.deep.equal(plain.iceServers);
  });

  it('not at all where the SFU does not offer it, the site does not want it, or there is no relay', () => {
    const tcpOnly = { ...entered, send: { ...transport, iceCandidates: candidates.slice(1) } };
    expect(optionsFor('udp', tcpOnly, 'send')).to.equal(undefined);
    const [all, relayOnly] = [entered, { ...entered, iceTransportPolicy: 'relay' as const }];
    expect([leftOut('udp', all), leftOut('tcp', all), leftOut('relay', all)]).to.deep.equal([
      undefined,
      undefined,
      undefined,
    ]);
    expect([leftOut('udp', relayOnly), leftOut('relay', relayOnly)]).to.deep.equal(['not-tried', undefined]);
    expect(leftOut('relay', { ...all, iceServers: [] })).to.equal('not-set-up');
  });

  it('and the figures that count are those of the way that a call would take', () => {
    const works = (roundTripMs: number) =>
      ({ verdict: 'works', figures: { roundTripMs, lossUp: 0, lossDown: null } }) as const;
    expect(resultOf({ udp: { verdict: 'fails' }, tcp: works(30), relay: works(50) })).to.deep.equal({
      ways: { udp: 'fails', tcp: 'works', relay: 'works' },
      ...{ roundTripMs: 30, lossUp: 0, lossDown: null },
    });
    expect(resultOf({ udp: { verdict: 'fails' } })).to.deep.equal({
      ways: { udp: 'fails', tcp: 'not-tried', relay: 'not-tried' },
      ...{ roundTripMs: null, lossUp: null, lossDown: null },
    });
  });
});
