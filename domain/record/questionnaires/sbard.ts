import {
  type AnswerOption,
  type GroupItem,
  type QuestionItem,
  type Questionnaire,
  questionsOf,
} from './questionnaire.ts';

const codes = 'https://bedside.example/CodeSystem/sbard';

function options(words: Readonly<Record<string, string>>): AnswerOption[] {
  return Object.entries(words).map(([code, display]) => ({ valueCoding: { system: codes, code, display } }));
}

const words = (linkId: string, text: string, maxLength: number) =>
  ({ linkId, text, type: 'text', maxLength }) as const;

const situation: GroupItem = {
  linkId: 'situation',
  prefix: 'S',
  text: 'Situation: what is happening now',
  type: 'group',
  item: [
    words('situation.concern', 'What worries you most?', 1000),
    { linkId: 'situation.began', text: 'When did it begin?', type: 'string', maxLength: 200 },
    {
      linkId: 'situation.change',
      text: 'How has it gone since?',
      type: 'choice',
      answerOption: options({ worse: 'Worse', same: 'The same', better: 'Better' }),
    },
  ],
};

const background: GroupItem = {
  linkId: 'background',
  prefix: 'B',
  text: 'Background: who they are',
  type: 'group',
  item: [
    words('background.history', 'Illnesses and hospital care that matter now', 1500),
    words('background.medicines', 'Medicines and allergies', 1500),
    words('background.usual', 'How they are on an ordinary day', 1000),
    {
      linkId: 'background.limits',
      text: 'Is there a plan that limits treatment, such as a DNACPR or ReSPECT form?',
      type: 'choice',
      answerOption: options({ yes: 'Yes', no: 'No', unknown: 'Not known' }),
    },
    {
      ...words('background.limits-say', 'What does the plan say?', 1000),
      enableWhen: [
        { question: 'background.limits', operator: '=', answerCoding: { system: codes, code: 'yes' } },
      ],
    },
  ],
};

const assessment: GroupItem = {
  linkId: 'assessment',
  prefix: 'A',
  text: 'Assessment: what you find',
  type: 'group',
  item: [
    {
      linkId: 'assessment.observations',
      text: 'Observations and NEWS2 are recorded apart, and are not typed again here.',
      type: 'display',
    },
    words('assessment.findings', 'What do you see, hear and find?', 1500),
    words('assessment.done', 'What has been done, and did it help?', 1000),
  ],
};

const recommendation: GroupItem = {
  linkId: 'recommendation',
  prefix: 'R',
  text: 'Recommendation: what you ask for',
  type: 'group',
  item: [
    words('recommendation.wish', 'What should the clinician do?', 1000),
    {
      linkId: 'recommendation.until',
      text: 'Do staff know what to do until then?',
      type: 'boolean',
    },
  ],
};

const decision: GroupItem = {
  linkId: 'decision',
  prefix: 'D',
  text: 'Decision: what was agreed',
  type: 'group',
  item: [
    {
      linkId: 'decision.disposition',
      text: 'How the visit ended',
      type: 'string',
      required: true,
      readOnly: true,
    },
    { linkId: 'decision.advice', text: 'What staff are to do', type: 'text', readOnly: true },
    {
      linkId: 'decision.review',
      text: 'When is it looked at again, and by whom?',
      type: 'string',
      maxLength: 300,
    },
    { linkId: 'decision.said-back', text: 'Have staff said the decision back?', type: 'boolean' },
  ],
};

/**
 * SBARD: how staff and a clinician tell one another of a patient, in five parts. The structure is that of the NHS's SBAR tool with a
 * decision; all words are ours. Two answers of the decision come from the outcome, so that nobody types them twice.
 */
export const sbard: Questionnaire = {
  resourceType: 'Questionnaire',
  url: 'https://bedside.example/Questionnaire/sbard',
  version: '1',
  name: 'Sbard',
  title: 'SBARD',
  status: 'active',
  subjectType: ['Patient'],
  item: [situation, background, assessment, recommendation, decision],
};

const questions = new Map(questionsOf(sbard.item).map((item) => [item.linkId, item]));
const ofClinician: ReadonlySet<string> = new Set(
  questionsOf([decision]).flatMap(({ linkId, readOnly }) => (readOnly === true ? [] : [linkId])),
);

/** Who fills an SBARD. */
export type SbardSide = 'station' | 'clinician';

/** The question of this linkId; undefined where there is none. */
export function sbardQuestion(linkId: string): QuestionItem | undefined {
  return questions.get(linkId);
}

/** Whether that side may answer it: both may but for the decision, which is the clinician's. */
export function mayAnswer(side: SbardSide, { linkId, readOnly }: QuestionItem): boolean {
  return readOnly !== true && (side === 'clinician' || !ofClinician.has(linkId));
}
