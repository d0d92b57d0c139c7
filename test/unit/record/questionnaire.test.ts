import { expect } from 'chai';
import {
  enabledItems,
  faultOf,
  type GroupItem,
  maxValue,
  minValue,
  problemsOf,
  type QuestionItem,
  questionsOf,
} from '../../../domain/record/questionnaires/questionnaire.ts';
import { mayAnswer, sbard, sbardQuestion } from '../../../domain/record/questionnaires/sbard.ts';

const coding = (code: string) => ({ system: 'http://example.org/pain', code, display: code });

/** Pain: whether, where, how much; a scan is asked from 7 on, and its day where there was one. */
const pain: { item: readonly GroupItem[] } = {
  item: [
    {
      linkId: 'pain',
      text: 'Pain',
      type: 'group',
      item: [
        { linkId: 'has', text: 'Any?', type: 'boolean', required: true },
        {
          linkId: 'where',
          text: 'Where?',
          type: 'choice',
          required: true,
          answerOption: [{ valueCoding: coding('hip') }, { valueCoding: coding('head') }],
          enableWhen: [{ question: 'has', operator: '=', answerBoolean: true }],
        },
        {
          linkId: 'score',
          text: 'How much?',
          type: 'integer',
          extension: [
            { url: minValue, valueInteger: 0 },
            { url: maxValue, valueInteger: 10 },
          ],
          enableWhen: [{ question: 'where', operator: 'exists', answerBoolean: true }],
        },
      ],
    },
    {
      linkId: 'scan',
      text: 'Scan',
      type: 'group',
      enableBehavior: 'any',
      enableWhen: [
        { question: 'score', operator: '>=', answerInteger: 7 },
        {
          question: 'where',
          operator: '=',
          answerCoding: { system: 'http://example.org/pain', code: 'head' },
        },
      ],
      item: [
        { linkId: 'scan.note', text: 'Ask for one.', type: 'display' },
        {
          linkId: 'scan.day',
          text: 'Which day?',
          type: 'date',
          required: true,
          extension: [{ url: maxValue, valueDate: '2026-12-31' }],
        },
      ],
    },
  ],
};

function question(linkId: string): QuestionItem {
  const found = questionsOf(pain.item).find((item) => item.linkId === linkId);
  if (found === undefined) throw new Error(`no ${linkId}`);
  return found;
}

