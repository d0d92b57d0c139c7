/** Whether somebody keeps queues, the rota and skills; others only read the rota. */
export function keepsQueues(roles: readonly string[]): boolean {
  return roles.some((role) => role === 'manager' || role.endsWith('administrator'));
}
