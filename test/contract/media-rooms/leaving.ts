import { expect } from 'chai';
import type { Joining } from '../../../domain/ports.ts';
import { MediaClient, newJoining, newRoomId } from '../../support/media-client.ts';
import { codeOf, someDtls, two, type Suite } from './suite.ts';

export function describeSources(suite: Suite): void {
  describe('sources', () => {
    it('tells the others what changed', async () => {
      const { station, clinician } = await two(suite, { admitted: true });
      await station.participation.setSource('microphone', 'off');
      const changed = await clinician.fact('room:participant', ({ sources }) => sources.microphone === 'off');
      expect(changed.participantId).to.equal(station.participantId);
      await station.participation.setSource('microphone', 'on');
      await clinician.fact('room:participant', ({ sources }) => sources.microphone === 'on');
    });

    it('ends a stream that another of the same source replaces', async () => {
      const { station, clinician } = await two(suite, { admitted: true });
      const first = await clinician.stream('camera');
      const producerId = await station.produce('camera');
      await clinician.fact('room:consumer-closed', ({ consumerId }) => consumerId === first.consumerId);
      await clinician.fact('room:consumer', (offer) => offer.producerId === producerId);
    });
  });
}

export function describeLeaving(suite: Suite): void {
  describe('leaving', () => {
    it('tells the others, ends their streams, and refuses everything after', async () => {
      const { station, clinician } = await two(suite, { admitted: true });
      const offered = await clinician.stream('camera');
      await station.participation.leave();
      const { participantId } = await clinician.fact('room:participant-left');
      expect(participantId).to.equal(station.participantId);
      await clinician.fact('room:consumer-closed', ({ consumerId }) => consumerId === offered.consumerId);
      const { participation } = station;
      const offer = await station.offer('camera');
      const codes = await Promise.all([
        codeOf(participation.leave()),
        codeOf(participation.produce(offer)),
        codeOf(participation.receive({})),
        codeOf(participation.resume(offered.consumerId)),
        codeOf(participation.showLarge([])),
        codeOf(participation.setSource('camera', 'off')),
        codeOf(participation.connect('send', someDtls())),
      ]);
      expect(new Set(codes)).to.deep.equal(new Set(['wrong-phase']));
      expect(station.heard('room:left')).to.deep.equal([]);
    });

    it('replaces the earlier participation of the same key', async () => {
      const joining = newJoining();
      const other = await MediaClient.join(suite.rooms, suite.roomId, { admitted: true });
      const first = await MediaClient.join(suite.rooms, suite.roomId, { joining, admitted: true });
      const second = await MediaClient.join(suite.rooms, suite.roomId, { joining, admitted: true });
      expect(await first.fact('room:left')).to.deep.equal({ reason: 'replaced' });
      expect(await codeOf(first.participation.leave())).to.equal('wrong-phase');
      await other.fact('room:participant-left', ({ participantId }) => participantId === first.participantId);
      await other.fact('room:participant', ({ participantId }) => participantId === second.participantId);
      expect(second.participantId).not.to.equal(first.participantId);
    });

    it('mutes everybody but one, who are told and may unmute', async () => {
      const { station, clinician, keys } = await two(suite, { admitted: true });
      await suite.rooms.muteOthers(suite.roomId, keys[1] as Joining['key']);
      await station.fact('room:muted');
      const seen = await clinician.fact('room:participant', ({ sources }) => sources.microphone === 'off');
      expect(seen.participantId).to.equal(station.participantId);
      await station.participation.setSource('microphone', 'on');
      await clinician.fact(
        'room:participant',
        ({ sources, participantId }) =>
          participantId === station.participantId && sources.microphone === 'on',
      );
      expect(clinician.heard('room:muted')).to.deep.equal([]);
    });

    it('mutes one whose microphone a telephone call has, so that it does not come back live', async () => {
      const { station, clinician, keys } = await two(suite, { admitted: true });
      await station.participation.setSource('microphone', 'taken');
      await clinician.fact('room:participant', ({ sources }) => sources.microphone === 'taken');
      await suite.rooms.muteOthers(suite.roomId, keys[1] as Joining['key']);
      await station.fact('room:muted');
      await clinician.fact('room:participant', ({ sources }) => sources.microphone === 'off');
    });

    it('tells one whose microphone is missing, so that it is muted when it is plugged in, and leaves it missing', async () => {
      const { station, clinician, keys } = await two(suite, { admitted: true });
      await station.participation.setSource('microphone', 'missing');
      await clinician.fact('room:participant', ({ sources }) => sources.microphone === 'missing');
      await suite.rooms.muteOthers(suite.roomId, keys[1] as Joining['key']);
      await station.fact('room:muted');
      await station.participation.setSource('camera', 'off');
      const { sources } = await clinician.fact('room:participant', ({ sources }) => sources.camera === 'off');
      expect(sources.microphone).to.equal('missing');
    });

    it('expels one', async () => {
      const { station, clinician, keys } = await two(suite, { admitted: true });
      await suite.rooms.expel(suite.roomId, keys[1] as Joining['key']);
      expect(await clinician.fact('room:left')).to.deep.equal({ reason: 'closed' });
      await station.fact('room:participant-left');
    });

    it('tells everybody when the room closes, and nothing after', async () => {
      const { station, clinician } = await two(suite, { admitted: true });
      await suite.rooms.closeRoom(suite.roomId);
      for (const client of [station, clinician]) {
        expect(await client.fact('room:left')).to.deep.equal({ reason: 'closed' });
        expect(client.facts.at(-1)?.name).to.equal('room:left');
      }
    });

    it('refuses a join whose room closes meanwhile', async () => {
      const joining = MediaClient.join(suite.rooms, suite.roomId);
      const [code] = await Promise.all([codeOf(joining), suite.rooms.closeRoom(suite.roomId)]);
      expect(code).to.equal('wrong-phase');
    });

    it('knows nothing of rooms that are not there', async () => {
      const gone = newRoomId();
      await suite.rooms.admit(gone, [newJoining().key]);
      await suite.rooms.expel(gone, newJoining().key);
      await suite.rooms.muteOthers(gone, newJoining().key);
      await suite.rooms.closeRoom(gone);
    });
  });
}
