import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { keySet } from '../../../domain/record/client-keys.ts';
import { PartnerStage } from '../../support/partner.ts';
import { ask } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

const run = promisify(execFile);

describe('the example for partners', () => {
  it('prints keys that are taken, and gets a token', async () => {
    await using owned = new AsyncDisposableStack();
    const running = owned.use(await RunningServer.create());
    const folder = await mkdtemp(path.join(tmpdir(), 'bedside-partner-'));
    owned.defer(() => rm(folder, { recursive: true }));
    const page = await readFile('docs/partner-systems.md', 'utf8');
    const [, example = ''] = /```js\n([^`]*(?:`[^`]+`[^`]*)*?)```/.exec(page) ?? [];
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    const file = path.join(folder, 'partner.mjs');
    await writeFile(file, example);
    await writeFile(
      path.join(folder, 'partner-key.pem'),
      privateKey.export({ type: 'pkcs8', format: 'pem' }),
    );
    const partner = async (...words: string[]) =>
      (await run(process.execPath, [file, ...words], { cwd: folder })).stdout;

    const keys = keySet.parse(JSON.parse(await partner('keys')));
    const { organisationId, token } = await PartnerStage.create(running);
    const body = {
      name: 'Synthetic',
      keys: { kind: 'inline' as const, keySet: keys },
      scopes: ['system/*.rs'],
    };
    const { client } = (await ask(running, 'addRecordClient', { token, params: { organisationId }, body }))
      .value;
    const answer = await partner(running.url, client.clientId, 'system/Observation.rs');
    expect(answer).to.match(/^200 \{"access_token":"[^"]+","token_type":"bearer","expires_in":300,/);
    expect(answer).to.contain('"scope":"system/Observation.rs"');
  });
});
