/*
 * The assemblies of shapes (app.ts), by the shapes. Node.js itself loads this file, so that the test files of a worker
 * share it: testing/jest/runtime.cjs.
 */
module.exports = new Map();
