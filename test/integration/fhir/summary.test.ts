import { expect } from 'chai';
import {
  type FhirSystem,
  FhirWorld,
  type Heard,
  patient,
  pulseOf,
  resourcesOf,
} from '../../support/fhir-world.ts';

type Section = {
  title: string;
  code: { coding: { system: string; code: string }[] };
  text: { status: string; div: string };
  entry?: { reference: string }[];
  emptyReason?: { coding: { code: string }[] };
};

const clinical = (
  code: string,
  of: 'condition-clinical' | 'allergyintolerance-clinical' = 'condition-clinical',
) => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${of}`, code }],
});
const verified = (code: string, of: 'condition-ver-status' | 'allergyintolerance-verification') => ({
  coding: [{ system: `http://terminology.hl7.org/CodeSystem/${of}`, code }],
});
const vitalSigns = {
  category: [
    {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' }],
    },
  ],
};

describe('the summary of a patient', () => {
  let world: FhirWorld;
  let system: FhirSystem;
  let ann: string;
  before(async () => {
    world = await FhirWorld.create();
  });
  beforeEach(async () => {
    system = await world.addSystem();
    ann = await system.make(patient());
  });
  after(() => world[Symbol.asyncDispose]());

  const subject = () => ({ reference: `Patient/${ann}` });
  const summaryOf = (id: string) => system.get(`Patient/${id}/$summary`);
  const sectionsOf = (heard: Heard) => resourcesOf(heard)[0]?.['section'] as Section[];
  const sectionOf = (heard: Heard, title: string) => sectionsOf(heard).find((one) => one.title === title);
  const idsIn = (heard: Heard, title: string) =>
    sectionOf(heard, title)?.entry?.map(({ reference }) => reference.split('/').at(-1));

  it('says of problems, allergies and medicines that nothing is recorded, and not that there is none', async () => {
    const heard = await summaryOf(ann);
    expect(heard.status, heard.text).to.equal(200);
    expect(
      sectionsOf(heard).map(({ title, code, emptyReason, entry }) => [
        title,
        code.coding[0]?.code,
        emptyReason?.coding[0]?.code,
        entry,
      ]),
    ).to.deep.equal([
      ['Problems', '11450-4', 'unavailable', undefined],
      ['Allergies', '48765-2', 'unavailable', undefined],
      ['Medicines', '10160-0', 'unavailable', undefined],
    ]);
    for (const { text } of sectionsOf(heard)) expect(text.div).to.contain('does not mean that there is none');
  });

  it('is a document of R4 whose references all lead to an entry', async () => {
    await system.make({
      resourceType: 'Condition',
      subject: subject(),
      code: { text: 'Asthma' },
      clinicalStatus: clinical('active'),
    });
    const heard = await summaryOf(ann);
    expect(heard.json).to.include({ type: 'document' });
    const identifier = heard.json['identifier'] as { value: string };
    expect(identifier.value).to.match(/^urn:uuid:[0-9a-f-]{36}$/);
    const entries = heard.json['entry'] as { fullUrl: string; resource: Record<string, unknown> }[];
    expect(entries.map(({ resource }) => resource['resourceType'])).to.deep.equal([
      'Composition',
      'Device',
      'Patient',
      'Condition',
    ]);
    const addresses = entries.map(({ fullUrl }) => fullUrl);
    const composition = entries[0]?.resource as { subject: object; author: object[]; section: Section[] };
    const named = [
      composition.subject,
      ...composition.author,
      ...composition.section.flatMap(({ entry = [] }) => entry),
    ].map((one) => (one as { reference: string }).reference);
    expect(named).to.have.length(3);
    expect(addresses).to.include.members(named);
  });

  it('has what holds where it holds, what is past apart, and leaves out what was never true', async () => {
    const condition = (over: Record<string, unknown>) =>
      system.make({ resourceType: 'Condition', subject: subject(), ...over });
    const active = await condition({ code: { text: 'Heart failure' }, clinicalStatus: clinical('active') });
    const unsaid = await condition({ code: { text: 'Falls' }, clinicalStatus: clinical('recurrence') });
    const past = await condition({ code: { text: 'Pneumonia' }, clinicalStatus: clinical('resolved') });
    await condition({
      code: { text: 'Typed by mistake' },
      verificationStatus: verified('entered-in-error', 'condition-ver-status'),
    });
    await condition({
      code: { text: 'Thought of and ruled out' },
      clinicalStatus: clinical('active'),
      verificationStatus: verified('refuted', 'condition-ver-status'),
    });
    const allergy = await system.make({
      resourceType: 'AllergyIntolerance',
      patient: subject(),
      code: { text: 'Penicillin' },
      clinicalStatus: clinical('resolved', 'allergyintolerance-clinical'),
      verificationStatus: verified('confirmed', 'allergyintolerance-verification'),
      criticality: 'high',
    });
    const medicine = (text: string, status: string) =>
      system.make({
        resourceType: 'MedicationStatement',
        subject: subject(),
        status,
        medicationCodeableConcept: { text },
        dosage: [{ text: 'one in the morning' }],
      });
    const taken = await medicine('Ramipril 5 mg', 'active');
    await medicine('Amoxicillin', 'completed');
    const flag = await system.make({
      resourceType: 'Flag',
      subject: subject(),
      status: 'active',
      code: { text: 'Not for resuscitation' },
    });
    const heard = await summaryOf(ann);
    expect(idsIn(heard, 'Problems')).to.have.members([active, unsaid]);
    expect(idsIn(heard, 'Past problems')).to.deep.equal([past]);
    expect(idsIn(heard, 'Allergies')).to.deep.equal([allergy]);
    expect(idsIn(heard, 'Medicines')).to.deep.equal([taken]);
    expect(idsIn(heard, 'Alerts')).to.deep.equal([flag]);
    expect(sectionOf(heard, 'Allergies')?.text.div).to.contain(
      '<li>Penicillin, resolved, confirmed, high</li>',
    );
    expect(sectionOf(heard, 'Medicines')?.text.div).to.contain(
      '<li>Ramipril 5 mg, one in the morning, active</li>',
    );
    expect(heard.text).not.to.match(/Amoxicillin|by mistake|ruled out/);
  });

  it('has the newest of each vital sign, with its digits as they were written', async () => {
    const at = (hour: string) => ({ ...vitalSigns, effectiveDateTime: `2026-11-30T${hour}:00:00Z` });
    await system.make(pulseOf(`Patient/${ann}`, at('01')));
    const newest = pulseOf(`Patient/${ann}`, at('02'));
    const text = JSON.stringify(newest).replace('"value":80', '"value":80.10');
    const pulse = (await system.post('Observation', text)).json['id'] as string;
    await system.make(pulseOf(`Patient/${ann}`, { ...at('03'), status: 'entered-in-error' }));
    await system.make(pulseOf(`Patient/${ann}`, { effectiveDateTime: '2026-11-30T04:00:00Z' }));
    const heard = await summaryOf(ann);
    expect(idsIn(heard, 'Newest vital signs')).to.deep.equal([pulse]);
    expect(sectionOf(heard, 'Newest vital signs')?.text.div).to.contain(
      '<li>8867-4, 80.10 beats/min, 2026-11-30T02:00:00Z</li>',
    );
    expect(heard.text).to.contain('"value":80.10,');
  });

  it('takes what somebody has written for text, and never for markup', async () => {
    await system.make({
      resourceType: 'Condition',
      subject: subject(),
      code: { text: 'Pain <b>now</b> & "then"' },
      clinicalStatus: clinical('active'),
    });
    expect(sectionOf(await summaryOf(ann), 'Problems')?.text.div).to.contain(
      'Pain &lt;b&gt;now&lt;/b&gt; &amp; &quot;then&quot;',
    );
  });

  it('is refused to others, to a token that does not allow all of it, and with parameters', async () => {
    const other = await world.addSystem();
    expect((await other.get(`Patient/${ann}/$summary`)).status).to.equal(404);
    const narrow = await world.addSystem({
      organisationId: system.client.organisationId,
      scopes: [
        { type: 'Patient', allows: ['r'] },
        { type: 'Condition', allows: ['r'] },
      ],
    });
    expect((await narrow.get(`Patient/${ann}/$summary`)).status).to.equal(403);
    expect((await system.get(`Patient/${ann}/$summary?profile=x`)).status).to.equal(400);
    expect((await system.get('Patient/nobody/$summary')).status).to.equal(404);
  });
});
