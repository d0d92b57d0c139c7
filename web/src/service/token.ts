/** When a token should be renewed: at two thirds of its life. */
const renewAt = 2 / 3;
const fallbackLifeMs = 600_000;

/**
 * After how many milliseconds to renew a token just received. The token itself says how long it lives, so that a
 * wrong clock in this browser does no harm.
 */
export function renewAfterMs(token: string): number {
  return Math.max(1000, lifeMs(token) * renewAt);
}

function lifeMs(token: string): number {
  try {
    const payload = atob((token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/'));
    const { iat, exp } = JSON.parse(payload) as { iat?: unknown; exp?: unknown };
    return typeof iat === 'number' && typeof exp === 'number' && exp > iat
      ? (exp - iat) * 1000
      : fallbackLifeMs;
  } catch {
    return fallbackLifeMs;
  }
}
