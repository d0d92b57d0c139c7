import { expect } from 'chai';
import type { Page } from 'playwright-core';
import type { SourceStates } from '../../../domain/rooms/wire.ts';
import type { InvitedRole } from '../../../domain/actors.ts';
import { GuestBrowser } from '../guests.ts';
import { valueOf } from '../hearing.ts';
import { inviteTo } from './inviting.ts';
import type { Stage } from './stage.ts';

type Invited = { role: InvitedRole; name: string };

/** With the station and the clinician they are ten. */
export const eightGuests: readonly Invited[] = [
  { role: 'interpreter', name: 'Ana Lima' },
  { role: 'family', name: 'Margaret Featherstonehaugh-Cholmondeley' },
  { role: 'family', name: 'Ben Ito' },
  { role: 'gp', name: 'Dr Okafor' },
  { role: 'ambulance-crew', name: 'Crew 12' },
  { role: 'observer', name: 'Cy Young' },
  { role: 'family', name: 'Dee Rowe' },
  { role: 'observer', name: 'Eli Stone' },
];

/** A guest without a page: over REST and a socket, let in and in the room, but sending nothing. */
export async function joinOverWire(
  stage: Stage,
  clinician: Page,
  { role, name, sources }: Invited & { sources: SourceStates },
): Promise<void> {
  const { link } = await inviteTo(clinician, role);
  const { status, body } = await new GuestBrowser(stage.world).join(new URL(link).hash.slice(1), name);
  expect(status).to.equal(200);
  const socket = await stage.world.connect({ token: String(body['token']) });
  await clinician.getByTestId('admit-guest').click();
  await socket.hear(
    'visit:changed',
    ({ state }) => state.kind === 'guest' && state.life.phase === 'admitted',
  );
  const { roomId } = valueOf(await socket.say('guest:enter', {}));
  valueOf(await socket.say('room:join', { roomId, sources }));
  await clinician.getByTestId('people').getByText(name).waitFor();
}
