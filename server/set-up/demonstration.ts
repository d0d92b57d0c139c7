import type { Role } from '../../domain/actors.ts';
import { enrolmentCodeForMs } from '../../domain/accounts/account-deps.ts';
import { normaliseCode } from '../../domain/accounts/enrolment.ts';
import type { Site } from '../../domain/contract/rest.ts';
import type { OrganisationId, PersonId, SiteId, StationId } from '../../domain/ids.ts';
import type { Passwords, Secrets, Store, Transaction } from '../../domain/ports.ts';
import type { LinkSecrets } from '../../domain/clinics/link-port.ts';
import { addDemonstrationClinics } from './demonstration-clinics.ts';
import { addPatientAtHome } from './demonstration-home.ts';
import { addDemonstrationResidents } from './demonstration-residents.ts';
import { addDemonstrationRota, type OnCallProfile, setUpEntry } from './demonstration-rota.ts';

/** What filling a database needs. */
export type SetUpDeps = {
  store: Store;
  passwords: Passwords;
  secrets: Secrets;
  newId: () => string;
  /** Of the links of patients at home; the demonstration has none without. */
  links?: LinkSecrets;
};

export type DemonstrationPerson = { name: string; email: string; password: string; roles: readonly Role[] };
export type DemonstrationStation = {
  stationId: StationId;
  name: string;
  siteName: string;
  enrolmentCode: string;
  expiresAt: string;
};
export type Demonstration = {
  people: DemonstrationPerson[];
  station: DemonstrationStation;
  /** Below the address of the service: the appointment of somebody at home; null where there is none today. */
  appointmentPath: string | null;
};

const organisationName = 'Northdale Telehealth';

// All synthetic. Telephone numbers are from the ranges that Ofcom keeps free for drama.
const sites: readonly { name: string; kind: Site['kind']; phone: string; stations: readonly string[] }[] = [
  {
    name: 'Rowan House',
    kind: 'care-home',
    phone: '01632 960101',
    stations: ['Nurses’ office', 'First floor tablet'],
  },
  { name: 'Beech Court', kind: 'care-home', phone: '01632 960102', stations: ['Reception tablet'] },
  { name: 'HMP Fellside', kind: 'prison', phone: '01632 960103', stations: ['Healthcare wing'] },
  { name: 'At home', kind: 'home', phone: '01632 960100', stations: [] },
  { name: 'Northdale Hub', kind: 'hospital-hub', phone: '01632 960100', stations: ['Test station'] },
];

const people: readonly { name: string; email: string; roles: readonly Role[]; profile?: OnCallProfile }[] = [
  {
    name: 'Alex Marsh',
    email: 'admin@northdale.example',
    roles: ['platform-administrator', 'administrator'],
  },
  {
    name: 'Jo Lister',
    email: 'jo.lister@northdale.example',
    roles: ['manager'],
    profile: { skills: [], phone: '07700 900100' },
  },
  {
    name: 'Dr Priya Nair',
    email: 'priya.nair@northdale.example',
    roles: ['clinician'],
    profile: {
      skills: ['prison-clearance', 'palliative', 'language:pa'],
      phone: '07700 900101',
      tier: 1,
    },
  },
  {
    name: 'Sam Okafor, nurse practitioner',
    email: 'sam.okafor@northdale.example',
    roles: ['clinician'],
    profile: { skills: ['mental-health', 'language:cy'], phone: '07700 900102', tier: 1 },
  },
  {
    name: 'Dr Tom Reid',
    email: 'tom.reid@northdale.example',
    roles: ['clinician'],
    profile: { skills: ['prison-clearance', 'paediatrics'], phone: '07700 900103', tier: 2 },
  },
  { name: 'Pat Hollis', email: 'clinics@northdale.example', roles: ['booker'] },
  { name: 'Morgan Reeve', email: 'healthcare@fellside.example', roles: ['prison-healthcare'] },
  { name: 'Jo Tarrant', email: 'wings@fellside.example', roles: ['wing-officer'] },
];

/** Fills an empty database with a demonstration; null when it already has an organisation. */
export async function seedDemonstration(deps: SetUpDeps): Promise<Demonstration | null> {
  if ((await deps.store.reads.listOrganisations(null)).length > 0) {
    return null;
  }
  const made = await Promise.all(
    people.map(async (person) => {
      const password = deps.secrets.password();
      return { ...person, password, passwordHash: await deps.passwords.hash(password) };
    }),
  );
  const appointmentPath = await deps.store.transact((tx) => fill(deps, tx, made));
  const station = await issueDemonstrationCode(deps);
  if (station === null) {
    throw new Error('the demonstration has no station to enrol');
  }
  return {
    people: made.map(({ name, email, password, roles }) => ({ name, email, password, roles })),
    station,
    appointmentPath,
  };
}

