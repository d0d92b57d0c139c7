import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { keysWords, readPastedKeys, scopesOf, scopeWords } from '../../../web/src/admin/partner-words.ts';

const pair = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const key = { ...pair.publicKey.export({ format: 'jwk' }), kid: 'one' };

function faultOf(text: string): string {
  const read = readPastedKeys(text);
  return 'fault' in read ? read.fault : 'none';
}

describe('partners’ systems in words', () => {
  const cases: [string[], string[]][] = [
    [['system/*.rs'], ['May read everything in the record.']],
    [['system/Observation.r'], ['May read observations.']],
    [
      ['system/Patient.rs', 'system/Observation.crs', 'system/Flag.u'],
      ['May read patients’ details and observations.', 'May send and correct observations and warnings.'],
    ],
    [
      ['system/*.cruds'],
      [
        'May read everything in the record.',
        'May send and correct everything in the record.',
        'May delete everything in the record.',
      ],
    ],
  ];
  for (const [scopes, words] of cases) {
    it(scopes.join(' '), () => {
      expect(scopeWords(scopes)).to.deep.equal(words);
    });
  }

  it('are let in for what is chosen, and never to delete', () => {
    const some = { of: 'some', kinds: ['Observation', 'Flag'] } as const;
    const everything = { of: 'everything', kinds: ['Observation'] } as const;
    const nothing = { of: 'nothing', kinds: ['Observation'] } as const;
    expect(scopesOf({ read: everything, send: some })).to.deep.equal([
      'system/*.rs',
      'system/Observation.cu',
      'system/Flag.cu',
    ]);
    expect(scopesOf({ read: nothing, send: nothing })).to.deep.equal([]);
  });

  it('have keys here or at an address', () => {
    expect(keysWords({ kind: 'inline', kids: ['a'] })).to.equal('One key, kept here');
    expect(keysWords({ kind: 'inline', kids: ['a', 'b'] })).to.equal('2 keys, kept here');
    expect(keysWords({ kind: 'address', address: 'https://keys.partner.example/jwks' })).to.equal(
      'Keys at https://keys.partner.example/jwks',
    );
  });
});

describe('public keys that somebody pastes', () => {
  it('are a set, or one key by itself', () => {
    const read = { keys: { kind: 'inline', keySet: { keys: [key] } } };
    expect(readPastedKeys(JSON.stringify({ keys: [key] }))).to.deep.equal(read);
    expect(readPastedKeys(` ${JSON.stringify(key)}\n`)).to.deep.equal(read);
  });

  const pem = (type: 'PRIVATE' | 'PUBLIC') => `-----BEGIN ${type} KEY-----\nMIGH\n-----END ${type} KEY-----`;
  const cases: [string, string][] = [
    ['', 'Paste the partner’s public keys'],
    ['{"keys":', 'This is not a JWK set. It begins with {"keys": and ends with }'],
    ['[]', 'This is not a set of public keys'],
    ['{"keys":[]}', 'There is no key in it'],
    [pem('PRIVATE'), 'This is a private key. It is no longer secret, so the partner must make a new one'],
    [pem('PUBLIC'), 'This is a key in another form (PEM). Ask the partner for a JWK set'],
    [JSON.stringify({ ...key, kid: undefined }), 'This is not a set of public keys'],
    [JSON.stringify({ ...key, crv: 'P-256' }), 'An EC key must be on the curve P-384'],
    [
      JSON.stringify({ ...pair.privateKey.export({ format: 'jwk' }), kid: 'one' }),
      'A private key: it is no longer secret, so the partner must make a new one and send its public half alone',
    ],
  ];
  for (const [text, words] of cases) {
    it(`are refused with "${words}"`, () => {
      expect(faultOf(text)).to.equal(words);
    });
  }
});
