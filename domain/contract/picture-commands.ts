import { z } from 'zod';
import { largePictures } from './media.ts';

const nothing = z.strictObject({});

/** What somebody in a media room says of the pictures that they are sent; part of the table of commands. */
export const pictureCommands = {
  'room:show-large': {
    phases: ['in-room'],
    summary:
      'Whom this browser shows large: of the others it is sent the small picture. After every join it is everybody.',
    payload: z.strictObject({ large: largePictures }),
    reply: nothing,
  },
} as const;
