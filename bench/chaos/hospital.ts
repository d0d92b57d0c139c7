import pg from 'pg';
import { randomUUID } from 'node:crypto';
import { createLog } from '../../process/log.ts';
import type { StationActor } from '../../domain/actors.ts';
import type { FamilyId } from '../../domain/ids.ts';
import { defaultQueueSettings, type QueueSettings } from '../../domain/queues/queue.ts';
import type { Skill } from '../../domain/clinicians/skill.ts';
import type { SignedAccessTokens } from '../../server/auth/access-tokens.ts';
import { openStore } from '../../store/open-store.ts';
import { Population } from '../../test/support/population.ts';
import type { Setting } from './trail.ts';

/** Who can sign in, and how the service is set up for them. */
export type Hospital = {
  stations: { id: string; newToken: () => string }[];
  clinicians: { id: string; newToken: () => string }[];
  setting: Setting;
};

const inThisOrder = ['ring-all', 'push', 'second-tier', 'duty-manager', 'tell-station'] as const;
const planAt = (...times: number[]) =>
  inThisOrder.map((action, n) => ({ action, afterSeconds: times[n] ?? 0 }));

const relaxation = { preferredSeconds: 0, tierOneSeconds: 2, tierTwoSeconds: 2 };
/** When the steps above have passed. */
const anyoneAfterMs = 4000;

/** Everything happens sooner than by default, so that a run of minutes comes to the end of every ladder. */
function settingsOf(requiredSkills: Skill[], ringSeconds: number): QueueSettings {
  return {
    ...defaultQueueSettings,
    ringSeconds,
    requiredSkills,
    relaxation: { immediate: relaxation, urgent: relaxation, soon: relaxation },
    ringTogether: { immediate: 3, urgent: 1, soon: 1 },
    raiseAfterSeconds: { urgent: 25, soon: 15 },
    ladder: {
      immediate: planAt(6, 9, 12, 15, 18),
      urgent: planAt(12, 16, 20, 24, 30),
      soon: planAt(15, 20, 25, 30, 40),
    },
  };
}

const cleared: Skill = 'prison-clearance';

/** One organisation: a care-home queue, a prison queue that needs a skill, two tiers of clinicians on the rota. */
export async function buildHospital(options: {
  databaseUrl: string;
  accessTokens: SignedAccessTokens;
  stations: number;
  clinicians: number;
}): Promise<Hospital> {
  const { databaseUrl, accessTokens } = options;
  const log = createLog({ level: 'error' });
  await using store = openStore({ databaseUrl, clock: { now: () => new Date() }, log });
  const population = new Population({ store, accessTokens });
  const place = await population.addPlace();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const sites = await addQueues(client, place);
    const stations = [];
    for (let n = 0; n < options.stations; n += 1) {
      const site = n % 3 === 2 ? sites.prison : sites.homes;
      const { stationId } = await population.addStation({ ...place, siteId: site.siteId });
      const actor: StationActor = { kind: 'station', stationId, ...place, siteId: site.siteId };
      stations.push({
        id: stationId,
        queueId: site.queueId,
        newToken: () => accessTokens.issue(actor).token,
      });
    }
    const clinicians = [];
    for (let n = 0; n < options.clinicians; n += 1) {
      clinicians.push(await addClinician(client, population, { n, place, sites, accessTokens }));
    }
    return { stations, clinicians, setting: settingFrom(sites, stations, clinicians) };
  } finally {
    await client.end();
  }
}

type Place = Awaited<ReturnType<Population['addPlace']>>;
type Site = { queueId: string; siteId: Place['siteId']; settings: QueueSettings };
type Sites = { homes: Site; prison: Site };

async function addQueues(client: pg.Client, place: Place): Promise<Sites> {
  const add = async (name: string, settings: QueueSettings): Promise<Site> => {
    const [queueId, siteId] = [randomUUID(), randomUUID() as Place['siteId']];
    await client.query(
      `insert into queues (id, organisation_id, name, settings, created_at) values ($1, $2, $3, $4, now())`,
      [queueId, place.organisationId, name, JSON.stringify(settings)],
    );
    await client.query(
      `insert into sites (id, organisation_id, queue_id, name, kind) values ($1, $2, $3, $4, 'care-home')`,
      [siteId, place.organisationId, queueId, name],
    );
    return { queueId, siteId, settings };
  };
  return {
    homes: await firstQueue(client, place, settingsOf([], 20)),
    prison: await add('Prisons', settingsOf([cleared], 8)),
  };
}

/** The queue that the organisation has from its beginning. Calls are passed on to any, so every one must be known. */
async function firstQueue(client: pg.Client, place: Place, settings: QueueSettings): Promise<Site> {
  const { rows } = await client.query<{ id: string }>(
    `update queues set name = 'Homes', settings = $2 where organisation_id = $1
      and id = (select queue_id from sites where id = $3) returning id`,
    [place.organisationId, JSON.stringify(settings), place.siteId],
  );
  const [queue] = rows;
  if (queue === undefined) throw new Error('the organisation has no queue');
  return { queueId: queue.id, siteId: place.siteId, settings };
}

async function addClinician(
  client: pg.Client,
  population: Population,
  given: { n: number; place: Place; sites: Sites; accessTokens: SignedAccessTokens },
) {
  const { n, place, sites, accessTokens } = given;
  const { personId } = await population.addPerson(place, undefined, { onRota: false });
  const skills = n % 2 === 0 ? [cleared] : [];
  const tier: 1 | 2 = n % 3 === 2 ? 2 : 1;
  await client.query('update people set skills = $2 where id = $1', [personId, skills]);
  await client.query(
    `insert into shifts (id, organisation_id, clinician_id, starts_at, ends_at, queue_ids, tier)
     values ($1, $2, $3, now() - interval '1 hour', now() + interval '8 hours', $4, $5)`,
    [randomUUID(), place.organisationId, personId, [sites.homes.queueId, sites.prison.queueId], tier],
  );
  const { rows } = await client.query<{ id: string }>('select id from families where person_id = $1', [
    personId,
  ]);
  const roles = ['clinician'] as const;
  const familyId = (rows[0]?.id ?? '') as FamilyId;
  const actor = { kind: 'person', personId, organisationId: place.organisationId, roles, familyId } as const;
  return { id: personId, skills, tier, newToken: () => accessTokens.issue(actor).token };
}

function settingFrom(
  { homes, prison }: Sites,
  stations: readonly { id: string; queueId: string }[],
  clinicians: readonly { id: string; skills: readonly string[]; tier: 1 | 2 }[],
): Setting {
  const known = ({ queueId, settings }: Site) =>
    [
      queueId,
      { requiredSkills: settings.requiredSkills, ringTogether: settings.ringTogether, anyoneAfterMs },
    ] as const;
  return {
    stations: new Map(stations.map(({ id, queueId }) => [id, queueId])),
    queues: new Map([known(homes), known(prison)]),
    clinicians: new Map(clinicians.map(({ id, skills, tier }) => [id, { skills, tier }])),
  };
}
