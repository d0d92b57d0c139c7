import {
  enabledItems,
  optionOf,
  type QuestionItem,
  type QuestionnaireItem,
} from '../../domain/record/questionnaires/questionnaire.ts';
import { sbard as questionnaire } from '../../domain/record/questionnaires/sbard.ts';
import type { Sbard, SbardAnswer } from '../../domain/record/sbard.ts';
import type { OrganisationId, SiteId } from '../../domain/ids.ts';
import { type Disposition, dispositionLabels } from '../../domain/visits/outcome.ts';

/** What is decided, from the outcome of the newest visit. */
export type Decided = {
  readonly disposition: Disposition;
  readonly advice: string | null;
  readonly at: Date;
};

/** An SBARD with what its response in the record is made of. */
export type SbardContent = {
  readonly sbard: Sbard;
  /** The newest version of each answer. */
  readonly answers: readonly (Pick<SbardAnswer, 'linkId' | 'value' | 'patientId' | 'by' | 'at'> & {
    /** Of the station that wrote it. */
    readonly siteId: SiteId | null;
  })[];
  /** Whether a call of it waits, rings or is in a visit. */
  readonly open: boolean;
  readonly decided: Decided | undefined;
};

type Status = 'in-progress' | 'completed' | 'amended';

/**
 * A QuestionnaireResponse of FHIR R4 without its version; undefined while nothing is said of this person. What was written of another
 * resident is left out, and so is an answer to what is not asked any more.
 */
export function responseOf({ sbard, answers, open, decided }: SbardContent) {
  const theirs = answers.filter(
    ({ value, patientId }) => value !== null && (patientId === null || patientId === sbard.patientId),
  );
  const newest = theirs.toSorted((one, other) => other.at.getTime() - one.at.getTime())[0];
  if (newest === undefined) return undefined;
  const outcome = open ? undefined : decided;
  const said = {
    ...Object.fromEntries(theirs.map(({ linkId, value }) => [linkId, value?.trim() ?? ''])),
    ...(outcome && {
      'decision.disposition': dispositionLabels[outcome.disposition],
      'decision.advice': outcome.advice ?? '',
    }),
  };
  const { by, siteId } = newest;
  return {
    resourceType: 'QuestionnaireResponse',
    id: sbard.responseId,
    questionnaire: sbard.questionnaire,
    status: statusOf(outcome, newest.at),
    subject: { reference: `Patient/${String(sbard.patientId)}` },
    authored: newest.at.toISOString(),
    author: {
      reference: by.kind === 'station' ? `Organization/${String(siteId)}` : `Practitioner/${by.id}`,
    },
    item: itemsOf(questionnaire.item, { said, enabled: enabledItems(questionnaire, said) }),
  };
}

/** Where nobody has written an outcome it stays in progress. */
function statusOf(outcome: Decided | undefined, writtenAt: Date): Status {
  if (outcome === undefined) return 'in-progress';
  return writtenAt.getTime() > outcome.at.getTime() ? 'amended' : 'completed';
}

type Said = { said: Readonly<Record<string, string>>; enabled: ReadonlySet<string> };
type ResponseItem = { linkId: string; text: string } & (
  { item: ResponseItem[] } | { answer: Record<string, unknown>[] }
);

function itemsOf(items: readonly QuestionnaireItem[], { said, enabled }: Said): ResponseItem[] {
  return items.flatMap((item): ResponseItem[] => {
    if (!enabled.has(item.linkId) || item.type === 'display') return [];
    const { linkId, text } = item;
    if (item.type === 'group') {
      const inner = itemsOf(item.item, { said, enabled });
      return inner.length === 0 ? [] : [{ linkId, text, item: inner }];
    }
    const value = said[linkId] ?? '';
    return value === '' ? [] : [{ linkId, text, answer: [valueOf(item, value)] }];
  });
}

function valueOf(item: QuestionItem, value: string): Record<string, unknown> {
  switch (item.type) {
    case 'boolean':
      return { valueBoolean: value === 'true' };
    case 'choice':
      return { valueCoding: optionOf(item, value) };
    case 'integer':
      return { valueInteger: Number(value) };
    case 'decimal':
      return { valueDecimal: Number(value) };
    case 'date':
      return { valueDate: value };
    case 'string':
    case 'text':
      return { valueString: value };
  }
}

/** Of each organisation, under an id of its own: ids are unique over all of them. */
export function questionnaireId(organisationId: OrganisationId): string {
  return `sbard-${questionnaire.version}-${organisationId}`;
}

/** The questionnaire as it is in the record of an organisation. */
export function questionnaireResource(organisationId: OrganisationId) {
  return { ...questionnaire, id: questionnaireId(organisationId) };
}
