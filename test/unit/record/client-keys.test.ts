import { createPublicKey, generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { expect } from 'chai';
import { keySet, publishedKeySet } from '../../../domain/record/client-keys.ts';

const ofCurve = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const ofRsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const curveKey: JsonWebKey = { ...ofCurve.publicKey.export({ format: 'jwk' }), kid: 'curve' };
const rsaKey: JsonWebKey = { ...ofRsa.publicKey.export({ format: 'jwk' }), kid: 'rsa' };

function fault(...keys: object[]): string {
  const parsed = keySet.safeParse({ keys });
  return parsed.success ? 'none' : (parsed.error.issues[0]?.message ?? '');
}

describe('the public keys of a partner', () => {
  it('are RSA and P-384, without what is not needed', () => {
    const { keys } = keySet.parse({ keys: [{ ...rsaKey, alg: 'RS384', use: 'sig', x5t: 'x' }, curveKey] });
    expect(keys.map((key) => Object.keys(key).toSorted())).to.deep.equal([
      ['alg', 'e', 'kid', 'kty', 'n', 'use'],
      ['crv', 'kid', 'kty', 'x', 'y'],
    ]);
  });

  it('are refused with their private half, in words that say what to do', () => {
    const words =
      'a private key: it is no longer secret, so the partner must make a new one and send its public half alone';
    expect(fault({ ...ofCurve.privateKey.export({ format: 'jwk' }), kid: 'x' })).to.equal(words);
    expect(fault({ ...ofRsa.privateKey.export({ format: 'jwk' }), kid: 'x' })).to.equal(words);
    expect(fault({ kty: 'oct', k: 'AAAA', kid: 'x' })).to.equal(words);
  });

  const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ format: 'jwk' });
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
  const cases: [string, object, string][] = [
    ['without a kid', { ...curveKey, kid: undefined }, 'Invalid input: expected string, received undefined'],
    ['with an empty kid', { ...curveKey, kid: '' }, 'a key needs a kid, which names it'],
    ['of 1024 bits', { ...short, kid: 'x' }, 'an RSA key must have 2048 to 8192 bits'],
    ['with the exponent 1', { ...rsaKey, e: 'AQ' }, 'an RSA key must have the exponent 65537'],
    [
      'of another alphabet',
      { ...rsaKey, n: `${rsaKey.n ?? ''}==` },
      'an RSA key must have 2048 to 8192 bits',
    ],
    ['on another curve', { ...other, kid: 'x' }, 'an EC key must be on the curve P-384'],
    ['with a short point', { ...curveKey, x: 'AAAA' }, 'not a point of the curve P-384'],
    ['for another algorithm', { ...rsaKey, alg: 'RS256' }, 'an RSA key that is not for RS384'],
    ['for encryption', { ...rsaKey, use: 'enc' }, 'a key that is not for signatures'],
    ['for making signatures', { ...rsaKey, key_ops: ['sign'] }, 'a key that is not for checking signatures'],
    ['of another kind', { kty: 'OKP', crv: 'Ed25519', x: 'AAAA', kid: 'x' }, 'a key must be RSA or EC'],
  ];
  for (const [what, key, words] of cases) {
    it(`are refused ${what}`, () => {
      expect(fault(key)).to.equal(words);
    });
  }

  it('are refused as an empty set, and with one name for two', () => {
    expect(fault()).to.equal('there is no key in it');
    expect(fault(curveKey, { ...rsaKey, kid: 'curve' })).to.equal('two keys have the same kid');
    expect(fault(curveKey, rsaKey)).to.equal('none');
  });

  it('are taken out of a published set that has others beside them', () => {
    const keys = publishedKeySet.parse({ keys: [{ ...rsaKey, use: 'enc' }, 'x', null, curveKey] });
    expect(keys.map(({ kid }) => kid)).to.deep.equal(['curve']);
  });

  it('are checked here because Node imports keys with which anybody can sign', () => {
    const taken = createPublicKey({ key: { ...rsaKey, e: 'AQ', use: 'enc' }, format: 'jwk' });
    expect(taken.asymmetricKeyDetails?.publicExponent).to.equal(1n);
  });
});