describe('a questionnaire', () => {
  const asked = (answers: Record<string, string>) => [...enabledItems(pain, answers)];

  it('asks what its conditions say, and nothing in a group that is not asked', () => {
    expect(asked({})).to.deep.equal(['pain', 'has']);
    expect(asked({ has: 'true' })).to.deep.equal(['pain', 'has', 'where']);
    expect(asked({ has: 'true', where: 'hip' })).to.deep.equal(['pain', 'has', 'where', 'score']);
    expect(asked({ has: 'true', where: 'hip', score: '6' })).to.not.include('scan');
    expect(asked({ has: 'true', where: 'hip', score: '7' })).to.include.members([
      'scan',
      'scan.note',
      'scan.day',
    ]);
    expect(asked({ has: 'true', where: 'head' })).to.include('scan');
  });

  it('counts no answer to what is not asked any more, however long the chain', () => {
    expect(asked({ has: 'false', where: 'head', score: '9', 'scan.day': '2026-11-30' })).to.deep.equal([
      'pain',
      'has',
    ]);
  });

  it('needs what is required and asked, and names what is wrong', () => {
    expect(problemsOf(pain, {})).to.deep.equal({ has: 'has no answer yet' });
    expect(problemsOf(pain, { has: 'false' })).to.deep.equal({});
    expect(problemsOf(pain, { has: 'true', where: 'toe', score: '11' })).to.deep.equal({
      where: 'must be one of the options',
      score: 'must be 10 or less',
      'scan.day': 'has no answer yet',
    });
    expect(problemsOf(pain, { has: 'true', where: 'head', 'scan.day': '2027-01-01' })).to.deep.equal({
      'scan.day': 'must be 2026-12-31 or less',
    });
  });

  const of = (item: Partial<QuestionItem>) =>
    ({ linkId: 'q', text: 'Q', type: 'text', ...item }) as QuestionItem;
  const cases: [Partial<QuestionItem>, string, string | undefined][] = [
    [{ type: 'integer' }, '-3', undefined],
    [{ type: 'integer' }, '3.0', 'must be a whole number'],
    [{ type: 'integer' }, '', 'must be a whole number'],
    [{ type: 'decimal' }, '37.20', undefined],
    [{ type: 'decimal' }, '37,2', 'must be a number, such as 37.2'],
    [{ type: 'date' }, '2026-02-28', undefined],
    [{ type: 'date' }, '2026-02-30', 'must be a real date'],
    [{ type: 'date' }, '2026-2-3', 'must be a real date'],
    [{ type: 'boolean' }, 'true', undefined],
    [{ type: 'boolean' }, 'yes', 'must be yes or no'],
    [{ type: 'string' }, 'two\nlines', 'must be one line'],
    [{ type: 'text', maxLength: 9 }, 'two\nlines', undefined],
    [{ type: 'text', maxLength: 8 }, 'two\nlines', 'must be 8 characters or fewer'],
    [{ type: 'text' }, 'bell \u0007', 'has characters that cannot be kept'],
    [{ type: 'text' }, 'half \ud83d', 'has characters that cannot be kept'],
    [{ type: 'text' }, 'whole 😀\tand a tab', undefined],
  ];
  for (const [item, value, fault] of cases) {
    it(`says of ${JSON.stringify(value)} as ${String(item.type)}: ${fault ?? 'nothing'}`, () => {
      expect(faultOf(of(item), value)).to.equal(fault);
    });
  }

  it('has bounds on both sides', () => {
    expect([faultOf(question('score'), '0'), faultOf(question('score'), '10')]).to.deep.equal([
      undefined,
      undefined,
    ]);
    expect(faultOf(question('score'), '-1')).to.equal('must be 0 or more');
  });
});

describe('the SBARD questionnaire', () => {
  it('has five parts in their order, and asks nothing twice', () => {
    expect(sbard.item.map(({ prefix, linkId }) => [prefix, linkId])).to.deep.equal([
      ['S', 'situation'],
      ['B', 'background'],
      ['A', 'assessment'],
      ['R', 'recommendation'],
      ['D', 'decision'],
    ]);
    const linkIds = questionsOf(sbard.item).map(({ linkId }) => linkId);
    expect(new Set(linkIds).size).to.equal(linkIds.length);
  });

  it('requires nothing but how the visit ended, which comes from the outcome', () => {
    expect(problemsOf(sbard, {})).to.deep.equal({ 'decision.disposition': 'has no answer yet' });
  });

  it('leaves the decision to the clinician, and what comes from the outcome to nobody', () => {
    const who = (linkId: string) => {
      const item = sbardQuestion(linkId);
      if (item === undefined) throw new Error(`no ${linkId}`);
      return (['station', 'clinician'] as const).filter((side) => mayAnswer(side, item));
    };
    expect(who('situation.concern')).to.deep.equal(['station', 'clinician']);
    expect(who('recommendation.until')).to.deep.equal(['station', 'clinician']);
    expect(who('decision.said-back')).to.deep.equal(['clinician']);
    expect(who('decision.review')).to.deep.equal(['clinician']);
    expect(who('decision.disposition')).to.deep.equal([]);
    expect(who('decision.advice')).to.deep.equal([]);
  });

  it('is bounded: all that can be typed is 10,000 characters, so that a state can carry it', () => {
    const typed = questionsOf(sbard.item).filter(
      ({ type, readOnly }) => type === 'text' || (type === 'string' && readOnly !== true),
    );
    const lengths = typed
      .filter(({ readOnly }) => readOnly !== true)
      .map(({ maxLength }) => maxLength ?? Infinity);
    expect(lengths.reduce((sum, length) => sum + length, 0)).to.equal(10_000);
  });
});
