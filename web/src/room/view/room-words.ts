import type { ParticipantView, PictureLevel } from '../../../../domain/rooms/wire.ts';
import { inWords } from '../../service/clock.ts';
import { listed } from '../../service/words.ts';
import type { Standing } from '../quality/picture-watch.ts';
import type { RoomView } from '../session/room-session.ts';

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
 * What has happened to the pictures so that the sound stays clear, one's own view of the others first. A picture that
 * its owner has switched off, or does not have, is not missed.
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

/**
 * The text on a picture that stands still: how old it is, and that its owner can still be heard where that is known.
 * A `small` picture has space for no more than its age.
 */
export function standingWords(
  { seenAtMs, heard }: Standing,
  { nowMs, small }: { nowMs: number; small: boolean },
): string[] {
  const age = inWords(nowMs - seenAtMs);
  if (small) return ['Stands still', `for ${shortened(age)}`];
  return ['Picture stands still', `for ${age}`, ...(heard ? ['The sound still comes through.'] : [])];
}

function shortened(age: string): string {
  return age.replace(/ minutes?/, ' min').replace(/ seconds?/, ' s');
}

/**
 * The same for a screen reader, once; empty if a wider message has been given already: that this browser, or theirs,
 * has lost its connection.
 */
export function standingNews(
  name: string,
  about: { standing: Standing | null; connection: 'steady' | 'unsteady'; interrupted: boolean },
): string {
  const said = about.interrupted || about.connection === 'unsteady';
  return about.standing === null || said ? '' : `The picture of ${name} stands still.`;
}

/** Whether this browser itself has lost its path to the room: then it is the cause of whatever is missing. */
export function isInterrupted({ status, room }: Pick<RoomView, 'status' | 'room'>): boolean {
  return status === 'retrying' || room?.network === 'weak';
}

/** What is wrong with the connection and what is being done about it, in one sentence; empty when all is well. */
export function troubleWords(
  own: 'steady' | 'reconnecting',
  others: readonly Pick<ParticipantView, 'name' | 'connection'>[],
): string {
  if (own === 'reconnecting') return 'Reconnecting… Your call is kept.';
  const unsteady = others.filter(({ connection }) => connection === 'unsteady').map(({ name }) => name);
  if (unsteady.length === 0) return '';
  return unsteady.length === 1
    ? `The connection of ${listed(unsteady)} is unsteady. Your call is kept.`
    : `The connections of ${listed(unsteady)} are unsteady. Your call is kept.`;
}
