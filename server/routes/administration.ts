import type { UseCases } from '../../domain/use-cases.ts';
import type { Handlers } from '../http/bind.ts';

type AdministrationHandlers = Pick<
  Handlers,
  | 'listOrganisations'
  | 'addOrganisation'
  | 'setOrganisationRegion'
  | 'listSites'
  | 'addSite'
  | 'setSiteMediaPath'
  | 'setEstablishment'
  | 'addStation'
  | 'issueEnrolmentCode'
  | 'revokeStation'
  | 'listPeople'
  | 'addPerson'
  | 'setRoles'
  | 'disablePerson'
  | 'enablePerson'
  | 'resetPassword'
  | 'readAudit'
>;

/** What administrators do: organisations, sites, stations, people, and the audit trail. */
export function administrationHandlers(useCases: UseCases): AdministrationHandlers {
  return {
    listOrganisations: async ({ actor }) => ({ organisations: await useCases.listOrganisations(actor) }),
    addOrganisation: ({ actor, body }) => useCases.addOrganisation(actor, body),
    setOrganisationRegion: ({ actor, params, body }) =>
      useCases.setOrganisationRegion(actor, { ...params, ...body }),
    listSites: async ({ actor, params }) => ({ sites: await useCases.listSites(actor, params) }),
    addSite: ({ actor, params, body }) => useCases.addSite(actor, { ...body, ...params }),
    setEstablishment: ({ actor, params, body }) => useCases.setEstablishment(actor, { ...params, ...body }),
    setSiteMediaPath: ({ actor, params, body }) => useCases.setSiteMediaPath(actor, { ...params, ...body }),
    addStation: ({ actor, params, body }) => useCases.addStation(actor, { ...body, ...params }),
    issueEnrolmentCode: async ({ actor, params }) => {
      const { code, expiresAt } = await useCases.issueEnrolmentCode(actor, params);
      return { code, expiresAt: expiresAt.toISOString() };
    },
    revokeStation: ({ actor, params }) => useCases.revokeStation(actor, params),
    listPeople: async ({ actor, params }) => ({ people: await useCases.listPeople(actor, params) }),
    addPerson: ({ actor, params, body }) => useCases.addPerson(actor, { ...body, ...params }),
    setRoles: ({ actor, params, body }) => useCases.setRoles(actor, { ...params, ...body }),
    disablePerson: ({ actor, params }) => useCases.disablePerson(actor, params),
    enablePerson: ({ actor, params }) => useCases.enablePerson(actor, params),
    resetPassword: ({ actor, params }) => useCases.resetPassword(actor, params),
    readAudit: ({ actor, params, query }) => useCases.readAudit(actor, { ...params, ...query }),
  };
}

/** What platform administrators see of the media nodes, and how they drain one. */
export function mediaNodeHandlers(useCases: UseCases): Pick<Handlers, 'listMediaNodes' | 'drainMediaNode'> {
  return {
    listMediaNodes: ({ actor }) => Promise.resolve(useCases.listMediaNodes(actor)),
    drainMediaNode: ({ actor, params }) => useCases.drainMediaNode(actor, params),
  };
}

type RecordClientHandlers = Pick<
  Handlers,
  | 'listRecordClients'
  | 'addRecordClient'
  | 'setRecordClientKeys'
  | 'setNotifyOrigins'
  | 'disableRecordClient'
  | 'enableRecordClient'
>;

/** Which systems of partners may use the record, and at which address they ask for a token. */
export function recordClientHandlers(useCases: UseCases, tokenAddress: string): RecordClientHandlers {
  return {
    listRecordClients: async ({ actor, params }) => ({
      ...(await useCases.listRecordClients(actor, params)),
      tokenAddress,
    }),
    addRecordClient: ({ actor, params, body }) => useCases.addRecordClient(actor, { ...params, ...body }),
    setRecordClientKeys: ({ actor, params, body }) =>
      useCases.setRecordClientKeys(actor, { ...params, ...body }),
    setNotifyOrigins: ({ actor, params, body }) => useCases.setNotifyOrigins(actor, { ...params, ...body }),
    disableRecordClient: ({ actor, params }) => useCases.disableRecordClient(actor, params),
    enableRecordClient: ({ actor, params }) => useCases.enableRecordClient(actor, params),
  };
}
