import { z } from 'zod';
import * as id from '../ids.ts';
import { type Endpoint, name, phone } from '../wire.ts';

const language = z.string().trim().min(1).max(40);

const interpreterBody = z.strictObject({
  /** A name, or the reference of an agency. */
  name,
  languages: z.array(language).min(1).max(20),
  phone: phone.nullable(),
});
export type InterpreterBody = z.infer<typeof interpreterBody>;

const interpreterView = interpreterBody.extend({ interpreterId: id.interpreterId });
export type InterpreterView = z.infer<typeof interpreterView>;

const params = z.strictObject({ interpreterId: id.interpreterId });

/** Whom a hospital books to interpret in its clinics. */
export const interpreterEndpoints = {
  listInterpreters: {
    method: 'get',
    path: '/api/interpreters',
    auth: 'person',
    status: 200,
    summary: 'The interpreters of the hospital, by name. For whoever books its clinics.',
    reply: z.strictObject({ interpreters: z.array(interpreterView) }),
  },
  addInterpreter: {
    method: 'post',
    path: '/api/interpreters',
    auth: 'person',
    status: 201,
    summary: 'Adds an interpreter. For booking clerks.',
    body: interpreterBody,
    reply: interpreterView,
  },
  changeInterpreter: {
    method: 'put',
    path: '/api/interpreters/:interpreterId',
    auth: 'person',
    status: 200,
    summary: 'Changes what is known of an interpreter. What they are booked for stays.',
    params,
    body: interpreterBody,
    reply: interpreterView,
  },
  retireInterpreter: {
    method: 'post',
    path: '/api/interpreters/:interpreterId/retirement',
    auth: 'person',
    status: 200,
    summary: 'Keeps an interpreter no more; answers how many bookings that have not begun have nobody now.',
    params,
    reply: z.strictObject({ bookings: z.int().min(0) }),
  },
} as const satisfies Record<string, Endpoint>;
