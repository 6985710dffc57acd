/*
 * `node --require` of this keeps the code of large modules as V8 has compiled it: the cdk CLI is one file of 16 MB, and
 * starts in half the time. Node.js does that itself from 22.1 on.
 */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { dirname, join } = require('node:path');
const vm = require('node:vm');
const { isMainThread } = require('node:worker_threads');

const ROOT = join(__dirname, '..');
const FOLDER = join(ROOT, 'node_modules', '.cache', 'compiled');
const SMALLEST = 1_000_000;

/** The file of a module's compiled code. A copy of a module elsewhere is most likely gone soon, and has none. */
function cacheOf(filename) {
  const key = createHash('sha256').update(JSON.stringify([filename, process.version, process.arch]));
  return join(FOLDER, key.digest('hex'));
}

/** V8 refuses what was compiled of a text of another length; one of another time is not even tried. */
function read(file, filename) {
  try {
    return statSync(file).mtimeMs > statSync(filename).mtimeMs ? readFileSync(file) : undefined;
  } catch {
    return undefined;
  }
}

/** Whole at once, since another process may read it. What cannot be written is compiled again. */
function write(file, script) {
  try {
    mkdirSync(FOLDER, { recursive: true });
    const partial = `${file}.${process.pid}`;
    writeFileSync(partial, script.createCachedData());
    renameSync(partial, file);
  } catch {}
}

/** What V8 has kept compiled cannot import() any more, so that core modules are required, as all others in a bundle are. */
function sourceOf(content) {
  const source = content.replace(/^#!.*/, '').replace(/\bimport\(("node:\w+")\)/g, 'Promise.resolve(require($1))');
  return Module.wrap(source);
}

function keepCompiled() {
  const compile = Module.prototype._compile;
  Module.prototype._compile = function (content, filename, ...others) {
    const isKept = content.length >= SMALLEST && filename.startsWith(ROOT);
    if (!isKept) return compile.call(this, content, filename, ...others);
    const file = cacheOf(filename);
    const cachedData = read(file, filename);
    const script = new vm.Script(sourceOf(content), { filename, cachedData });
    const run = script.runInThisContext();
    if (!cachedData || script.cachedDataRejected) process.once('exit', () => write(file, script));
    return run.call(this.exports, this.exports, Module.createRequire(filename), this, filename, dirname(filename));
  };
}

if (Module.enableCompileCache) Module.enableCompileCache(FOLDER);
else if (isMainThread) keepCompiled();
