'use strict';
/**
 * The Node runtime of an execution environment: loads the handler, then takes events from the Runtime API and answers
 * them (https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html). Plain JavaScript, because any Node runs it.
 */
const { existsSync } = require('node:fs');
const http = require('node:http');
const { basename, dirname, join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { createContext } = require('./bootstrap-context.cjs');
const { patchConsole, setRequestId } = require('./bootstrap-console.cjs');
const { explained } = require('./bootstrap-modules.cjs');
require('./bootstrap-https.cjs');

const env = process.env;
const api = new URL(`http://${env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`);
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
let fail = (error) => initFailed(error);

function call(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const options = { agent, method, host: api.hostname, port: api.port, path: api.pathname + path, headers };
    const request = http.request(options, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ headers: response.headers, status: response.statusCode, body: Buffer.concat(chunks) }),
      );
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

const coded = (code, message) => Object.assign(new Error(message), { name: code });

function locate(handler) {
  const [, file, name] = /^([^.]*)\.(.*)$/.exec(basename(handler)) ?? [];
  if (!name) throw coded('Runtime.MalformedHandlerName', `Bad handler ${handler}`);
  const stem = join(env.LAMBDA_TASK_ROOT, dirname(handler), file);
  const path = ['.js', '.mjs', '.cjs'].map((extension) => stem + extension).find((candidate) => existsSync(candidate));
  if (!path) throw coded('Runtime.ImportModuleError', `Error: Cannot find module '${file}'`);
  return { path, name };
}

async function importModule(path) {
  if (path.endsWith('.mjs')) return import(pathToFileURL(path).href);
  try {
    return require(path);
  } catch (error) {
    if (error.code === 'ERR_REQUIRE_ESM' || error.code === 'ERR_REQUIRE_ASYNC_MODULE')
      return import(pathToFileURL(path).href);
    throw error;
  }
}

async function loadHandler() {
  const { path, name } = locate(env._HANDLER);
  const module = await importModule(path).catch((error) => {
    if (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND')
      throw coded('Runtime.ImportModuleError', `Error: ${explained(error.message)}`);
    if (error instanceof SyntaxError) throw coded('Runtime.UserCodeSyntaxError', `SyntaxError: ${error.message}`);
    throw error;
  });
  const handler = name.split('.').reduce((value, key) => value?.[key], module) ?? module.default?.[name];
  if (handler === undefined) throw coded('Runtime.HandlerNotFound', `${env._HANDLER} is undefined or not exported`);
  if (typeof handler !== 'function') throw coded('Runtime.HandlerNotFound', `${env._HANDLER} is not a function`);
  // https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html: no callbacks from nodejs24.x on
  if (handler.length > 2 && Number(/nodejs(\d+)/.exec(env.AWS_EXECUTION_ENV)?.[1]) >= 24)
    throw coded(
      'Runtime.CallbackHandlerDeprecated',
      'nodejs24.x and later have no callback handlers; return a promise',
    );
  return handler;
}

function describe(thrown) {
  const error =
    thrown instanceof Error ? thrown : Object.assign(new Error(String(thrown)), { name: typeof thrown, stack: '' });
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n').filter(Boolean) };
}

function logError(label, thrown) {
  const { errorType, errorMessage, trace } = describe(thrown);
  console.error(
    label,
    `\t${JSON.stringify({ errorType, errorMessage, ...(thrown?.code ? { code: thrown.code } : {}), stack: trace })}`,
  );
}

const memory = () => ({
  'lambda-runtime-local-max-memory-mb': String(Math.ceil(process.resourceUsage().maxRSS / 1024)),
});
const errorHeaders = (thrown) => ({
  ...memory(),
  'lambda-runtime-function-error-type': encodeURI(describe(thrown).errorType),
});

async function initFailed(error) {
  logError('Uncaught Exception', error);
  await call('POST', '/init/error', JSON.stringify(describe(error)), errorHeaders(error)).catch(() => {});
  process.exit(1);
}

/** Resolves to what the handler gave: by promise, by callback, by the old context methods, or by an empty event loop. */
function run(handler, event, headers) {
  return new Promise((resolve, reject) => {
    const whenDone = (act) => {
      if (!context.callbackWaitsForEmptyEventLoop) return act();
      process.removeAllListeners('beforeExit');
      process.once('beforeExit', act);
    };
    const callback = (error, result) => whenDone(() => (error ? reject(error) : resolve(result)));
    const context = createContext(headers, callback);
    process.once('beforeExit', () => resolve(null));
    const returned = handler(event, context, callback);
    if (typeof returned?.then === 'function') returned.then(resolve, reject);
  }).finally(() => process.removeAllListeners('beforeExit'));
}

async function answer(handler, { headers, body }) {
  const id = headers['lambda-runtime-aws-request-id'];
  setRequestId(id);
  env._X_AMZN_TRACE_ID = headers['lambda-runtime-trace-id'];
  fail = async (error, label) => {
    logError(label, error);
    await call('POST', `/invocation/${id}/error`, JSON.stringify(describe(error)), errorHeaders(error)).catch(() => {});
    process.exit(129);
  };
  try {
    const result = await run(handler, JSON.parse(body.toString()), headers);
    await call('POST', `/invocation/${id}/response`, serialize(result), memory());
  } catch (error) {
    logError('Invoke Error', error);
    await call('POST', `/invocation/${id}/error`, JSON.stringify(describe(error)), errorHeaders(error));
  }
}

function serialize(result) {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch (error) {
    throw coded('Runtime.MarshalError', `Unable to stringify response body: ${error.message}`);
  }
}

async function main() {
  patchConsole();
  process.on('uncaughtException', (error) => fail(error, 'Uncaught Exception'));
  process.on('unhandledRejection', (reason) =>
    fail(coded('Runtime.UnhandledPromiseRejection', String(reason)), 'Unhandled Promise Rejection'),
  );
  process.stdin
    .on('close', () => process.exit(0))
    .resume()
    .unref();
  const handler = await loadHandler().catch(initFailed);
  for (;;) {
    const next = await call('GET', '/invocation/next').catch(() => process.exit(0));
    if (next.status !== 200) process.exit(0);
    await answer(handler, next);
  }
}

main();
