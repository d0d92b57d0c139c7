import { z } from 'zod';
import * as id from '../ids.ts';
import { access, type Endpoint, nothing } from './endpoint.ts';
import { email } from './organisation-views.ts';
import { me } from './views.ts';

/** Twelve characters at least, as NCSC advises against composition rules and for length. */
export const password = z.string().min(12).max(200);

/** Signing in and out, and enrolling a device. */
export const accountEndpoints = {
  signIn: {
    method: 'post',
    path: '/api/sign-in',
    auth: 'none',
    status: 200,
    summary: 'Signs a person in. Sets the refresh cookie (HttpOnly, SameSite=Strict).',
    body: z.strictObject({ email, password: z.string().min(1).max(200) }),
    reply: access.extend({ me }),
  },
  refresh: {
    method: 'post',
    path: '/api/token',
    auth: 'cookie',
    status: 200,
    summary:
      'Spends the refresh cookie for a new one and a new access token. A spent one used again revokes the family.',
    reply: access.extend({ me }),
  },
  signOut: {
    method: 'post',
    path: '/api/sign-out',
    auth: 'cookie',
    status: 200,
    summary: 'Revokes the family of the refresh cookie and ends its sockets.',
    reply: nothing,
  },
  changePassword: {
    method: 'post',
    path: '/api/password',
    auth: 'person',
    status: 200,
    summary: 'Changes the own password; every other sign-in of this person is revoked.',
    body: z.strictObject({ current: z.string().min(1).max(200), next: password }),
    reply: nothing,
  },
  me: {
    method: 'get',
    path: '/api/me',
    auth: 'person',
    status: 200,
    summary: 'Who is signed in.',
    reply: me,
  },
  enrol: {
    method: 'post',
    path: '/api/enrolment',
    auth: 'none',
    status: 200,
    summary:
      'Enrols this device as a station with an administrator’s one-time code. Sets the station cookie.',
    body: z.strictObject({ code: z.string().trim().min(4).max(32) }),
    reply: access.extend({ stationId: id.stationId }),
  },
  stationToken: {
    method: 'post',
    path: '/api/station-token',
    auth: 'cookie',
    status: 200,
    summary: 'A new access token for an enrolled station, from its cookie.',
    reply: access.extend({ stationId: id.stationId }),
  },
} as const satisfies Record<string, Endpoint>;
