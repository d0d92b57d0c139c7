import { expect } from 'chai';
import { keepDevicesOf, recallDevice, rememberDevice } from '../../../web/src/room/devices/device-memory.ts';

/** A browser's storage, as far as it is needed here. */
function newStorage(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  } as unknown as Storage;
}

describe('the memory of chosen devices', () => {
  const put = (name: 'localStorage' | 'sessionStorage') => {
    Object.defineProperty(globalThis, name, { value: newStorage(), configurable: true });
  };
  beforeEach(() => {
    put('localStorage');
    put('sessionStorage');
  });
  after(() => {
    Reflect.deleteProperty(globalThis, 'localStorage');
    Reflect.deleteProperty(globalThis, 'sessionStorage');
  });

  it('keeps a clinician’s choice for them alone, in the next tab too', () => {
    keepDevicesOf({ kind: 'clinician', clinicianId: 'a' });
    rememberDevice('microphone', 'headset-of-a');
    put('sessionStorage');
    keepDevicesOf({ kind: 'clinician', clinicianId: 'b' });
    expect(recallDevice('microphone')).to.equal(null);
    keepDevicesOf({ kind: 'clinician', clinicianId: 'a' });
    expect(recallDevice('microphone')).to.equal('headset-of-a');
    expect(recallDevice('camera')).to.equal(null);
  });

  it('keeps a station’s for whoever stands before it', () => {
    keepDevicesOf({ kind: 'station' });
    rememberDevice('speaker', 'loudspeaker');
    put('sessionStorage');
    keepDevicesOf({ kind: 'station' });
    expect(recallDevice('speaker')).to.equal('loudspeaker');
  });

  it('forgets a guest’s with the tab', () => {
    keepDevicesOf({ kind: 'guest' });
    rememberDevice('camera', 'front');
    expect(recallDevice('camera')).to.equal('front');
    put('sessionStorage');
    keepDevicesOf({ kind: 'guest' });
    expect(recallDevice('camera')).to.equal(null);
  });
});
