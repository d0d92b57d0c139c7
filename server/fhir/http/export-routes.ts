import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { errorReference } from '../../../process/request-context.ts';
import type { RecordClient } from '../../../domain/record/record-client.ts';
import type { Log } from '../../../domain/ports.ts';
import { FhirError } from '../fhir-error.ts';
import type { FhirDeps } from '../interactions/fhir-deps.ts';
import { linesOf } from '../interactions/exported-file.ts';
import { cancelExport, exportsPath, findExport, manifestOf } from '../interactions/export.ts';
import { informationOutcome } from '../outcomes.ts';

/** What exports need of the record's parts. */
export type ExportParts = FhirDeps & {
  readonly log: Log;
  readonly authenticate: (request: Request) => Promise<RecordClient>;
};

const ndjson = 'application/fhir+ndjson';

/** How exports go on, and their files. They stand before what answers in JSON alone, because files are lines of it. */
export function exportRoutes(parts: ExportParts): Router {
  const router = express.Router();
  const status = `/${exportsPath}/:id`;
  router.use(`/${exportsPath}`, (_request: Request, response: Response, next: NextFunction) => {
    response.set('Cache-Control', 'no-store').set('X-Request-Id', errorReference());
    next();
  });
  router.get(status, async (request, response) => {
    const client = await parts.authenticate(request);
    const one = await findExport(parts, client, request.params.id);
    const manifest = await manifestOf(parts, one);
    if (manifest === undefined) {
      response.status(202).set('X-Progress', 'waiting for changes that have begun').set('Retry-After', '1');
      // Without a body: MedplumClient takes the words of an outcome for the address to ask next.
      response.end();
      return;
    }
    response.set('Expires', one.expiresAt.toUTCString()).json(manifest);
  });
  router.delete(status, async (request, response) => {
    await cancelExport(parts, await parts.authenticate(request), request.params.id);
    sendOutcome(response.status(202), 'the export is cancelled');
  });
  router.get(`${status}/:file`, async (request, response) => {
    const client = await parts.authenticate(request);
    await sendFile(parts, { client, response, ...request.params });
  });
  router.all([status, `${status}/:file`], () => {
    throw new FhirError(405, 'not-supported', 'this method is not for this address');
  });
  return router;
}

function sendOutcome(response: Response, words: string): void {
  response.type('application/fhir+json').send(JSON.stringify(informationOutcome(words)));
}

/** Nothing is sent before its first part is there: until then whatever fails is answered as any other request. */
async function sendFile(
  parts: ExportParts,
  asked: { client: RecordClient; response: Response; id: string; file: string },
): Promise<void> {
  const { client, response } = asked;
  const of = await findExport(parts, client, asked.id);
  const file = /^(.*)\.ndjson$/.exec(asked.file)?.[1];
  if (file === undefined) throw new FhirError(404, 'not-found', 'the export has no such file');
  if (!(await parts.store.reads.isExportSettled(of.id))) {
    throw new FhirError(404, 'not-found', 'the export is not ready');
  }
  const lines = linesOf(parts, client, { of, file })[Symbol.asyncIterator]();
  const first = await lines.next();
  response.status(200).type(ndjson);
  try {
    await pipeline(Readable.from(after(first, lines)), response);
  } catch (error) {
    // Half a file cannot be taken back, and its end is missing: the client sees that. One that has gone away is no fault.
    if (!isGone(error)) parts.log.error('an export ended early', error, { exportId: of.id });
  }
}

async function* after(
  first: IteratorResult<string>,
  others: AsyncIterator<string>,
): AsyncGenerator<string, void> {
  for (let part = first; part.done !== true; part = await others.next()) yield part.value;
}

function isGone(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
