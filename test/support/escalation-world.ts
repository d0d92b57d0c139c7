import { acknowledgeAdvice } from '../../domain/escalation/acknowledge.ts';
import { takeDueStep } from '../../domain/escalation/take-step.ts';
import type { Contact, EscalationStep, NewDelivery } from '../../domain/escalation/escalation-port.ts';
import { type Call, noDetails } from '../../domain/calls/call.ts';
import type { Actor, StationActor } from '../../domain/actors.ts';
import type {
  CallId,
  OrganisationId,
  PersonId,
  QueueId,
  RoomId,
  SiteId,
  StationId,
} from '../../domain/ids.ts';
import type { AuditEntry, Deps } from '../../domain/ports.ts';
import { defaultQueueSettings, type EscalationAction, type PlannedStep } from '../../domain/queues/queue.ts';

export const placedAt = new Date('2027-01-01T02:00:00Z');
const callId = 'the-call' as CallId;

export const ownStation: StationActor = {
  kind: 'station',
  stationId: 'the-station' as StationId,
  siteId: 'the-site' as SiteId,
  organisationId: 'the-organisation' as OrganisationId,
};

function newCall(): Call {
  return {
    id: callId,
    organisationId: 'the-organisation' as OrganisationId,
    siteId: 'the-site' as SiteId,
    stationId: 'the-station' as StationId,
    roomId: 'the-room' as RoomId,
    queueId: 'the-queue' as QueueId,
    acuity: 'urgent',
    acuitySince: placedAt,
    requiredSkills: [],
    wantedSkills: [],
    preferredClinicianId: null,
    details: noDetails,
    placedAt,
    queuedAt: placedAt,
    ringAll: false,
    escalation: { round: 1, step: 0 },
    advice: { toldAt: null, acknowledgedAt: null },
    stationSeenAt: placedAt,
    life: { phase: 'waiting', since: placedAt },
  };
}

/** One call that nobody answers, its ladder, and a clock that the test moves; everything in memory. */
export class EscalationWorld {
  call: Call = newCall();
  now = placedAt;
  readonly steps: EscalationStep[] = [];
  readonly deliveries: NewDelivery[] = [];
  readonly audited: AuditEntry[] = [];
  readonly dispatched: CallId[] = [];
  readonly heard: string[] = [];
  readonly #plan: readonly PlannedStep[];
  readonly #reachable: ReadonlySet<EscalationAction>;
  readonly #deps: Deps;
  #ids = 0;

  constructor({
    ladder,
    reachable,
  }: {
    ladder: readonly PlannedStep[];
    reachable: readonly EscalationAction[];
  }) {
    this.#plan = ladder;
    this.#reachable = new Set(reachable);
    this.#deps = this.#newDeps();
  }

  async runAfter(ms: number): Promise<void> {
    this.now = new Date(placedAt.getTime() + ms);
    await takeDueStep(this.#deps, { callId });
  }

  acknowledge(actor: Actor): Promise<void> {
    return acknowledgeAdvice(this.#deps, actor, { callId });
  }

  /** What delivering does when every message of the newest step has failed; false where that step sends none. */
  failNewest(): boolean {
    const newest = this.steps.at(-1);
    if (newest?.result !== 'pending' || newest.action === 'tell-station') {
      return false;
    }
    this.steps[this.steps.length - 1] = { ...newest, result: 'failed' };
    return true;
  }

  #contacts(action: EscalationAction): Promise<Contact[]> {
    const contact = { personId: 'p' as PersonId, email: 'p@example.org', phone: null, pushable: true };
    return Promise.resolve(this.#reachable.has(action) ? [contact] : []);
  }

  #newDeps(): Deps {
    const settings = {
      ...defaultQueueSettings,
      ladder: { ...defaultQueueSettings.ladder, urgent: this.#plan },
    };
    const tx = () => ({
      now: this.now,
      calls: {
        lock: () => Promise.resolve(this.call),
        setRingAll: () => this.#change({ ringAll: true }),
      },
      queues: { find: () => Promise.resolve({ settings }) },
      escalation: {
        findStep: (_: CallId, at: Call['escalation']) =>
          Promise.resolve(this.steps.find(({ round, step }) => round === at.round && step === at.step)),
        takeStep: (step: EscalationStep) => this.#take(step),
        tellAdvice: () => this.#change({ advice: { toldAt: this.now, acknowledgedAt: null } }),
        acknowledgeAdvice: () => this.#change({ advice: { ...this.call.advice, acknowledgedAt: this.now } }),
        listPushable: () => this.#contacts('push'),
        listSecondTier: () => this.#contacts('second-tier'),
        listOnRotaToday: () => Promise.resolve([]),
        listManagers: () => this.#contacts('duty-manager'),
        addDeliveries: (added: NewDelivery[]) => Promise.resolve(this.deliveries.push(...added)),
      },
      audit: (entries: AuditEntry[]) => Promise.resolve(this.audited.push(...entries)),
      raise: () => Promise.resolve(),
    });
    return {
      store: { transact: (work: (given: unknown) => Promise<unknown>) => work(tx()) },
      jobs: {
        dispatchCall: ({ callId: id }: { callId: CallId }) => Promise.resolve(this.dispatched.push(id)),
        add: () => Promise.resolve(),
      },
      facts: {
        tell: (name: string) => Promise.resolve(this.heard.push(name)),
        boardChanged: () => undefined,
      },
      newId: () => `id-${String((this.#ids += 1))}`,
      channels: ['push', 'email'],
    } as unknown as Deps;
  }

  #change(to: Partial<Call>): Promise<void> {
    this.call = { ...this.call, ...to };
    return Promise.resolve();
  }

  #take(step: EscalationStep): Promise<boolean> {
    if (this.steps.some((one) => one.round === step.round && one.step === step.step)) {
      return Promise.resolve(false);
    }
    this.steps.push(step);
    this.call = { ...this.call, escalation: { ...this.call.escalation, step: step.step } };
    return Promise.resolve(true);
  }
}
