import { z } from 'zod';
import { role } from '../actors.ts';
import * as id from '../ids.ts';
import { queueSettings } from './queue.ts';
import { skill } from '../clinicians/skill.ts';
import { type Endpoint, name, phone } from '../wire.ts';

const organisationParams = z.strictObject({ organisationId: id.organisationId });

export const queueView = z.strictObject({ queueId: id.queueId, name: z.string(), settings: queueSettings });
export type QueueView = z.infer<typeof queueView>;

const profileView = z.strictObject({
  personId: id.personId,
  name: z.string(),
  roles: z.array(role),
  disabled: z.boolean(),
  skills: z.array(skill),
  phone: z.string().nullable(),
});
export type ProfileView = z.infer<typeof profileView>;

export const queueBody = z.strictObject({ name, settings: queueSettings });
export type QueueBody = z.infer<typeof queueBody>;

/** Queues, which sites call into which, and what people can do. */
export const queueEndpoints = {
  listQueues: {
    method: 'get',
    path: '/api/organisations/:organisationId/queues',
    auth: 'person',
    status: 200,
    summary: 'The queues of an organisation, oldest first, and into which of them each site calls.',
    params: organisationParams,
    reply: z.strictObject({
      queues: z.array(queueView),
      sites: z.array(z.strictObject({ siteId: id.siteId, siteName: z.string(), queueId: id.queueId })),
    }),
  },
  addQueue: {
    method: 'post',
    path: '/api/organisations/:organisationId/queues',
    auth: 'person',
    status: 201,
    summary: 'Adds a queue. Without settings it gets those that every queue starts with.',
    params: organisationParams,
    body: queueBody.extend({ settings: queueSettings.optional() }),
    reply: queueView,
  },
  listProfiles: {
    method: 'get',
    path: '/api/organisations/:organisationId/profiles',
    auth: 'person',
    status: 200,
    summary: 'The people of an organisation with their skills and the telephone numbers that reach them.',
    params: organisationParams,
    reply: z.strictObject({ profiles: z.array(profileView) }),
  },
  setProfile: {
    method: 'put',
    path: '/api/people/:personId/profile',
    auth: 'person',
    status: 200,
    summary: 'Sets a person’s skills and telephone number.',
    params: z.strictObject({ personId: id.personId }),
    body: z.strictObject({ skills: z.array(skill).max(20), phone: phone.nullable() }),
    reply: profileView,
  },
} as const satisfies Record<string, Endpoint>;
