'use strict';
/**
 * The Node runtimes of Lambda carry every client of the AWS SDK; here a function has those of the user's project. One
 * that is missing is named with what to do, also where the function itself catches the error.
 */
const Module = require('node:module');

const told = new Set();

function hint(name) {
  return (
    `On Lambda, ${name} is part of the Node runtime. Here functions have what your project has of the AWS SDK: ` +
    `npm install --save-dev ${name}`
  );
}

/** A message, with what to do if it is about a client of the SDK. */
function explained(message) {
  const name = /'(@aws-sdk\/[\w-]+)/.exec(message)?.[1];
  return name && !message.includes('npm install') ? `${message}\n${hint(name)}` : message;
}

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function resolveOrExplain(request, ...rest) {
  try {
    return resolveFilename.call(this, request, ...rest);
  } catch (error) {
    const name = error.code === 'MODULE_NOT_FOUND' && /^@aws-sdk\/[\w-]+/.exec(request)?.[0];
    if (name && told.size < told.add(name).size) console.error(hint(name));
    error.message = explained(error.message);
    throw error;
  }
};

module.exports = { explained };
