// jest brings it
const { default: Sequencer } = require('@jest/test-sequencer');

/**
 * They take longest, 5 to 50 seconds. Some wait for processes and clocks more than they work: they do not stand side by
 * side. In a fresh clone jest knows nothing but the sizes of files.
 */
const LONGEST = [
  'cli/test/fresh-runner',
  'test/package/stranger',
  'local-aws/test/load',
  'test/integ/snapshots',
  'test/custody/faults',
  'cli/test/probe-server/probe-server',
  'test/staging/deployment',
  'cli/test/plan',
  'test/examples/deployment',
  'cli/test/packed',
  'cli/test/proxy',
  'cli/test/plan/random-sample',
  'cli/test/plan/random-programs',
  'cli/test/selection',
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
