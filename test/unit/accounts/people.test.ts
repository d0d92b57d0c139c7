import { expect } from 'chai';
import type { Role } from '../../../domain/actors.ts';
import { readAudit } from '../../../domain/accounts/audit-trail.ts';
import {
  addOrganisation,
  addSite,
  listOrganisations,
  listSites,
} from '../../../domain/organisations/organisations.ts';
import {
  addPerson,
  disablePerson,
  enablePerson,
  listPeople,
  resetPassword,
  setRoles,
} from '../../../domain/accounts/people.ts';
import { addStation, issueEnrolmentCode, revokeStation } from '../../../domain/accounts/stations.ts';
import { normaliseCode } from '../../../domain/accounts/enrolment.ts';
import type { Person } from '../../../domain/contract/rest.ts';
import type { PersonId, SiteId, StationId } from '../../../domain/ids.ts';
import { actor, fakeDeps, other, own, person } from '../../support/accounts-deps.ts';
import { refused } from '../../support/refused.ts';

const personId = 'somebody' as PersonId;
const stationId = 'a-station' as StationId;
const siteId = 'a-site' as SiteId;

describe('administration', () => {
  it('asks for the permission before it reads anything', async () => {
    // The ports are empty: a read before the permission would fail otherwise than with `forbidden`.
    const { deps } = fakeDeps({});
    const by = actor(['clinician']);
    const body = { name: 'x', email: 'x@example.org', roles: ['clinician'] satisfies Role[] };
    const uses: (() => unknown)[] = [
      () => listOrganisations(deps, by),
      () => addOrganisation(deps, by, { name: 'x' }),
      () => listSites(deps, by, { organisationId: own }),
      () => addSite(deps, by, { organisationId: own, name: 'x', kind: 'prison', phone: null }),
      () => addStation(deps, by, { siteId, name: 'x' }),
      () => issueEnrolmentCode(deps, by, { stationId }),
      () => revokeStation(deps, by, { stationId }),
      () => listPeople(deps, by, { organisationId: own }),
      () => addPerson(deps, by, { organisationId: own, ...body }),
      () => setRoles(deps, by, { personId, roles: ['clinician'] }),
      () => disablePerson(deps, by, { personId }),
      () => enablePerson(deps, by, { personId }),
      () => resetPassword(deps, by, { personId }),
      () => readAudit(deps, by, { organisationId: own }),
    ];
    for (const use of uses) {
      expect(await refused(use), String(use)).to.have.property('code', 'forbidden');
    }
  });

  function withPerson(target: Person | undefined) {
    return fakeDeps({ accounts: { lockPerson: () => Promise.resolve(target) } });
  }

  it('does not know people of other organisations, or nobody', async () => {
    for (const target of [undefined, person({ organisationId: other })]) {
      const { deps, done } = withPerson(target);
      const by = actor(['administrator']);
      expect(await refused(() => disablePerson(deps, by, { personId }))).to.have.property(
        'code',
        'not-found',
      );
      expect(done.audited).to.deep.equal([]);
      expect(done.ended).to.deep.equal([]);
    }
  });

  it('keeps administrators from locking themselves out', async () => {
    const by = actor(['administrator']);
    const { deps, done } = withPerson(person({ personId: by.personId }));
    const self = { personId: by.personId };
    expect(await refused(() => disablePerson(deps, by, self))).to.deep.equal({
      code: 'conflict',
      message: 'you cannot disable yourself; ask another administrator',
    });
    expect(await refused(() => setRoles(deps, by, { ...self, roles: ['clinician'] }))).to.deep.equal({
      code: 'conflict',
      message: 'you cannot remove your own administrator role; ask another administrator',
    });
    expect(await refused(() => resetPassword(deps, by, self))).to.have.property('code', 'conflict');
    expect(done.audited).to.deep.equal([]);
  });

  it('lets an administrator neither grant platform administration nor touch who has it', async () => {
    const by = actor(['administrator']);
    const { deps } = withPerson(person({ roles: ['platform-administrator'] }));
    const roles: Role[] = ['platform-administrator'];
    expect(await refused(() => setRoles(deps, by, { personId, roles }))).to.have.property(
      'code',
      'forbidden',
    );
    expect(await refused(() => setRoles(deps, by, { personId, roles: ['clinician'] }))).to.have.property(
      'code',
      'forbidden',
    );
    expect(await refused(() => resetPassword(deps, by, { personId }))).to.have.property('code', 'forbidden');
    const body = { organisationId: own, name: 'x', email: 'x@example.org', roles };
    expect(await refused(() => addPerson(deps, by, body))).to.have.property('code', 'forbidden');
  });

  it('sets roles once each, audits before and after, and ends the sockets after the commit', async () => {
    const set: (readonly Role[])[] = [];
    const { deps, done } = fakeDeps({
      reads: { getPerson: () => Promise.resolve(person()) },
      accounts: {
        lockPerson: () => Promise.resolve(person()),
        setRoles: (_person, roles) => {
          set.push(roles);
          return Promise.resolve();
        },
      },
    });
    await setRoles(deps, actor(['administrator']), { personId, roles: ['administrator', 'administrator'] });
    expect(set).to.deep.equal([['administrator']]);
    expect(done.audited).to.containSubset([
      { action: 'person.roles-set', detail: { before: 'administrator', after: 'administrator' } },
    ]);
    expect(done.ended).to.deep.equal([{ whose: { person: personId }, reason: 'roles-changed' }]);
  });

  it('gives no new code to a revoked station', async () => {
    const station = {
      stationId,
      siteId,
      name: 'x',
      enrolledAt: null,
      revokedAt: '2027-01-01T00:00:00Z',
      lastSeenAt: null,
    };
    const { deps } = fakeDeps({
      reads: { getStation: () => Promise.resolve({ ...station, organisationId: own }) },
    });
    const by = actor(['administrator']);
    expect(await refused(() => issueEnrolmentCode(deps, by, { stationId }))).to.have.property(
      'code',
      'conflict',
    );
  });

  it('reads a code however it is typed', () => {
    for (const typed of ['ACDE-FGHJ', 'acde fghj', ' Acde–Fghj ', 'a c d e - f g h j', 'acdefghj']) {
      expect(normaliseCode(typed)).to.equal('ACDEFGHJ');
    }
  });
});
