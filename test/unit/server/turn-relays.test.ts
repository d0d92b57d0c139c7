import { expect } from 'chai';
import * as id from '../../../domain/ids.ts';
import { mediaPathFor } from '../../../domain/rooms/relays.ts';
import { TurnRelays } from '../../../server/turn-relays.ts';

const participantId = id.participantId.parse('11111111-1111-4111-8111-111111111111');
const clock = { now: () => new Date('2027-01-01T11:00:00.900Z') };
const urls = ['turn:turn.example.org:3478?transport=udp', 'turns:turn.example.org:443?transport=tcp'];
const relay = { urls, secret: 'shared-with-the-relay', credentialSeconds: 3600 };

describe('credentials for TURN relays', () => {
  it('are the expiry and the participant, and their HMAC-SHA1, as openssl makes it', () => {
    expect(new TurnRelays({ relay, clock }).serversFor(participantId)).to.deep.equal([
      { urls, username: `1798804800:${participantId}`, credential: 'eiwpPn51dd83ICB4COZv4mbC08I=' },
    ]);
  });

  it('are each participant’s own', () => {
    const relays = new TurnRelays({ relay, clock });
    const other = id.participantId.parse('22222222-2222-4222-8222-222222222222');
    const [mine, theirs] = [participantId, other].map((one) => relays.serversFor(one)[0]?.credential);
    expect(mine).not.to.equal(theirs);
  });

  it('are none where there is no relay, and then media takes the straight way', () => {
    const relays = new TurnRelays({ relay: undefined, clock });
    expect(relays.available).to.equal(false);
    const path = mediaPathFor(relays, { participantId, policy: 'relay' });
    expect(path).to.deep.equal({ iceServers: [], iceTransportPolicy: 'all' });
  });

  it('come with the way that the site has chosen', () => {
    const relays = new TurnRelays({ relay, clock });
    for (const policy of ['all', 'relay'] as const) {
      expect(mediaPathFor(relays, { participantId, policy }).iceTransportPolicy).to.equal(policy);
    }
  });
});
