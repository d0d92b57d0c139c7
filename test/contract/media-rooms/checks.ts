import { expect } from 'chai';
import { CheckClient } from '../../support/check-client.ts';
import { MediaClient, newJoining } from '../../support/media-client.ts';
import { codeOf, someDtls, type Suite } from './suite.ts';

export function describeChecks(suite: Suite): void {
  const open = async () => CheckClient.create(await suite.rooms.openCheck({ region: null }));

  it('sends the sound of a check back to whoever sent it, once', async () => {
    const client = await open();
    const offer = await client.offer();
    const echo = await client.check.echo(offer);
    const consumer = await client.take(echo);
    expect(consumer.kind).to.equal('audio');
    expect(echo.producerId).not.to.equal(echo.consumerId);
    expect(await codeOf(client.check.echo(offer))).to.equal('wrong-phase');
    expect(await client.check.close()).to.deep.equal({ received: 0, lost: 0 });
  });

  it('offers a check both protocols, and no room', async () => {
    const before = suite.rooms.counts();
    const { check } = await open();
    for (const { iceCandidates } of [check.opened.send, check.opened.receive])
      expect(new Set(iceCandidates.map(({ protocol }) => protocol))).to.deep.equal(new Set(['udp', 'tcp']));
    const { rooms, participants, transports, consumers } = suite.rooms.counts();
    expect({ ...before, rooms, participants, transports, consumers }).to.deep.equal(before);
    await check.close();
  });

  it('tells nobody in a room of a check', async () => {
    const inRoom = await MediaClient.join(suite.rooms, suite.roomId, {
      joining: newJoining(),
      admitted: true,
    });
    await inRoom.receive();
    const client = await open();
    await client.take(await client.echo());
    await client.check.close();
    // Something that is told after all of that.
    await MediaClient.join(suite.rooms, suite.roomId, { joining: newJoining('clinician'), admitted: true });
    await inRoom.fact('room:participant');
    expect(inRoom.facts.map(({ name }) => name)).to.deep.equal(['room:participant']);
  });

  it('takes nothing more once a check is over', async () => {
    const client = await open();
    const offer = await client.offer();
    await client.check.close();
    expect(await codeOf(client.check.echo(offer))).to.equal('wrong-phase');
    expect(await codeOf(client.check.close())).to.equal('wrong-phase');
    expect(await codeOf(client.check.connect('receive', someDtls()))).to.equal('wrong-phase');
  });

  it('refuses what is no sound, and a transport that is connected', async () => {
    const client = await open();
    const offer = await client.offer();
    const [codec] = offer.rtpParameters.codecs;
    if (codec === undefined) throw new Error('an offer has a codec');
    const video = {
      ...offer.rtpParameters,
      codecs: [{ ...codec, mimeType: 'video/VP8', clockRate: 90_000 }],
    };
    expect(await codeOf(client.check.connect('send', someDtls()))).to.equal('wrong-phase');
    expect(await codeOf(client.check.echo({ ...offer, rtpParameters: video }))).to.equal('invalid');
    await client.check.close();
  });

  it('leaves nothing behind after 60 checks', async () => {
    const before = suite.rooms.counts();
    for (let batch = 0; batch < 6; batch += 1)
      await Promise.all(
        Array.from({ length: 10 }, async () => {
          const client = await open();
          await client.take(await client.echo());
          await client.check.close();
        }),
      );
    expect(suite.rooms.counts()).to.deep.equal(before);
  }).timeout(30_000);
}
