import { createHmac } from 'node:crypto';
import { HttpEndpoint } from './http-endpoint.ts';

/** The numbers with which GOV.UK Notify has its callers try what fails: Ofcom gives them to nobody. */
export const permanentFailure = '+447700900002';
export const temporaryFailure = '+447700900003';

/** A text that the provider has taken. */
export type TakenText = { to: string; body: string; receiptTo: string };

/**
 * Stands in for a provider of texts with Twilio’s interface: takes each text, and says afterwards, when the test wants it
 * to, what came of it, signed with the token of the account.
 */
export class TextProvider implements AsyncDisposable {
  static readonly token = 'the-token-of-the-account';
  readonly #http: HttpEndpoint;
  #reported = 0;

  private constructor(http: HttpEndpoint) {
    this.#http = http;
  }

  static async open(): Promise<TextProvider> {
    return new TextProvider(await HttpEndpoint.open());
  }

  /** What a service needs to send by it. */
  get env(): Record<string, string> {
    return {
      BEDSIDE_TWILIO_URL: this.#http.url,
      BEDSIDE_TWILIO_ACCOUNT: `AC${'0'.repeat(32)}`,
      BEDSIDE_TWILIO_TOKEN: TextProvider.token,
      BEDSIDE_TWILIO_FROM: '+441632960000',
    };
  }

  get texts(): TakenText[] {
    return this.#http.received
      .filter(({ path }) => path.endsWith('/Messages.json'))
      .map(({ body }) => {
        const form = new URLSearchParams(body.toString());
        return {
          to: form.get('To') ?? '',
          body: form.get('Body') ?? '',
          receiptTo: form.get('StatusCallback') ?? '',
        };
      });
  }

  /** Gives the receipts of all texts that have come since the last time; answers with the statuses of the replies. */
  async report(): Promise<number[]> {
    const fresh = this.texts.slice(this.#reported);
    this.#reported += fresh.length;
    const replies = [];
    for (const text of fresh) replies.push(await TextProvider.receipt(text.receiptTo, fateOf(text.to)));
    return replies;
  }

  /** One receipt, as often as a test gives it. */
  static async receipt(
    url: string,
    fields: Record<string, string>,
    { token = TextProvider.token }: { token?: string } = {},
  ): Promise<number> {
    const signed = Object.keys(fields)
      .toSorted()
      .map((name) => `${name}${fields[name] ?? ''}`)
      .join('');
    const signature = createHmac('sha1', token).update(`${url}${signed}`).digest('base64');
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': signature,
      },
      body: new URLSearchParams(fields).toString(),
    });
    await response.body?.cancel();
    return response.status;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#http[Symbol.asyncDispose]();
  }
}

/** An unknown number will always be unknown; a handset that is off is not off for ever. */
function fateOf(to: string): Record<string, string> {
  switch (to) {
    case permanentFailure:
      return { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30005' };
    case temporaryFailure:
      return { MessageSid: 'SM1', MessageStatus: 'undelivered', ErrorCode: '30003' };
    default:
      return { MessageSid: 'SM1', MessageStatus: 'delivered' };
  }
}
