import { expect } from 'chai';
import { type JsonObject, parseJson } from '../../../server/fhir/json.ts';
import { checkResponse } from '../../../server/fhir/validation/questionnaire-responses.ts';

const yes: JsonObject = { system: 'http://example.org/answers', code: 'yes' };
const no: JsonObject = { system: 'http://example.org/answers', code: 'no' };
const bound = (name: string, valueInteger: number): JsonObject => ({
  url: `http://hl7.org/fhir/StructureDefinition/${name}`,
  valueInteger,
});

const questionnaire: JsonObject = {
  resourceType: 'Questionnaire',
  url: 'http://example.org/Questionnaire/round',
  version: '2',
  status: 'active',
  item: [
    {
      linkId: 'signs',
      type: 'group',
      item: [
        {
          linkId: 'pulse',
          type: 'integer',
          required: true,
          extension: [bound('minValue', 1), bound('maxValue', 399)],
        },
        { linkId: 'temperature', type: 'decimal' },
      ],
    },
    {
      linkId: 'pain',
      type: 'choice',
      required: true,
      answerOption: [{ valueCoding: yes }, { valueCoding: no }],
      item: [{ linkId: 'since', type: 'date' }],
    },
    {
      linkId: 'where',
      type: 'string',
      required: true,
      maxLength: 10,
      repeats: true,
      enableWhen: [{ question: 'pain', operator: '=', answerCoding: yes }],
    },
    {
      linkId: 'fast',
      type: 'string',
      enableWhen: [{ question: 'pulse', operator: '>', answerInteger: 110 }],
    },
    { linkId: 'mood', type: 'open-choice', answerOption: [{ valueString: 'calm' }] },
    { linkId: 'thanks', type: 'display' },
    { linkId: 'visits', type: 'group', repeats: true, item: [{ linkId: 'visitor', type: 'string' }] },
  ],
};

const signs: JsonObject = { linkId: 'signs', item: [{ linkId: 'pulse', answer: [{ valueInteger: 80 }] }] };
const painless: JsonObject = { linkId: 'pain', answer: [{ valueCoding: no }] };
const pain: JsonObject = { linkId: 'pain', answer: [{ valueCoding: yes }] };
const where: JsonObject = { linkId: 'where', answer: [{ valueString: 'hip' }, { valueString: 'knee' }] };

function response(...item: JsonObject[]): JsonObject {
  return {
    resourceType: 'QuestionnaireResponse',
    questionnaire: 'http://example.org/Questionnaire/round|2',
    status: 'completed',
    item,
  };
}

function said(answered: JsonObject): string[] {
  return checkResponse(answered, questionnaire).map(
    ({ code, expression: [path], diagnostics }) =>
      `${code} ${path.replace('QuestionnaireResponse', '')} ${diagnostics}`,
  );
}

function pulseOf(value: string): JsonObject {
  const item = parseJson(`{"linkId":"pulse","answer":[{"valueInteger":${value}}]}`);
  return { linkId: 'signs', item: [item] };
}

