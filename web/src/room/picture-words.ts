import type { ParticipantView, PictureLevel } from '../../../domain/contract/media.ts';
import { listed } from '../service/words.ts';

type Reduced = Exclude<PictureLevel, 'full'>;
const reduced: readonly Reduced[] = ['audio', 'still', 'low'];

const ownWords: Readonly<Record<Reduced, string>> = {
  low: 'Picture reduced so that the sound stays clear.',
  still: 'A still picture every few seconds: the connection is too weak for more. You still hear each other.',
  audio: 'Sound only: the connection is too weak for a picture.',
};

const suspendedWords = 'The others do not see you: your connection is too weak to send a picture.';

const othersWords: Readonly<Record<Reduced, (names: string, plural: boolean) => string>> = {
  low: (names, plural) =>
    `${names} ${plural ? 'see' : 'sees'} your picture reduced, so that the sound stays clear.`,
  still: (names, plural) => `${names} ${plural ? 'see' : 'sees'} a still picture of you every few seconds.`,
  audio: (names, plural) =>
    `${names} can hear you but cannot see you: ${plural ? 'their connections are' : 'the connection there is'} too weak for a picture.`,
};

/**
 * What has become of the pictures so that the sound stays clear, one's own view of the others first. A picture that its
 * owner has switched off, or does not have, is not missed.
 */
export function pictureWords(
  own: { pictures: PictureLevel; camera: 'on' | 'off' | 'held'; isHeard: boolean },
  others: readonly Pick<ParticipantView, 'name' | 'pictures' | 'sources'>[],
): string {
  const { pictures, camera, isHeard } = own;
  const seen = others.some(({ sources }) => sources.camera === 'on');
  const sentences = pictures === 'full' || !seen ? [] : [ownWords[pictures]];
  if (camera === 'held') sentences.push(suspendedWords, ...(isHeard ? ['They still hear you.'] : []));
  for (const level of camera === 'on' ? reduced : []) {
    const names = others.filter((other) => other.pictures === level).map(({ name }) => name);
    if (names.length > 0) sentences.push(othersWords[level](listed(names), names.length > 1));
  }
  return sentences.join(' ');
}
