import type { ConsoleMessage } from 'playwright-core';

/** `network`: the browser itself says that something could not be reached, as it must while the network is cut. */
export type Complaint = { kind: 'error' | 'network'; text: string };

/** Chromium writes every refused request to the console; being refused is an answer the pages know how to take. */
const refused = /^Failed to load resource: the server responded with a status of 4\d\d /;
const unreachable = /net::ERR_|WebSocket connection to .* failed|responded with a status of 503 /;

/** What is wrong with a page, if the message says so. Violations of the content security policy are errors here too. */
export function complaintOf(message: ConsoleMessage): Complaint | undefined {
  if (message.type() !== 'error') return undefined;
  const { url } = message.location();
  const text = `${message.text()} (${url})`;
  if (refused.test(message.text()) && new URL(url).pathname.startsWith('/api/')) return undefined;
  return { kind: unreachable.test(text) ? 'network' : 'error', text };
}
