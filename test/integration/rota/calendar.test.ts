import { expect } from 'chai';
import { addDays, startOfDay, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { type PersonWithPassword, type Place, World } from '../../support/world.ts';
import type { SignedInPerson } from '../../support/population.ts';
import { ask, askRefused } from '../../support/rest-client.ts';

/** `20261124T080000`, some days from today. */
function day(days: number, time: string): string {
  return `${addDays(wallDateOf(new Date()), days).replaceAll('-', '')}T${time}00`;
}

function calendarOf(...events: string[][]): string {
  const lines = events.flatMap((event) => ['BEGIN:VEVENT', ...event, 'END:VEVENT']);
  return ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Test//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');
}

const at = (from: string, to: string) => [
  `DTSTART;TZID=Europe/London:${from}`,
  `DTEND;TZID=Europe/London:${to}`,
];

describe('the rota as calendar files', () => {
  let world: World;
  let server: { url: string };
  let place: Place;
  let manager: SignedInPerson;
  let doctor: PersonWithPassword;

  before(async () => {
    world = await World.create({ workers: 0 });
    server = world.server(0);
  });

  beforeEach(async () => {
    place = await world.addPlace();
    manager = await world.addPerson(place, ['manager']);
    doctor = await world.addPersonWithPassword(place, { onRota: false });
  });

  after(() => world[Symbol.asyncDispose]());

  const asking = () => ({ token: manager.token, params: { organisationId: place.organisationId as string } });
  const read = async (body: string, query: Record<string, string> = {}) =>
    (await ask(server, 'importRota', { ...asking(), body, query })).value.events;
  const write = async (query: Record<string, string> = {}) =>
    (await ask(server, 'exportRota', { ...asking(), query })).value;
  const shifts = async () => {
    const query = { from: addDays(wallDateOf(new Date()), -7), days: '42' };
    return (await ask(server, 'listRota', { ...asking(), query })).value.shifts;
  };

  it('are read: by e-mail address, with the queues and tier they name, each event told apart', async () => {
    const attends = `ATTENDEE;CN=Doctor:mailto:${doctor.email.toUpperCase()}`;
    const events = await read(
      calendarOf(
        [
          'UID:one',
          ...at(day(1, '0800'), day(1, '2000')),
          attends,
          'X-BEDSIDE-QUEUES:urgent CALLS',
          'X-BEDSIDE-TIER:2',
        ],
        ['UID:overlapping', ...at(day(1, '1900'), day(2, '0100')), attends],
        ['UID:nobody', ...at(day(1, '0800'), day(1, '2000')), 'ORGANIZER:mailto:nobody@example.org'],
        ['UID:no-queue', ...at(day(3, '0800'), day(3, '2000')), attends, 'X-BEDSIDE-QUEUES:Nowhere'],
        ['UID:whole', `DTSTART;VALUE=DATE:${day(1, '00').slice(0, 8)}`, attends],
        ['UID:long-ago', ...at('20200101T080000', '20200101T200000'), attends],
        ['UID:gone', ...at(day(4, '0800'), day(4, '2000')), attends, 'STATUS:CANCELLED'],
        ['UID:too-long', ...at(day(5, '0800'), day(7, '0800')), attends],
      ),
    );
    expect(events.map(({ uid, result, why }) => `${uid} ${why ?? result}`)).to.have.members([
      'one added',
      'overlapping overlap',
      'nobody clinician',
      'no-queue queue',
      'whole whole-day',
      'long-ago outside-window',
      'gone cancelled',
      'too-long length',
    ]);
    const [only, ...others] = await shifts();
    expect(others).to.deep.equal([]);
    expect(only).to.deep.include({ clinicianId: doctor.personId, tier: 2 });
  });

  it('are read again as changes, not as more shifts', async () => {
    const attends = `ATTENDEE:mailto:${doctor.email}`;
    const event = (end: string) => calendarOf(['UID:one', ...at(day(1, '0800'), day(1, end)), attends]);
    const results = [];
    for (const end of ['2000', '2000', '2100']) {
      results.push(...(await read(event(end))).map(({ result }) => result));
    }
    expect(results).to.deep.equal(['added', 'unchanged', 'changed']);
    expect(await shifts()).to.have.length(1);
    expect(await world.trail(place)).to.deep.equal(['shift.added', 'shift.changed']);
  });

  it('repeat by their rule, with its exceptions, as far as twelve weeks ahead', async () => {
    const attends = `ATTENDEE:mailto:${doctor.email}`;
    const series = ['UID:nights', ...at(day(1, '2000'), day(2, '0800')), attends];
    const left = `EXDATE;TZID=Europe/London:${day(8, '2000')}`;
    const events = await read(calendarOf([...series, 'RRULE:FREQ=WEEKLY', left]));
    expect(events.every(({ result }) => result === 'added')).to.equal(true);
    expect(events).to.have.length(11);
    const again = await read(calendarOf([...series, 'RRULE:FREQ=WEEKLY', left]));
    expect(again.every(({ result }) => result === 'unchanged')).to.equal(true);
  });

  it('come back from where they were written to as what they were', async () => {
    const attends = `ATTENDEE:mailto:${doctor.email}`;
    await read(calendarOf(['UID:one', ...at(day(1, '0800'), day(1, '2000')), attends]));
    const [before] = await shifts();
    const written = await write();
    expect(written)
      .to.contain(`UID:${before?.shiftId ?? ''}`)
      .and.to.contain(doctor.email.slice(0, 20));
    expect((await read(written)).map(({ result }) => result)).to.deep.equal(['unchanged']);
    const later = startOfDay(addDays(wallDateOf(new Date()), 20))
      .toISOString()
      .slice(0, 10)
      .replaceAll('-', '');
    const moved = written.replaceAll(/(DTSTART|DTEND):\d{8}/g, `$1:${later}`);
    expect((await read(moved)).map(({ result }) => result)).to.deep.equal(['changed']);
    expect((await shifts()).map(({ shiftId }) => shiftId)).to.deep.equal([before?.shiftId]);
    const clinician = await world.addPerson(place, ['clinician'], { onRota: false });
    const own = { token: clinician.token, params: asking().params };
    expect((await ask(server, 'exportRota', own)).value).not.to.contain('example.org');
    expect(await write({ clinicianId: clinician.personId })).not.to.contain('VEVENT');
  });

  it('of another organisation change nothing there', async () => {
    const attends = `ATTENDEE:mailto:${doctor.email}`;
    await read(calendarOf(['UID:one', ...at(day(1, '0800'), day(1, '2000')), attends]));
    const written = await write();
    const before = await shifts();
    const [there, here] = [place, await world.addPlace()];
    const other = await world.addPersonWithPassword(here, { onRota: false });
    const token = (await world.addPerson(here, ['manager'])).token;
    const theirs = written
      .replaceAll(/X-BEDSIDE-(CLINICIAN|QUEUES):.*\r\n(?: .*\r\n)*/g, '')
      .replaceAll(/ATTENDEE.*\r\n(?: .*\r\n)*/g, `ATTENDEE:mailto:${other.email}\r\n`);
    const params = { organisationId: here.organisationId };
    const { value } = await ask(server, 'importRota', { token, params, body: theirs });
    expect(value.events.map(({ result }) => result)).to.deep.equal(['added']);
    place = there;
    expect(await shifts()).to.deep.equal(before);
  });

  it('are refused when they are none, too large, or sent as something else', async () => {
    await askRefused(server, 'importRota', { ...asking(), body: 'hello', code: 'invalid' });
    await askRefused(server, 'importRota', { ...asking(), body: 'x'.repeat(257 * 1024), code: 'too-large' });
    const { organisationId } = place;
    const response = await fetch(`${server.url}/api/organisations/${organisationId}/rota/calendar`, {
      method: 'POST',
      headers: { authorization: `Bearer ${manager.token}`, 'content-type': 'application/json' },
      body: '{}',
    });
    expect(response.status).to.equal(400);
  });
});
