import { type Acuity, acuity } from '../../../domain/calls/call.ts';
import { endpoints } from '../../../domain/contract/rest.ts';
import type { QueueBody } from '../../../domain/queues/wire.ts';
import type { EscalationAction, QueueSettings } from '../../../domain/queues/queue.ts';
import type { Skill } from '../../../domain/clinicians/skill.ts';
import { asSentence } from '../service/words.ts';
import type { Problem } from '../ui/answer.ts';

/** One planned step as it is typed. The key stays with it while others come and go. */
export type StepDraft = { key: number; afterSeconds: string; action: EscalationAction };

/** What one acuity is given, as it is typed. */
export type AcuityDraft = {
  answerWithin: string;
  lostClinician: string;
  ringTogether: string;
  preferred: string;
  tierOne: string;
  tierTwo: string;
  /** Empty is never; of `immediate` it is not asked. */
  raiseAfter: string;
  ladder: readonly StepDraft[];
};

/** A queue's name and settings as they are typed. */
export type SettingsDraft = {
  name: string;
  ringSeconds: string;
  requiredSkills: readonly Skill[];
  perAcuity: Readonly<Record<Acuity, AcuityDraft>>;
};

export function draftFrom(name: string, settings: QueueSettings): SettingsDraft {
  const of = (one: Acuity): AcuityDraft => ({
    answerWithin: String(settings.answerWithinSeconds[one]),
    lostClinician: String(settings.lostClinicianSeconds[one]),
    ringTogether: String(settings.ringTogether[one]),
    preferred: String(settings.relaxation[one].preferredSeconds),
    tierOne: String(settings.relaxation[one].tierOneSeconds),
    tierTwo: String(settings.relaxation[one].tierTwoSeconds),
    raiseAfter: one === 'immediate' ? '' : String(settings.raiseAfterSeconds[one] ?? ''),
    ladder: settings.ladder[one].map(({ afterSeconds, action }, key) => ({
      key,
      afterSeconds: String(afterSeconds),
      action,
    })),
  });
  return {
    name,
    ringSeconds: String(settings.ringSeconds),
    requiredSkills: settings.requiredSkills,
    perAcuity: { immediate: of('immediate'), urgent: of('urgent'), soon: of('soon') },
  };
}

/** The queue that is sent, or what is wrong, each with the field that it is wrong in. */
export function readDraft(draft: SettingsDraft): { body: QueueBody } | { problems: Problem[] } {
  const read = endpoints.changeQueue.body.safeParse(bodyFrom(draft));
  if (read.success) return { body: read.data };
  const problems = read.error.issues.map(({ path, message, code }) =>
    problemOf(path.map(String), { message, code }),
  );
  return {
    problems: problems.filter(({ field }, n) => problems.findIndex((one) => one.field === field) === n),
  };
}

function bodyFrom({ name, ringSeconds, requiredSkills, perAcuity }: SettingsDraft) {
  const each = <T>(of: (draft: AcuityDraft) => T) => ({
    immediate: of(perAcuity.immediate),
    urgent: of(perAcuity.urgent),
    soon: of(perAcuity.soon),
  });
  return {
    name,
    settings: {
      ringSeconds: numberFrom(ringSeconds),
      requiredSkills: [...requiredSkills],
      relaxation: each(({ preferred, tierOne, tierTwo }) => ({
        preferredSeconds: numberFrom(preferred),
        tierOneSeconds: numberFrom(tierOne),
        tierTwoSeconds: numberFrom(tierTwo),
      })),
      ringTogether: each(({ ringTogether }) => numberFrom(ringTogether)),
      raiseAfterSeconds: {
        urgent: numberOrNever(perAcuity.urgent.raiseAfter),
        soon: numberOrNever(perAcuity.soon.raiseAfter),
      },
      ladder: each(({ ladder }) =>
        ladder.map(({ afterSeconds, action }) => ({ afterSeconds: numberFrom(afterSeconds), action })),
      ),
      lostClinicianSeconds: each(({ lostClinician }) => numberFrom(lostClinician)),
      answerWithinSeconds: each(({ answerWithin }) => numberFrom(answerWithin)),
    },
  };
}

function numberFrom(typed: string): number {
  return /^\d{1,6}$/.test(typed.trim()) ? Number(typed) : Number.NaN;
}

function numberOrNever(typed: string): number | null {
  return typed.trim() === '' ? null : numberFrom(typed);
}

const acuityWords: Record<Acuity, string> = {
  immediate: 'immediate calls',
  urgent: 'urgent calls',
  soon: 'calls for soon',
};

const knownAs: Readonly<Record<string, { field: string; message: string }>> = {
  answerWithinSeconds: { field: 'answer-within', message: 'Enter from 5 seconds to a day to answer' },
  lostClinicianSeconds: {
    field: 'lost-clinician',
    message: 'Enter from 5 to 60 seconds until a clinician counts as lost',
  },
  ringTogether: { field: 'ring-together', message: 'Enter from 1 to 10 clinicians to ring together' },
  preferredSeconds: { field: 'preferred', message: 'Enter from 0 to 3600 seconds for the known clinician' },
  tierOneSeconds: { field: 'tier-one', message: 'Enter from 0 to 3600 seconds for the first tier' },
  tierTwoSeconds: { field: 'tier-two', message: 'Enter from 0 to 3600 seconds for both tiers' },
  raiseAfterSeconds: {
    field: 'raise-after',
    message: 'Enter seconds until they become more urgent, or nothing',
  },
};

/** The id of the field of an acuity. */
export function fieldId(of: Acuity, field: string): string {
  return `queue-${of}-${field}`;
}

/** `settings.relaxation.urgent.tierOneSeconds` and a message for people. */
function problemOf(
  path: readonly string[],
  { message, code }: { message: string; code: string | undefined },
): Problem {
  if (path[0] === 'name') return { message: 'Enter a name for the queue', field: 'queue-name' };
  if (path[1] === 'ringSeconds') return { message: 'Enter from 5 to 120 seconds', field: 'queue-ring' };
  const [, setting = '', which, detail] = path;
  const found = acuity.safeParse(which);
  if (!found.success) return { message: `Check the settings: ${message}` };
  const words = acuityWords[found.data];
  if (setting === 'ladder') return planProblem(found.data, detail, message);
  const known = knownAs[setting] ?? knownAs[detail ?? ''];
  if (known === undefined) return { message: `Check the settings of ${words}` };
  // A rule of our own over several fields says itself what it wants.
  const wanted = code === 'custom' ? asSentence(message) : known.message;
  return { message: `${wanted} (${words})`, field: fieldId(found.data, known.field) };
}

function planProblem(of: Acuity, step: string | undefined, message: string): Problem {
  const words = acuityWords[of];
  return step === undefined
    ? { message: `Ladder of ${words}: ${message}`, field: fieldId(of, 'step-0') }
    : {
        message: `Enter the seconds of step ${String(Number(step) + 1)} (${words})`,
        field: fieldId(of, `step-${step}`),
      };
}
