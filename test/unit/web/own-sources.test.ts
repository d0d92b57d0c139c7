import { expect } from 'chai';
import type { ChosenSources, Source } from '../../../domain/rooms/wire.ts';
import type { RoomId } from '../../../domain/ids.ts';
import { OwnSources } from '../../../web/src/room/session/own-sources.ts';
import { NotAnswered } from '../../../web/src/room/media/transports.ts';
import type { RoomWire } from '../../../web/src/room/session/room-wire.ts';
import { eventually } from '../../support/eventually.ts';

const roomId = 'room' as RoomId;

/** Somebody in a room, with a camera that works and a microphone that the test decides about. */
function inRoom(choice: Partial<ChosenSources> = {}) {
  const chosen: ChosenSources = { microphone: 'on', camera: 'on', ...choice };
  const track = { enabled: false } as MediaStreamTrack;
  const camera = { state: 'open', track: { enabled: false } as MediaStreamTrack } as const;
  const heard: string[] = [];
  const sent: string[] = [];
  let unanswered = false;
  const room = {
    isOpen: () => true,
    send: (source: Source) => {
      if (unanswered) return Promise.reject(new NotAnswered('Not connected to the service.'));
      sent.push(source);
      return Promise.resolve();
    },
  };
  const late: (() => void)[] = [];
  const own = new OwnSources({
    wire: {
      command: (_name: string, { source, state }: { source: string; state: string }) => {
        heard.push(`${source} ${state}`);
        return Promise.resolve({ ok: true, value: {} });
      },
    } as unknown as Pick<RoomWire, 'command'>,
    timers: {
      after: (_ms, run) => {
        late.push(run);
        return () => undefined;
      },
    },
    memory: { recall: () => chosen, remember: () => undefined },
    changed: () => undefined,
  });
  const microphone = (state: 'open' | 'taken') => {
    own.devicesChanged({ camera, microphone: { state, track } });
  };
  const suspend = (now: boolean) => {
    own.roomChanged({ admitted: true, uplink: now ? 'held' : 'full' });
  };
  own.begin(roomId);
  microphone('open');
  suspend(false);
  own.attach(room);
  own.entered({ sources: own.states(), chosen });
  const hears = (expected: readonly string[]) =>
    eventually(() =>
      Promise.resolve(heard.join() === expected.join() ? undefined : `told: ${heard.join(', ')}`),
    );
  const answer = (now: boolean) => {
    unanswered = !now;
    for (const run of late.splice(0)) run();
  };
  return { own, track, microphone, suspend, hears, answer, sent, wanted: () => own.wanted };
}

describe('the own sources, when something else takes the microphone', () => {
  it('are said to be taken, and on again when it is given back', async () => {
    const { track, microphone, hears } = inRoom();
    microphone('taken');
    await hears(['microphone taken']);
    microphone('open');
    await hears(['microphone taken', 'microphone on']);
    expect(track.enabled).to.equal(true);
  });

  it('are off all the while for whoever was muted before', async () => {
    const { own, track, microphone, hears } = inRoom({ microphone: 'off' });
    microphone('taken');
    microphone('open');
    expect(track.enabled).to.equal(false);
    own.toggle('microphone');
    await hears(['microphone on']);
  });

  it('are off afterwards for whoever muted meanwhile', async () => {
    const { own, track, microphone, hears } = inRoom();
    microphone('taken');
    await hears(['microphone taken']);
    own.toggle('microphone');
    microphone('open');
    await hears(['microphone taken', 'microphone off']);
    expect(track.enabled).to.equal(false);
  });

  it('are on afterwards for whoever unmuted meanwhile, also through a room joined anew', async () => {
    const { own, microphone, hears, wanted } = inRoom({ microphone: 'off' });
    microphone('taken');
    own.toggle('microphone');
    await hears(['microphone taken']);
    own.entered({ sources: own.states(), chosen: { microphone: 'off', camera: 'on' } });
    expect(wanted().microphone).to.equal('on');
  });
});

describe('the own sources, while the connection carries no picture', () => {
  it('are said to be held back and on again, the microphone untouched', async () => {
    const { suspend, hears } = inRoom();
    suspend(true);
    await hears(['camera held']);
    suspend(false);
    await hears(['camera held', 'camera on']);
  });

  it('stay off for whoever has switched the camera off, before or meanwhile', async () => {
    const { own, suspend, hears } = inRoom();
    suspend(true);
    await hears(['camera held']);
    own.toggle('camera');
    await hears(['camera held', 'camera off']);
    suspend(false);
    own.toggle('camera');
    await hears(['camera held', 'camera off', 'camera on']);
  });

  it('enter a room as held, and what was chosen is still on', () => {
    const { own, suspend, wanted } = inRoom();
    suspend(true);
    expect(own.states()).to.deep.equal({ microphone: 'on', camera: 'held' });
    own.entered({ sources: own.states(), chosen: wanted() });
    expect(wanted().camera).to.equal('on');
  });
});

describe('the own sources, while the service does not answer', () => {
  it('are offered again, instead of being left out', async () => {
    const { own, answer, sent } = inRoom();
    answer(false);
    own.settle();
    await eventually(() => {
      answer(true);
      return sent.length >= 2 ? undefined : `sent: ${sent.join(', ')}`;
    });
    expect([...sent].sort()).to.deep.equal(['camera', 'microphone']);
  });
});
