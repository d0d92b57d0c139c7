import type { Audience } from './audience.ts';
import type { AudienceFactName } from './contract/facts.ts';
import type { OrganisationId } from './ids.ts';
import type { Deps, Facts, Transaction } from './ports.ts';

/**
 * A transaction that also holds what follows its commit. None of it happens when the transaction throws, and what an
 * attempt has queued that the store runs again is forgotten with the attempt.
 */
export type TellingTransaction = Transaction & {
  /**
   * Raises the audiences' numbers in the transaction, and tells them the fact after its commit. One fact named twice is
   * told once, to all that were named; different ones follow one another in the order in which they were first named.
   */
  tell(fact: AudienceFactName, audiences: readonly Audience[]): Promise<void>;
  /** The board of the organisation is read anew, once the facts have been told. */
  boardChanged(organisationId: OrganisationId): void;
  /** Whatever else follows the commit: a media room, the dispatcher, messages to be sent. */
  afterCommit(task: Task, when?: TaskTime): void;
};

type Task = () => unknown;

/** `after-facts` is after the board too. Tasks of one time run side by side, those `with-facts` beside the telling. */
type TaskTime = 'before-facts' | 'with-facts' | 'after-facts';

/**
 * Runs `work` in one transaction of the store and then what it has queued, and answers once that is done. An error of a
 * task is thrown, though the transaction stands; facts that cannot be told are logged by whoever tells them.
 */
export async function transact<T>(
  deps: Pick<Deps, 'store' | 'facts'>,
  work: (tx: TellingTransaction) => Promise<T>,
): Promise<T> {
  let following = new Following();
  const result = await deps.store.transact((tx) => {
    following = new Following();
    return work(telling(tx, following));
  });
  await following.run(deps.facts);
  return result;
}

function telling(tx: Transaction, following: Following): TellingTransaction {
  return {
    ...tx,
    tell: (fact, audiences) => {
      following.tell(fact, audiences);
      return tx.raise(audiences);
    },
    boardChanged: (organisationId) => {
      following.boardChanged(organisationId);
    },
    afterCommit: (task, when) => {
      following.add(task, when);
    },
  };
}

/** What is to follow one attempt at a transaction. */
class Following {
  readonly #facts = new Map<AudienceFactName, Map<string, Audience>>();
  readonly #boards = new Set<OrganisationId>();
  readonly #tasks: Record<TaskTime, Task[]> = { 'before-facts': [], 'with-facts': [], 'after-facts': [] };

  tell(fact: AudienceFactName, audiences: readonly Audience[]): void {
    const all = this.#facts.get(fact) ?? new Map<string, Audience>();
    for (const audience of audiences) all.set(`${audience.kind} ${audience.id}`, audience);
    this.#facts.set(fact, all);
  }

  boardChanged(organisationId: OrganisationId): void {
    this.#boards.add(organisationId);
  }

  add(task: Task, when: TaskTime = 'with-facts'): void {
    this.#tasks[when].push(task);
  }

  async run(facts: Facts): Promise<void> {
    await this.#runTasks('before-facts');
    await Promise.all([this.#runTasks('with-facts'), this.#tellAll(facts)]);
    for (const organisationId of this.#boards) facts.boardChanged(organisationId);
    await this.#runTasks('after-facts');
  }

  async #runTasks(when: TaskTime): Promise<void> {
    await Promise.all(
      this.#tasks[when].map(async (task) => {
        await task();
      }),
    );
  }

  /** One after the other: two facts that somebody is told of one transaction have the same number, and so no other order. */
  async #tellAll(facts: Facts): Promise<void> {
    for (const [fact, audiences] of this.#facts) {
      if (audiences.size > 0) await facts.tell(fact, [...audiences.values()]);
    }
  }
}
