import type { Role } from '../../../domain/actors.ts';

export const roleWords: Record<Role, string> = {
  clinician: 'Clinician',
  manager: 'Manager',
  administrator: 'Administrator',
  'platform-administrator': 'Platform administrator',
};
