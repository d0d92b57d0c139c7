import { parseCookie } from 'cookie';
import type { Request, Response } from 'express';

export type CookieName = 'bedside_refresh' | 'bedside_station';

/** The cookies of one request: what came in, and what the reply sets. Scripts never see them (HttpOnly). */
export type CookieJar = {
  get(name: CookieName): string | undefined;
  set(name: CookieName, value: string, expiresAt: Date): void;
  clear(name: CookieName): void;
};

/** Secure when the public address is https; without it a trial on http://localhost could not sign in. */
export function cookieJar(request: Request, response: Response, { secure }: { secure: boolean }): CookieJar {
  const sent = parseCookie(request.headers.cookie ?? '');
  const attributes = { httpOnly: true, sameSite: 'strict', path: '/api', secure } as const;
  return {
    get: (name) => sent[name],
    set: (name, value, expires) => {
      response.cookie(name, value, { ...attributes, expires });
    },
    clear: (name) => {
      response.clearCookie(name, attributes);
    },
  };
}
