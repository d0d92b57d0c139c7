import { expect } from 'chai';
import type { ParticipantView } from '../../../domain/contract/media.ts';
import { arrange, keepingPlaces } from '../../../web/src/room/arrangement.ts';

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

  it('leaves the large place empty while the station is away, whoever else is there', () => {
    expect(arrange('clinician', [second]).large).to.deep.equal([]);
  });
});

describe('the others in a room', () => {
  it('keep their places when one of them mutes', () => {
    const muted = { ...first, sources: { microphone: 'off', camera: 'on' } } as const;
    expect(keepingPlaces([first, second], muted)).to.deep.equal([muted, second]);
  });

  it('are joined by somebody new at the end', () => {
    expect(names(keepingPlaces([first], second))).to.deep.equal(['Dr A', 'Dr B']);
  });
});
