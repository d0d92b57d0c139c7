import { z } from 'zod';

/** Instants cross the wire as ISO 8601 in UTC. */
export const instant = z.iso.datetime();

/** A file as it is: of what type it is, its bytes say on the way in, and the answer on the way out. */
export const anyFile = 'application/octet-stream';

/** One line of the REST interface. */
export type Endpoint = {
  method: 'get' | 'post' | 'put';
  /** Express's spelling; `:name` is a path parameter. */
  path: string;
  summary: string;
  /** Who may ask: nobody in particular, the holder of a cookie, an access token of that kind, or a system that signs. */
  auth: 'none' | 'cookie' | 'station' | 'person' | 'any' | 'feed';
  status: 200 | 201 | 202;
  /** What the body is and what is answered, where it is not JSON. */
  consumes?: 'text/calendar' | typeof anyFile;
  produces?: 'text/calendar' | 'text/csv' | 'application/pdf' | typeof anyFile;
  params?: z.ZodObject;
  query?: z.ZodObject;
  /** What stands in headers, because it may name a patient, and addresses are written down. Keys in lower case. */
  headers?: z.ZodObject;
  body?: z.ZodType;
  reply: z.ZodType;
};

export const nothing = z.strictObject({});

/**
 * Names the fields at fault and what was wanted, never what was sent: it may be about a patient. `fieldOf` spells the
 * path of a field as its caller knows it; the path of the whole input is empty.
 */
export function describeFaults({ issues }: z.ZodError, fieldOf: (path: string) => string): string {
  const said = issues.slice(0, 5).map(({ path, message }) => {
    const field = fieldOf(path.map(String).join('.'));
    return `${field.slice(0, 200)}: ${message.slice(0, 200)}`;
  });
  return said.join('; ');
}

export const name = z.string().trim().min(1).max(120);
export const email = z
  .email()
  .max(254)
  .transform((value) => value.toLowerCase());
export const phone = z
  .string()
  .trim()
  .regex(/^\+?[0-9 ()-]{3,24}$/, 'not a telephone number');

export const region = z
  .string()
  .regex(/^[a-z0-9-]{1,40}$/, 'must be lower-case letters, digits and hyphens, 40 at most');
