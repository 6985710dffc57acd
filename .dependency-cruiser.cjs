/*
 * The walls between the rooms of this repository, and no import circles: `npm run lint:imports`.
 * https://github.com/sverweij/dependency-cruiser/blob/main/doc/rules-reference.md
 */
const wall = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

const ROOMS = '^(lib|lambda|local-aws|cli|bin|bench|testing|test)/';

/** What the library and the function agree on: names and values, which import nothing. */
const CONTRACT = '^lib/private/contract\\.ts$';

/** How the bytes of a file become text: one reader for every file that people give to any room. */
const TEXT = '^lib/private/text\\.ts$';

/** What judges by answers that others have asked for: names, texts, rules. It calls nothing. */
const PURE = [
  '^lambda/custody/',
  '^lambda/guards/',
  '^lambda/(event/|environment\\.ts$)',
  '^lambda/answer/text\\.ts$',
  '^lambda/aws/lag\\.ts$',
  '^lambda/staging/(area|server)\\.ts$',
];

/** The floors of the local CloudFormation and of the function, from the top: each knows those below it. */
const FLOORS = {
  'local-aws/src/cloudformation': ['index\\.ts$', 'api/', 'deployment/', 'resources/', 'stack/', 'behaviour\\.ts$'],
  lambda: [
    'index\\.ts$',
    'connection/',
    'gate/',
    'guards/',
    'answer/',
    'log/',
    'aws/',
    'custody/',
    'event/',
    'environment\\.ts$',
  ],
};

const noWayUp = Object.entries(FLOORS).flatMap(([house, floors]) =>
  floors
    .slice(1)
    .map((floor, index) =>
      wall(
        `nothing-upward-in-${house.replace(/.*\//, '')}-from-${floor.replace(/\W.*/, '')}`,
        'This part is built in floors: each knows those below it.',
        { path: `^${house}/${floor}` },
        { path: `^${house}/(${floors.slice(0, index + 1).join('|')})` },
      ),
    ),
);

module.exports = {
  forbidden: [
    ...noWayUp,
    wall(
      'templates-have-one-door',
      'Templates are read only through the door of that part.',
      { path: ROOMS, pathNot: '^local-aws/src/template/' },
      { path: '^local-aws/src/template/(?!index\\.ts$)' },
    ),
    wall(
      'templates-alone',
      'The reader of templates knows no stack, no service and no server: the CLI has it too.',
      { path: '^local-aws/src/template/' },
      { path: '^local-aws/src/', pathNot: ['^local-aws/src/template/', '^local-aws/src/kernel/types\\.ts$'] },
    ),
    wall(
      'the-cli-takes-the-doors',
      'The published CLI uses the local AWS as a whole, to rehearse, and its reader of templates: by their doors.',
      { path: '^cli/src/' },
      { path: '^local-aws/src/', pathNot: '^local-aws/src/(template/)?index\\.ts$' },
    ),
    wall('no-circles', 'A circle has no beginning to read from.', {}, { circular: true }),
    wall(
      'lib-alone',
      'The construct library is published: it holds nothing of the function, the local AWS or the CLI.',
      { path: '^lib/' },
      { path: ROOMS, pathNot: '^lib/' },
    ),
    wall(
      'lambda-knows-the-contract',
      'The function shares with the library what both agree on, and nothing else.',
      { path: '^lambda/' },
      { path: ROOMS, pathNot: ['^lambda/', CONTRACT] },
    ),
    wall(
      'one-home-for-rules',
      'The CLI judges by the code of the function itself, and knows nothing else of it.',
      { path: '^cli/' },
      { path: '^lambda/', pathNot: PURE },
    ),
    wall(
      'rules-are-pure',
      'Custody and guards judge before a deployment too, where no function runs: they call nothing.',
      { path: PURE.slice(0, 2) },
      { path: '^(lambda|lib)/', pathNot: [...PURE, CONTRACT] },
    ),
    wall(
      'cli-commands-on-top',
      'Each command of the CLI stands on what AWS answers, and that on the model of stacks and on what is printed.',
      { path: '^cli/src/(output|model|aws)/' },
      { path: '^cli/src/(plan|status|record|inventory|rehearse|probe|probe-server)/' },
    ),
    wall(
      'cli-model-below-aws',
      'The model of stacks and servers is made of what AWS answers, and asks nothing.',
      { path: '^cli/src/(output|model)/' },
      { path: '^cli/src/aws/' },
    ),
    wall(
      'the-contract-imports-nothing',
      'What comes with the contract would come into the function.',
      { path: CONTRACT },
      { path: ROOMS },
    ),
    wall(
      'local-aws-alone',
      'The local AWS imitates AWS for anybody: it knows neither the construct nor its function. It reads files alike.',
      { path: '^local-aws/src/' },
      { path: ROOMS, pathNot: ['^local-aws/src/', TEXT] },
    ),
    wall(
      'nothing-upward',
      'What runs imports no test and nothing that tests are made of.',
      { path: '^(lib|lambda|cli/src|local-aws/src)/' },
      { path: '^(test|testing|bench|(cli|local-aws)/test)/' },
    ),
  ],
  options: {
    includeOnly: ROOMS,
    exclude: { path: '(^|/)(node_modules|dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
  },
};
