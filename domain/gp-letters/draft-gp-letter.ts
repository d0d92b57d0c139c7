import type { Consciousness, News2Parameter } from '../record/news2.ts';
import { type ObservationSet, scoreOf } from '../record/observation-set.ts';
import { optionOf } from '../record/questionnaires/questionnaire.ts';
import { sbardQuestion } from '../record/questionnaires/sbard.ts';
import { clockOf, dayInWords } from '../rota/wall-clock.ts';
import { type Disposition, dispositionLabels } from '../visits/outcome.ts';
import type { GpLetterFacts, GpLetterSections, SaidInSbard } from './gp-letter.ts';

type Drafted = Pick<GpLetterFacts, 'concern' | 'sbard'> & {
  outcome: NonNullable<GpLetterFacts['outcome']>;
  /** The newest first. */
  observations: readonly Pick<ObservationSet, 'takenAt' | 'values' | 'scale'>[];
};

/** In this order under the clinical summary. */
const summarised = [
  'background.history',
  'background.usual',
  'background.limits',
  'background.limits-say',
  'assessment.findings',
  'assessment.done',
];

/**
 * What a letter begins with: what was written of the visit, and nothing that was not. Medicines are those that the clinician has
 * written; what staff have written of them is said to be theirs. What the GP is asked to do is left empty where the outcome does
 * not say it, so that no letter says for a clinician that nothing is to be done. The clinical note stays out until its writer puts it in.
 */
export function draftGpLetter({ concern, sbard, outcome, observations }: Drafted): GpLetterSections {
  const medicines = sbard.find(({ linkId }) => linkId === 'background.medicines');
  return {
    reason: lines([
      ...(concern === null || answers(sbard, 'situation.concern') ? [] : [concern]),
      ...['situation.concern', 'situation.began', 'situation.change'].flatMap((linkId) =>
        said(sbard, linkId),
      ),
    ]),
    observations: observations.map(observationWords).join('\n'),
    summary: lines([
      ...summarised.flatMap((linkId) => said(sbard, linkId)),
      ...(medicines?.side === 'station'
        ? [`Medicines and allergies, as staff wrote: ${medicines.value}`]
        : []),
    ]),
    medications: medicines?.side === 'clinician' ? medicines.value : '',
    decision: lines([dispositionLabels[outcome.disposition], ...said(sbard, 'decision.review')]),
    advice: outcome.advice ?? '',
    plan: asked[outcome.disposition] ?? '',
  };
}

const asked: Readonly<Partial<Record<Disposition, string>>> = {
  'gp-today': 'Please see the patient today.',
  'gp-routine': 'Please offer the patient a routine appointment.',
};

function lines(all: readonly string[]): string {
  return all.join('\n');
}

function answers(sbard: readonly SaidInSbard[], linkId: string): boolean {
  return sbard.some((answer) => answer.linkId === linkId);
}

function said(sbard: readonly SaidInSbard[], linkId: string): string[] {
  const question = sbardQuestion(linkId);
  return sbard
    .filter((answer) => answer.linkId === linkId)
    .map(({ value }) => {
      const words = question === undefined ? value : (optionOf(question, value)?.display ?? value);
      return `${question?.text ?? linkId} ${words.trim()}`;
    });
}

const consciousWords: Readonly<Record<Consciousness, string>> = {
  A: 'alert',
  C: 'newly confused',
  V: 'responds to voice',
  P: 'responds to pain',
  U: 'unresponsive',
};

const parameterWords: Readonly<Record<News2Parameter, string>> = {
  respiration: 'breathing rate',
  spo2: 'oxygen saturation',
  oxygen: 'whether on oxygen',
  systolic: 'blood pressure',
  pulse: 'pulse',
  consciousness: 'consciousness',
  temperature: 'temperature',
};

/** One set with its units. Of an incomplete one there is no total, and the letter says what is missing. */
export function observationWords(set: Drafted['observations'][number]): string {
  const { respiration, spo2, oxygen, systolic, pulse, consciousness, temperature } = set.values;
  const score = scoreOf(set);
  const words = [
    respiration === null ? null : `breathing rate ${String(respiration)} a minute`,
    spo2 === null ? null : `oxygen saturation ${String(spo2)} %`,
    oxygen === null ? null : oxygen ? 'on oxygen' : 'on air',
    systolic === null ? null : `systolic blood pressure ${String(systolic)} mmHg`,
    pulse === null ? null : `pulse ${String(pulse)} a minute`,
    consciousness === null ? null : consciousWords[consciousness],
    temperature === null ? null : `temperature ${temperature.toFixed(1)} °C`,
  ].filter((word) => word !== null);
  const total = score.complete
    ? `NEWS2 ${String(score.total)} (SpO2 scale ${String(set.scale)})`
    : `NEWS2 has no total: not taken were ${score.missing.map((name) => parameterWords[name]).join(', ')}`;
  return `${dayInWords(set.takenAt)}, ${clockOf(set.takenAt)}: ${words.join(', ')}. ${total}.`;
}
