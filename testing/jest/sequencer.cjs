// jest brings it
const { default: Sequencer } = require('@jest/test-sequencer');

/** They wait for processes and clocks, 10 to 30 seconds each. In a fresh clone jest knows nothing but the sizes of files. */
const LONGEST = [
  'cli/test/fresh-runner',
  'test/package/stranger',
  'local-aws/test/load',
  'test/integ/snapshots',
  'test/staging/deployment',
  'cli/test/probe-server/probe-server',
  'cli/test/places',
  'test/examples/guards',
  'cli/test/packed',
  'cli/test/proxy',
  'cli/test/plan/random-sample',
  'cli/test/probe-server/refusals',
];

/** Begins with the longest files, so that none of them is left alone at the end. */
module.exports = class extends Sequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const index = LONGEST.findIndex((one) => path.includes(`/${one}.test.ts`));
      return index < 0 ? LONGEST.length : index;
    };
    return super.sort(tests).sort((one, other) => rank(one) - rank(other));
  }
};
