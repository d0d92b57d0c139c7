import { expect } from 'chai';
import { hear, type Hearing, isUnderstood, type SoundSample } from '../../../domain/lost-sound/hearing.ts';

const heardWell: Hearing = { lost: false, doubtedMs: 0 };
const lost: Hearing = { lost: true, doubtedMs: 0 };

const after = (begin: Hearing, samples: readonly SoundSample[]) =>
  samples.reduce((hearing, sample) => hear(hearing, sample, 1000), begin);
const seconds = (count: number, sample: SoundSample) => Array.from({ length: count }, () => sample);

describe('whether the sound of somebody is lost', () => {
  it('is said after ten seconds of nothing, and not before', () => {
    expect(after(heardWell, seconds(9, 'nothing')).lost).to.equal(false);
    expect(after(heardWell, seconds(10, 'nothing')).lost).to.equal(true);
  });

  it('begins anew with every look at which something is heard', () => {
    const broken = [...seconds(9, 'nothing'), 'heard' as const, ...seconds(9, 'nothing')];
    expect(after(heardWell, broken)).to.deep.equal({ lost: false, doubtedMs: 9000 });
  });

  it('is not said of somebody who has muted themselves, for however long', () => {
    expect(after(heardWell, seconds(600, 'not-expected'))).to.deep.equal(heardWell);
    const muted = [...seconds(9, 'nothing'), 'not-expected' as const, ...seconds(9, 'nothing')];
    expect(after(heardWell, muted).lost).to.equal(false);
  });

  it('is taken back after four seconds of sound, and not by silence that was chosen', () => {
    expect(after(lost, seconds(3, 'heard')).lost).to.equal(true);
    expect(after(lost, seconds(4, 'heard'))).to.deep.equal(heardWell);
    expect(after(lost, [...seconds(3, 'heard'), 'nothing', ...seconds(3, 'heard')]).lost).to.equal(true);
    expect(after(lost, seconds(600, 'not-expected'))).to.deep.equal(lost);
  });

  it('goes by packets where they are short, and by what they bring where they are long', () => {
    const understood = (packets: number, genuineMs: number) => isUnderstood({ packets, genuineMs }, 1000);
    expect(understood(15, 0)).to.equal(true);
    expect(understood(14, 299)).to.equal(false);
    expect(understood(8, 300)).to.equal(true);
    // A browser may count as sound that came what it plays when nothing comes.
    expect(understood(0, 1000)).to.equal(false);
    expect(understood(2, 1000)).to.equal(false);
  });
});
