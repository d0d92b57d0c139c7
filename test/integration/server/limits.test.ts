import { setImmediate } from 'node:timers/promises';
import { expect } from 'chai';
import { createLog } from '../../../process/log.ts';
import { DomainError } from '../../../domain/errors.ts';
import { AttemptLimits } from '../../../server/http/limits.ts';
import { openRedis } from '../../../process/redis.ts';
import { redisPrefix, testServices } from '../../support/services.ts';
import { askRefused, ask, signInAs } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

const allowances = {
  address: { points: 6, seconds: 600 },
  account: { points: 3, seconds: 600 },
  accountAnywhere: { points: 100, seconds: 3600 },
};

const limiting = { log: createLog({ level: 'error' }), connection: 'limits', whileAway: 'fail' } as const;

describe('limits on attempts', () => {
  it('refuse an account after too many wrong passwords, also with the right one, and say when to come back', async () => {
    await using running = await RunningServer.create({ allowances });
    const { organisationId } = await running.addOrganisation('Northdale');
    const { email, password } = await running.addPerson(organisationId, ['clinician']);
    const another = await running.addPerson(organisationId, ['clinician']);
    for (let attempt = 0; attempt < allowances.account.points; attempt += 1) {
      await askRefused(running, 'signIn', { body: { email, password: 'wrong' }, code: 'unauthenticated' });
    }
    const response = await fetch(`${running.url}/api/sign-in`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password }),
    });
    expect(response.status).to.equal(429);
    expect(Number(response.headers.get('retry-after'))).to.be.within(1, 600);
    await ask(running, 'signIn', { body: { email: another.email, password: another.password } });
  });

  it('do not count what succeeds', async () => {
    await using running = await RunningServer.create({ allowances });
    const { organisationId } = await running.addOrganisation('Northdale');
    const { email, password } = await running.addPerson(organisationId, ['clinician']);
    for (let attempt = 0; attempt < allowances.address.points + 2; attempt += 1) {
      await ask(running, 'signIn', { body: { email, password } });
    }
  });

  it('refuse an address that tries many enrolment codes', async () => {
    await using running = await RunningServer.create({ allowances });
    for (let attempt = 0; attempt < allowances.address.points; attempt += 1) {
      await askRefused(running, 'enrol', { body: { code: 'AAAA-AAAA' }, code: 'invalid' });
    }
    await askRefused(running, 'enrol', { body: { code: 'AAAA-AAAA' }, code: 'too-many' });
  });

  it('count only guesses where it is said what a guess is: neither an outage nor what is over uses them up', async () => {
    const redis = await openRedis({ url: testServices().redisUrl, ...limiting });
    const limits = new AttemptLimits({ redis, prefix: redisPrefix(), allowances });
    const isGuess = (error: unknown) => error instanceof DomainError && error.code === 'not-found';
    const fail = (code: 'unavailable' | 'wrong-phase' | 'not-found') =>
      limits.attempt({ what: 'guest', address: '192.0.2.7', isGuess }, () =>
        Promise.reject(new DomainError(code, 'no')),
      );
    for (let attempt = 0; attempt < allowances.address.points + 2; attempt += 1) {
      await expectCode(fail('unavailable'), 'unavailable');
      await expectCode(fail('wrong-phase'), 'wrong-phase');
    }
    for (let attempt = 0; attempt < allowances.address.points; attempt += 1) {
      await expectCode(fail('not-found'), 'not-found');
    }
    await expectCode(fail('not-found'), 'too-many');
    redis.destroy();
  });

  it('go on in memory when Redis is away: right ones pass, wrong ones are still counted', async () => {
    const { redisUrl } = testServices();
    const redis = await openRedis({ url: redisUrl, ...limiting });
    const limits = new AttemptLimits({ redis, prefix: redisPrefix(), allowances });
    redis.destroy();
    const by = { what: 'sign-in', address: '2001:db8::1', account: 'a@example.org' };
    const fail = () => Promise.reject(new DomainError('unauthenticated', 'wrong'));
    expect(await limits.attempt(by, () => Promise.resolve('in'))).to.equal('in');
    for (let attempt = 0; attempt < allowances.account.points; attempt += 1) {
      await expectCode(limits.attempt(by, fail), 'unauthenticated');
    }
    await expectCode(limits.attempt(by, fail), 'too-many');
  });

  it('let everybody behind one address in who renews in the same moment', async () => {
    await using running = await RunningServer.create({ allowances });
    const { organisationId } = await running.addOrganisation('Northdale');
    const person = await running.addPerson(organisationId, ['clinician']);
    const sessions: { cookie: string }[] = [];
    while (sessions.length < 2 * allowances.address.points) sessions.push(await signInAs(running, person));
    const renewed = await Promise.all(sessions.map(({ cookie }) => ask(running, 'refresh', { cookie })));
    expect(renewed.map(({ value }) => value.me.email)).to.deep.equal(sessions.map(() => person.email));
  });

  it('have an address wait for its turn, and neither count nor refuse what succeeds', async () => {
    const redis = await openRedis({ url: testServices().redisUrl, ...limiting });
    const limits = new AttemptLimits({ redis, prefix: redisPrefix(), allowances });
    let now = 0;
    let most = 0;
    const renew = async () => {
      now += 1;
      most = Math.max(most, now);
      await setImmediate();
      now -= 1;
      return 'in';
    };
    const attempts = Array.from({ length: 300 }, () =>
      limits.attempt({ what: 'refresh', address: '192.0.2.7' }, renew),
    );
    expect(new Set(await Promise.all(attempts))).to.deep.equal(new Set(['in']));
    expect(most).to.equal(20);
    redis.destroy();
  });

  it('cost nothing while they refuse: a stranger who is refused does not use up what the person has', async () => {
    const redis = await openRedis({ url: testServices().redisUrl, ...limiting });
    const limits = new AttemptLimits({
      redis,
      prefix: redisPrefix(),
      allowances: { ...allowances, accountAnywhere: { points: 5, seconds: 3600 } },
    });
    const account = 'a@example.org';
    const guess = () =>
      limits.attempt({ what: 'sign-in', address: '192.0.2.7', account }, () =>
        Promise.reject(new DomainError('unauthenticated', 'wrong')),
      );
    for (let attempt = 0; attempt < allowances.account.points; attempt += 1) {
      await expectCode(guess(), 'unauthenticated');
    }
    for (let attempt = 0; attempt < 9; attempt += 1) await expectCode(guess(), 'too-many');
    const person = { what: 'sign-in', address: '198.51.100.9', account };
    expect(await limits.attempt(person, () => Promise.resolve('in'))).to.equal('in');
    redis.destroy();
  });

  it('try no more passwords than a few of many that come at once', async () => {
    const redis = await openRedis({ url: testServices().redisUrl, ...limiting });
    const limits = new AttemptLimits({ redis, prefix: redisPrefix(), allowances });
    let tried = 0;
    const guesses = Array.from({ length: 50 }, () =>
      limits
        .attempt({ what: 'sign-in', address: '192.0.2.7', account: 'a@example.org' }, () => {
          tried += 1;
          return Promise.reject(new DomainError('unauthenticated', 'wrong'));
        })
        .catch(() => undefined),
    );
    await Promise.all(guesses);
    expect(tried).to.equal(allowances.account.points);
    redis.destroy();
  });

  it('count no outage of the service as a wrong password', async () => {
    const redis = await openRedis({ url: testServices().redisUrl, ...limiting });
    const limits = new AttemptLimits({ redis, prefix: redisPrefix(), allowances });
    const by = { what: 'sign-in', address: '192.0.2.7', account: 'a@example.org' };
    for (let attempt = 0; attempt < allowances.account.points + 2; attempt += 1) {
      const away = () => Promise.reject(new DomainError('unavailable', 'no database'));
      await expectCode(limits.attempt(by, away), 'unavailable');
    }
    expect(await limits.attempt(by, () => Promise.resolve('in'))).to.equal('in');
    redis.destroy();
  });

  it('count one IPv6 network as one address', async () => {
    const redis = await openRedis({ url: testServices().redisUrl, ...limiting });
    const limits = new AttemptLimits({ redis, prefix: redisPrefix(), allowances });
    const fail = () => Promise.reject(new DomainError('invalid', 'wrong'));
    const from = (address: string) => limits.attempt({ what: 'enrolment', address }, fail);
    for (let attempt = 0; attempt < allowances.address.points; attempt += 1) {
      await expectCode(from(`2001:db8:0:7::${String(attempt)}`), 'invalid');
    }
    await expectCode(from('2001:db8:0:7:1:2:3:4'), 'too-many');
    await expectCode(from('2001:db8:0:8::1'), 'invalid');
    redis.destroy();
  });
});

async function expectCode(refused: Promise<unknown>, code: string): Promise<void> {
  const error = await refused.then(
    () => new Error('it was not refused'),
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(DomainError).with.property('code', code);
}
