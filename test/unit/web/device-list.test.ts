import { expect } from 'chai';
import { canTurnRound, facingOf, constraintsFor } from '../../../web/src/room/devices/capture-constraints.ts';
import {
  arrivals,
  devicesFor,
  hasGone,
  type KnownDevice,
  nameOf,
} from '../../../web/src/room/devices/device-list.ts';

function device(kind: MediaDeviceKind, deviceId: string, part: Partial<KnownDevice> = {}): KnownDevice {
  return { kind, deviceId, groupId: '', label: deviceId, ...part };
}

const builtIn = device('audioinput', 'built-in', { groupId: 'laptop' });
const standard = device('audioinput', 'default', { groupId: 'laptop' });
const headset = device('audioinput', 'headset', { groupId: 'headset', label: 'Jabra Evolve (0b0e:0300)' });
const earphones = device('audiooutput', 'earphones', { groupId: 'headset', label: 'Jabra Evolve' });

describe('the list of devices', () => {
  it('leaves out what has no id yet, and the alias for telephony', () => {
    const list = [builtIn, device('audioinput', ''), device('audioinput', 'communications'), earphones];
    expect(devicesFor('microphone', list)).to.deep.equal([builtIn]);
    expect(devicesFor('speaker', list)).to.deep.equal([earphones]);
  });

  it('names a device without its maker’s numbers, and one without a name by what it is', () => {
    expect(nameOf(headset, 'microphone')).to.equal('Jabra Evolve');
    expect(nameOf({ label: 'Default - Jabra Evolve' }, 'microphone')).to.equal('Jabra Evolve');
    expect(nameOf({ label: '' }, 'speaker')).to.equal('Speaker');
  });

  const goings: [what: string, used: MediaTrackSettings, list: KnownDevice[], gone: boolean][] = [
    ['listed', { deviceId: 'headset' }, [builtIn, headset], false],
    ['not listed', { deviceId: 'headset' }, [builtIn], true],
    ['the last of its kind', { deviceId: 'headset' }, [earphones], true],
    ['of an unknown id', {}, [builtIn], false],
    ['listed without ids', { deviceId: 'headset' }, [device('audioinput', '')], false],
    ['the default, as before', { deviceId: 'default', groupId: 'laptop' }, [standard, builtIn], false],
    ['the default, of another group', { deviceId: 'default', groupId: 'headset' }, [standard, builtIn], true],
    [
      'the default, and only the system’s choice has changed',
      { deviceId: 'default', groupId: 'headset' },
      [standard, builtIn, headset],
      false,
    ],
  ];
  for (const [what, used, list, gone] of goings) {
    it(`takes one for ${gone ? 'gone' : 'there'} that is ${what}`, () => {
      expect(hasGone('microphone', used, list)).to.equal(gone);
    });
  }

  it('knows a headset for one thing with two uses', () => {
    expect(arrivals([builtIn], [builtIn, headset, earphones])).to.deep.equal([
      { group: 'headset', name: 'Jabra Evolve', uses: { microphone: 'headset', speaker: 'earphones' } },
    ]);
  });

  it('does not take the first reading, nor an alias, for something plugged in', () => {
    expect(arrivals([], [builtIn])).to.deep.equal([]);
    expect(arrivals([device('audioinput', '')], [builtIn])).to.deep.equal([]);
    expect(arrivals([builtIn], [builtIn, standard])).to.deep.equal([]);
  });
});

describe('which way a camera looks', () => {
  const front = device('videoinput', 'f', { label: 'camera2 1, facing front' });
  const back = device('videoinput', 'b', { label: 'camera2 0, facing back' });
  const webcam = device('videoinput', 'd', { label: 'HD Webcam' });
  const using = (facingMode?: string) =>
    ({ getSettings: () => ({ deviceId: 'x', ...(facingMode && { facingMode }) }) }) as MediaStreamTrack;

  it('is known from its name, or from the browser, or not at all', () => {
    expect([front, back, webcam].map(facingOf)).to.deep.equal(['user', 'environment', null]);
    const heard = { ...webcam, getCapabilities: () => ({ facingMode: ['environment'] }) };
    expect(facingOf(heard)).to.equal('environment');
  });

  it('can be turned where there is a camera on the other side', () => {
    expect(canTurnRound(using(), [front, back])).to.equal(true);
    expect(canTurnRound(using('user'), [front, back])).to.equal(true);
    expect(canTurnRound(using('user'), [front])).to.equal(false);
    expect(canTurnRound(using(), [webcam, webcam])).to.equal(false);
    // Names in another language: only the camera in use says that it has a side.
    expect(canTurnRound(using('user'), [webcam, webcam])).to.equal(true);
  });

  it('is asked for by the camera’s id, or else by the way itself', () => {
    expect(constraintsFor('environment', [front, back])).to.deep.equal({ deviceId: { exact: 'b' } });
    expect(constraintsFor('environment', [webcam])).to.deep.equal({ facingMode: { exact: 'environment' } });
  });
});
