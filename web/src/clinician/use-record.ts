import type { PatientId } from '../../../domain/ids.ts';
import type { RecordView } from '../../../domain/shared-record/record-view.ts';
import { ApiError } from '../service/api.ts';
import { type Reading, useAsk, useLoaded } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import type { Timers } from '../service/timers.ts';

/** After so long nobody waits for it any more; the screen says so, and offers to try again. */
const slowAfterMs = 10_000;

/**
 * The record of one patient, read when it is opened. Whoever shows it mounts it under the id of the patient, so that what was
 * read of one is never on the screen under the name of another.
 */
export function useRecord(patientId: PatientId): Reading<RecordView> {
  const ask = useAsk();
  const { timers } = useServices();
  return useLoaded(['readRecord', patientId], () =>
    inTime(timers, ask('readRecord', { params: { patientId } })),
  );
}

async function inTime<T>(timers: Timers, reading: Promise<T>): Promise<T> {
  let stop = (): void => undefined;
  const late = new Promise<never>((_resolve, reject) => {
    stop = timers.after(slowAfterMs, () => {
      reject(new ApiError('offline', 'The service does not answer.'));
    });
  });
  try {
    return await Promise.race([reading, late]);
  } finally {
    stop();
  }
}
