type ReasonNotYet = string | undefined;

/** Asks until the answer is undefined; fails with the last reason given, so that a time-out explains itself. */
export async function eventually(
  reasonNotYet: () => ReasonNotYet | Promise<ReasonNotYet>,
  withinMs = 5000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const reason = await reasonNotYet();
    if (reason === undefined) {
      return;
    }
    if (performance.now() > deadline) {
      throw new Error(`not within ${withinMs} ms: ${reason}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
