const { availableParallelism } = require('node:os');

// the SDK of the tests would say in each worker that it will want a newer Node
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

// The workers start with the options of this process. What a test makes is gone with it: most of it fits into a larger
// young generation, and is never copied. Little of it runs often enough for V8's optimizing compiler; from Node.js 22 on
// V8 has another compiler before that, and no such option.
process.execArgv.push('--min-semi-space-size=64', '--max-semi-space-size=64');
if (parseInt(process.versions.node, 10) < 22) process.execArgv.push('--interrupt-budget=500000');

module.exports = {
  // some tests wait for the cdk CLI, or for a clock: one more than there are processors
  maxWorkers: availableParallelism() + 1,
  // a net for what hangs, not a measure: a loaded machine is slow
  testTimeout: 400_000,
  globalSetup: '<rootDir>/testing/temporary-folder.ts',
  testSequencer: '<rootDir>/testing/jest/sequencer.cjs',
  testEnvironment: '<rootDir>/testing/jest/environment.cjs',
  runtime: '<rootDir>/testing/jest/runtime.cjs',
  transform: { '^.+\\.ts$': '@swc/jest' },
  roots: ['<rootDir>/test', '<rootDir>/local-aws/test', '<rootDir>/cli/test'],
  testMatch: ['**/*.test.ts'],
  // scripts/with-newest-cdk runs it
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/newest-cdk/'],
  moduleNameMapper: { '^cdk-mgn-disconnect$': '<rootDir>/lib' },
};
