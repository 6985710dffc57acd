const { createRequire } = require('node:module');
const vm = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** The packages that are loaded once for all test files of a worker, as Node.js loads them. */
const SHARED =
  /^(aws-cdk-lib|constructs|fast-check|fflate|saxes|ajv|selfsigned|@aws-cdk|@aws-sdk|@smithy|@cloud-copilot)(\/|$)/;

/** Compiles each test file, and what it imports of this repository, among the globals of environment.cjs. */
class SharedRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    const { executor } = this;
    executor.compile = (source, filename) =>
      vm.compileFunction(source, executor.injectedModuleParameters, { filename });
  }

  requireModuleOrMock(from, name) {
    return SHARED.test(name) ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
  }
}

Object.defineProperty(exports, '__esModule', { value: true });
exports.default = SharedRuntime;
