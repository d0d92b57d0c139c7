/**
 * Which of a browser's tabs has the media of a call. Several tabs hear of the same call; only one may open its
 * camera, and it is the one where a person acted, not the one that happened to answer last.
 */
export class RoomClaim {
  #release: () => void = () => undefined;

  /**
   * Takes the claim, from another tab too when `steal`. False when another tab has it. Calls `lost` when another tab
   * takes it from here later on.
   */
  async take(name: string, how: { steal: boolean; lost: () => void }): Promise<boolean> {
    this.release();
    // Absent where the page is not served securely; the service's own `replaced` still settles it then.
    const locks = (navigator as Partial<Navigator>).locks;
    if (locks === undefined) return true;
    const claimed = Promise.withResolvers<undefined>();
    const answer = Promise.withResolvers<boolean>();
    let ours = false;
    this.#release = () => {
      ours = false;
      claimed.resolve(undefined);
    };
    locks
      .request(name, how.steal ? { steal: true } : { ifAvailable: true }, (lock) => {
        ours = lock !== null;
        answer.resolve(ours);
        return lock === null ? undefined : claimed.promise;
      })
      .catch(() => {
        // Stolen by another tab, or refused before it was ever granted.
        answer.resolve(false);
        if (ours) how.lost();
      });
    return await answer.promise;
  }

  release(): void {
    this.#release();
  }
}
