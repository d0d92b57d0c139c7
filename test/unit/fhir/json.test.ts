import { expect } from 'chai';
import {
  isJsonObject,
  isRawNumber,
  JsonSyntaxError,
  numberOf,
  parseJson,
} from '../../../server/fhir/json.ts';

describe('JSON that keeps its digits', () => {
  for (const text of [
    '1.10',
    '1.0',
    '-0',
    '-0.0',
    '1e3',
    '1E+3',
    '1.50e-7',
    '12345678901234567890',
    '0.1234567890123456789',
    '1e400',
  ]) {
    it(`writes ${text} as it was read`, () => {
      expect(JSON.stringify(parseJson(`{"value":${text}}`))).to.equal(`{"value":${text}}`);
      expect(isRawNumber(parseJson(text))).to.equal(true);
      expect(numberOf(parseJson(text))).to.equal(Number(text));
    });
  }

  it('leaves numbers alone that a double holds as written', () => {
    expect(parseJson('[0,1,-7,1.5,36.6,9007199254740991,"1.10",true,null,{}]')).to.deep.equal([
      0,
      1,
      -7,
      1.5,
      36.6,
      9007199254740991,
      '1.10',
      true,
      null,
      {},
    ]);
  });

  it('knows objects from lists, from null and from kept numbers', () => {
    expect(isJsonObject(parseJson('{}'))).to.equal(true);
    for (const text of ['[]', 'null', '1.10', '"a"']) expect(isJsonObject(parseJson(text))).to.equal(false);
    expect(numberOf(parseJson('"7"'))).to.equal(undefined);
  });

  it('takes __proto__ for a name like any other', () => {
    const read = parseJson('{"__proto__":{"active":true}}');
    expect(JSON.stringify(read)).to.equal('{"__proto__":{"active":true}}');
    expect(Object.getPrototypeOf(read)).to.equal(Object.prototype);
  });

  it('says where a fault is, and nothing of what stands there', () => {
    const text = '{"family": "Secretname", }';
    expect(() => parseJson(text)).to.throw(JsonSyntaxError, 'is not JSON at character 25');
    for (const broken of [
      text,
      '',
      'Secretname',
      '{"a": Secretname}',
      '[1,',
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
    ]) {
      try {
        parseJson(broken);
        expect.fail('nothing was thrown');
      } catch (error) {
        expect(error).to.be.instanceOf(JsonSyntaxError);
        expect(String(error)).to.not.contain('Secret');
      }
    }
  });
});
