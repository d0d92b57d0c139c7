import express, { type Request, type RequestHandler, type Response } from 'express';
import { largestFile } from '../../domain/clinics/document-wire.ts';
import { tooLargeWords } from '../../domain/clinics/file-type.ts';
import { DomainError } from '../../domain/errors.ts';
import { anyFile } from '../../domain/wire.ts';

/** A file as it is answered with. */
export type SentFile = { content: Uint8Array; type: string; name: string };

const reader: RequestHandler = express.raw({ type: anyFile, limit: largestFile, inflate: false });

/** The body as it came, of whoever has shown who they are; empty where there is none. */
export async function readFile(request: Request, response: Response): Promise<File> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  reader(request, response, (error?: unknown) => {
    if (error === undefined) resolve(undefined);
    else reject(isTooLarge(error) ? new DomainError('too-large', tooLargeWords) : (error as Error));
  });
  await promise;
  const body: unknown = request.body;
  if (body !== undefined && !Buffer.isBuffer(body)) {
    throw new DomainError('invalid', `body: must be sent as ${anyFile}`);
  }
  return new File(body === undefined ? [] : [Uint8Array.from(body)], 'file');
}

function isTooLarge(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 413;
}

/** Nothing of a file may run as a page of ours: it is kept where it is saved, and has no origin where it is shown. */
export function sendFile(response: Response, { content, type, name }: SentFile): void {
  response
    .set({
      'Content-Type': type,
      'Content-Disposition': dispositionOf(name),
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'; sandbox",
    })
    .send(Buffer.from(content.buffer, content.byteOffset, content.byteLength));
}

/** RFC 6266: the name in plain letters for whoever knows no other, and as it is. Nobody is led into another folder by it. */
function dispositionOf(name: string): string {
  const safe = name.replaceAll(/[/\\]/g, '_');
  const plain = safe.replaceAll(/[^\x20-\x7e]|["%]/g, '_');
  const whole = encodeURIComponent(safe).replaceAll(
    /['()*!]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}
