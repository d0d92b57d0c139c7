/** Tells a person at a terminal what is going on; a progress line is written over where there is a terminal. */
export interface Say {
  line: (text: string) => void;
  progress: (text: string) => void;
}

/** How often a progress line is repeated where nothing can be written over, such as a log of CI. */
const plainEveryMs = 15_000;

/** What cannot be written, because the disk is full, is lost: it must not end a service that `npm start` keeps running. */
export function createSay(stream: NodeJS.WritableStream & { isTTY?: boolean }): Say {
  stream.on('error', () => undefined);
  let open = false;
  let saidAt = -Infinity;
  return {
    line: (text) => {
      stream.write(open ? `\n${text}\n` : `${text}\n`);
      open = false;
    },
    progress: (text) => {
      if (stream.isTTY) {
        // Carriage return, then erase to the end of the line.
        stream.write(`\r\u001B[K${text}`);
        open = true;
      } else if (performance.now() - saidAt >= plainEveryMs) {
        stream.write(`${text}\n`);
        saidAt = performance.now();
      }
    },
  };
}

/** A reason to stop that the person at the terminal can act on; told in one sentence, without a stack. */
export class PlainError extends Error {}
