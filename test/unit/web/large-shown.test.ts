import { expect } from 'chai';
import type { LargePictures } from '../../../domain/rooms/wire.ts';
import { participantId } from '../../../domain/ids.ts';
import { LargeShown } from '../../../web/src/room/session/large-shown.ts';

type Wire = ConstructorParameters<typeof LargeShown>[0]['wire'];
type Room = { isOpen: () => boolean };

const [ana, ben] = ['1', '2'].map((n) => participantId.parse(`00000000-0000-4000-8000-00000000000${n}`));
if (ana === undefined || ben === undefined) throw new Error('nobody');

/** What is said over a wire that answers as it is told to. */
function setUp() {
  const said: LargePictures[] = [];
  const now: { room: Room | null; heard: boolean } = { room: { isOpen: () => true }, heard: true };
  const command = (_: string, payload: { large: LargePictures }) => {
    said.push(payload.large);
    return Promise.resolve(
      now.heard ? { ok: true, value: {} } : { ok: false, code: 'unavailable', message: 'Gone.' },
    );
  };
  const large = new LargeShown({ wire: { command } as unknown as Wire, room: () => now.room });
  return { said, now, large };
}

describe('who is shown large, as it is told', () => {
  it('is said once, when it changes, and not at all while it is everybody', () => {
    const { said, large } = setUp();
    large.show('everybody');
    expect(said).to.deep.equal([]);
    large.show([ana]);
    large.show([ana]);
    large.settle();
    large.show([ana, ben]);
    large.show('everybody');
    expect(said).to.deep.equal([[ana], [ana, ben], 'everybody']);
  });

  it('waits for the room and is said again in each new stay', () => {
    const { said, now, large } = setUp();
    now.room = null;
    large.show([ana]);
    expect(said).to.deep.equal([]);
    now.room = { isOpen: () => true };
    large.settle();
    now.room = { isOpen: () => true };
    large.settle();
    expect(said).to.deep.equal([[ana], [ana]]);
  });

  it('is said again when it was not heard', async () => {
    const { said, now, large } = setUp();
    now.heard = false;
    large.show([ana]);
    await Promise.resolve();
    await Promise.resolve();
    now.heard = true;
    large.settle();
    await Promise.resolve();
    large.settle();
    expect(said).to.deep.equal([[ana], [ana]]);
  });
});
