import { expect } from 'chai';
import { renewAfterMs } from '../../../web/src/service/token.ts';

function token(payload: object): string {
  return `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.sig`;
}

describe('when a token is renewed', () => {
  it('is at two thirds of the life that it says itself, whatever this clock shows', () => {
    expect(renewAfterMs(token({ iat: 1000, exp: 1900 }))).to.equal(600_000);
  });

  it('is soon enough for a token that cannot be read', () => {
    expect(renewAfterMs('not a token')).to.equal(400_000);
    expect(renewAfterMs(token({ exp: 1900 }))).to.equal(400_000);
  });

  it('is never at once, so that a broken clock at the server cannot make a storm', () => {
    expect(renewAfterMs(token({ iat: 1000, exp: 1001 }))).to.equal(1000);
  });
});
