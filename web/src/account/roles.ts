import type { Me } from '../../../domain/accounts/wire.ts';

export type Home = '/clinician' | '/oversight' | '/admin';

/** Where somebody works: calls come before overseeing them, and that before administration. */
export function homeOf({ roles }: Pick<Me, 'roles'>): Home {
  if (roles.includes('clinician')) return '/clinician';
  return roles.includes('manager') ? '/oversight' : '/admin';
}

/** Whether somebody keeps queues, the rota and skills; others only read the rota. */
export function keepsQueues(roles: readonly string[]): boolean {
  return roles.some((role) => role === 'manager' || role.endsWith('administrator'));
}
