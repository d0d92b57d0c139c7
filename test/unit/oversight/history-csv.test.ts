import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import fc from 'fast-check';
import type { CallId, SiteId } from '../../../domain/ids.ts';
import { csvHeader, csvLine, isAbandoned } from '../../../domain/oversight/history.ts';
import type { HistoryCall } from '../../../domain/oversight/oversight-port.ts';
import { readCsv } from '../../support/read-csv.ts';

const call: HistoryCall = {
  callId: randomUUID() as CallId,
  queueName: 'Urgent calls',
  acuity: 'urgent',
  siteId: randomUUID() as SiteId,
  siteName: 'Ash House',
  placedAt: new Date('2026-10-25T00:30:00.000Z'),
  placedAtWall: '2026-10-25T01:30:00',
  answeredAt: new Date('2026-10-25T00:30:12.500Z'),
  endedAt: null,
  waitSeconds: 12.5,
  answerWithinSeconds: 60,
  phase: 'active',
  endReason: null,
  outcome: null,
  offeredTo: [],
  offersMissed: 0,
};

function cellsOf(over: Partial<HistoryCall>): Record<string, string> {
  const [only = {}] = readCsv(csvHeader + csvLine({ ...call, ...over }));
  return only;
}

describe('a call as a line of CSV', () => {
  it('holds times, codes, ids and places, and ends with CR LF', () => {
    expect(csvLine(call)).to.match(/\r\n$/);
    expect(cellsOf({})).to.deep.include({
      call_id: call.callId,
      site: 'Ash House',
      placed_at_utc: '2026-10-25T00:30:00.000Z',
      placed_at_london: '2026-10-25T01:30:00',
      wait_seconds: '12.5',
      answered: 'yes',
      abandoned: 'no',
      ended_at_utc: '',
    });
  });

  it('quotes commas, quotes and line breaks as RFC 4180 says', () => {
    const siteName = 'The "Elms", east\nwing';
    expect(csvLine({ ...call, siteName })).to.contain('"The ""Elms"", east\nwing"');
    expect(cellsOf({ siteName })['site']).to.equal(siteName);
  });

  it('is no formula to a spreadsheet, whatever somebody called a place', () => {
    for (const siteName of ['=1+1', '+44', '-2', '@SUM(A1)', '\t=1', '\r=1']) {
      expect(cellsOf({ siteName })['site']).to.equal(`'${siteName}`);
    }
    expect(csvLine({ ...call, siteName: '=HYPERLINK("x","y")' })).to.contain(`"'=HYPERLINK(""x"",""y"")"`);
  });

  it('comes back as it went out, for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (siteName) => {
        expect(cellsOf({ siteName })['site']?.replace(/^'(?='*[=+\-@\t\r\n])/, '')).to.equal(siteName);
      }),
      { examples: [["'-1"], ["''=1"], ["'Ash"], ['-1']] },
    );
  });
});

describe('an abandoned call', () => {
  it('was cancelled or cut off before anybody answered', () => {
    const unanswered = { answeredAt: null };
    expect(isAbandoned({ ...unanswered, endReason: 'cancelled' })).to.equal(true);
    expect(isAbandoned({ ...unanswered, endReason: 'dropped' })).to.equal(true);
    expect(isAbandoned({ ...unanswered, endReason: 'station-revoked' })).to.equal(false);
    expect(isAbandoned({ ...unanswered, endReason: null })).to.equal(false);
    expect(isAbandoned({ answeredAt: new Date(), endReason: 'dropped' })).to.equal(false);
  });
});
