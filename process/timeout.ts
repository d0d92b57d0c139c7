/** The work's own result, or a rejection when there is none after so many milliseconds. The work itself goes on. */
export async function inTime<T>(withinMs: number, work: () => Promise<T>): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    reject(new Error(`no answer within ${withinMs} ms`));
  }, withinMs);
  try {
    return await Promise.race([work(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
