import { expect } from 'chai';
import type { ParticipantView, PictureLevel } from '../../../domain/rooms/wire.ts';
import { pictureWords } from '../../../web/src/room/view/room-words.ts';

type Other = Pick<ParticipantView, 'name' | 'pictures' | 'sources'>;
const other = (name: string, pictures: PictureLevel, camera: 'on' | 'off' = 'on'): Other => ({
  name,
  pictures,
  sources: { microphone: 'on', camera },
});
const own = (pictures: PictureLevel, camera: 'on' | 'off' | 'held' = 'on', isHeard = true) => ({
  pictures,
  camera,
  isHeard,
});

describe('the words for reduced pictures', () => {
  it('are none while every picture is whole', () => {
    expect(pictureWords(own('full'), [other('Dr A', 'full')])).to.equal('');
  });

  it('say what is seen no longer, and why', () => {
    const others = [other('Dr A', 'full')];
    expect(pictureWords(own('low'), others)).to.equal('Picture reduced so that the sound stays clear.');
    expect(pictureWords(own('still'), others)).to.match(/^A still picture every few seconds: /);
    expect(pictureWords(own('audio'), others)).to.equal(
      'Sound only: the connection is too weak for a picture.',
    );
  });

  it('say who does not see this person well', () => {
    expect(pictureWords(own('full'), [other('Dr A', 'audio'), other('Dr B', 'full')])).to.equal(
      'Dr A can hear you but cannot see you: the connection there is too weak for a picture.',
    );
    expect(pictureWords(own('full'), [other('Dr A', 'low'), other('Dr B', 'low')])).to.equal(
      'Dr A and Dr B see your picture reduced, so that the sound stays clear.',
    );
  });

  it('say that nobody sees this person while their own picture is held back, whatever the others could be sent', () => {
    expect(pictureWords(own('full', 'held'), [other('Dr A', 'audio')])).to.equal(
      'The others do not see you: your connection is too weak to send a picture. They still hear you.',
    );
  });

  it('do not say that somebody is heard who is muted', () => {
    expect(pictureWords(own('full', 'held', false), [other('Dr A', 'full')])).to.equal(
      'The others do not see you: your connection is too weak to send a picture.',
    );
  });

  it('say both where both lines are weak', () => {
    expect(pictureWords(own('audio'), [other('Dr A', 'still')])).to.equal(
      'Sound only: the connection is too weak for a picture. Dr A sees a still picture of you every few seconds.',
    );
  });

  it('do not miss a picture that its owner has switched off', () => {
    expect(pictureWords(own('audio'), [other('Dr A', 'full', 'off')])).to.equal('');
    expect(pictureWords(own('full', 'off'), [other('Dr A', 'audio')])).to.equal('');
  });
});
