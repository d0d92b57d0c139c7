import { EventEmitter } from 'node:events';
import { expect } from 'chai';
import { MediaLiveness } from '../../../web/src/room/quality/media-liveness.ts';

/** A transport of which the test says what has passed so far. */
class Line {
  sent = 0;
  received = 0;
  closed = false;
  readonly observer = new EventEmitter();

  getStats(): Promise<Iterable<readonly [string, unknown]>> {
    if (this.closed) return Promise.reject(new Error('closed'));
    const entry = { type: 'transport', bytesSent: this.sent, bytesReceived: this.received };
    return Promise.resolve(new Map([['T', entry]]));
  }
}

function watched() {
  const send = new Line();
  const receive = new Line();
  const heard: string[] = [];
  const pulse = new MediaLiveness(
    { send, receive },
    {
      stopped: () => heard.push('stopped'),
      beats: () => heard.push('beats'),
    },
  );
  /** So many samples, between which so many bytes pass. */
  const pass = async (samples: number, bytes: { sent: number; reports: number; streams: number }) => {
    for (let sample = 0; sample < samples; sample += 1) {
      send.sent += bytes.sent;
      send.received += bytes.reports;
      receive.received += bytes.streams;
      // Reports on what is received go out whatever comes.
      receive.sent += 40;
      await pulse.sample();
    }
    return heard.splice(0);
  };
  return { pass, pulse, receive, heard };
}

const all = { sent: 1000, reports: 40, streams: 1000 };
const unanswered = { sent: 1000, reports: 0, streams: 0 };

describe('the pulse of a stay', () => {
  it('has stopped after two samples in which packets were sent and nothing came back, and is told once', async () => {
    const { pass } = watched();
    await pass(6, all);
    expect(await pass(1, unanswered)).to.deep.equal([]);
    expect(await pass(1, unanswered)).to.deep.equal(['stopped']);
    expect(await pass(20, unanswered)).to.deep.equal([]);
  });

  it('beats again with the first packet that arrives', async () => {
    const { pass } = watched();
    await pass(6, all);
    await pass(3, unanswered);
    expect(await pass(1, all)).to.deep.equal(['beats']);
  });

  it('goes on while the media server answers, though nobody else sends', async () => {
    const { pass } = watched();
    await pass(6, all);
    expect(await pass(20, { ...all, streams: 0 })).not.to.include('stopped');
  });

  it('says nothing about somebody who sends nothing: silence is then no wonder', async () => {
    const { pass } = watched();
    await pass(6, { ...all, sent: 0 });
    expect(await pass(20, { sent: 0, reports: 0, streams: 0 })).to.deep.equal([]);
  });

  it('says nothing about a line that was never steady', async () => {
    const { pass } = watched();
    await pass(2, all);
    expect(await pass(20, unanswered)).to.deep.equal([]);
  });

  it('is not felt twice at once, and whoever asks meanwhile waits for the same answer', async () => {
    const { pass, pulse, receive, heard } = watched();
    await pass(6, all);
    await pass(3, unanswered);
    receive.received += 1000;
    const felt = pulse.sample();
    expect(pulse.sample()).to.equal(felt);
    await felt;
    expect(heard).to.deep.equal(['beats']);
  });

  it('ends quietly with its transport', async () => {
    const { pass, receive } = watched();
    await pass(6, all);
    receive.closed = true;
    expect(await pass(3, unanswered)).to.deep.equal([]);
  });
});
