import type { Log, Transaction } from '../../../domain/ports.ts';
import type { RecordClient } from '../../../domain/record/record-client.ts';
import { bundleOf, type BundleEntry } from '../bundles.ts';
import { type PreparedBundle, type PreparedEntry, valueOf } from '../bodies/prepared-bundle.ts';
import type { PreparedResource } from '../bodies/prepared.ts';
import { FhirError } from '../fhir-error.ts';
import { outcomeOfIssues, refusalOf } from '../outcomes.ts';
import { targetOfPath } from '../target.ts';
import type { Change } from './changes.ts';
import { Commit } from './commit.ts';
import type { FhirAnswer, FhirDeps } from './fhir-deps.ts';
import type { Reading } from './reads.ts';
import { answerRead, changeOf, type FhirRequest, isRead } from './requests.ts';

type Bundling = { deps: FhirDeps & { log: Log }; client: RecordClient; representation: boolean };

/** All of it or nothing, in one transaction of the store. What is read is read afterwards, in the same one. */
export async function answerTransaction(
  { deps, client, representation }: Bundling,
  { entries }: PreparedBundle,
): Promise<string> {
  const requests = entries.map((entry, n) => at(n, () => requestOf(entry, deps.baseUrl)));
  const changes = requests.map((request, n): Change | undefined =>
    at(n, () => (isRead(request) ? undefined : changeOf(request, resourceOf(entries[n])))),
  );
  const answers = await committed(deps, client, async (commit, tx) => {
    const made = changes.filter((change) => change !== undefined);
    const written = (await commit.run(made)).values();
    const reading: Reading = { client, reads: tx.record, audit: (all) => tx.audit(all) };
    const all: FhirAnswer[] = [];
    for (const [n, request] of requests.entries()) {
      const change = changes[n];
      all.push(
        change === undefined
          ? await answerRead(reading, deps, request)
          : (written.next().value ?? { status: 500 }),
      );
    }
    return all;
  });
  const answered = answers.map((answer, n) =>
    entryOf(answer, { baseUrl: deps.baseUrl, whole: representation || changes[n] === undefined }),
  );
  return bundleOf('transaction-response', { entries: answered });
}

/** Each for itself, in its order; one that fails stops no other. */
export async function answerBatch(
  { deps, client, representation }: Bundling,
  { entries }: PreparedBundle,
): Promise<string> {
  const answered: BundleEntry[] = [];
  for (const entry of entries) {
    try {
      const request = requestOf(entry, deps.baseUrl);
      const whole = representation || isRead(request);
      const answer = isRead(request)
        ? await answerRead(readingOf(deps, client), deps, request)
        : await answerChange(deps, client, changeOf(request, resourceOf(entry)));
      answered.push(entryOf(answer, { baseUrl: deps.baseUrl, whole }));
    } catch (error) {
      const { status, outcome } = refusalOf(error, deps.log);
      answered.push({ response: { status: String(status), outcome } });
    }
  }
  return bundleOf('batch-response', { entries: answered });
}

/** One change in a transaction of its own. */
export async function answerChange(
  deps: FhirDeps,
  client: RecordClient,
  change: Change,
): Promise<FhirAnswer> {
  const [answer] = await committed(deps, client, (commit) => commit.run([change]));
  return answer ?? { status: 500 };
}

/** In one transaction. Where it is refused, what was searched for by its criteria stands in the trail nevertheless. */
async function committed<T>(
  deps: FhirDeps,
  client: RecordClient,
  work: (commit: Commit, tx: Transaction) => Promise<T>,
): Promise<T> {
  let commit: Commit | undefined;
  try {
    return await deps.store.transact((tx) => {
      commit = new Commit(deps, client, tx);
      return work(commit, tx);
    });
  } catch (error) {
    const looked = commit?.looked ?? [];
    if (looked.length > 0) await deps.store.transact((tx) => tx.audit(looked));
    throw error;
  }
}

/** Reading outside of a transaction; the trail is written before anything is told. */
export function readingOf({ store }: Pick<FhirDeps, 'store'>, client: RecordClient): Reading {
  return {
    client,
    reads: store.reads,
    audit: (entries) => store.transact((tx) => tx.audit(entries)),
  };
}

function requestOf(entry: PreparedEntry, baseUrl: string): FhirRequest {
  const { method, ifMatch, ifNoneMatch, ifNoneExist, fullUrl } = entry;
  if (!/^(GET|POST|PUT|DELETE)$/.test(method)) {
    throw new FhirError(400, 'not-supported', 'the method of an entry is not supported in a bundle');
  }
  const url = entry.url.startsWith(`${baseUrl}/`) ? entry.url.slice(baseUrl.length + 1) : entry.url;
  const [path = '', query = ''] = url.split(/\?(.*)/s, 2);
  const target = targetOfPath(path, method);
  return {
    method,
    target,
    query: [...new URLSearchParams(query)],
    ifMatch,
    ifNoneMatch,
    ifNoneExist,
    fullUrl,
  };
}

function resourceOf(entry: PreparedEntry | undefined): PreparedResource | undefined {
  return entry?.resource && valueOf(entry.resource);
}

/** Says which entry is at fault. */
function at<T>(n: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof FhirError)) throw error;
    const path = `Bundle.entry[${String(n)}]`;
    const issues = error.issues.map((issue) => ({
      ...issue,
      expression: [issue.expression[0].replace(/^[A-Za-z]+/, `${path}.resource`)] as [string],
    }));
    throw new FhirError(error.status, error.code, `${path}: ${error.message}`, issues);
  }
}

function entryOf(answer: FhirAnswer, { baseUrl, whole }: { baseUrl: string; whole: boolean }): BundleEntry {
  const { status, body, version, updatedAt, location, warnings = [] } = answer;
  const response = {
    status: String(status),
    ...(location !== undefined && { location: `${baseUrl}/${location}` }),
    ...(version !== undefined && { etag: `W/"${String(version)}"` }),
    ...(updatedAt !== undefined && { lastModified: updatedAt.toISOString() }),
    ...(warnings.length > 0 && { outcome: outcomeOfIssues(warnings) }),
  };
  return { ...(whole && body !== undefined && { resource: body }), response };
}
