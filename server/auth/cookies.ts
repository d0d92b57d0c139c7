import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';

/** Where each cookie is sent, and nowhere else. */
const paths = {
  bedside_refresh: '/api',
  bedside_station: '/api',
  bedside_guest: '/api/guest',
  bedside_operations: '/operations',
} as const;

export type CookieName = keyof typeof paths;

/** The cookies of one request: what came in, and what the reply sets. Scripts never see them (HttpOnly). */
export type CookieJar = {
  get(name: CookieName): string | undefined;
  set(name: CookieName, value: string, expiresAt: Date): void;
  clear(name: CookieName): void;
};

/** Secure when the public address is https; without it a trial on http://localhost could not sign in. */
export function cookieJar(request: Request, response: Response, { secure }: { secure: boolean }): CookieJar {
  const sent = parseCookie(request.headers.cookie ?? '');
  const attributes = (name: CookieName) =>
    ({ httpOnly: true, sameSite: 'strict', path: paths[name], secure }) as const;
  return {
    get: (name) => sent[name],
    set: (name, value, expires) => {
      response.cookie(name, value, { ...attributes(name), expires });
    },
    clear: (name) => {
      response.clearCookie(name, attributes(name));
    },
  };
}
