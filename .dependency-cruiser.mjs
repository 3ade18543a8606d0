/**
 * Dependencies point one way:
 *
 *   base <- engine <- store <- service <- { transports | telemetry } <- app <- main
 *
 * Every rule has a deliberate violation under test/gates/fixtures/<name of the rule>/, which must be found.
 */

/** What each place may import from `src`, besides itself. What is not listed is forbidden. */
const mayImport = {
  base: [],
  wire: [],
  engine: ['base'],
  store: ['base', 'engine'],
  service: ['base', 'engine', 'store'],
  transports: ['base', 'engine', 'store', 'service', 'wire'],
  telemetry: ['base', 'engine', 'store', 'service'],
  client: ['base', 'wire'],
  config: ['base', 'engine', 'service'],
  app: ['base', 'engine', 'store', 'service', 'transports', 'telemetry', 'wire', 'config'],
  main: ['cli'],
  cli: ['base', 'engine', 'store', 'service', 'transports', 'telemetry', 'wire', 'config', 'app', 'client'],
};

/** @typedef {import('dependency-cruiser').IRegularForbiddenRuleType} Rule */

/**
 * A place is a folder, or a file of that name directly under `src`.
 * @param {string[]} names
 */
const inPlace = (names) => `^src/(${names.join('|')})(/|[.]ts$)`;

/** @type {Rule[]} */
const layerRules = Object.entries(mayImport).map(([place, allowed]) => ({
  name: `layer-${place}`,
  comment: `src/${place} may import from: ${[place, ...allowed].join(', ')}.`,
  severity: 'error',
  from: { path: inPlace([place]) },
  to: { path: '^src/', pathNot: inPlace([place, ...allowed]) },
}));

/** Rooms of the engine, each with those below it. Nothing in a Check needs `analysis`. */
const engineRooms = {
  path: ['path'],
  trie: ['path', 'trie'],
  decision: ['path', 'trie', 'decision'],
  analysis: ['path', 'trie', 'decision', 'analysis'],
};

/** @type {Rule[]} */
const engineRules = [
  ...Object.entries(engineRooms).map(
    ([room, allowed]) =>
      /** @type {Rule} */ ({
        name: `engine-${room}`,
        comment: `src/engine/${room} may import from: ${allowed.join(', ')}.`,
        severity: 'error',
        from: { path: `^src/engine/${room}/` },
        to: { path: '^src/engine/', pathNot: `^src/engine/(${allowed.join('|')})/` },
      }),
  ),
  {
    name: 'engine-entry',
    comment: 'The rest of the house imports src/engine/index.ts; only tests of the engine go further in.',
    severity: 'error',
    from: { pathNot: '^(src/engine|test/(engine|fuzz|mutation))/' },
    to: { path: '^src/engine/', pathNot: '^src/engine/index[.]ts$' },
  },
];

/** Rooms of the service, each with those that it may use; `check-request.ts` beside them belongs to all. */
const serviceRooms = {
  identity: ['identity'],
  decision: ['identity', 'decision'],
  administration: ['identity', 'administration'],
  insight: ['identity', 'decision', 'insight'],
  recording: ['identity', 'decision', 'recording'],
  rehearsal: ['identity', 'decision', 'recording', 'rehearsal'],
};

/** @type {Rule[]} */
const serviceRules = Object.entries(serviceRooms).map(([room, allowed]) => ({
  name: `service-${room}`,
  comment: `src/service/${room} may import from: ${allowed.join(', ')}.`,
  severity: 'error',
  from: { path: `^src/service/${room}/` },
  to: { path: '^src/service/[^/]+/', pathNot: `^src/service/(${allowed.join('|')})/` },
}));

/** A driver stays where its protocol is spoken; the rest of the house knows only our own words. */
const drivers = {
  pg: { packages: ['pg', 'pg-pool', 'pg-protocol', 'node-pg-migrate'], home: ['src/store/postgres/'] },
  grpc: {
    packages: ['@grpc/', 'grpc-health-check', 'protobufjs'],
    home: ['src/transports/grpc/', 'src/client/', 'src/wire/'],
  },
  metrics: { packages: ['prom-client'], home: ['src/telemetry/'] },
  traces: { packages: ['@opentelemetry/'], home: ['src/telemetry/'] },
};

