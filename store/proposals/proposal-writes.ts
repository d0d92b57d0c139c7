import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import type {
  Proposal,
  ProposalReads,
  ProposalWrites,
  ProposedChange,
} from '../../domain/proposals/proposal.ts';
import { present } from '../calls/rows.ts';
import type { Database, ProposalTable } from '../schema.ts';

/** Changes of queues that wait for a second person. */
export function proposalWrites(db: Kysely<Database>, now: Date): ProposalWrites {
  return {
    async add(proposal, state) {
      await db.insertInto('proposals').values(rowOf(proposal, state)).execute();
    },

    async lock(proposalId) {
      const row = await db
        .selectFrom('proposals')
        .selectAll()
        .where('id', '=', proposalId)
        .forUpdate()
        .executeTakeFirst();
      return row && { ...proposalOf(row), state: row.state };
    },

    async settle(proposalId, settlement) {
      await db
        .updateTable('proposals')
        .set({
          state: settlement.state,
          settled_by: settlement.by,
          settled_at: now,
          reason: settlement.state === 'rejected' ? settlement.reason : null,
        })
        .where('id', '=', proposalId)
        .execute();
    },

    async expire() {
      const rows = await db
        .updateTable('proposals')
        .set({ state: 'expired', settled_at: now })
        .where('state', '=', 'open')
        .where('expires_at', '<=', now)
        .returningAll()
        .execute();
      return rows.map(proposalOf);
    },
  };
}

function rowOf(proposal: Proposal, state: 'open' | 'alone'): Insertable<ProposalTable> {
  const { id, organisationId, change, proposedBy, proposedAt, expiresAt } = proposal;
  return {
    id,
    organisation_id: organisationId,
    ...columnsOf(change),
    proposed_by: proposedBy,
    proposed_at: proposedAt,
    expires_at: expiresAt,
    state,
    settled_by: state === 'alone' ? proposedBy : null,
    settled_at: state === 'alone' ? proposedAt : null,
    reason: null,
  };
}

function columnsOf(change: ProposedChange) {
  return change.kind === 'settings'
    ? {
        queue_id: change.queueId,
        site_id: null,
        from_queue_id: null,
        before: JSON.stringify(change.before),
        after: JSON.stringify(change.after),
      }
    : {
        queue_id: change.queueId,
        site_id: change.siteId,
        from_queue_id: change.fromQueueId,
        before: null,
        after: null,
      };
}

function proposalOf(row: Selectable<ProposalTable>): Proposal {
  return {
    id: row.id,
    organisationId: row.organisation_id,
    change: changeOf(row),
    proposedBy: row.proposed_by,
    proposedAt: row.proposed_at,
    expiresAt: row.expires_at,
  };
}

/** The check `proposals_kind` guarantees what each kind has. */
function changeOf({ queue_id: queueId, ...row }: Selectable<ProposalTable>): ProposedChange {
  return row.site_id === null
    ? {
        kind: 'settings',
        queueId,
        before: present(row.before, 'proposals.before'),
        after: present(row.after, 'proposals.after'),
      }
    : {
        kind: 'site',
        siteId: row.site_id,
        fromQueueId: present(row.from_queue_id, 'proposals.from_queue_id'),
        queueId,
      };
}

type ListedRow = Selectable<ProposalTable> & {
  proposer_name: string;
  settler_name: string | null;
  outdated: boolean;
};

/** Open ones, and those settled lately. */
export function proposalReads(db: Kysely<Database>): ProposalReads {
  return {
    async listProposals(organisationId, settledSince) {
      const { rows } = await sql<ListedRow>`
        select o.*, proposer.name as proposer_name, settler.name as settler_name,
          o.state = 'open' and case when o.site_id is null
            then q.settings is distinct from o.before -> 'settings' or q.name is distinct from o.before ->> 'name'
            else s.queue_id is distinct from o.from_queue_id end as outdated
        from proposals o
          join people proposer on proposer.id = o.proposed_by
          left join people settler on settler.id = o.settled_by
          join queues q on q.id = o.queue_id
          left join sites s on s.id = o.site_id
        where o.organisation_id = ${organisationId} and (o.state = 'open' or o.settled_at > ${settledSince})
        order by o.proposed_at desc, o.id
      `.execute(db);
      return rows.map((row) => ({
        ...proposalOf(row),
        state: row.state,
        proposedByName: row.proposer_name,
        settledByName: row.settler_name,
        settledAt: row.settled_at,
        reason: row.reason,
        outdated: row.outdated,
      }));
    },
  };
}
