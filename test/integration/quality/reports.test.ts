import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import pg from 'pg';
import type { Source, SourceState } from '../../../domain/rooms/wire.ts';
import type { VisitQuality } from '../../../domain/quality/wire.ts';
import type { VisitId } from '../../../domain/ids.ts';
import { createLog } from '../../../process/log.ts';
import { openWorkerService } from '../../../workers/main.ts';
import { aReport } from '../../support/a-report.ts';
import { eventually } from '../../support/eventually.ts';
import { beginVisit, guestInLobby } from '../../support/guests.ts';
import { pressAt, ringOf, valueOf } from '../../support/hearing.ts';
import { readCsv } from '../../support/read-csv.ts';
import type { SocketClient } from '../../support/socket-client.ts';
import { type Place, World } from '../../support/world.ts';
import { ask, askRefused } from '../../support/rest-client.ts';

const on: Record<Source, SourceState> = { microphone: 'on', camera: 'on' };

describe('what browsers report of their connections in a visit', () => {
  let world: World;
  let place: Place;
  before(async () => {
    world = await World.create();
  });
  beforeEach(async () => {
    place = await world.addPlace();
  });
  after(() => world[Symbol.asyncDispose]());

  const report = (socket: SocketClient, change: Parameters<typeof aReport>[0] = {}) =>
    socket.say('room:report-quality', aReport(change));
  const read = async (token: string, visitId: VisitId): Promise<VisitQuality> =>
    (await ask(world.server(0), 'readVisitQuality', { token, params: { visitId } })).value;

  /** Waits until so many participants have been measured, and answers with what is told of them. */
  async function measured(token: string, visitId: VisitId, participants: number): Promise<VisitQuality> {
    let quality: VisitQuality | undefined;
    await eventually(async () => {
      quality = await read(token, visitId);
      const found = quality.participants.length;
      return found === participants ? undefined : `${String(found)} participants are measured`;
    }, 15_000);
    if (quality === undefined) throw new Error('nothing was read');
    return quality;
  }

  async function visitInRoom() {
    const visit = await beginVisit(world, place);
    const { roomId, station, host } = visit;
    valueOf(await station.say('room:join', { roomId, sources: on }));
    valueOf(await host.socket.say('room:join', { roomId, sources: on }));
    return visit;
  }

  /** What is in the table, past the service. */
  async function query<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
    const client = new pg.Client({ connectionString: world.config.databaseUrl });
    await client.connect();
    try {
      return (await client.query<R>(text, values)).rows;
    } finally {
      await client.end();
    }
  }

  it('are kept and told to the clinician: the station’s, the own and a guest’s', async () => {
    const visit = await visitInRoom();
    const { host, station, visitId } = visit;
    const guest = await guestInLobby(world, visit);
    valueOf(await host.socket.say('guest:admit', { visitId, guestId: guest.guestId }));
    const { roomId } = valueOf(await guest.socket.say('guest:enter', {}));
    valueOf(await guest.socket.say('room:join', { roomId, sources: on }));
    expect(await report(station, { lossInPercent: 7.5, path: 'relay-tls' })).to.deep.equal({
      ok: true,
      value: {},
    });
    valueOf(await report(host.socket));
    valueOf(await report(guest.socket));
    const { participants } = await measured(host.token, visitId, 3);
    expect(participants.map(({ role, own, samples }) => [role, own, samples[0]?.grade])).to.deep.equal([
      ['station', false, 'poor'],
      ['clinician', true, 'good'],
      ['interpreter', false, 'good'],
    ]);
    expect(participants[0]?.samples[0]).to.deep.include({ lossInPercent: 7.5, path: 'relay-tls' });
    expect(JSON.stringify(participants)).not.to.include(guest.guestId);
  });

  it('are unknown outside the room and in the lobby, and refused while it still rings', async () => {
    const host = await world.onCall(place);
    const { socket: station, callId } = await pressAt(world, place);
    const offerId = await ringOf(host.socket, callId);
    expect(await report(station)).to.include({ code: 'unknown-command' });
    const { state } = valueOf(await station.say('state:read', {}));
    const roomId = state.kind === 'station' ? state.call?.roomId : undefined;
    if (roomId === undefined) throw new Error('the station has no room');
    valueOf(await station.say('room:join', { roomId, sources: on }));
    valueOf(await host.socket.say('room:join', { roomId, sources: on }));
    for (const socket of [station, host.socket]) {
      expect(await report(socket)).to.include({ code: 'wrong-phase' });
    }
    const { visitId } = valueOf(await host.socket.say('offer:accept', { offerId }));
    await station.hear('room:admitted');
    valueOf(await report(station));
    const guest = await guestInLobby(world, { host, visitId });
    expect(await report(guest.socket)).to.include({ code: 'unknown-command' });
    valueOf(await station.say('room:leave', {}));
    expect(await report(station)).to.include({ code: 'unknown-command' });
    const { participants } = await measured(host.token, visitId, 1);
    expect(participants[0]).to.deep.include({ role: 'station', own: false });
  });

  it('are parsed strictly: nothing that the contract does not name, nothing out of bounds', async () => {
    const { station } = await visitInRoom();
    const bad: object[] = [
      { address: '192.0.2.1' },
      { device: 'Logitech' },
      { name: 'Ada' },
      { lossInPercent: -1 },
      { lossInPercent: 100.1 },
      { roundTripMs: 1.5 },
      { roundTripMs: 60_001 },
      { seconds: 0 },
      { seconds: 3600 },
      { videoInKbps: 1e9 },
      { freezes: 1001 },
      { frozenMs: -1 },
      { path: 'carrier-pigeon' },
      { path: '192.0.2.1' },
      { concealedPercent: '3' },
      { grade: 'good' },
    ];
    for (const change of bad) {
      const answer = await station.sayAnything('room:report-quality', { ...aReport(), ...change });
      expect(answer, JSON.stringify(change)).to.include({ ok: false, code: 'invalid' });
      expect(JSON.stringify(answer)).not.to.match(/192\.0|Logitech|Ada|pigeon/);
    }
    const withoutOne = { ...aReport(), roundTripMs: undefined };
    expect(await station.sayAnything('room:report-quality', withoutOne)).to.include({ code: 'invalid' });
    valueOf(await report(station));
  });

  it('are taken once in four seconds from each participant, and no more is kept', async () => {
    const { station, host, visitId } = await visitInRoom();
    const answers = [];
    const began = Date.now();
    for (let n = 0; n < 30; n += 1) answers.push(await report(station));
    const slots = Math.floor(Date.now() / 4000) - Math.floor(began / 4000) + 1;
    const taken = answers.filter(({ ok }) => ok).length;
    expect(taken).to.be.within(1, slots + 1);
    expect(answers.find(({ ok }) => !ok)).to.include({ code: 'too-many' });
    valueOf(await report(host.socket));
    await measured(host.token, visitId, 2);
    const rows = await query('select 1 from visit_quality where visit_id = $1', [visitId]);
    expect(rows.length).to.equal(taken + 1);
  });

  it('are told to whoever is in the visit and to managers of the organisation, to nobody else', async () => {
    const { host, station, callId, visitId } = await visitInRoom();
    valueOf(await report(station));
    await measured(host.token, visitId, 1);
    const second = await world.onCall(place);
    const asking = { params: { visitId } };
    const refused = (token: string, code: 'not-found' | 'forbidden') =>
      askRefused(world.server(0), 'readVisitQuality', { ...asking, token, code });
    await refused(second.token, 'not-found');
    valueOf(
      await host.socket.say('visit:invite', { visitId, clinicianId: second.clinicianId, kind: 'consult' }),
    );
    const offerId = await ringOf(second.socket, callId);
    await refused(second.token, 'not-found');
    valueOf(await second.socket.say('offer:accept', { offerId }));
    expect((await read(second.token, visitId)).participants).to.have.length(1);
    const manager = await world.addPerson(place, ['manager']);
    const administrator = await world.addPerson(place, ['administrator']);
    for (const { token } of [manager, administrator]) {
      expect((await read(token, visitId)).participants[0]?.own).to.equal(false);
    }
    const elsewhere = await world.addPlace();
    const stranger = await world.addPerson(elsewhere, ['manager']);
    await refused(stranger.token, 'not-found');
    const platform = await world.addPerson(elsewhere, ['platform-administrator']);
    await refused(platform.token, 'forbidden');
    const { token: stationToken } = await world.addStation(place);
    await refused(stationToken, 'forbidden');
    await askRefused(world.server(0), 'readVisitQuality', { ...asking, code: 'unauthenticated' });
  });

  it('are ranked for managers, by visit, site and path, and saved as a file that the audit trail knows of', async () => {
    const fine = await visitInRoom();
    valueOf(await report(fine.station));
    valueOf(await report(fine.host.socket));
    const bad = await visitInRoom();
    valueOf(await report(bad.station, { seconds: 60, lossInPercent: 22, path: 'tcp' }));
    await measured(fine.host.token, fine.visitId, 2);
    await measured(bad.host.token, bad.visitId, 1);
    await beginVisit(world, place);
    const { organisationId } = place;
    const { token } = await world.addPerson(place, ['manager']);
    const london = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/London' });
    const day = london.format(new Date());
    const asking = { token, params: { organisationId }, query: { day } };
    const { value } = await ask(world.server(0), 'readQualityDay', asking);
    expect(value).to.deep.include({ day, visits: 3, measured: 2 });
    expect(value.worst.map(({ visitId }) => visitId)).to.deep.equal([bad.visitId, fine.visitId]);
    expect(value.worst[0]).to.deep.include({ troubledShare: 1, worstRole: 'station', worstLossPercent: 22 });
    expect(value.sites).to.have.length(1);
    expect(value.sites[0]).to.deep.include({ count: 2, troubled: 1, troubledShare: 0.5 });
    expect(value.paths.map(({ path, count }) => [path, count])).to.deep.equal([
      ['tcp', 1],
      ['udp', 2],
    ]);
    const lines = readCsv((await ask(world.server(0), 'exportQualityDay', asking)).value);
    expect(lines.map((line) => [line['visit_id'], line['troubled_percent'], line['path']])).to.deep.equal([
      [bad.visitId, '100', 'tcp'],
      [fine.visitId, '0', 'udp'],
    ]);
    expect(await world.trail(place)).to.include('quality.exported');
    const empty = await ask(world.server(0), 'readQualityDay', { ...asking, query: { day: '2020-01-01' } });
    expect(empty.value).to.deep.include({ visits: 0, measured: 0, worst: [], sites: [], paths: [] });
    for (const bad of [{}, { day: 'today' }, { day, to: day }]) {
      await askRefused(world.server(0), 'readQualityDay', { ...asking, query: bad, code: 'invalid' });
    }
    const stranger = await world.addPerson(await world.addPlace(), ['manager']);
    for (const name of ['readQualityDay', 'exportQualityDay'] as const) {
      await askRefused(world.server(0), name, { ...asking, token: stranger.token, code: 'not-found' });
      await askRefused(world.server(0), name, { ...asking, token: fine.host.token, code: 'forbidden' });
    }
  });

  it('are forgotten by the workers after as many days as the configuration says', async () => {
    const visitId = randomUUID();
    for (const days of [29, 31, 400]) {
      await query(
        `insert into visit_quality (visit_id, participant, slot, at, grade, seconds, freezes, frozen_ms)
         values ($1, 'station', $2::int, now() - $2::int * interval '1 day', 'good', 5, 0, 0)`,
        [visitId, days],
      );
    }
    const config = { ...world.config, quality: { keepDays: 30 } };
    const workers = await openWorkerService({ config, log: createLog({ level: 'error' }) });
    try {
      await eventually(async () => {
        const rows = await query<{ slot: string }>('select slot from visit_quality where visit_id = $1', [
          visitId,
        ]);
        const left = rows.map(({ slot }) => slot).join();
        return left === '29' ? undefined : `what is ${left} days old is left`;
      });
    } finally {
      await workers.close();
    }
  });
});
