import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { role } from '../../../domain/actors.ts';
import { recordAccess, type Standing } from '../../../domain/record/access-table.ts';
import { accessDocument } from '../../support/access-document.ts';
import { relationshipKinds } from '../../../domain/record/relationships.ts';

const standing: Standing = { roles: [], tenant: 'own', relationships: [], onOwnList: false };

describe('the table of who may do what with a record', () => {
  it('lets a clinician see a record by each relationship, and by none of them elsewhere', () => {
    const clinician = { ...standing, roles: ['clinician'] } as const;
    expect(recordAccess(clinician, 'see')).to.equal('not-found');
    expect(relationshipKinds).to.include.members(['ringing', 'visit', 'write-up', 'booking', 'break-glass']);
    for (const kind of relationshipKinds) {
      expect(recordAccess({ ...clinician, relationships: [kind] }, 'see')).to.equal('allowed');
      const foreign = { ...clinician, tenant: 'foreign', relationships: [kind] } as const;
      expect(recordAccess(foreign, 'see')).to.equal('not-found');
    }
  });

  it('lets nobody else see one, whatever they have to do with the patient', () => {
    for (const one of role.options.filter((name) => name !== 'clinician')) {
      const somebody = { ...standing, roles: [one], relationships: relationshipKinds, onOwnList: true };
      expect(recordAccess(somebody, 'see'), one).to.equal('forbidden');
      expect(recordAccess({ ...somebody, relationships: [] }, 'break-glass'), one).to.equal('forbidden');
    }
  });

  it('lets whoever has a relationship open nothing, and a clinician review nothing', () => {
    const clinician = { ...standing, roles: ['clinician'] } as const;
    expect(recordAccess(clinician, 'break-glass')).to.equal('allowed');
    expect(recordAccess({ ...clinician, relationships: ['visit'] }, 'break-glass')).to.equal('wrong-phase');
    expect(recordAccess(clinician, 'review')).to.equal('forbidden');
    expect(recordAccess({ ...standing, roles: ['manager'] }, 'review')).to.equal('allowed');
  });

  it('lets who has read it be listed by whoever keeps the list, and by reviewers', () => {
    const booker = { ...standing, roles: ['booker'] } as const;
    expect(recordAccess(booker, 'list-readers')).to.equal('not-found');
    expect(recordAccess({ ...booker, onOwnList: true }, 'list-readers')).to.equal('allowed');
    expect(recordAccess({ ...standing, roles: ['manager'] }, 'list-readers')).to.equal('allowed');
    expect(recordAccess({ ...standing, roles: ['clinician'] }, 'list-readers')).to.equal('forbidden');
  });

  it('is what the document says', async () => {
    const text = await readFile(new URL('../../../docs/record-access.md', import.meta.url), 'utf8');
    expect(withoutPadding(text)).to.contain(withoutPadding(accessDocument()));
  });
});

/** A table without the spaces that line its columns up. */
function withoutPadding(text: string): string {
  return text.replaceAll(/ {2,}/g, ' ').replaceAll(/-{3,}/g, '---');
}
