import { expect } from 'chai';
import { dtlsParameters, type DtlsParameters, type SourceState } from '../../../domain/rooms/wire.ts';
import { DomainError } from '../../../domain/errors.ts';
import type { RoomId } from '../../../domain/ids.ts';
import type { Joining, MediaRooms } from '../../../domain/ports.ts';
import type { GivenDownlinks } from '../../support/given-downlinks.ts';
import { MediaClient, newJoining } from '../../support/media-client.ts';

/** What the suite's hooks hand to each test: read it inside the test, not before. */
export type Suite = { rooms: MediaRooms; roomId: RoomId; downlinks: GivenDownlinks };

export const on: { microphone: SourceState; camera: SourceState } = { microphone: 'on', camera: 'on' };

/** Two in one room, both sending both sources and ready to receive. */
export async function two(
  suite: Suite,
  { admitted = false } = {},
): Promise<{
  station: MediaClient;
  clinician: MediaClient;
  keys: Joining['key'][];
}> {
  const joinings = [newJoining('station'), newJoining('clinician')] as const;
  const [station, clinician] = await Promise.all([
    MediaClient.join(suite.rooms, suite.roomId, { joining: joinings[0], admitted }),
    MediaClient.join(suite.rooms, suite.roomId, { joining: joinings[1], admitted }),
  ]);
  for (const client of [station, clinician]) {
    await Promise.all([client.produce('microphone'), client.produce('camera'), client.receive()]);
  }
  return { station, clinician, keys: joinings.map(({ key }) => key) };
}

/** The code it is refused with; fails when it is not refused, or with anything but a plain sentence. */
export async function codeOf(attempt: Promise<unknown>): Promise<string> {
  try {
    await attempt;
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    expect(error.message).to.match(/^[A-Z].*\.$/);
    return error.code;
  }
  throw new Error('It was not refused.');
}

/** Parameters that a browser could have sent. */
export function someDtls(): DtlsParameters {
  const value = Array.from({ length: 32 }, () => 'AB').join(':');
  return dtlsParameters.parse({ role: 'client', fingerprints: [{ algorithm: 'sha-256', value }] });
}
