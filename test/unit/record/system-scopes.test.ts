import { expect } from 'chai';
import {
  grantScopes,
  mergeScopes,
  parseSystemScope,
  writeSystemScope,
} from '../../../domain/record/system-scopes.ts';
import { mayDo, type SystemScope } from '../../../domain/record/record-client.ts';
import type { OrganisationId, RecordClientId } from '../../../domain/ids.ts';

function parsed(...texts: string[]): SystemScope[] {
  return texts.map((text) => {
    const scope = parseSystemScope(text);
    if (scope === undefined) throw new Error(`${text} is no scope`);
    return scope;
  });
}

describe('the scopes of systems', () => {
  const read: [string, string][] = [
    ['system/Observation.rs', 'system/Observation.rs'],
    ['system/*.cruds', 'system/*.cruds'],
    ['system/Patient.r', 'system/Patient.r'],
    ['system/Patient.cud', 'system/Patient.cud'],
    ['system/Observation.read', 'system/Observation.rs'],
    ['system/Observation.write', 'system/Observation.cud'],
    ['system/Observation.*', 'system/Observation.cruds'],
    ['system/*.*', 'system/*.cruds'],
  ];
  for (const [text, meaning] of read) {
    it(`${text} is ${meaning}`, () => {
      expect(parsed(text).map(writeSystemScope)).to.deep.equal([meaning]);
    });
  }

  const unknown = [
    '',
    'system/Observation',
    'system/Observation.',
    'system/Observation.sr',
    'system/Observation.rr',
    'system/Observation.x',
    'system/Observation.READ',
    'system/Observation.rs?category=laboratory',
    'system/observation.rs',
    'system/Encounter.rs',
    'system/toString.rs',
    'system/Observation,Patient.rs',
    ' system/Observation.rs',
    'patient/Observation.rs',
    'patient/*.*',
    'user/Observation.rs',
    'user/*.read',
    'openid',
    'offline_access',
    'launch',
    '*',
  ];
  for (const text of unknown) {
    it(`"${text}" is none`, () => {
      expect(parseSystemScope(text)).to.equal(undefined);
    });
  }

  const grants: [string[], string[], string[]][] = [
    [['system/*.rs'], ['system/*.rs'], ['system/*.rs']],
    [['system/*.rs'], ['system/Observation.cruds'], ['system/Observation.rs']],
    [
      ['system/Observation.rs', 'system/Patient.r'],
      ['system/*.rs'],
      ['system/Observation.rs', 'system/Patient.r'],
    ],
    [['system/Observation.rs'], ['system/Observation.c'], []],
    [['system/Observation.rs'], ['system/Patient.rs'], []],
    [['system/Observation.cu', 'system/*.rs'], ['system/Observation.cruds'], ['system/Observation.crus']],
    [['system/*.rs'], ['system/Patient.r', 'system/Patient.s'], ['system/Patient.rs']],
  ];
  for (const [allowed, asked, granted] of grants) {
    it(`of ${allowed.join(' ')} who asks for ${asked.join(' ')} gets ${granted.join(' ') || 'nothing'}`, () => {
      expect(grantScopes(parsed(...allowed), parsed(...asked)).map(writeSystemScope)).to.deep.equal(granted);
    });
  }

  it('are one for each type', () => {
    const merged = mergeScopes(parsed('system/Flag.s', 'system/List.r', 'system/Flag.c', 'system/Flag.s'));
    expect(merged.map(writeSystemScope)).to.deep.equal(['system/Flag.cs', 'system/List.r']);
  });

  it('allow what they name and nothing else', () => {
    const client = {
      clientId: '0b8a0c5e-6f0e-4a57-9a53-0d2b1f4a8f10' as RecordClientId,
      organisationId: '0b8a0c5e-6f0e-4a57-9a53-0d2b1f4a8f11' as OrganisationId,
      scopes: parsed('system/Observation.cu', 'system/*.r'),
    };
    expect(mayDo(client, 'c', 'Observation')).to.equal(true);
    expect(mayDo(client, 'r', 'Patient')).to.equal(true);
    expect(mayDo(client, 'c', 'Patient')).to.equal(false);
    expect(mayDo(client, 'd', 'Observation')).to.equal(false);
    expect(mayDo(client, 's', 'Patient')).to.equal(false);
  });
});
