import type { OrganisationId, PersonId, QueueId, SiteId } from '../ids.ts';
import type { Queue, QueueSettings } from './queue.ts';
import type { Skill } from './skill.ts';

export type QueueWrites = {
  /** Every queue of the organisation, oldest first. */
  list(organisationId: OrganisationId): Promise<Queue[]>;
  find(queueId: QueueId): Promise<Queue | undefined>;
  /** The queue into which the calls of a site go. */
  findOfSite(siteId: SiteId): Promise<Queue | undefined>;
  /** Throws `conflict` when the organisation has a queue of that name. */
  add(queue: Queue): Promise<void>;
  /** Throws `conflict` likewise. */
  change(queueId: QueueId, to: { name: string; settings: QueueSettings }): Promise<void>;
  assignSite(siteId: SiteId, queueId: QueueId): Promise<void>;
  /** Skills and telephone number, which is where SMS and voice reach them. */
  setProfile(personId: PersonId, profile: { skills: readonly Skill[]; phone: string | null }): Promise<void>;
};

export type QueueReads = {
  listQueues(organisationId: OrganisationId): Promise<Queue[]>;
};
