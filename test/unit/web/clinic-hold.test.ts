import { expect } from 'chai';
import type { BookingView, FreeTime } from '../../../domain/clinics/wire.ts';
import type { ReferralId } from '../../../domain/ids.ts';
import { ApiError } from '../../../web/src/service/api.ts';
import type { Ask } from '../../../web/src/service/hooks.ts';
import { holdEndsAt, HoldRequests } from '../../../web/src/clinics/hold.ts';

const referralId = '0197f3b2-6f5c-7c4e-9d1b-000000000001' as ReferralId;
const now = Date.parse('2026-11-30T09:00:00Z');

function timeAt(startsAt: string): FreeTime {
  return { sessionId: 'session', stationId: 'station', startsAt } as unknown as FreeTime;
}

const first = timeAt('2026-12-01T09:05:00.000Z');
const second = timeAt('2026-12-01T09:35:00.000Z');

const heldBooking = { bookingId: 'booking', state: 'held', heldUntil: null } as unknown as BookingView;
const lost = new ApiError('offline', 'lost');

/** A service that answers as it is told, and all that it was asked. */
function service(answers: (BookingView | ApiError)[]) {
  const asked: { name: string; requestId: string | undefined }[] = [];
  const ask = ((name: string, input: { body?: { requestId: string } }) => {
    asked.push({ name, requestId: input.body?.requestId });
    if (name === 'releaseHold') return Promise.resolve({});
    const answer = answers.shift() ?? heldBooking;
    return answer instanceof ApiError ? Promise.reject(answer) : Promise.resolve(answer);
  }) as unknown as Ask;
  const pauses: number[] = [];
  const pause = (ms: number) => {
    pauses.push(ms);
    return Promise.resolve();
  };
  return { requests: new HoldRequests({ ask, pause }), asked, pauses };
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return 'done';
  } catch (error) {
    return error instanceof ApiError ? error.code : String(error);
  }
}

describe('holding a time', () => {
  it('sends a request without an answer again under its id (A03)', async () => {
    const { requests, asked, pauses } = service([lost, lost]);
    const { booking } = await requests.hold(referralId, first);
    expect(booking).to.equal(heldBooking);
    expect(asked).to.have.length(3);
    expect(new Set(asked.map(({ requestId }) => requestId)).size).to.equal(1);
    expect(pauses).to.deep.equal([1000, 3000]);
  });

  it('keeps the id when it gives up, and uses it at the next press (A03)', async () => {
    const { requests, asked } = service([lost, lost, lost]);
    expect(await codeOf(requests.hold(referralId, first))).to.equal('offline');
    expect(await codeOf(requests.hold(referralId, first))).to.equal('done');
    expect(asked).to.have.length(4);
    expect(new Set(asked.map(({ requestId }) => requestId)).size).to.equal(1);
  });

  it('takes a new id once it has been answered', async () => {
    const { requests, asked } = service([new ApiError('taken', 'taken')]);
    expect(await codeOf(requests.hold(referralId, first))).to.equal('taken');
    expect(await codeOf(requests.hold(referralId, first))).to.equal('done');
    expect(new Set(asked.map(({ requestId }) => requestId)).size).to.equal(2);
  });

  it('gives up what may be held unknown to it before it holds another time', async () => {
    const { requests, asked } = service([lost, lost, lost]);
    expect(await codeOf(requests.hold(referralId, first))).to.equal('offline');
    expect(await codeOf(requests.hold(referralId, second))).to.equal('done');
    expect(asked.map(({ name }) => name)).to.deep.equal([
      'holdTime',
      'holdTime',
      'holdTime',
      'holdTime',
      'releaseHold',
      'holdTime',
    ]);
    expect(asked[3]?.requestId).to.equal(asked[0]?.requestId);
    expect(asked[5]?.requestId).not.to.equal(asked[0]?.requestId);
  });

  it('takes an answer that came too late for what it is', async () => {
    const { requests } = service([{ ...heldBooking, state: 'lapsed' }]);
    expect(await codeOf(requests.hold(referralId, first))).to.equal('expired');
  });
});

describe('when a hold ends', () => {
  it('ends when the service says', () => {
    expect(holdEndsAt('2026-11-30T09:08:00Z', now)).to.equal(now + 480_000);
  });

  it('ends after ten minutes at most, however wrong this clock is', () => {
    expect(holdEndsAt('2026-11-30T11:10:00Z', now)).to.equal(now + 600_000);
    expect(holdEndsAt('2026-11-30T07:10:00Z', now)).to.equal(now + 600_000);
    expect(holdEndsAt(null, now)).to.equal(now + 600_000);
  });
});
