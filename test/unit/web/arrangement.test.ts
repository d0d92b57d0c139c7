import { expect } from 'chai';
import type { ParticipantView } from '../../../domain/rooms/wire.ts';
import { arrange, asKnown, keepingPlaces } from '../../../web/src/room/session/arrangement.ts';

function participant(name: string, role: ParticipantView['role']): ParticipantView {
  const sources = { microphone: 'on', camera: 'on' } as const;
  return { participantId: name, name, role, sources, connection: 'steady' } as unknown as ParticipantView;
}

const station = participant('Home 1', 'station');
const [first, second] = [participant('Dr A', 'clinician'), participant('Dr B', 'clinician')];
const names = (people: readonly ParticipantView[]) => people.map(({ name }) => name);

describe('the arrangement of a room', () => {
  it('shows a clinician the station large and colleagues small', () => {
    const { large, small } = arrange('clinician', [second, station]);
    expect(names(large)).to.deep.equal(['Home 1']);
    expect(names(small)).to.deep.equal(['Dr B']);
  });

  it('shows a station every clinician large', () => {
    const { large, small } = arrange('station', [first, second]);
    expect(names(large)).to.deep.equal(['Dr A', 'Dr B']);
    expect(small).to.deep.equal([]);
  });

  it('shows a guest the station large, and guests small to everybody', () => {
    const ana = participant('Ana', 'interpreter');
    expect(names(arrange('observer', [ana, first, station]).large)).to.deep.equal(['Home 1']);
    expect(names(arrange('station', [ana, first]).small)).to.deep.equal(['Ana']);
  });

  it('shows whoever is chosen large alone, as long as they are there', () => {
    const { large, small } = arrange('clinician', [second, station], second.participantId);
    expect([names(large), names(small)]).to.deep.equal([['Dr B'], ['Home 1']]);
    expect(names(arrange('clinician', [station], second.participantId).large)).to.deep.equal(['Home 1']);
  });

  it('leaves the large place empty while the station is away, whoever else is there', () => {
    expect(arrange('clinician', [second]).large).to.deep.equal([]);
  });
});

describe('the others in a room', () => {
  it('keep their places when one of them mutes', () => {
    const muted = { ...first, sources: { microphone: 'off', camera: 'on' } } as const;
    expect(keepingPlaces([first, second], muted)).to.deep.equal([muted, second]);
  });

  it('are known by their place, and guests by what they were asked in for, whatever they call themselves', () => {
    expect(asKnown(station, 'Elms').name).to.equal('Elms');
    expect(asKnown(participant('Dr C', 'family'), 'Elms').name).to.equal('Dr C (family)');
    expect(asKnown(first, 'Elms').name).to.equal('Dr A');
  });

  it('are joined by somebody new at the end', () => {
    expect(names(keepingPlaces([first], second))).to.deep.equal(['Dr A', 'Dr B']);
  });
});
