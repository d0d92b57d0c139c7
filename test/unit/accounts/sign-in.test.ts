import { expect } from 'chai';
import { changePassword } from '../../../domain/accounts/people.ts';
import { refreshAccess, signIn } from '../../../domain/accounts/sign-in.ts';
import type { FamilyId, PersonId } from '../../../domain/ids.ts';
import { actor, fakeDeps, own, person } from '../../support/accounts-deps.ts';
import { refused } from '../../support/refused.ts';

const secrets = {
  personId: 'somebody' as PersonId,
  organisationId: own,
  passwordHash: 'hash of right',
  disabled: false,
};

describe('signing in', () => {
  it('opens a family and audits it in the same transaction', async () => {
    const opened: unknown[] = [];
    const me = { personId: secrets.personId } as never;
    const { deps, done } = fakeDeps({
      reads: {
        findSecretsByEmail: () => Promise.resolve(secrets),
        findPersonActor: () => Promise.resolve(actor(['clinician'])),
        getMe: () => Promise.resolve(me),
      },
      accounts: {
        openFamily: (family) => {
          opened.push(family);
          return Promise.resolve();
        },
      },
    });
    const signedIn = await signIn(deps, { email: 'a@example.org', password: 'right', from: '192.0.2.1' });
    expect(signedIn.access.token).to.equal('an-access-token');
    expect(signedIn.refresh).to.deep.equal({ token: 'a-token', expiresAt: new Date('2027-01-02T02:00:00Z') });
    expect(opened).to.containSubset([
      { id: 'id-1', personId: 'somebody', refreshDigest: 'digest of a-token' },
    ]);
    expect(done.audited.map(({ action }) => action)).to.deep.equal(['person.signed-in']);
    expect(JSON.stringify(done.audited)).not.to.contain('a-token').and.not.to.contain('@');
  });

  it('does the same work and says the same for an unknown address as for a wrong password', async () => {
    const unknown = fakeDeps({ reads: { findSecretsByEmail: () => Promise.resolve(undefined) } });
    const wrong = fakeDeps({ reads: { findSecretsByEmail: () => Promise.resolve(secrets) } });
    const input = { email: 'a@example.org', password: 'wrong', from: '192.0.2.1' };
    const said = await refused(() => signIn(unknown.deps, input));
    expect(said).to.deep.equal(await refused(() => signIn(wrong.deps, input)));
    expect(said.code).to.equal('unauthenticated');
    expect(unknown.done.hashed).to.deep.equal(['wrong']);
    expect(wrong.done.verified).to.deep.equal(['wrong']);
    const subjects = [unknown, wrong].map(({ done }) => done.audited[0]?.subject.id);
    expect(subjects).to.deep.equal([null, 'somebody']);
    expect(JSON.stringify([unknown.done.audited, wrong.done.audited])).not.to.contain('example.org');
  });

  it('refuses a disabled person only after the password was checked, in the same words', async () => {
    const { deps, done } = fakeDeps({
      reads: { findSecretsByEmail: () => Promise.resolve({ ...secrets, disabled: true }) },
    });
    const said = await refused(() =>
      signIn(deps, { email: 'a@example.org', password: 'right', from: '192.0.2.1' }),
    );
    expect(said.message).to.equal('that e-mail address or password is not right');
    expect(done.verified).to.deep.equal(['right']);
    expect(done.audited[0]?.detail).to.deep.equal({ reason: 'disabled' });
  });
});

describe('refreshing', () => {
  it('revokes the family of a spent token, audits it, and then ends its sockets', async () => {
    const revoked: string[] = [];
    const family = { familyId: 'a-family' as FamilyId, personId: secrets.personId };
    const { deps, done } = fakeDeps({
      accounts: {
        rotate: () => Promise.resolve({ found: 'spent', ...family }),
        revokeFamily: (id) => {
          revoked.push(id);
          return Promise.resolve();
        },
        lockPerson: () => Promise.resolve(person()),
      },
    });
    const said = await refused(() => refreshAccess(deps, { refreshToken: 'spent' }));
    expect(said.code).to.equal('unauthenticated');
    expect(revoked).to.deep.equal(['a-family']);
    expect(done.audited).to.containSubset([
      { action: 'family.revoked', organisationId: own, detail: { reason: 'refresh-token-reused' } },
    ]);
    expect(done.ended).to.deep.equal([{ whose: { family: 'a-family' }, reason: 'signed-out' }]);
  });

  it('refuses a token that nobody has, and one that is not there, without a trace', async () => {
    const { deps, done } = fakeDeps({ accounts: { rotate: () => Promise.resolve({ found: 'none' }) } });
    expect((await refused(() => refreshAccess(deps, { refreshToken: 'x' }))).code).to.equal(
      'unauthenticated',
    );
    expect((await refused(() => refreshAccess(deps, { refreshToken: undefined }))).code).to.equal(
      'unauthenticated',
    );
    expect(done.audited).to.deep.equal([]);
    expect(done.ended).to.deep.equal([]);
  });

  it('refuses a person who has been disabled since', async () => {
    const family = { familyId: 'a-family' as FamilyId, personId: secrets.personId };
    const { deps } = fakeDeps({
      reads: { findPersonActor: () => Promise.resolve(undefined), getMe: () => Promise.resolve({} as never) },
      accounts: { rotate: () => Promise.resolve({ found: 'current', ...family }) },
    });
    expect((await refused(() => refreshAccess(deps, { refreshToken: 'x' }))).code).to.equal(
      'unauthenticated',
    );
  });
});

describe('changing the own password', () => {
  it('needs the current one, and a new one that differs', async () => {
    const { deps, done } = fakeDeps({ reads: { getSecrets: () => Promise.resolve(secrets) } });
    const change = (current: string, next: string) => () =>
      changePassword(deps, actor([]), { current, next });
    expect((await refused(change('wrong', 'another'))).message).to.contain('current password');
    expect((await refused(change('right', 'right'))).message).to.contain('differ');
    expect(done.audited).to.deep.equal([]);
  });

  it('ends the sockets of every other sign-in and keeps the own', async () => {
    const kept: (string | null)[] = [];
    const { deps, done } = fakeDeps({
      reads: { getSecrets: () => Promise.resolve(secrets) },
      accounts: {
        setPassword: () => Promise.resolve(),
        revokeFamilies: (_person, keep) => {
          kept.push(keep);
          return Promise.resolve(['one', 'two'] as FamilyId[]);
        },
      },
    });
    await changePassword(deps, actor([]), { current: 'right', next: 'another' });
    expect(kept).to.deep.equal(['family-of-the-actor']);
    expect(done.ended.map(({ whose }) => whose)).to.deep.equal([{ family: 'one' }, { family: 'two' }]);
    expect(done.audited).to.containSubset([
      { action: 'person.password-changed', detail: { familiesRevoked: 2 } },
    ]);
  });
});
