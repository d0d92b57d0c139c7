import { expect } from 'chai';
import { shows } from '../../support/browser/acts.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

async function complains(stage: Stage, act: () => void): Promise<void> {
  const page = await (await stage.device()).newPage();
  await page.goto(`${stage.url}/sign-in`);
  await shows(page, 'Sign in');
  const notice = page.waitForEvent('console');
  await page.evaluate(act);
  await notice;
}

describe('the stage of the browser tests', function () {
  this.timeout(120_000);
  const onStage = stages();

  const acts: Record<string, [act: () => void, said: RegExp]> = {
    'an error on the console': [
      () => {
        console.error('something is wrong');
      },
      /something is wrong/,
    ],
    'a violation of the content security policy': [
      () => {
        document.body.append(Object.assign(document.createElement('script'), { text: 'void 0' }));
      },
      /Content Security Policy/,
    ],
  };
  for (const [name, [act, said]] of Object.entries(acts)) {
    it(`fails a test whose page makes ${name}`, async () => {
      const failure = await onStage({}, async (stage) => {
        await complains(stage, act);
      }).catch(String);
      expect(failure).to.match(said);
    });
  }
});
