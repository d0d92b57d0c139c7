import type { Access } from '../contract/rest.ts';
import type { AccessTokens, Deps, Passwords, Relays, Secrets } from '../ports.ts';

/** The dependencies of the account use cases: the common ones and the three that deal in secrets. */
export type AccountDeps = Deps & {
  passwords: Passwords;
  secrets: Secrets;
  accessTokens: AccessTokens;
  relays: Pick<Relays, 'available'>;
};

/** A sign-in lasts this long after its last refresh: longer than a shift, shorter than two. */
export const refreshForMs = 14 * 3_600_000;

/** How long a one-time enrolment code is good for. */
export const enrolmentCodeForMs = 15 * 60_000;

/** A secret for the cookie of its holder; only the digest is stored. */
export type RefreshSecret = { token: string; expiresAt: Date };

/** A new access token as the contract spells it. */
export function accessFor(deps: AccountDeps, actor: Parameters<AccessTokens['issue']>[0]): Access {
  const { token, expiresAt } = deps.accessTokens.issue(actor);
  return { token, expiresAt: expiresAt.toISOString() };
}

export function newRefreshSecret(deps: AccountDeps, now: Date): RefreshSecret & { digest: string } {
  const token = deps.secrets.token();
  return { token, digest: deps.secrets.digest(token), expiresAt: new Date(now.getTime() + refreshForMs) };
}
