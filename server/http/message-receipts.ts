import { createHmac, timingSafeEqual } from 'node:crypto';
import express, { type Request, type Router } from 'express';
import { z } from 'zod';
import type { DeliveryConfig } from '../../config/delivery.ts';
import type { ReceiptOutcome } from '../../domain/clinics/message.ts';
import { receiptBody } from '../../domain/clinics/message-wire.ts';
import type { Receipt } from '../../domain/clinics/receipts.ts';
import { DomainError } from '../../domain/errors.ts';
import * as id from '../../domain/ids.ts';
import type { Clock } from '../../domain/ports.ts';
import type { UseCases } from '../../domain/use-cases.ts';
import { describeFaults } from '../../domain/wire.ts';

/** Where providers say what came of a message after they have taken it. */
export const receiptsPath = '/api/message-receipts';

/** A signature that is older, or from further ahead, is not taken: whoever has seen one cannot send it again later. */
const mostOffSeconds = 300;

/** The providers whose receipts are taken. */
export type ReceiptSettings = { delivery: Pick<DeliveryConfig, 'telephone' | 'webhook'> };

type Parts = ReceiptSettings & {
  useCases: Pick<UseCases, 'takeReceipt'>;
  clock: Clock;
  publicUrl: string;
};

/**
 * Receipts of two providers, each signed as its messages are: a form of the provider of texts, signed with the token of
 * the account, and JSON of the organisation’s own gateway, signed with the secret of the webhook. A signature is over the
 * body as it came, so this does not go through the contract’s table.
 */
export function messageReceipts(parts: Parts): Router {
  const router = express.Router();
  router.post(
    '/',
    express.urlencoded({ extended: false, limit: '16kb' }),
    express.text({ type: 'application/json', limit: '16kb' }),
    async (request, response) => {
      const receipt = typeof request.body === 'string' ? ofGateway(parts, request) : ofTexts(parts, request);
      if (receipt !== undefined) await parts.useCases.takeReceipt(receipt);
      response.status(200).set('Cache-Control', 'no-store').json({});
    },
  );
  return router;
}

function ofGateway({ delivery, clock }: Parts, request: Request): Receipt {
  const text = String(request.body);
  const [, at = '', signature = ''] =
    /^t=(\d{1,12}),v1=([\da-f]{64})$/.exec(header(request, 'x-bedside-signature')) ?? [];
  const isFresh = Math.abs(clock.now().getTime() / 1000 - Number(at)) <= mostOffSeconds;
  const secret = delivery.webhook?.secret;
  const digest = secret !== undefined && createHmac('sha256', secret).update(`${at}.${text}`).digest('hex');
  requireSigned(isFresh && digest !== false && isSame(digest, signature));
  return { ...parse(receiptBody, readJson(text)), channels: ['webhook'] };
}

const form = z.record(z.string(), z.string());
const address = z.strictObject({ deliveryId: id.deliveryId, attempt: z.coerce.number().int().min(1) });

function ofTexts({ delivery, publicUrl }: Parts, request: Request): Receipt | undefined {
  const token = delivery.telephone?.token;
  const fields = parse(form, request.body ?? {});
  const signed = Object.keys(fields)
    .toSorted()
    .map((name) => `${name}${fields[name] ?? ''}`)
    .join('');
  const digest =
    token !== undefined &&
    createHmac('sha1', token).update(`${publicUrl}${request.originalUrl}${signed}`).digest('base64');
  requireSigned(digest !== false && isSame(digest, header(request, 'x-twilio-signature')));
  const outcome = outcomeOf(fields);
  return outcome && { ...parse(address, request.query), outcome, channels: ['sms', 'voice'] };
}

/** Blocked, unknown, a landline, or held for spam by the network: sending it again changes nothing. */
const permanentErrors = ['21211', '21610', '21614', '30004', '30005', '30006', '30007'];

/** Undefined for what is on its way. */
function outcomeOf(fields: z.infer<typeof form>): ReceiptOutcome | undefined {
  switch (fields['MessageStatus']) {
    case 'delivered':
    case 'read':
      return 'received';
    case 'undelivered':
    case 'failed':
      return permanentErrors.includes(fields['ErrorCode'] ?? '') ? 'permanent-failure' : 'temporary-failure';
    default:
      return undefined;
  }
}

function header(request: Request, name: string): string {
  return request.get(name) ?? '';
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function requireSigned(isSigned: boolean): void {
  if (!isSigned) throw new DomainError('unauthenticated', 'not signed by a provider of this service');
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw new DomainError('invalid', 'body: this is not JSON', { cause });
  }
}

function parse<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    throw new DomainError('invalid', describeFaults(parsed.error, (path) => path).slice(0, 500));
  }
  return parsed.data;
}
