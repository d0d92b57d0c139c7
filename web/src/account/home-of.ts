import type { Me } from '../../../domain/contract/views.ts';

/** Where somebody works: calls come before administration. */
export function homeOf({ roles }: Pick<Me, 'roles'>): '/clinician' | '/admin' {
  return roles.includes('clinician') ? '/clinician' : '/admin';
}
