import { type Actor, auditActor, type PersonActor, requirePerson } from '../actors.ts';
import { type AuditAction, type AuditDetail, type AuditEntry, auditEntry } from '../audit.ts';
import type { InterpreterId } from '../ids.ts';
import type { Deps } from '../ports.ts';
import { readTelephone } from '../telephone.ts';
import { requireOwn } from './clinic-access.ts';
import { type Interpreter, tidyLanguages } from './interpreter.ts';
import type { InterpreterBody, InterpreterView } from './interpreter-wire.ts';

/** Whom the hospital books to interpret, for whoever books its clinics. */
export async function listInterpreters(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
): Promise<InterpreterView[]> {
  const { organisationId } = requirePerson(actor, 'booking:make');
  return (await store.reads.listInterpreters(organisationId)).map(viewOf);
}

/** Keeps another one. */
export async function addInterpreter(
  deps: Pick<Deps, 'store' | 'newId' | 'telephones'>,
  actor: Actor,
  body: InterpreterBody,
): Promise<InterpreterView> {
  const clerk = requirePerson(actor, 'clinic:manage');
  const { organisationId } = clerk;
  const interpreter: Interpreter = {
    ...interpreterOf(deps, body),
    ...{ id: deps.newId() as InterpreterId, organisationId },
  };
  await deps.store.transact(async (tx) => {
    await tx.interpreters.addInterpreter(interpreter);
    await tx.audit([interpreterEntry(clerk, interpreter, { action: 'interpreter.added' })]);
  });
  return viewOf(interpreter);
}

/** What they are booked for stays: the clerk knows whether they can still do it. */
export async function changeInterpreter(
  deps: Pick<Deps, 'store' | 'telephones'>,
  actor: Actor,
  { interpreterId, ...body }: InterpreterBody & { interpreterId: InterpreterId },
): Promise<InterpreterView> {
  const clerk = requirePerson(actor, 'clinic:manage');
  const described = interpreterOf(deps, body);
  return deps.store.transact(async (tx) => {
    const before = requireOwn(actor, await tx.interpreters.lockInterpreter(interpreterId), 'interpreter');
    const after: Interpreter = { ...before, ...described };
    await tx.interpreters.changeInterpreter(after);
    await tx.audit([interpreterEntry(clerk, after, { action: 'interpreter.changed' })]);
    return viewOf(after);
  });
}

function interpreterOf(deps: Pick<Deps, 'telephones'>, body: InterpreterBody): InterpreterBody {
  const { languages, phone } = body;
  return {
    ...body,
    languages: tidyLanguages(languages),
    phone: readTelephone(deps, 'phone', phone),
  };
}

/** Kept no more: bookings that have not begun have nobody then, and their pre-flight says so. Answers how many. */
export async function retireInterpreter(
  { store }: Pick<Deps, 'store'>,
  actor: Actor,
  { interpreterId }: { interpreterId: InterpreterId },
): Promise<{ bookings: number }> {
  const clerk = requirePerson(actor, 'clinic:manage');
  return store.transact(async (tx) => {
    const found = requireOwn(actor, await tx.interpreters.lockInterpreter(interpreterId), 'interpreter');
    const bookings = await tx.interpreters.retireInterpreter(interpreterId);
    const entry = { action: 'interpreter.retired' as const, detail: { bookings } };
    await tx.audit([interpreterEntry(clerk, found, entry)]);
    return { bookings };
  });
}

function viewOf({ id: interpreterId, name, languages, phone }: Interpreter): InterpreterView {
  return { interpreterId, name, languages: [...languages], phone };
}

/** A name or a number is nothing for the trail. */
function interpreterEntry(
  clerk: PersonActor,
  { id, organisationId, languages }: Interpreter,
  { action, detail }: { action: Extract<AuditAction, `interpreter.${string}`>; detail?: AuditDetail },
): AuditEntry {
  return auditEntry(auditActor(clerk), {
    action,
    about: { kind: 'interpreter', id, organisationId },
    detail: { languages: languages.length, ...detail },
  });
}
