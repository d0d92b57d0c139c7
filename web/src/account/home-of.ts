import type { Me } from '../../../domain/contract/views.ts';

export type Home = '/clinician' | '/oversight' | '/admin';

/** Where somebody works: calls come before overseeing them, and that before administration. */
export function homeOf({ roles }: Pick<Me, 'roles'>): Home {
  if (roles.includes('clinician')) return '/clinician';
  return roles.includes('manager') ? '/oversight' : '/admin';
}
