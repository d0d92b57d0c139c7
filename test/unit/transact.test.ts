import { expect } from 'chai';
import { clinicianAudience, guestAudience, stationAudience } from '../../domain/audience.ts';
import type { ClinicianId, GuestId, OrganisationId, StationId } from '../../domain/ids.ts';
import type { Audience, Deps } from '../../domain/ports.ts';
import { type TellingTransaction, transact } from '../../domain/transact.ts';

const station = stationAudience('the-station' as StationId);
const clinician = clinicianAudience('the-clinician' as ClinicianId);
const guest = guestAudience('the-guest' as GuestId);
const organisationId = 'the-organisation' as OrganisationId;
const other = 'another-organisation' as OrganisationId;

const idsOf = (audiences: readonly Audience[]) => audiences.map(({ id }) => id).join(' ');
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A store that makes `collisions` attempts in vain, and ports that write down what they are asked, in order. */
function worldOf({ collisions = 0 } = {}) {
  const happened: string[] = [];
  const raise = (audiences: readonly Audience[]) => {
    happened.push(`raised ${idsOf(audiences)}`);
    return Promise.resolve();
  };
  const deps = {
    store: {
      async transact<T>(work: (tx: unknown) => Promise<T>): Promise<T> {
        for (let n = 0; n < collisions; n += 1) {
          await work({ raise });
          happened.push('collided');
        }
        const result = await work({ raise });
        happened.push('committed');
        return result;
      },
    },
    facts: {
      async tell(fact: string, audiences: readonly Audience[]) {
        happened.push(`tells ${fact} to ${idsOf(audiences)}`);
        await turn();
        happened.push(`has told ${fact}`);
        return audiences;
      },
      boardChanged: (id: OrganisationId) => happened.push(`board of ${id}`),
    },
  } as unknown as Pick<Deps, 'store' | 'facts'>;
  const doing = (what: string) => async () => {
    happened.push(`begins ${what}`);
    await turn();
    happened.push(`ends ${what}`);
  };
  return { deps, happened, doing };
}

async function errorOf(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error('it was expected to throw');
}

describe('a transaction and what follows its commit', () => {
  it('raises at once, tells after the commit, and answers when all is done', async () => {
    const { deps, happened } = worldOf();
    const result = await transact(deps, async (tx) => {
      tx.boardChanged(organisationId);
      await tx.tell('visit:changed', [station, clinician]);
      return 'the result';
    });
    expect(result).to.equal('the result');
    expect(happened).to.deep.equal([
      'raised the-station the-clinician',
      'committed',
      'tells visit:changed to the-station the-clinician',
      'has told visit:changed',
      'board of the-organisation',
    ]);
  });

  it('tells one fact once, to all that were named, and raises as often as it was named', async () => {
    const { deps, happened } = worldOf();
    await transact(deps, async (tx) => {
      await tx.tell('call:ended', [station, clinician]);
      await tx.tell('call:ended', [station, guest]);
      await tx.tell('visit:changed', []);
    });
    expect(happened).to.deep.equal([
      'raised the-station the-clinician',
      'raised the-station the-guest',
      'raised ',
      'committed',
      'tells call:ended to the-station the-clinician the-guest',
      'has told call:ended',
    ]);
  });

  it('tells different facts one after the other, as they were first named', async () => {
    const { deps, happened } = worldOf();
    await transact(deps, async (tx) => {
      await tx.tell('call:requeued', [station]);
      await tx.tell('presence:changed', [clinician]);
      await tx.tell('call:requeued', [clinician]);
    });
    expect(happened.slice(happened.indexOf('committed') + 1)).to.deep.equal([
      'tells call:requeued to the-station the-clinician',
      'has told call:requeued',
      'tells presence:changed to the-clinician',
      'has told presence:changed',
    ]);
  });

  it('runs tasks before, beside and after the facts, and reads a board once', async () => {
    const { deps, happened, doing } = worldOf();
    await transact(deps, async (tx) => {
      tx.afterCommit(doing('the last'), 'after-facts');
      tx.boardChanged(organisationId);
      tx.boardChanged(other);
      tx.boardChanged(organisationId);
      tx.afterCommit(doing('one'));
      await tx.tell('call:answered', [station]);
      tx.afterCommit(doing('another'));
      tx.afterCommit(doing('the first'), 'before-facts');
    });
    expect(happened.slice(happened.indexOf('committed') + 1)).to.deep.equal([
      'begins the first',
      'ends the first',
      'begins one',
      'begins another',
      'tells call:answered to the-station',
      'ends one',
      'ends another',
      'has told call:answered',
      'board of the-organisation',
      'board of another-organisation',
      'begins the last',
      'ends the last',
    ]);
  });

  it('does nothing of it when the transaction throws', async () => {
    const { deps, happened, doing } = worldOf();
    const refused = new Error('refused');
    const work = async (tx: TellingTransaction) => {
      tx.afterCommit(doing('a task'), 'before-facts');
      tx.boardChanged(organisationId);
      await tx.tell('call:answered', [station]);
      throw refused;
    };
    expect(await errorOf(transact(deps, work))).to.equal(refused);
    expect(happened).to.deep.equal(['raised the-station']);
  });

  it('forgets with an attempt what the attempt has queued', async () => {
    const { deps, happened, doing } = worldOf({ collisions: 2 });
    let attempt = 0;
    await transact(deps, async (tx) => {
      attempt += 1;
      tx.afterCommit(doing(`attempt ${String(attempt)}`));
      if (attempt === 1) {
        tx.boardChanged(organisationId);
        await tx.tell('call:ended', [station]);
      }
    });
    expect(happened).to.deep.equal([
      'raised the-station',
      'collided',
      'collided',
      'committed',
      'begins attempt 3',
      'ends attempt 3',
    ]);
  });

  it('throws the error of a task, which holds up neither the facts nor the other tasks beside it', async () => {
    const { deps, happened, doing } = worldOf();
    const broken = new Error('no room');
    const work = transact(deps, async (tx) => {
      tx.afterCommit(() => {
        throw broken;
      });
      tx.afterCommit(doing('another'));
      await tx.tell('call:answered', [station]);
      tx.boardChanged(organisationId);
    });
    expect(await errorOf(work)).to.equal(broken);
    await turn();
    await turn();
    expect(happened).to.deep.equal([
      'raised the-station',
      'committed',
      'begins another',
      'tells call:answered to the-station',
      'ends another',
      'has told call:answered',
    ]);
  });

  it('tells nobody when what must come first has failed', async () => {
    const { deps, happened } = worldOf();
    const broken = new Error('no room');
    const work = transact(deps, async (tx) => {
      tx.afterCommit(() => Promise.reject(broken), 'before-facts');
      await tx.tell('visit:changed', [station]);
    });
    expect(await errorOf(work)).to.equal(broken);
    expect(happened).to.deep.equal(['raised the-station', 'committed']);
  });
});
