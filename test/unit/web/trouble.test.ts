import { expect } from 'chai';
import type { ParticipantView } from '../../../domain/rooms/wire.ts';
import { troubleWords } from '../../../web/src/room/view/room-words.ts';

const other = (name: string, connection: ParticipantView['connection']) => ({ name, connection });

describe('the sentence about a bad connection', () => {
  it('is empty while all is well', () => {
    expect(troubleWords('steady', [other('Dr A', 'steady')])).to.equal('');
  });

  it('speaks of the others', () => {
    const words = troubleWords('steady', [other('Dr A', 'unsteady'), other('Dr B', 'steady')]);
    expect(words).to.equal('The connection of Dr A is unsteady. Your call is kept.');
  });

  it('speaks of oneself first', () => {
    const words = troubleWords('reconnecting', [other('Dr A', 'unsteady')]);
    expect(words).to.equal('Reconnecting… Your call is kept.');
  });
});
