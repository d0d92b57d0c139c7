import { expect } from 'chai';
import { watchPrisonsNotSetUp } from '../../../domain/clinics/not-set-up.ts';
import { ClinicPost } from '../../support/clinic-post.ts';
import { ClinicStage } from '../../support/clinic-stage.ts';

describe('a prison whose stations nobody has described', () => {
  let post: ClinicPost;
  let stage: ClinicStage;

  before(async () => {
    post = await ClinicPost.create();
  });

  beforeEach(async () => {
    stage = await ClinicStage.create(post.running);
  });

  after(() => post[Symbol.asyncDispose]());

  async function watch(): Promise<void> {
    await watchPrisonsNotSetUp(post.running.server.deps);
    await post.deliver();
  }

  it('A16 is told to the administrators once, with a task until somebody says which are meant for clinics', async () => {
    const siteId = await stage.addPrison();
    await watch();
    expect(post.to(stage.administrator), 'it has no station yet').to.deep.equal([]);
    const stationId = await stage.addStation(siteId);
    const nurse = await stage.join('prison-healthcare', [siteId]);
    await watch();
    await watch();
    const mails = post.to(stage.administrator);
    expect(mails).to.have.length(1);
    expect(mails[0]).to.include('Nobody has said which stations at HMP Synthetic are meant for clinics.');
    expect(post.counts([stage.booker, stage.nurse, nurse])).to.deep.equal([0, 0, 0]);
    expect(await post.tasks(nurse)).to.deep.equal(['prison-not-set-up']);
    await stage.setPrison({ ...{ prisonId: siteId }, stationIds: [stationId] });
    expect(await post.tasks(nurse)).to.deep.equal([]);
    await watch();
    expect(post.to(stage.administrator)).to.have.length(1);
  });

  it('A16 is told of a new station of a prison that is described, too', async () => {
    await watch();
    expect(post.to(stage.administrator)).to.deep.equal([]);
    post.running.clock.forward(1000);
    await stage.addStation(stage.prisonId);
    await watch();
    await watch();
    expect(post.to(stage.administrator)).to.have.length(1);
    expect(await post.tasks(stage.nurse)).to.deep.equal(['prison-not-set-up']);
  });
});
