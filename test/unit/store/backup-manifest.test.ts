import { expect } from 'chai';
import {
  BackupRefusal,
  checkMigrations,
  checkTarget,
  type Manifest,
  parseManifest,
} from '../../../store/backup/manifest.ts';

const manifest: Manifest = {
  formatVersion: 1,
  takenAt: '2026-11-29T02:00:00.123Z',
  migrations: ['0001-first', '0002-second'],
  tables: [{ name: 'calls', columns: ['id', 'phase'], rows: 3, bytes: 120, sha256: 'a'.repeat(64) }],
  sequences: [{ name: 'audit_id_seq', lastValue: '42' }],
};

const json = (changed: object) => JSON.stringify({ ...manifest, ...changed });

describe('the manifest of a backup', () => {
  it('is read as it was written', () => {
    expect(parseManifest(json({}))).to.deep.equal(manifest);
  });

  it('is refused when it is damaged, and says where', () => {
    expect(() => parseManifest('{"formatVersion": 1,')).to.throw(BackupRefusal, 'is damaged: use another');
    expect(() => parseManifest(json({ takenAt: 'yesterday' }))).to.throw(BackupRefusal, 'damaged at takenAt');
    expect(() => parseManifest(json({ more: true }))).to.throw(BackupRefusal, 'damaged');
  });

  it('is refused in a later format, with what to do', () => {
    expect(() => parseManifest(json({ formatVersion: 2, compressed: 'otherwise' }))).to.throw(
      BackupRefusal,
      'has format 2, and this release reads format 1: restore it with a newer release',
    );
  });

  it('names no table that could be a path or a statement', () => {
    for (const name of ['../calls', 'calls"; drop table calls; --', '', 'Calls']) {
      const tables = [{ ...manifest.tables[0], name }];
      expect(() => parseManifest(json({ tables })), name).to.throw(BackupRefusal, 'damaged at tables.0.name');
    }
  });
});

describe('the migrations of a backup', () => {
  const known = ['0001-first', '0002-second', '0003-third'];

  it('are taken when they are the first of this release', () => {
    expect(checkMigrations(['0001-first', '0002-second'], known)).to.equal('0002-second');
    expect(checkMigrations(known, known)).to.equal('0003-third');
  });

  it('are refused by name when this release does not know them', () => {
    expect(() => checkMigrations([...known, '0004-later'], known)).to.throw(
      BackupRefusal,
      'newer release: this one does not know the migration 0004-later',
    );
  });

  it('are refused when one is left out', () => {
    expect(() => checkMigrations(['0001-first', '0003-third'], known)).to.throw(
      BackupRefusal,
      'are not the first of this release',
    );
  });

  it('can be reached from a database that has none or fewer of them, and not from one that has more', () => {
    for (const applied of [[], ['0001-first'], ['0001-first', '0002-second']]) {
      checkTarget(applied, ['0001-first', '0002-second']);
    }
    expect(() => {
      checkTarget(known, ['0001-first', '0002-second']);
    }).to.throw(BackupRefusal, 'has the schema of 0003-third, and the backup that of 0002-second');
  });
});
