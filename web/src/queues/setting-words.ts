import { type Skill, skillLabels } from '../../../domain/clinicians/skill.ts';
import type { PlannedStep } from '../../../domain/queues/queue.ts';
import type { Difference, SettingValue } from '../../../domain/queues/weaker.ts';
import { counted, listed } from '../service/words.ts';
import { acuityTitles } from './acuity-fields.tsx';
import { actionWords } from './escalation-plan-editor.tsx';

const settingNames: Record<Difference['setting'], string> = {
  ringSeconds: 'How long a call rings at each clinician',
  requiredSkills: 'Required skills',
  preferredSeconds: 'Time for the clinician who knows the patient',
  tierOneSeconds: 'Then time for the first tier alone',
  tierTwoSeconds: 'Then time for both tiers alone',
  ringTogether: 'Clinicians who ring together',
  raiseAfterSeconds: 'Becomes more urgent after',
  escalationPlan: 'Steps when nobody answers',
  lostClinicianSeconds: 'A clinician counts as lost in a visit after',
  answerWithinSeconds: 'Aim to answer within',
};

/** `Urgent calls: Aim to answer within`. */
export function settingWords({ acuity, setting }: Pick<Difference, 'acuity' | 'setting'>): string {
  return acuity === null ? settingNames[setting] : `${acuityTitles[acuity]}: ${settingNames[setting]}`;
}

/** A value as people say it. */
export function valueWords({ setting }: Pick<Difference, 'setting'>, value: SettingValue): string {
  if (value === null) return 'never';
  if (typeof value === 'number')
    return setting === 'ringTogether' ? counted(value, 'clinician') : spanWords(value);
  if (setting === 'escalationPlan') return (value as readonly PlannedStep[]).map(stepWords).join('; ');
  const labels = (value as readonly Skill[]).map((skill) => skillLabels[skill]);
  return labels.length === 0 ? 'none' : listed(labels);
}

function stepWords({ afterSeconds, action }: PlannedStep): string {
  const words = actionWords[action];
  return `after ${spanWords(afterSeconds)} ${words.charAt(0).toLowerCase()}${words.slice(1)}`;
}

/** `90 seconds`, `5 minutes`. */
export function spanWords(seconds: number): string {
  return seconds % 60 === 0 && seconds > 60 ? counted(seconds / 60, 'minute') : counted(seconds, 'second');
}
