const fs = require('node:fs');
const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/*
 * The tests run among the globals of Node.js itself, not among copies for each file: what they import of other packages
 * is loaded, and made fast by V8, once for all files of a worker. What a file leaves behind of its own ends with it.
 */

/** What jest looks for under symbols, so that no test can take it away. */
const NATIVE = {
  'jest-native-promise': Promise,
  'jest-native-now': Date.now.bind(Date),
  'jest-native-read-file': fs.readFileSync,
  'jest-native-write-file': fs.writeFileSync,
  'jest-native-exists-file': fs.existsSync,
};

/** The one of the process itself: a test may put an object in its place. */
const { env } = process;

process.setMaxListeners(0);

module.exports = class {
  constructor({ projectConfig }) {
    this.global = globalThis;
    this.before = Object.getOwnPropertyDescriptors(globalThis);
    this.symbols = new Set(Object.getOwnPropertySymbols(globalThis));
    this.env = { ...env };
    this.exit = process.exit;
    for (const [name, value] of Object.entries(NATIVE)) define(Symbol.for(name), value);
    define('jest-symbol-do-not-touch', Symbol);
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimers = null;
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.moduleMocker.restoreAllMocks();
    this.fakeTimersModern.dispose();
    process.exit = this.exit;
    process.exitCode = undefined;
    process.env = env;
    for (const name of Object.keys(env)) if (!Object.hasOwn(this.env, name)) delete env[name];
    Object.assign(env, this.env);
    for (const [name, descriptor] of Object.entries(this.before)) restore(name, descriptor);
    const added = Object.getOwnPropertySymbols(globalThis).filter((symbol) => !this.symbols.has(symbol));
    for (const symbol of added) Reflect.deleteProperty(globalThis, symbol);
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  getVmContext() {
    return globalThis;
  }
};

function define(name, value) {
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: false });
}

function restore(name, descriptor) {
  const { value, configurable } = Object.getOwnPropertyDescriptor(globalThis, name) ?? {};
  if (configurable && 'value' in descriptor && value !== descriptor.value)
    Object.defineProperty(globalThis, name, descriptor);
}
