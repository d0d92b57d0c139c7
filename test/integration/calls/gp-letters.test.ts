import { expect } from 'chai';
import type { GpLetterView } from '../../../domain/gp-letters/wire.ts';
import type { PatientId, VisitId } from '../../../domain/ids.ts';
import type { Disposition } from '../../../domain/visits/outcome.ts';
import { parseJson } from '../../../server/fhir/json.ts';
import { ResourceValidator } from '../../../server/fhir/validation/validator.ts';
import { pressAt, ringOf, valueOf } from '../../support/hearing.ts';
import { readPdf } from '../../support/pdf.ts';
import { addResident, illValues, setOf } from '../../support/residents.ts';
import { ask, askRefused } from '../../support/rest-client.ts';
import { answerOf } from '../../support/sbards.ts';
import { type Place, World } from '../../support/world.ts';

const outcome = {
  disposition: 'gp-today' as const,
  advice: 'Give fluids, and check at 6',
  note: 'Mine alone',
};

describe('a letter to the GP', function () {
  this.timeout(60_000);

  let world: World;
  let place: Place;
  let administrator: { token: string };
  before(async () => {
    world = await World.create();
  });
  beforeEach(async () => {
    place = await world.addPlace();
    administrator = { token: (await world.addPerson(place, ['administrator'])).token };
  });
  after(() => world[Symbol.asyncDispose]());

  /** A visit of a call that has ended; about Edith unless said otherwise. */
  async function seen({
    known = true,
    disposition,
  }: { known?: boolean; disposition?: Disposition | null } = {}) {
    const { patientId } = await addResident(world, place, { ...administrator, nhsNumber: '9990000018' });
    const clinician = await world.onCall(place);
    const { socket, callId } = await pressAt(world, place);
    if (known) valueOf(await socket.say('call:describe', { callId, patientId }));
    const whose = { patientId: known ? patientId : null };
    valueOf(await socket.say('call:record-observations', setOf(callId, illValues, { total: 7, ...whose })));
    const sbard = [
      ['situation.concern', 'Hot & confused since <noon>'],
      ['background.medicines', 'Staff wrote amlodipine'],
    ] as const;
    for (const [linkId, value] of sbard) {
      valueOf(await socket.say('call:answer-sbard', answerOf(callId, linkId, value, whose)));
    }
    const offerId = await ringOf(clinician.socket, callId);
    const { visitId } = valueOf(await clinician.socket.say('offer:accept', { offerId }));
    valueOf(await socket.say('visit:end', { visitId }));
    if (disposition !== null) {
      const said = { ...outcome, disposition: disposition ?? outcome.disposition };
      valueOf(await clinician.socket.say('outcome:record', { visitId, ...said }));
    }
    return { visitId, patientId, clinician, own: { token: clinician.token, params: { visitId } } };
  }

  async function read(own: { token: string; params: { visitId: VisitId } }): Promise<GpLetterView> {
    return (await ask(world.server(0), 'readGpLetter', own)).value;
  }

  function bodyOf({ head, sections }: GpLetterView) {
    return { patientId: head.patient.patientId, odsCode: head.practice?.odsCode ?? null, sections };
  }

  async function register(patientId: PatientId, odsCode = 'Y00001') {
    const { value } = await ask(world.server(0), 'addGpPractice', {
      ...administrator,
      body: { odsCode, name: 'The Synthetic Surgery' },
    });
    await ask(world.server(0), 'setGpPractice', { ...administrator, params: { patientId }, body: value });
  }

  it('is drafted from what was written of the visit, and says nothing that was not', async () => {
    const { own, patientId } = await seen();
    const draft = await read(own);
    expect(draft.state).to.equal('draft');
    expect(draft.head.patient).to.deep.equal({
      patientId,
      name: 'Edith Synthetic',
      dateOfBirth: '1938-05-02',
      nhsNumber: '9990000018',
    });
    expect(draft.head.practice).to.equal(null);
    const { sections } = draft;
    expect(sections.reason).to.equal('What worries you most? Hot & confused since <noon>');
    expect(sections.observations).to.contain('temperature 35.1 °C. NEWS2 7 (SpO2 scale 1).');
    expect(sections.summary).to.equal('Medicines and allergies, as staff wrote: Staff wrote amlodipine');
    expect(sections.medications).to.equal('');
    expect(sections.decision).to.equal('GP: see today');
    expect(sections.advice).to.equal('Give fluids, and check at 6');
    expect(sections.plan).to.equal('Please see the patient today.');
    expect(JSON.stringify(sections)).not.to.contain('Mine alone');
    expect(await world.trail(place)).to.include('gp-letter.draft-read');
  });

  it('is signed once, and is a PDF, a FHIR document and a part of the record from then on', async () => {
    const { own, patientId, clinician } = await seen();
    await register(patientId);
    const draft = await read(own);
    const body = bodyOf(draft);
    const { value } = await ask(world.server(0), 'signGpLetter', { ...own, body });
    await askRefused(world.server(0), 'signGpLetter', { ...own, body, code: 'conflict' });
    const signed = await read(own);
    expect(signed).to.deep.include({ state: 'signed', letterId: value.letterId, sections: draft.sections });

    const pdf = await ask(world.server(0), 'writeGpLetter', own);
    const { text } = await readPdf(new Uint8Array(await pdf.value.arrayBuffer()));
    expect(text).to.contain('The Synthetic Surgery (Y00001)');
    expect(text).to.contain('999 000 0018');
    expect(text).to.contain('Please see the patient today.');

    const document = await ask(world.server(0), 'readGpLetterDocument', own);
    const faults = (await ResourceValidator.create()).validate(parseJson(JSON.stringify(document.value)));
    expect(faults.filter(({ severity }) => severity === 'error')).to.deep.equal([]);
    expect(JSON.stringify(document.value)).to.match(/"entry":\[\{[^[]*"resourceType":"Composition"/);
    expect(JSON.stringify(document.value)).to.contain('Hot &amp; confused since &lt;noon&gt;');

    const { resources } = await world.deps.store.reads.searchResources({
      type: 'DocumentReference',
      scope: { organisationIds: [place.organisationId], patientIds: [patientId] },
      conditions: [],
      newest: 'updated',
      limit: 5,
    });
    expect(resources.map(({ id }) => id)).to.deep.equal([value.letterId]);
    const reference = parseJson(resources[0]?.body ?? '');
    const issues = (await ResourceValidator.create()).validate(reference);
    expect(issues.filter(({ severity }) => severity === 'error')).to.deep.equal([]);

    const listed = await ask(world.server(0), 'listGpLetters', { token: clinician.token });
    expect(listed.value.letters).to.have.length(1);
    expect(listed.value.letters[0]?.signedAt).not.to.equal(null);
    expect(await world.trail(place)).to.include.members(['gp-letter.signed', 'gp-letter.read']);
  });

  it('is refused while another practice stands than the screen showed, and without what the GP is asked to do', async () => {
    const { own, patientId } = await seen();
    const body = bodyOf(await read(own));
    await register(patientId);
    await askRefused(world.server(0), 'signGpLetter', { ...own, body, code: 'conflict' });
    const fresh = bodyOf(await read(own));
    const empty = { ...fresh, sections: { ...fresh.sections, plan: ' ' } };
    const refused = await askRefused(world.server(0), 'signGpLetter', {
      ...own,
      body: empty,
      code: 'invalid',
    });
    expect(JSON.stringify(refused)).to.contain('sections.plan');
    expect((await read(own)).state).to.equal('draft');
  });

  it('asks nothing of the GP by itself where the outcome does not', async () => {
    const { own } = await seen({ disposition: 'emergency-999' });
    expect((await read(own)).sections.plan).to.equal('');
  });

  it('is not there before the outcome is recorded', async () => {
    const early = await seen({ disposition: null });
    await askRefused(world.server(0), 'readGpLetter', { ...early.own, code: 'wrong-phase' });
  });

  it('is not there about somebody whom nobody has picked', async () => {
    const { own } = await seen({ known: false });
    await askRefused(world.server(0), 'readGpLetter', { ...own, code: 'wrong-phase' });
  });

  it('is for the clinician whose visit it was, and nobody else', async () => {
    const { own } = await seen();
    const colleague = await world.addPerson(place, ['clinician']);
    const theirs = { ...own, token: colleague.token };
    await askRefused(world.server(0), 'readGpLetter', { ...theirs, code: 'forbidden' });
    const elsewhere = await world.addPerson(await world.addPlace(), ['clinician']);
    const foreign = { ...own, token: elsewhere.token };
    await askRefused(world.server(0), 'readGpLetter', { ...foreign, code: 'not-found' });
    const manager = await world.addPerson(place, ['manager']);
    const managing = { ...own, token: manager.token };
    await askRefused(world.server(0), 'readGpLetter', { ...managing, code: 'forbidden' });
    await askRefused(world.server(0), 'writeGpLetter', { ...own, code: 'not-found' });
  });

  it('goes to a practice of the same organisation, of which there is one for each ODS code', async () => {
    const { patientId } = await seen();
    await register(patientId);
    const body = { odsCode: ' y00001 ', name: 'Another' };
    await askRefused(world.server(0), 'addGpPractice', { ...administrator, body, code: 'conflict' });
    const wrong = { ...administrator, body: { odsCode: 'Y-1', name: 'Another' } };
    await askRefused(world.server(0), 'addGpPractice', { ...wrong, code: 'invalid' });

    const foreign = await world.addPlace();
    const outsider = await world.addPerson(foreign, ['administrator']);
    const none = await ask(world.server(0), 'listGpPractices', { token: outsider.token });
    expect(none.value.practices).to.deep.equal([]);
    const theirs = await ask(world.server(0), 'addGpPractice', { token: outsider.token, body });
    const mixed = { ...administrator, params: { patientId }, body: theirs.value };
    await askRefused(world.server(0), 'setGpPractice', { ...mixed, code: 'not-found' });
    const stranger = { token: outsider.token, params: { patientId }, body: theirs.value };
    await askRefused(world.server(0), 'setGpPractice', { ...stranger, code: 'not-found' });
    const clinician = await world.addPerson(place, ['clinician']);
    await askRefused(world.server(0), 'listGpPractices', { token: clinician.token, code: 'forbidden' });
  });
});
