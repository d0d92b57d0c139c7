import type { AccountDeps } from '../../domain/accounts/account-deps.ts';
import { readAudit } from '../../domain/accounts/audit-trail.ts';
import {
  addOrganisation,
  addSite,
  listOrganisations,
  listSites,
  setOrganisationRegion,
  setSiteMediaPath,
} from '../../domain/accounts/organisations.ts';
import {
  addPerson,
  disablePerson,
  enablePerson,
  listPeople,
  resetPassword,
  setRoles,
} from '../../domain/accounts/people.ts';
import { addStation, issueEnrolmentCode, revokeStation } from '../../domain/accounts/stations.ts';
import {
  drainMediaNode,
  listMediaNodes,
  type MediaNodeDeps,
} from '../../domain/oversight/manage-media-nodes.ts';
import type { Handlers } from '../http/bind.ts';

type AdministrationHandlers = Pick<
  Handlers,
  | 'listOrganisations'
  | 'addOrganisation'
  | 'setOrganisationRegion'
  | 'listSites'
  | 'addSite'
  | 'setSiteMediaPath'
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
export function administrationHandlers(deps: AccountDeps): AdministrationHandlers {
  return {
    listOrganisations: async ({ actor }) => ({ organisations: await listOrganisations(deps, actor) }),
    addOrganisation: ({ actor, body }) => addOrganisation(deps, actor, body),
    setOrganisationRegion: ({ actor, params, body }) =>
      setOrganisationRegion(deps, actor, { ...params, ...body }),
    listSites: async ({ actor, params }) => ({ sites: await listSites(deps, actor, params) }),
    addSite: ({ actor, params, body }) => addSite(deps, actor, { ...body, ...params }),
    setSiteMediaPath: ({ actor, params, body }) => setSiteMediaPath(deps, actor, { ...params, ...body }),
    addStation: ({ actor, params, body }) => addStation(deps, actor, { ...body, ...params }),
    issueEnrolmentCode: async ({ actor, params }) => {
      const { code, expiresAt } = await issueEnrolmentCode(deps, actor, params);
      return { code, expiresAt: expiresAt.toISOString() };
    },
    revokeStation: ({ actor, params }) => revokeStation(deps, actor, params),
    listPeople: async ({ actor, params }) => ({ people: await listPeople(deps, actor, params) }),
    addPerson: ({ actor, params, body }) => addPerson(deps, actor, { ...body, ...params }),
    setRoles: ({ actor, params, body }) => setRoles(deps, actor, { ...params, ...body }),
    disablePerson: ({ actor, params }) => disablePerson(deps, actor, params),
    enablePerson: ({ actor, params }) => enablePerson(deps, actor, params),
    resetPassword: ({ actor, params }) => resetPassword(deps, actor, params),
    readAudit: ({ actor, params, query }) => readAudit(deps, actor, { ...params, ...query }),
  };
}

/** What platform administrators see of the media nodes, and how they drain one. */
export function mediaNodeHandlers(deps: MediaNodeDeps): Pick<Handlers, 'listMediaNodes' | 'drainMediaNode'> {
  return {
    listMediaNodes: ({ actor }) => Promise.resolve(listMediaNodes(deps, actor)),
    drainMediaNode: async ({ actor, params }) => {
      await drainMediaNode(deps, actor, params);
      return {};
    },
  };
}
