import { expect } from 'chai';
import { retiredNames } from '../../../scripts/retired-names.ts';

describe('retired words', () => {
  it('are found in what is declared, however it is written', () => {
    const text = [
      'const ladder = 1;',
      'function letGoOf(toldAudience: string) {}',
      'class HubPublisher { #heldOffers = 0; }',
      'type Seat = { rungs: number };',
    ].join('\n');
    expect(retiredNames('domain/a.ts', text)).to.deep.equal([
      'domain/a.ts:1 ladder',
      'domain/a.ts:2 letGoOf',
      'domain/a.ts:2 toldAudience',
      'domain/a.ts:3 HubPublisher',
      'domain/a.ts:3 #heldOffers',
      'domain/a.ts:4 Seat',
      'domain/a.ts:4 rungs',
    ]);
  });

  it('are found in the names of files', () => {
    expect(retiredNames('sfu/held-stay.ts', '')).to.deep.equal(['sfu/held-stay.ts']);
    expect(retiredNames('domain/calls/call.ts', '')).to.deep.equal([]);
  });

  it('do not keep a word of the law from being used', () => {
    const text = 'const legalHold = 1; type Row = { legal_hold_by: string; callOnHold: string };';
    expect(retiredNames('domain/retention/legal-hold.ts', text)).to.deep.equal([
      'domain/retention/legal-hold.ts:1 callOnHold',
    ]);
  });

  it('do not keep a time of a clinic from being held, and nothing else', () => {
    const text = 'const heldTime = 1; function seatOf(hold: string) {} const deskOfClinic = 1;';
    expect(retiredNames('domain/clinics/book.ts', text)).to.deep.equal([
      'domain/clinics/book.ts:1 deskOfClinic',
    ]);
    expect(retiredNames('domain/offers/take.ts', text)).to.deep.equal([
      'domain/offers/take.ts:1 heldTime',
      'domain/offers/take.ts:1 seatOf',
      'domain/offers/take.ts:1 hold',
      'domain/offers/take.ts:1 deskOfClinic',
    ]);
  });

  it('stay where the wire, a row or a page has them, and in what is only used or said', () => {
    const text = [
      'type Queue = { ladder: number; told_at: Date };',
      'const { letGo, stay } = participation;',
      'export function ClinicianDesk() { return somewhereElse.ladders("the ladder"); } // hold',
    ].join('\n');
    expect(retiredNames('web/src/clinician/desk.tsx', text)).to.deep.equal([]);
    expect(retiredNames('web/src/a.tsx', text)).to.deep.equal([]);
  });
});
