const { AsyncLocalStorage } = require('node:async_hooks');
const { createRequire } = require('node:module');
const vm = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/** What is loaded once for all test files of a worker, as Node.js loads it: packages, the process of the cdk CLI, assemblies. */
const SHARED =
  /^(\.\/(cdk-process|synthesized)\.cjs|aws-cdk-lib|constructs|fast-check|fflate|saxes|ajv|selfsigned|@aws-cdk|@aws-sdk|@smithy|@cloud-copilot)(\/|$)/;

/** By the file of a module what V8 has compiled of it: the next test file evaluates it anew, and compiles nothing. */
const compiled = new Map();

/** The one in which jest keeps the test that runs. */
const storage = new AsyncLocalStorage();

/** Evaluates each test file, and what it imports of this repository, among the globals of environment.cjs. */
class SharedRuntime extends Runtime {
  constructor(...args) {
    super(...args);
    const { executor } = this;
    executor.compile = (source, filename) => {
      const known = compiled.get(filename);
      if (known?.source === source) return known.run;
      const run = vm.compileFunction(source, executor.injectedModuleParameters, { filename });
      compiled.set(filename, { source, run });
      return run;
    };
  }

  requireModuleOrMock(from, name) {
    return SHARED.test(name) ? createRequire(from)(name) : super.requireModuleOrMock(from, name);
  }

  /** jest would make a storage for each test file, and Node.js before 24 goes through all of them at every promise. */
  requireInternalModule(from, name) {
    return name === 'node:async_hooks' ? { AsyncLocalStorage: OneStorage } : super.requireInternalModule(from, name);
  }
}

function OneStorage() {
  return storage;
}

Object.defineProperty(exports, '__esModule', { value: true });
exports.default = SharedRuntime;
