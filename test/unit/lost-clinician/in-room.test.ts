import { expect } from 'chai';
import { leadChange } from '../../../domain/lost-clinician/in-room.ts';

const now = new Date('2026-11-28T03:00:00Z');
const ago = (seconds: number) => new Date(now.getTime() - seconds * 1000);
const asked = { now, listeningSince: ago(3600), lostAfterMs: 20_000 };
const both = { leadAt: ago(1), stationAt: ago(1), leadLostAt: null };

describe('the clinician of a visit', () => {
  it('is lost after so long out of the room, while the station is in it', () => {
    expect(leadChange(both, asked)).to.equal(undefined);
    expect(leadChange({ ...both, leadAt: ago(19) }, asked)).to.equal(undefined);
    expect(leadChange({ ...both, leadAt: ago(20) }, asked)).to.equal('lost');
  });

  it('is not lost for a room that the station is not in either', () => {
    expect(leadChange({ ...both, leadAt: ago(60), stationAt: ago(20) }, asked)).to.equal(undefined);
  });

  it('is not lost for a silence in which nobody could be heard', () => {
    const deaf = { ...asked, listeningSince: ago(19) };
    expect(leadChange({ ...both, leadAt: ago(300) }, deaf)).to.equal(undefined);
    expect(leadChange({ ...both, leadAt: ago(300) }, { ...deaf, listeningSince: ago(20) })).to.equal('lost');
  });

  it('is lost once, and back as soon as they are seen in the room', () => {
    const lost = { ...both, leadAt: ago(30), leadLostAt: ago(10) };
    expect(leadChange(lost, asked)).to.equal(undefined);
    expect(leadChange({ ...lost, leadAt: ago(9) }, asked)).to.equal('back');
  });
});
