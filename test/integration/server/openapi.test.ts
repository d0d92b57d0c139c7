import { expect } from 'chai';
import { z } from 'zod';
import { endpoints } from '../../../domain/contract/rest.ts';
import { protocolMarkdown } from '../../../scripts/protocol.ts';
import { commands } from '../../../domain/contract/commands.ts';
import { facts } from '../../../domain/contract/facts.ts';
import { errorStatus } from '../../../domain/errors.ts';
import { openApiDocument } from '../../../server/http/openapi.ts';

const media = z.looseObject({ schema: z.record(z.string(), z.unknown()) });
const response = z.union([
  z.strictObject({ $ref: z.string() }),
  z.looseObject({ description: z.string(), content: z.record(z.string(), media) }),
]);
const operation = z.strictObject({
  operationId: z.string(),
  tags: z.array(z.string()),
  summary: z.string().min(10),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z
    .array(
      z.strictObject({
        name: z.string(),
        in: z.enum(['path', 'query', 'header']),
        required: z.boolean(),
        schema: z.looseObject({}),
      }),
    )
    .optional(),
  requestBody: z.strictObject({ required: z.boolean(), content: z.record(z.string(), media) }).optional(),
  responses: z.record(z.string().regex(/^\d{3}$/), response),
});
const document = z.looseObject({
  openapi: z.literal('3.1.0'),
  info: z.looseObject({ title: z.string(), version: z.string() }),
  paths: z.record(z.string().regex(/^\/api\//), z.partialRecord(z.enum(['get', 'post', 'put']), operation)),
  components: z.looseObject({
    schemas: z.record(z.string().regex(/^\w+$/), z.looseObject({})),
    securitySchemes: z.record(z.string(), z.looseObject({ type: z.string() })),
  }),
});

function refsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : refsIn(inner),
  );
}

function resolve(whole: unknown, reference: string): unknown {
  return reference
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>(
      (at, step) => (typeof at === 'object' && at !== null ? Reflect.get(at, step) : undefined),
      whole,
    );
}

describe('the OpenAPI document', () => {
  const written: unknown = JSON.parse(JSON.stringify(openApiDocument()));
  let parsed: z.infer<typeof document>;
  let operations: (z.infer<typeof operation> & { path: string; method: string })[];
  // Not while the files are loaded: what is thrown then ends the run of all of them.
  before(() => {
    parsed = document.parse(written);
    operations = Object.entries(parsed.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, described]) => ({ path, method, ...described })),
    );
  });

  it('describes every endpoint of the contract, once, with its parameters, body and security', () => {
    expect(operations.map(({ operationId }) => operationId).toSorted()).to.deep.equal(
      Object.keys(endpoints).toSorted(),
    );
    for (const [name, endpoint] of Object.entries(endpoints)) {
      const found = operations.find(({ operationId }) => operationId === name);
      expect(found?.path, name).to.equal(endpoint.path.replaceAll(/:(\w+)/g, '{$1}'));
      expect(found?.method, name).to.equal(endpoint.method);
      expect(found?.responses, name).to.include.keys(String(endpoint.status), '400', '500');
      const inPath = found?.parameters?.filter((parameter) => parameter.in === 'path') ?? [];
      const named = [...endpoint.path.matchAll(/:(\w+)/g)].map(([, parameter]) => parameter);
      expect(
        inPath.map((parameter) => parameter.name),
        name,
      ).to.deep.equal(named);
      expect(found?.requestBody !== undefined, name).to.equal('body' in endpoint);
      const inHead = found?.parameters?.filter((parameter) => parameter.in === 'header') ?? [];
      const sent = 'headers' in endpoint ? Object.keys(endpoint.headers.shape) : [];
      expect(
        inHead.map((parameter) => parameter.name),
        name,
      ).to.deep.equal(sent);
      expect(found?.security.length, name).to.equal(endpoint.auth === 'none' ? 0 : 1);
    }
  });

  it('has all of clinics under clinics, and records under record', () => {
    const clinical =
      /\/(letters|documents|bookings|clinic|movement-stops|station-blocks|person-events|patients)/;
    // A booked visit is started and ended as any other is.
    const elsewhere = operations.filter(
      ({ path, tags }) =>
        clinical.test(path) && !path.endsWith('/visit') && tags[0] !== 'clinics' && tags[0] !== 'record',
    );
    expect(elsewhere.map(({ path }) => path)).to.deep.equal([]);
  });

  it('refers only to what it holds', () => {
    const references = refsIn(written);
    expect(references.length).to.be.greaterThan(100);
    expect(references.filter((reference) => resolve(written, reference) === undefined)).to.deep.equal([]);
    const schemes = operations.flatMap(({ security = [] }) => security.flatMap((one) => Object.keys(one)));
    expect(Object.keys(parsed.components.securitySchemes)).to.include.members(schemes);
  });
});

describe('the protocol page', () => {
  it('names every command, fact and error code', () => {
    const page = protocolMarkdown();
    for (const name of [...Object.keys(commands), ...Object.keys(facts)]) {
      expect(page).to.contain(`\n### \`${name}\`\n`);
    }
    for (const [code, status] of Object.entries(errorStatus)) {
      expect(page).to.contain(`| \`${code}\` | ${String(status)} |`);
    }
    const anchors = [...page.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    const headings = [...page.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading.toLowerCase().replaceAll(/[`:]/g, '').replaceAll(' ', '-'),
    );
    expect(headings).to.include.members([...new Set(anchors)]);
  });
});