/** @type {Rule[]} */
const driverRules = Object.entries(drivers).map(([name, { packages, home }]) => ({
  name: `driver-${name}`,
  comment: `${packages.join(', ')}: only in ${home.join(', ')}.`,
  severity: 'error',
  from: { path: '^src/', pathNot: `^(${home.join('|')})` },
  to: { path: `node_modules/(${packages.map((name) => (name.endsWith('/') ? name : `${name}/`)).join('|')})` },
}));

/** @type {Rule[]} */
const houseRules = [
  {
    name: 'known-place',
    comment: 'Every file of src belongs to one of the places above.',
    severity: 'error',
    from: { path: '^src/', pathNot: inPlace(Object.keys(mayImport)) },
    to: {},
  },
  {
    name: 'traces-loaded-late',
    comment: 'OpenTelemetry is loaded when there is an endpoint for it, and costs nothing otherwise.',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: 'node_modules/@opentelemetry/', dynamic: false, dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'transports-apart',
    comment: 'Transports do not know each other.',
    severity: 'error',
    from: { path: '^src/transports/([^/]+)/' },
    to: { path: '^src/transports/[^/]+/', pathNot: '^src/transports/($1|listener)/' },
  },
  {
    name: 'store-behind-ports',
    comment: 'Only assembly knows which store it is; everybody else takes a port.',
    severity: 'error',
    from: { path: inPlace(['service', 'transports', 'telemetry']) },
    to: { path: '^src/store/', pathNot: '^src/store/ports/' },
  },
  {
    name: 'ports-are-types',
    comment: 'A port is an interface: it imports types and nothing that runs.',
    severity: 'error',
    from: { path: '^src/store/ports/' },
    to: { dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'wire-is-types',
    comment: 'Generated wire types run nothing; only the loader beside them does.',
    severity: 'error',
    from: { path: '^src/wire/', pathNot: '^src/wire/load-proto[.]ts$' },
    to: { dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'engine-no-packages',
    comment: 'The engine is pure: no npm package.',
    severity: 'error',
    from: { path: '^src/engine/' },
    to: { path: 'node_modules/' },
  },
  {
    name: 'engine-no-core',
    comment: 'The engine is pure: no module of Node.',
    severity: 'error',
    from: { path: '^src/engine/' },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'src-stands-alone',
    comment: 'What is shipped imports nothing of tests, scripts or benches.',
    severity: 'error',
    from: { path: '^src/' },
    to: { path: '^(test|scripts|bench|web|bin)/' },
  },
  {
    name: 'src-declared-packages',
    comment: 'What is shipped imports only what package.json lists for production.',
    severity: 'error',
    from: { path: '^src/' },
    to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'no-vague-names',
    comment: 'A file is named after its idea.',
    severity: 'error',
    from: {},
    to: { path: '(^|/)(utils?|helpers?|common|misc)([.][a-z]+$|/)', pathNot: 'node_modules/' },
  },
  {
    name: 'resolvable',
    comment: 'Every import leads somewhere.',
    severity: 'error',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'no-cycles',
    comment:
      'No cycles, also not of types; only generated messages may hold themselves, as google.protobuf.Value does.',
    severity: 'error',
    from: { pathNot: '^src/wire/' },
    to: { circular: true },
  },
  {
    name: 'no-orphans',
    comment: 'A file that nobody imports and that imports nobody is dead.',
    severity: 'error',
    from: { orphan: true, pathNot: ['^src/main[.]ts$', '[.]d[.]ts$'] },
    to: {},
  },
];

export default {
  forbidden: [...layerRules, ...engineRules, ...serviceRules, ...driverRules, ...houseRules],
  options: {
    tsPreCompilationDeps: true,
    combinedDependencies: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|reports|test/gates/fixtures)/' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
