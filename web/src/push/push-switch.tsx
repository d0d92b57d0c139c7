import { useState } from 'react';
import { ApiError } from '../service/api.ts';
import { type Ask, useAsk, useLoaded } from '../service/hooks.ts';
import { Checkboxes } from '../ui/choices.tsx';
import { canPush, described, findSubscription, subscribe } from './own-subscription.ts';

type Found = { key: string; on: boolean } | null;

/** Rings this device too while Bedside is closed on it; nothing where the service sends no web push. */
export function PushSwitch() {
  const ask = useAsk();
  const { loaded } = useLoaded(['push to this browser'], () => find(ask));
  if (loaded.state !== 'ready' || loaded.value === null) return null;
  return <Switch ask={ask} found={loaded.value} />;
}

async function find(ask: Ask): Promise<Found> {
  if (!canPush()) return null;
  const { key } = await ask('readPushKey');
  if (key === null) return null;
  const subscription = await findSubscription(key);
  if (subscription === null) return { key, on: false };
  // At a shared computer somebody else may have turned it on since: then it rings for them alone.
  const { endpoint } = subscription;
  return { key, on: (await ask('findPushSubscription', { body: { endpoint } })).own };
}

function Switch({ ask, found }: { ask: Ask; found: NonNullable<Found> }) {
  const [on, setOn] = useState(found.on);
  const [error, setError] = useState<string>();
  const change = async (wanted: boolean) => {
    setError(undefined);
    try {
      await (wanted ? turnOn(ask, found.key) : turnOff(ask, found.key));
      setOn(wanted);
    } catch (problem) {
      setError(wordsFor(problem));
    }
  };
  return (
    <Checkboxes
      name="push"
      legend="Your other devices"
      large={false}
      hint="When a call has waited for too long, a notification appears. Turn this on at each device."
      error={error}
      choices={[
        { value: 'on', label: 'Also ring this device while Bedside is closed on it', testId: 'push-switch' },
      ]}
      values={on ? ['on'] : []}
      onChange={(values) => {
        change(values.length > 0).catch(reportError);
      }}
    />
  );
}

async function turnOn(ask: Ask, key: string): Promise<void> {
  const subscription = await subscribe(key);
  try {
    await ask('subscribeToPush', { body: described(subscription) });
  } catch (error) {
    await subscription.unsubscribe();
    throw error;
  }
}

async function turnOff(ask: Ask, key: string): Promise<void> {
  const subscription = await findSubscription(key);
  if (subscription === null) return;
  await ask('unsubscribeFromPush', { body: { endpoint: subscription.endpoint } });
  await subscription.unsubscribe();
}

function wordsFor(problem: unknown): string {
  if (problem instanceof ApiError) return problem.message;
  return problem instanceof DOMException && problem.name === 'NotAllowedError'
    ? 'This browser does not allow notifications from Bedside. Allow them in its settings for this page.'
    : 'This browser could not be set up for notifications.';
}
