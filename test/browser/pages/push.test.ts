import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { raiseNotice } from '../../../domain/escalation/notices.ts';
import { signIn } from '../../support/browsers.ts';
import { eventually } from '../../support/eventually.ts';
import { MailServer } from '../../support/mail-server.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';

/**
 * Registers the service worker and hands it a push, as a push service would. It is over when the browser says itself that it
 * has shown a notification: what it answers about them before that is no proof of anything.
 */
async function pushTo(page: Page, { url }: Stage, data: unknown): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  const registered = new Promise<string>((resolve) => {
    devtools.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [registration] = registrations;
      if (registration !== undefined) resolve(registration.registrationId);
    });
  });
  await devtools.send('ServiceWorker.enable');
  await page.evaluate(async () => {
    await navigator.serviceWorker.register('/push-worker.js');
    await navigator.serviceWorker.ready;
  });
  const registrationId = await registered;
  const shown = new Promise<void>((resolve) => {
    devtools.on('BackgroundService.backgroundServiceEventReceived', ({ backgroundServiceEvent }) => {
      if (backgroundServiceEvent.eventName === 'Notification displayed') resolve();
    });
  });
  await devtools.send('BackgroundService.setRecording', { shouldRecord: true, service: 'notifications' });
  await devtools.send('BackgroundService.startObserving', { service: 'notifications' });
  await devtools.send('ServiceWorker.deliverPushMessage', {
    origin: url,
    registrationId,
    data: JSON.stringify(data),
  });
  await shown;
}

type ShownNotice = { title: string; body: string; path: unknown; renotify: boolean };

async function shownNotices(page: Page): Promise<ShownNotice[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    const shown = await registration.getNotifications();
    // What Chromium has and the types of TypeScript do not name.
    return (shown as (Notification & { renotify: boolean })[]).map(({ title, body, data, renotify }) => {
      const { path } = data as { path: unknown };
      return { title, body, path, renotify };
    });
  });
}

describe('a device on which Bedside is closed', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('shows what was pushed to it, and where pressing it leads', () =>
    onStage({}, async (stage) => {
      const device = await stage.device();
      await device.grantPermissions(['notifications'], { origin: stage.url });
      const page = await device.newPage();
      await page.goto(`${stage.url}/sign-in`);
      await pushTo(page, stage, {
        deliveryId: 'd',
        subject: 'A call is waiting',
        text: 'A call at Rose House has waited 3 minutes and nobody has answered.',
        url: `${stage.url}/clinician?delivery=d`,
      });
      expect(await shownNotices(page)).to.deep.equal([
        {
          title: 'A call is waiting',
          body: 'A call at Rose House has waited 3 minutes and nobody has answered.',
          path: '/clinician?delivery=d',
          // A second call is heard too.
          renotify: true,
        },
      ]);
    }));
});

describe('the address in a message', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('says that its reader has received it, once they have signed in', async () => {
    await using smtp = await MailServer.open();
    const env = { BEDSIDE_SMTP_URL: smtp.url, BEDSIDE_MAIL_FROM: 'bedside@example.org' };
    await onStage({ env }, async (stage) => {
      const { organisationId } = stage.place;
      const manager = await stage.world.addPersonWithPassword(stage.place, {
        roles: ['manager', 'clinician'],
      });
      const notice = { organisationId, kind: 'nobody-on-call', key: 'nobody', detail: {} } as const;
      await raiseNotice(stage.world.deps, notice);
      await eventually(() => (smtp.received.length === 1 ? undefined : 'the e-mail has not come'));
      const mail = (smtp.received[0]?.content ?? '').replaceAll('=\r\n', '').replaceAll('=3D', '=');
      const [search = ''] = /\?delivery=[\da-f-]{36}/.exec(mail) ?? [];
      expect(search).not.to.equal('');
      const page = await signIn(await stage.device(), { url: stage.url, ...manager });
      await page.goto(`${stage.url}/${search}`);
      await eventually(async () => {
        const trail = await stage.trail();
        return trail.includes('delivery.acknowledged') ? undefined : `the trail is ${trail.join(', ')}`;
      });
    });
  });
});
