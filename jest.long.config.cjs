process.env.TEST_LENGTH = 'long';

// those that ask testing/length.ts how long they are
module.exports = {
  ...require('./jest.config.cjs'),
  testMatch: [
    '<rootDir>/cli/test/plan/random-programs.test.ts',
    '<rootDir>/cli/test/plan/random-sample.test.ts',
    '<rootDir>/cli/test/probe/rows.test.ts',
    '<rootDir>/test/custody/custody.test.ts',
    '<rootDir>/test/custody/hurried.test.ts',
    '<rootDir>/test/custody/permissions.test.ts',
    '<rootDir>/test/custody/storm-after.test.ts',
    '<rootDir>/test/custody/storm-wave.test.ts',
    '<rootDir>/test/custody/storm.test.ts',
    '<rootDir>/test/guards/programs.test.ts',
  ],
};