/** Answers with the path of the appointment of somebody at home. */
async function fill(
  deps: SetUpDeps,
  tx: Transaction,
  made: readonly ((typeof people)[number] & { passwordHash: string })[],
): Promise<string | null> {
  const organisationId = await addOrganisation(deps, tx, organisationName);
  const added: { personId: PersonId; email: string; profile: OnCallProfile | undefined }[] = [];
  for (const { name, email, roles, passwordHash, profile } of made) {
    const secret = { passwordHash, mustChangePassword: false };
    const personId = await addPerson(deps, tx, { organisationId, name, email, roles, ...secret });
    added.push({ personId, email, profile });
  }
  const idOf = (address: string) => {
    const known = added.find(({ email }) => email === address);
    if (known === undefined) throw new Error(`the demonstration has nobody at ${address}`);
    return known.personId;
  };
  let appointmentPath: string | null = null;
  for (const site of sites) {
    const { siteId, stationIds } = await addSite(deps, tx, { ...site, organisationId });
    if (site.kind === 'home' && deps.links !== undefined) {
      const [clinicianId, bookerId] = [
        idOf('sam.okafor@northdale.example'),
        idOf('clinics@northdale.example'),
      ];
      const given = { organisationId, siteId, clinicianId, bookerId };
      appointmentPath = await addPatientAtHome({ ...deps, links: deps.links }, tx, given);
    }
    if (site.name === sites[0]?.name) {
      const by = idOf('admin@northdale.example');
      await addDemonstrationResidents(deps, tx, { organisationId, siteId, by });
    }
    if (site.kind === 'prison') {
      await addDemonstrationRota(deps, tx, { organisationId, people: added, prisonSiteId: siteId });
      await addDemonstrationClinics(deps, tx, {
        organisationId,
        prisonSiteId: siteId,
        stationIds,
        people: {
          booker: idOf('clinics@northdale.example'),
          healthcare: idOf('healthcare@fellside.example'),
          wingOfficer: idOf('wings@fellside.example'),
          dermatologist: idOf('tom.reid@northdale.example'),
          chestPhysician: idOf('priya.nair@northdale.example'),
        },
      });
    }
  }
  return appointmentPath;
}

/** A new code for the first station of the demonstration that no device holds; null when there is none. */
export async function issueDemonstrationCode(deps: SetUpDeps): Promise<DemonstrationStation | null> {
  const organisations = await deps.store.reads.listOrganisations(null);
  const organisation = organisations.find(({ name }) => name === organisationName);
  const known =
    organisation === undefined ? [] : await deps.store.reads.listSites(organisation.organisationId);
  const site = known.find(({ name, stations }) => name === sites[0]?.name && stations.some(isFree));
  const station = site?.stations.find(isFree);
  if (organisation === undefined || site === undefined || station === undefined) {
    return null;
  }
  const { stationId, name } = station;
  const enrolmentCode = deps.secrets.enrolmentCode();
  const digest = deps.secrets.digest(normaliseCode(enrolmentCode));
  const expiresAt = await deps.store.transact(async (tx) => {
    const expiresAt = new Date(tx.now.getTime() + enrolmentCodeForMs);
    await tx.accounts.setEnrolmentCode(stationId, { digest, expiresAt });
    await tx.audit([
      setUpEntry('station.code-issued', {
        kind: 'station',
        id: stationId,
        organisationId: organisation.organisationId,
      }),
    ]);
    return expiresAt;
  });
  return { stationId, name, siteName: site.name, enrolmentCode, expiresAt: expiresAt.toISOString() };
}

function isFree({ enrolledAt, revokedAt }: { enrolledAt: string | null; revokedAt: string | null }): boolean {
  return enrolledAt === null && revokedAt === null;
}

/** Set-up's own doing, and in the audit trail so. */
export async function addOrganisation(
  deps: Pick<SetUpDeps, 'newId'>,
  tx: Transaction,
  name: string,
): Promise<OrganisationId> {
  const id = deps.newId() as OrganisationId;
  await tx.accounts.addOrganisation({ id, name });
  await tx.audit([setUpEntry('organisation.added', { kind: 'organisation', id, organisationId: id })]);
  return id;
}

export async function addPerson(
  deps: Pick<SetUpDeps, 'newId'>,
  tx: Transaction,
  person: Omit<Parameters<Transaction['accounts']['addPerson']>[0], 'id'>,
): Promise<PersonId> {
  const id = deps.newId() as PersonId;
  await tx.accounts.addPerson({ ...person, id });
  const detail = { roles: person.roles.join(' ') };
  await tx.audit([
    { ...setUpEntry('person.added', { kind: 'person', id, organisationId: person.organisationId }), detail },
  ]);
  return id;
}

async function addSite(
  deps: Pick<SetUpDeps, 'newId'>,
  tx: Transaction,
  site: {
    organisationId: OrganisationId;
    name: string;
    kind: Site['kind'];
    phone: string;
    stations: readonly string[];
  },
): Promise<{ siteId: SiteId; stationIds: StationId[] }> {
  const { stations, ...described } = site;
  const stationIds: StationId[] = [];
  const siteId = deps.newId() as SiteId;
  await tx.accounts.addSite({ ...described, siteId });
  await tx.audit([
    setUpEntry('site.added', { kind: 'site', id: siteId, organisationId: site.organisationId }),
  ]);
  for (const name of stations) {
    const id = deps.newId() as StationId;
    await tx.accounts.addStation({ id, siteId, name });
    stationIds.push(id);
    await tx.audit([
      setUpEntry('station.added', { kind: 'station', id, organisationId: site.organisationId }),
    ]);
  }
  return { siteId, stationIds };
}
