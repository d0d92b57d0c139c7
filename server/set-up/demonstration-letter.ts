import PdfDocument from 'pdfkit';

const lines = [
  'Dear colleague,',
  'Thank you for seeing this synthetic patient by video.',
  'An itching patch on the left forearm has been there for six weeks. Hydrocortisone 1% did not help. No fever, and no ' +
    'other places.',
  'Nobody described here exists: this letter is a part of the demonstration.',
] as const;

/** A letter of one page as a PDF. */
export function demonstrationLetter(): Promise<Uint8Array> {
  const document = new PdfDocument({
    size: 'A4',
    lang: 'en-GB',
    info: { Title: 'Letter of the demonstration' },
  });
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array>();
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  document.once('end', () => {
    resolve(Buffer.concat(chunks));
  });
  document.once('error', reject);
  document.font('Helvetica-Bold').fontSize(18).text('Referral to dermatology').moveDown();
  document.font('Helvetica').fontSize(12);
  for (const line of lines) document.text(line).moveDown();
  document.end();
  return promise;
}
