import { type AuditAction, auditActions } from '../../../domain/audit.ts';

/** An action's name for people. One of the past is made readable: `clinic.opened-late` becomes “Clinic: opened late”. */
export function actionWords(action: string): string {
  if (isKnown(action)) return auditActions[action];
  const words = action.replaceAll(/[-_]/g, ' ').replaceAll(/[.:]/g, ': ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function isKnown(action: string): action is AuditAction {
  return Object.hasOwn(auditActions, action);
}

/** Details are codes and ids; ids are shortened, because they are for finding, not for reading. */
export function detailWords(detail: Readonly<Record<string, string | number | boolean | null>>): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null)
    .map(([name, value]) =>
      name === 'more' && typeof value === 'number'
        ? `and ${value.toLocaleString('en-GB')} more`
        : `${actionWords(name).toLowerCase()}: ${shorten(String(value))}`,
    )
    .join(', ');
}

export function shorten(value: string): string {
  return /^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(value) ? value.slice(0, 8) : value;
}
