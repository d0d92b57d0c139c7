import { expect } from 'chai';
import { arrivalWords, changeWords } from '../../../web/src/room/devices/device-words.ts';

const on = { microphone: 'on', camera: 'on' } as const;
const off = { microphone: 'off', camera: 'off' } as const;

describe('the sentence about a device', () => {
  it('says what is used instead', () => {
    const change = { what: 'replaced', use: 'microphone', gone: 'Headset', now: 'Laptop' } as const;
    expect(changeWords(change, on)).to.equal(
      '“Headset” was unplugged or is used by something else. “Laptop” is used instead.',
    );
  });

  it('says that what was off is still off', () => {
    const returned = { what: 'returned', now: 'Headset' } as const;
    expect(changeWords({ ...returned, use: 'microphone' }, off)).to.match(/You are still muted\.$/);
    expect(changeWords({ ...returned, use: 'camera' }, off)).to.match(/Your camera is still off\.$/);
    expect(changeWords({ ...returned, use: 'speaker' }, off)).to.match(/is used again\.$/);
  });

  it('asks for what a new device would be used', () => {
    const headset = { group: 'g', name: 'Headset', uses: { microphone: 'm', speaker: 's' } };
    expect(arrivalWords(headset)).to.equal('“Headset” was plugged in. Use it to be heard and to hear?');
  });
});
