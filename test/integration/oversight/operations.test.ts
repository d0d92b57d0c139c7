import { expect } from 'chai';
import { ask, askRefused, cookieOf, readProblem, signInAs } from '../../support/rest-client.ts';
import { RunningServer } from '../../support/running-server.ts';

const path = '/operations/queues';

describe('the operators’ board of the queues', () => {
  let running: RunningServer;
  let organisationId: Awaited<ReturnType<RunningServer['addOrganisation']>>['organisationId'];

  before(async () => {
    running = await RunningServer.create();
    ({ organisationId } = await running.addOrganisation('Northdale'));
  });

  after(() => running[Symbol.asyncDispose]());

  const open = (cookie?: string, at = path, init: RequestInit = {}) =>
    fetch(`${running.url}${at}`, { ...init, headers: { ...(cookie !== undefined && { cookie }) } });

  async function administrator() {
    const person = await running.addPerson(organisationId, ['administrator']);
    const { token } = await signInAs(running, person);
    const { cookies } = await ask(running, 'openOperations', { token });
    return { ...person, token, cookies, pass: cookieOf(cookies, 'bedside_operations') };
  }

  it('opens for an administrator’s pass, to be looked at and not changed', async () => {
    const { pass, cookies } = await administrator();
    expect(cookies.join())
      .to.match(/HttpOnly/)
      .and.to.match(/SameSite=Strict/)
      .and.to.match(/Path=\/operations/);
    const page = await open(pass);
    const html = await page.text();
    expect(page.status, html).to.equal(200);
    expect(html).to.contain('Bedside: queues').and.to.contain('<base href="/operations/queues/"');
    expect(page.headers.get('content-security-policy')).to.contain("script-src 'self';");
    expect(page.headers.get('cache-control')).to.equal('no-store');
    const queues = await open(pass, `${path}/api/queues`);
    const heard = (await queues.json()) as { queues: { name: string; readOnlyMode: boolean }[] };
    expect(heard.queues.map(({ name }) => name)).to.include.members(['urgent-calls', 'deadlines']);
    expect(heard.queues.every(({ readOnlyMode }) => readOnlyMode)).to.equal(true);
    const change = await open(pass, `${path}/api/queues/urgent-calls/pause`, { method: 'PUT' });
    await readProblem(change, 'forbidden');
  });

  it('stays shut without a pass, with a wrong one, and for what is no page', async () => {
    await readProblem(await open(), 'unauthenticated');
    await readProblem(await open('bedside_operations=nonsense'), 'unauthenticated');
    await readProblem(await open(undefined, `${path}/api/queues`), 'unauthenticated');
    const page = await fetch(`${running.url}${path}`, { headers: { accept: 'text/html' } });
    expect(page.status).to.equal(401);
    expect(await page.text()).to.contain('Open it again from Administration');
  });

  it('gives no pass to a clinician, a manager or nobody', async () => {
    for (const role of ['clinician', 'manager'] as const) {
      const { token } = await signInAs(running, await running.addPerson(organisationId, [role]));
      await askRefused(running, 'openOperations', { token, code: 'forbidden' });
    }
    await askRefused(running, 'openOperations', { code: 'unauthenticated' });
  });

  it('takes no access token for a pass and no pass for an access token', async () => {
    const { token, pass } = await administrator();
    await readProblem(await open(`bedside_operations=${token}`), 'unauthenticated');
    await askRefused(running, 'me', { token: pass.replace(/^.*?=/, ''), code: 'unauthenticated' });
  });

  it('ends with the role, with the sign-in, and after a quarter of an hour', async () => {
    const { store } = running.server.deps;
    const demoted = await administrator();
    await store.transact((tx) => tx.accounts.setRoles(demoted.personId, ['clinician']));
    await readProblem(await open(demoted.pass), 'forbidden');
    const disabled = await administrator();
    await store.transact((tx) => tx.accounts.setDisabled(disabled.personId, true));
    await readProblem(await open(disabled.pass), 'unauthenticated');
    const { pass } = await administrator();
    expect((await open(pass)).status).to.equal(200);
    running.clock.forward(15 * 60_000 + 1000);
    await readProblem(await open(pass), 'unauthenticated');
  });

  it('leaves a line in the audit trail', async () => {
    const { personId } = await administrator();
    const { events } = await running.server.deps.store.reads.listAudit(organisationId, null);
    expect(events[0]).to.include({ action: 'operations.opened', subjectId: personId });
  });
});
