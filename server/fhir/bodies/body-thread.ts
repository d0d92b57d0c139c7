// Says `ready`, and then prepares one body after the other; started by `body-reader.ts`.

import { parentPort } from 'node:worker_threads';
import { ResourceValidator } from '../validation/validator.ts';
import { type Outcome, outcomeOf, prepareBundle, type PreparedBundle } from './prepared-bundle.ts';
import { patched, type PatchFormat } from './patches.ts';
import { prepare, type PreparedResource, readJson } from './prepared.ts';

export type Job =
  | { readonly kind: 'resource'; readonly text: string }
  | { readonly kind: 'bundle'; readonly text: string }
  | { readonly kind: 'patch'; readonly text: string; readonly current: string; readonly format: PatchFormat };

export type Done = Outcome<PreparedResource> | Outcome<PreparedBundle>;

function done(validator: ResourceValidator, job: Job): Done {
  switch (job.kind) {
    case 'resource':
      return outcomeOf(() => prepare(validator, readJson(job.text)));
    case 'bundle':
      return outcomeOf(() => prepareBundle(validator, readJson(job.text)));
    case 'patch':
      return outcomeOf(() => prepare(validator, patched(job)));
  }
}

const validator = await ResourceValidator.create();
parentPort?.on('message', (job: Job) => {
  parentPort?.postMessage(done(validator, job));
});
parentPort?.postMessage('ready');
