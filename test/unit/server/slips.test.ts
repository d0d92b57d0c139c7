import { expect } from 'chai';
import type { Slip } from '../../../domain/clinics/slip.ts';
import type { BookingId } from '../../../domain/ids.ts';
import { PdfSlips } from '../../../server/slips/pdf-slips.ts';
import { readPdf } from '../../support/pdf.ts';

const slip: Slip = {
  bookingId: 'a booking' as BookingId,
  reference: 'A1B2C3D4',
  name: 'Łukasz Żółć-Ó Súilleabháin',
  prisonNumber: null,
  wing: null,
  cell: null,
  fetchAt: '2026-07-01T08:35:00.000Z',
  startsAt: '2026-07-01T09:05:00.000Z',
  bookedFor: null,
  place: 'Video room 1',
  noteForPatient: null,
  printedAt: '2026-07-01T06:59:00.000Z',
};

describe('slips as PDFs', () => {
  const slips = new PdfSlips();

  it('A37 have the bars of the reference, as ISO/IEC 15417 has them', () => {
    expect(slips.barsOf('A1B2C3D4')).to.deep.equal([
      ...[2, 1, 1, 2, 1, 4], // Begin in set B.
      ...[1, 1, 1, 3, 2, 3], // A
      ...[1, 2, 3, 2, 2, 1], // 1
      ...[1, 3, 1, 1, 2, 3], // B
      ...[2, 2, 3, 2, 1, 1], // 2
      ...[1, 3, 1, 3, 2, 1], // C
      ...[2, 2, 1, 1, 3, 2], // 3
      ...[1, 1, 2, 3, 1, 3], // D
      ...[2, 2, 1, 2, 3, 1], // 4
      ...[1, 2, 3, 1, 2, 2], // What is checked: (104 + 33·1 + 17·2 + 34·3 + 18·4 + 35·5 + 19·6 + 36·7 + 20·8) modulo 103.
      ...[2, 3, 3, 1, 1, 1, 2], // End.
    ]);
  });

  it('A37 can be read by another program, also names in letters that few fonts have, and times of summer', async () => {
    const { pages, text } = await readPdf(await slips.write(slip));
    expect(pages).to.equal(1);
    expect(text.split('\n')).to.deep.equal([
      'Healthcare appointment',
      ...['Name', 'Łukasz Żółć-Ó Súilleabháin', 'Prison number', 'Not known', 'Where you are', 'Not known'],
      ...['Day', 'Wed 1 Jul 2026', 'Time', '10:05. You are fetched at 09:35.', 'Place', 'Video room 1'],
      ...['Reference A1B2C3D4', 'Printed at 07:59 on Wed 1 Jul 2026'],
    ]);
  });

  it('keep on one sheet with the longest note there may be, and name nobody in what a list of files shows', async () => {
    const noteForPatient = 'Please drink nothing. '.repeat(20).slice(0, 300);
    const pdf = await slips.write({
      ...slip,
      noteForPatient,
      wing: 'HEALTHCARE',
      cell: '2-14',
      place: 'x'.repeat(80),
    });
    expect((await readPdf(pdf)).pages).to.equal(1);
    expect(Buffer.from(pdf).toString('latin1'))
      .to.match(/^%PDF-1\./)
      .and.not.to.contain('ukasz');
  });
});