describe('answers against their questionnaire', () => {
  const right: [what: string, answered: JsonObject][] = [
    ['what is required, where the conditions of the rest do not hold', response(signs, painless)],
    ['what a condition asks for', response(signs, pain, where)],
    [
      'items within an answer',
      response(signs, {
        linkId: 'pain',
        answer: [{ valueCoding: no, item: [{ linkId: 'since', answer: [{ valueDate: '2026' }] }] }],
      }),
    ],
    [
      'an option with other words beside it',
      response(signs, { linkId: 'pain', answer: [{ valueCoding: { ...no, display: 'No' } }] }),
    ],
    [
      'a free answer where options are open',
      response(signs, painless, { linkId: 'mood', answer: [{ valueString: 'singing' }] }),
    ],
    [
      'a condition of order',
      response(pulseOf('111'), painless, { linkId: 'fast', answer: [{ valueString: 'yes' }] }),
    ],
    [
      'a group that repeats',
      response(
        signs,
        painless,
        { linkId: 'visits', item: [{ linkId: 'visitor', answer: [{ valueString: 'a' }] }] },
        { linkId: 'visits', item: [{ linkId: 'visitor', answer: [{ valueString: 'b' }] }] },
      ),
    ],
    [
      'something in progress, with nothing that is required',
      { ...response(), status: 'in-progress', item: undefined },
    ],
    [
      'a questionnaire named without version',
      { ...response(signs, painless), questionnaire: 'http://example.org/Questionnaire/round' },
    ],
  ];
  for (const [what, answered] of right) {
    it(`takes ${what}`, () => {
      expect(said(answered)).to.deep.equal([]);
    });
  }

  const wrong: [what: string, answered: JsonObject, issues: string[]][] = [
    [
      'an item that is not asked',
      response(signs, painless, { linkId: 'age' }),
      ['business-rule .item[2] is not asked at this place'],
    ],
    [
      'an item at another place',
      response(signs, painless, { linkId: 'temperature' }),
      ['business-rule .item[2] is not asked at this place'],
    ],
    [
      'a missing answer in a group',
      response({ linkId: 'signs' }, painless),
      ['required .item[0] has no answer to a question that is required'],
    ],
    ['a missing answer', response(signs), ['required  has no answer to a question that is required']],
    [
      'an item without its answer',
      response(signs, { linkId: 'pain' }),
      ['required .item[1] has no answer, and is required'],
    ],
    [
      'a missing answer that a condition asks for',
      response(signs, pain),
      ['required  has no answer to a question that is required'],
    ],
    [
      'an answer whose condition does not hold',
      response(signs, painless, where),
      ['business-rule .item[2] is answered, and its conditions do not hold'],
    ],
    [
      'an answer whose condition of order does not hold',
      response(pulseOf('110'), painless, { linkId: 'fast', answer: [{ valueString: 'x' }] }),
      ['business-rule .item[2] is answered, and its conditions do not hold'],
    ],
    [
      'another type',
      response({ linkId: 'signs', item: [{ linkId: 'pulse', answer: [{ valueString: '80' }] }] }, painless),
      ['business-rule .item[0].item[0].answer[0].valueString is not of the type that is asked for'],
    ],
    [
      'a decimal for an integer',
      response({ linkId: 'signs', item: [{ linkId: 'pulse', answer: [{ valueDecimal: 80 }] }] }, painless),
      ['business-rule .item[0].item[0].answer[0].valueDecimal is not of the type that is asked for'],
    ],
    [
      'none of the options',
      response(signs, { linkId: 'pain', answer: [{ valueCoding: { ...yes, code: 'perhaps' } }] }),
      ['code-invalid .item[1].answer[0].valueCoding is none of the options'],
    ],
    [
      'an option of another system',
      response(signs, { linkId: 'pain', answer: [{ valueCoding: { ...no, system: 'http://example.org' } }] }),
      ['code-invalid .item[1].answer[0].valueCoding is none of the options'],
    ],
    [
      'more than one answer',
      response(signs, { linkId: 'pain', answer: [{ valueCoding: no }, { valueCoding: no }] }),
      ['business-rule .item[1] has more than one answer'],
    ],
    [
      'a question twice',
      response(signs, painless, painless),
      ['business-rule .item[2] is there more than once'],
    ],
    [
      'a group twice that does not repeat',
      response(signs, signs, painless),
      ['business-rule .item[1] is there more than once'],
    ],
    [
      'an answer to a display',
      response(signs, painless, { linkId: 'thanks', answer: [{ valueString: 'x' }] }),
      ['business-rule .item[2] is no question, and is answered'],
    ],
    [
      'items beside an answer',
      response(signs, { ...painless, item: [{ linkId: 'since' }] }),
      ['business-rule .item[1] has items that belong to its answers'],
    ],
    [
      'a text that is too long',
      response(signs, pain, { linkId: 'where', answer: [{ valueString: 'everywhere at once' }] }),
      ['business-rule .item[2].answer[0].valueString is outside of the bounds of the question'],
    ],
    [
      'a number below its bound',
      response(pulseOf('0'), painless),
      ['business-rule .item[0].item[0].answer[0].valueInteger is outside of the bounds of the question'],
    ],
    [
      'a number above its bound',
      response(pulseOf('400'), painless),
      ['business-rule .item[0].item[0].answer[0].valueInteger is outside of the bounds of the question'],
    ],
    [
      'another questionnaire',
      { ...response(signs, painless), questionnaire: 'http://example.org/Questionnaire/round|1' },
      ['business-rule .questionnaire names another questionnaire'],
    ],
  ];
  for (const [what, answered, issues] of wrong) {
    it(`refuses ${what}`, () => {
      expect(said(answered)).to.deep.equal(issues);
    });
  }
});
