import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { endedBefore, isDue, keptUntil, retentionSchedule } from '../../../domain/retention/schedule.ts';
import { chores } from '../../../domain/timers/registry.ts';

/** Seen on a day, born on a day or nobody knows when, kept for at least so many years, until. */
type Case = [seen: string, born: string | null, years: number, until: string];

function until([seen, dateOfBirth, years]: Case): string {
  return keptUntil({ lastSeenOn: seen, dateOfBirth }, { years });
}

describe('how long a call is kept', () => {
  it('is 8 years after an adult was last seen', () => {
    const cases: Case[] = [
      ['2026-11-22', '1940-02-01', 8, '2034-11-22'],
      ['2026-11-22', '2008-11-22', 8, '2034-11-22'],
      ['2028-02-29', '1940-02-01', 9, '2037-03-01'],
    ];
    for (const one of cases) expect(until(one), one.join(' ')).to.equal(one[3]);
  });

  it('is until the 25th birthday of a child, the 26th of one who was 17', () => {
    const cases: Case[] = [
      ['2026-11-22', '2026-11-22', 8, '2051-11-22'],
      ['2026-11-22', '2020-03-01', 8, '2045-03-01'],
      ['2026-11-22', '2009-11-23', 8, '2034-11-23'],
      ['2026-11-22', '2009-11-22', 8, '2035-11-22'],
      ['2026-11-22', '2008-11-23', 8, '2034-11-23'],
      ['2026-11-22', '2004-02-29', 8, '2034-11-22'],
      ['2020-11-22', '2004-02-29', 8, '2029-03-01'],
    ];
    for (const one of cases) expect(until(one), one.join(' ')).to.equal(one[3]);
  });

  it('is as long as that of a newborn where the age is not known', () => {
    const cases: Case[] = [
      ['2026-11-22', null, 8, '2051-11-22'],
      ['2026-11-22', 'about 1940', 8, '2051-11-22'],
      ['2026-11-22', '2026-11-23', 8, '2051-11-22'],
    ];
    for (const one of cases) expect(until(one), one.join(' ')).to.equal(one[3]);
  });

  it('is longer for everybody where an organisation must keep longer, and never shorter', () => {
    const cases: Case[] = [
      ['2026-11-22', '1940-02-01', 30, '2056-11-22'],
      ['2026-11-22', '2020-03-01', 30, '2056-11-22'],
      ['2026-11-22', null, 30, '2056-11-22'],
      ['2026-11-22', '2026-01-01', 10, '2051-01-01'],
      ['2026-11-22', '1940-02-01', 1, '2034-11-22'],
    ];
    for (const one of cases) expect(until(one), one.join(' ')).to.equal(one[3]);
  });

  it('ends with the last day', () => {
    const call = { lastSeenOn: '2026-06-15', dateOfBirth: '1940-02-01' };
    expect(isDue(call, '2034-06-15', { years: 8 })).to.equal(false);
    expect(isDue(call, '2034-06-16', { years: 8 })).to.equal(true);
  });

  it('leaves no call out of those that are looked at', () => {
    const settings = { years: 8 };
    for (const [lastSeenOn, today] of [
      ['2026-06-14', '2034-06-15'],
      ['2028-02-28', '2036-02-29'],
      ['2028-02-29', '2036-03-01'],
    ] as const) {
      expect(isDue({ lastSeenOn, dateOfBirth: '1940-02-01' }, today, settings), lastSeenOn).to.equal(true);
      expect(endedBefore(today, settings).getTime()).to.be.above(Date.parse(`${lastSeenOn}T23:59:59Z`));
    }
  });
});

describe('the schedule of retention', () => {
  it('names chores that there are', () => {
    const names = chores.map(({ name }) => name);
    const deleting = retentionSchedule.map(({ deletedBy }) => deletedBy).filter((by) => /^\S+-\S+$/.test(by));
    expect(new Set(deleting)).to.deep.equal(
      new Set([
        'erase-calls',
        'erase-patients',
        'forget-events',
        'forget-exports',
        'forget-reports',
        'forget-sign-ins',
        'forget-strangers',
        'write-refusal-counts',
      ]),
    );
    expect(names).to.include.members(deleting);
    expect(chores.find(({ name }) => name === 'erase-calls')?.everyMs).to.equal(86_400_000);
    expect(chores.find(({ name }) => name === 'erase-patients')?.everyMs).to.equal(86_400_000);
  });

  it('stands in the documentation word for word', async () => {
    const rows = (await readFile('docs/retention.md', 'utf8'))
      .split('\n')
      .filter((line) => line.startsWith('|'))
      .map((line) =>
        line
          .split('|')
          .map((cell) => cell.trim())
          .slice(1, -1),
      );
    const classes = retentionSchedule.map(({ what, tables, kept, source, deletedBy }) => [
      what,
      tables.map((table) => `\`${table}\``).join(', '),
      kept,
      source,
      deletedBy,
    ]);
    expect(rows.slice(2)).to.deep.equal(classes);
  });
});
