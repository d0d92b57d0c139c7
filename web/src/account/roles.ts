import type { Me } from '../../../domain/accounts/wire.ts';

export type Home = '/clinician' | '/oversight' | '/clinics' | '/admin';

/** Where somebody works: calls come before overseeing them, that before clinics, and administration comes last. */
export function homeOf({ roles }: Pick<Me, 'roles'>): Home {
  if (roles.includes('clinician')) return '/clinician';
  if (roles.includes('manager')) return '/oversight';
  return booksClinics(roles) || roles.includes('wing-officer') ? '/clinics' : '/admin';
}

/** Whether somebody books clinics: for the patients of a prison, or for the clinicians of a hospital. */
export function booksClinics(roles: readonly string[]): boolean {
  return roles.includes('prison-healthcare') || roles.includes('booker');
}

/** Whether somebody works with the lists of a prison. */
export function readsLists(roles: readonly string[]): boolean {
  return roles.includes('prison-healthcare') || roles.includes('wing-officer');
}

/** Whether somebody keeps queues, the rota and skills; others only read the rota. */
export function keepsQueues(roles: readonly string[]): boolean {
  return roles.some((role) => role === 'manager' || role.endsWith('administrator'));
}

/** Whether somebody may see who has looked at a record: whoever keeps a list of patients, and reviewers. */
export function listsReaders(roles: readonly string[]): boolean {
  return booksClinics(roles) || roles.includes('manager') || roles.includes('administrator');
}

/** Whether somebody finds patients there, or has a list of them. */
export function seesPatients(roles: readonly string[]): boolean {
  return roles.includes('clinician') || booksClinics(roles) || roles.includes('administrator');
}
