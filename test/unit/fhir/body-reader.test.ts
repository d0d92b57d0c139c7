import { expect } from 'chai';
import { BodyReader } from '../../../server/fhir/bodies/body-reader.ts';
import { FhirError } from '../../../server/fhir/fhir-error.ts';
import { patient } from '../../support/fhir-world.ts';

/** Some hundred kilobytes, all of them right. */
const large = JSON.stringify(
  patient({
    contact: Array.from({ length: 3000 }, (_, n) => ({ name: { family: `Ashdown ${String(n)}` } })),
  }),
);

describe('what is sent for the record, while it is checked', () => {
  it('is given up after the time that there is, and what comes next is checked all the same', async function () {
    this.timeout(60_000);
    const reader = new BodyReader({ longMs: 1 });
    try {
      const refused: unknown = await reader.resource(large).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(FhirError).and.to.include({ status: 422, code: 'too-costly' });
      expect(await reader.resource(JSON.stringify(patient()))).to.include({ type: 'Patient' });
    } finally {
      await reader.close();
    }
  });

  it('is refused while too many large ones wait, and a small one is not', async function () {
    this.timeout(120_000);
    const reader = new BodyReader();
    try {
      const asked = await Promise.allSettled(Array.from({ length: 6 }, () => reader.resource(large)));
      const statuses = asked.map((one) =>
        one.status === 'fulfilled' ? one.value.type : (one.reason as FhirError).status,
      );
      expect(statuses).to.deep.equal(['Patient', 'Patient', 'Patient', 'Patient', 429, 429]);
      expect(await reader.resource(JSON.stringify(patient()))).to.include({ type: 'Patient' });
    } finally {
      await reader.close();
    }
  });
});
