import { expect } from 'chai';
import type { DocumentView } from '../../../domain/clinics/document-wire.ts';
import type { DocumentId } from '../../../domain/ids.ts';
import {
  aboutDocument,
  fileProblem,
  nameOfDocument,
  nameToSend,
} from '../../../web/src/booked/document-words.ts';

const document: DocumentView = {
  documentId: 'a document' as DocumentId,
  kind: 'other',
  text: 'photographs',
  name: 'arm.jpg',
  type: 'image/jpeg',
  size: 2_411_725,
  checked: true,
  addedByName: 'Sam Reed',
  addedAt: '2026-07-01T13:30:00Z',
};

describe('A50 documents in words', () => {
  it('say what they are, how large, and who added them when by the clock of the United Kingdom', () => {
    expect(nameOfDocument(document)).to.equal('Another document: photographs');
    expect(nameOfDocument({ kind: 'blood-results', text: null })).to.equal('Blood results');
    expect(aboutDocument(document)).to.equal(
      'JPEG picture, 2.3 MB. Added by Sam Reed, Wed 1 Jul 2026 at 14:30',
    );
    expect(aboutDocument({ ...document, type: 'application/pdf', size: 40 })).to.match(/^PDF, 1 kB\./);
    expect(aboutDocument({ ...document, type: 'image/png', size: 245_760 })).to.match(
      /^PNG picture, 240 kB\./,
    );
  });

  it('name what is wrong with a file before it is sent', () => {
    expect(fileProblem(null)).to.equal('Choose a file');
    expect(fileProblem({ size: 0 })).to.equal('The file is empty. Choose another one');
    expect(fileProblem({ size: 10_485_760 })).to.equal(null);
    expect(fileProblem({ size: 10_485_761 })).to.equal('The file is larger than 10 MB. Choose a smaller one');
  });

  it('send a name on one line, whose end still says what it is, of 120 characters at most', () => {
    expect(nameToSend(' left arm.png ')).to.equal('left arm.png');
    expect(nameToSend('a\nb\u202Egnp.exe')).to.equal('abgnp.exe');
    expect(nameToSend('\u200B')).to.equal('document');
    expect(nameToSend('\uD800.pdf')).to.equal('\uFFFD.pdf');
    const long = nameToSend(`${'x'.repeat(300)}-results.pdf`);
    expect(long).to.have.length(120);
    expect(long).to.match(/^x+…x+-results\.pdf$/);
  });
});
