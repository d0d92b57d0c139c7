import { expect } from 'chai';
import type {
  CallId,
  ObservationSetId,
  OrganisationId,
  PatientId,
  SiteId,
  StationId,
} from '../../../domain/ids.ts';
import type { ObservationSet } from '../../../domain/record/observation-set.ts';
import { parseJson } from '../../../server/fhir/json.ts';
import { ResourceValidator } from '../../../server/fhir/validation/validator.ts';
import { resourcesOf } from '../../../store/record/observation-resources.ts';
import { illValues } from '../../support/residents.ts';

const taken: ObservationSet = {
  id: '00000000-0000-4000-8000-000000000001' as ObservationSetId,
  version: 1,
  organisationId: '00000000-0000-4000-8000-000000000002' as OrganisationId,
  siteId: '00000000-0000-4000-8000-000000000003' as SiteId,
  callId: '00000000-0000-4000-8000-000000000004' as CallId,
  patientId: '00000000-0000-4000-8000-000000000005' as PatientId,
  requestId: '00000000-0000-4000-8000-000000000006',
  stationId: '00000000-0000-4000-8000-000000000007' as StationId,
  state: 'final',
  takenAt: new Date('2026-11-30T03:00:00Z'),
  recordedAt: new Date('2026-11-30T03:01:00Z'),
  scale: 1,
  values: illValues,
};

describe('the observations that a station records, as FHIR', () => {
  it('are what we would take from anybody else: nothing is wrong with any of them', async () => {
    const validator = await ResourceValidator.create();
    const wrong = [...resourcesOf(taken).values()].flatMap((resource) =>
      validator
        .validate(parseJson(JSON.stringify(resource)), 'ours')
        .filter(({ severity }) => severity === 'error')
        .map(({ expression, diagnostics }) => `${resource.id.slice(37)} ${expression[0]}: ${diagnostics}`),
    );
    expect(wrong).to.deep.equal([]);
    expect(resourcesOf(taken)).to.have.length(8);
  });
});
