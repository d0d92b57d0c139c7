import { keySet } from '../../../domain/record/client-keys.ts';
import type { GivenKeys, RecordClientView } from '../../../domain/record/record-client-wire.ts';
import type { RecordPermission, ScopeType, SystemScope } from '../../../domain/record/record-client.ts';
import { parseSystemScope } from '../../../domain/record/system-scopes.ts';
import { asSentence, listed } from '../service/words.ts';

/** What each type of the record is called by people, in the middle of a sentence. */
export const kindWords: Readonly<Record<ScopeType, string>> = {
  Patient: 'patients’ details',
  Observation: 'observations, such as NEWS2',
  Condition: 'conditions',
  AllergyIntolerance: 'allergies',
  MedicationStatement: 'medicines',
  QuestionnaireResponse: 'answers to forms, such as SBARD',
  Questionnaire: 'forms',
  CarePlan: 'care plans',
  Goal: 'goals',
  Communication: 'messages',
  Consent: 'consents',
  DocumentReference: 'documents',
  Flag: 'warnings',
  List: 'lists',
  Group: 'groups of patients',
  Subscription: 'requests to be told of changes',
};

/** What of the record a system may reach: nothing, all of it, or some kinds. */
export type Reach = { of: 'nothing' | 'everything' | 'some'; kinds: readonly ScopeType[] };

/** What a system is let in for. Nothing is ever deleted by one that is added here. */
export function scopesOf({ read, send }: { read: Reach; send: Reach }): string[] {
  return [...ofReach(read, 'rs'), ...ofReach(send, 'cu')];
}

function ofReach({ of, kinds }: Reach, allows: string): string[] {
  if (of === 'nothing') return [];
  return of === 'everything' ? [`system/*.${allows}`] : kinds.map((kind) => `system/${kind}.${allows}`);
}

/** What a system may do, one sentence for each thing: `May read conditions and goals.` */
export function scopeWords(scopes: readonly string[]): string[] {
  const parsed = scopes.flatMap((text) => parseSystemScope(text) ?? []);
  const said: [string, RecordPermission[]][] = [
    ['May read', ['r', 's']],
    ['May send and correct', ['c', 'u']],
    ['May delete', ['d']],
  ];
  return said.flatMap(([what, permissions]) => {
    const kinds = parsed.filter(({ allows }) => permissions.some((one) => allows.includes(one)));
    return kinds.length === 0 ? [] : [`${what} ${kindsWords(kinds)}.`];
  });
}

function kindsWords(scopes: readonly SystemScope[]): string {
  const types = scopes.map(({ type }) => type);
  if (types.includes('*')) return 'everything in the record';
  // A comma of its own would make two of one.
  return listed(types.flatMap((type) => (type === '*' ? [] : [shortWords(type)])));
}

function shortWords(type: ScopeType): string {
  return kindWords[type].split(',')[0] ?? '';
}

/** Where the keys of a system are. */
export function keysWords(keys: RecordClientView['keys']): string {
  if (keys.kind === 'address') return `Keys at ${keys.address}`;
  return keys.kids.length === 1 ? 'One key, kept here' : `${String(keys.kids.length)} keys, kept here`;
}

type Read = { keys: GivenKeys } | { fault: string };

/** The public keys that somebody has pasted: a set, or one key by itself. */
export function readPastedKeys(text: string): Read {
  if (text.trim() === '') return { fault: 'Paste the partner’s public keys' };
  if (/-----BEGIN [A-Z ]*PRIVATE KEY/.test(text)) {
    return { fault: 'This is a private key. It is no longer secret, so the partner must make a new one' };
  }
  if (text.includes('-----BEGIN')) {
    return { fault: 'This is a key in another form (PEM). Ask the partner for a JWK set' };
  }
  const pasted = jsonOf(text);
  if (pasted === undefined)
    return { fault: 'This is not a JWK set. It begins with {"keys": and ends with }' };
  const parsed = keySet.safeParse(isOneKey(pasted) ? { keys: [pasted] } : pasted);
  if (parsed.success) return { keys: { kind: 'inline', keySet: parsed.data } };
  const { message = '' } = parsed.error.issues[0] ?? {};
  return { fault: message.startsWith('Invalid') ? 'This is not a set of public keys' : asSentence(message) };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isOneKey(pasted: unknown): boolean {
  return typeof pasted === 'object' && pasted !== null && 'kty' in pasted;
}
