import { expect } from 'chai';
import { openTogether, part } from '../../../process/open-together.ts';

describe('parts that are opened together', () => {
  it('wait for what is away at the same time, and are closed in the reverse order of their list', async () => {
    const closed: string[] = [];
    const first = Promise.withResolvers<undefined>();
    const second = Promise.withResolvers<undefined>();
    const owner = new AsyncDisposableStack();
    const opened = await openTogether(owner, [
      part(
        async () => {
          first.resolve(undefined);
          await second.promise;
          return 'limits';
        },
        (name) => {
          closed.push(name);
        },
      ),
      part(
        async () => {
          second.resolve(undefined);
          await first.promise;
          return 2;
        },
        (count) => {
          closed.push(`queue ${String(count)}`);
        },
      ),
    ]);
    expect(opened).to.deep.equal(['limits', 2]);
    await owner.disposeAsync();
    expect(closed).to.deep.equal(['queue 2', 'limits']);
  });

  it('leave nothing open when one of them cannot be opened, also what opens after that', async () => {
    const closed: string[] = [];
    const late = Promise.withResolvers<string>();
    const owner = new AsyncDisposableStack();
    const opening = openTogether(owner, [
      part(
        () => Promise.reject(new Error('no media worker')),
        () => {
          closed.push('never opened');
        },
      ),
      part(
        () => late.promise,
        (name) => {
          closed.push(name);
        },
      ),
    ]);
    late.resolve('signalling');
    const failure = await opening.then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.have.property('message', 'no media worker');
    await owner.disposeAsync();
    expect(closed).to.deep.equal(['signalling']);
  });
});
