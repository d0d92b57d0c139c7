import type { GuestOver } from '../../../domain/guests/guest.ts';
import { ApiError } from '../service/api.ts';
import { messageOf } from '../service/hooks.ts';

export type ClosedWords = {
  why: string;
  title: string;
  text: string;
  /** Trying again may help. */
  mayPass: boolean;
};

/** Why somebody does not get in, and what they can do about it. */
export function closedWords(error: unknown): ClosedWords {
  const why = error instanceof ApiError ? error.code : 'internal';
  const said = sentenceOf(messageOf(error));
  switch (why) {
    case 'taken':
      return {
        why,
        title: 'This link has been used',
        text: 'It works once, and another browser has used it. Ask the clinician for a new one.',
        mayPass: false,
      };
    case 'expired':
      return { why, title: 'This invitation is over', text: said, mayPass: false };
    case 'wrong-phase':
      return { why, title: 'You cannot join this visit', text: said, mayPass: false };
    case 'conflict':
      return {
        why,
        title: 'The visit is locked',
        text: 'The clinician has locked the visit, so nobody can join it now. Ask them to unlock it, then try again.',
        mayPass: true,
      };
    case 'not-found':
    case 'invalid':
      return {
        why,
        title: 'This link or code is not known',
        text: 'It may be mistyped, or too old. Check it, or ask the clinician for a new one.',
        mayPass: false,
      };
    default:
      return { why, title: 'You cannot join at the moment', text: said, mayPass: true };
  }
}

export const overWords: Record<GuestOver, { title: string; text: string }> = {
  refused: {
    title: 'You were not let in',
    text: 'The clinician has not let you into the visit. If you think this is a mistake, ask them for a new invitation.',
  },
  removed: {
    title: 'You are not in the visit any more',
    text: 'The clinician has taken you out of the visit.',
  },
  left: { title: 'You have left the visit', text: 'To come back, ask the clinician for a new invitation.' },
  'visit-ended': { title: 'The visit is over', text: 'Thank you. You can close this page.' },
};

/** The same for a patient at home, who has their own link and needs no invitation. */
export const patientOverWords: Record<GuestOver, { title: string; text: string }> = {
  refused: {
    title: 'You were not let in',
    text: 'The clinician has not let you in. If you think this is a mistake, ring the clinic.',
  },
  removed: {
    title: 'Your part of the appointment is over',
    text: 'The clinician has ended it for you. If you think this is a mistake, ring the clinic.',
  },
  left: {
    title: 'You have left the appointment',
    text: 'You can come back with your link while it goes on.',
  },
  'visit-ended': {
    title: 'The video call has ended',
    text: 'If you had not finished, go back to your appointment: the clinician may begin again. Otherwise you can close this page.',
  },
};

function sentenceOf(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}
