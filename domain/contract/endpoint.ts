import { z } from 'zod';
import { instant } from './views.ts';

/** One line of the REST interface. */
export type Endpoint = {
  method: 'get' | 'post' | 'put';
  /** Express's spelling; `:name` is a path parameter. */
  path: string;
  summary: string;
  /** Who may ask: nobody in particular, the holder of a cookie, or an access token of that kind. */
  auth: 'none' | 'cookie' | 'station' | 'person' | 'any';
  status: 200 | 201 | 202;
  /** What the body is and what is answered, where it is not JSON. */
  consumes?: 'text/calendar';
  produces?: 'text/calendar' | 'text/csv';
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  reply: z.ZodType;
};

export const nothing = z.strictObject({});

/** `token` is an access token (JWT, ES256) for `Authorization: Bearer` and for Socket.IO's `auth.token`. */
export const access = z.strictObject({ token: z.string(), expiresAt: instant });
export type Access = z.infer<typeof access>;
