'use strict';
const { writeSync } = require('node:fs');
const { format } = require('node:util');

let requestId;

exports.setRequestId = (id) => {
  requestId = id;
};

/** Writes console output in the form of the Lambda logs: one line per message, a newline inside it as a carriage return. */
exports.patchConsole = () => {
  const levels = { log: 'INFO', info: 'INFO', debug: 'DEBUG', trace: 'TRACE', warn: 'WARN', error: 'ERROR' };
  const write = process.env.AWS_LAMBDA_LOG_FORMAT === 'JSON' ? json : text;
  for (const [method, level] of Object.entries(levels))
    console[method] = (...values) => {
      print(`${write(level, values).replace(/\r?\n/g, '\r')}\n`);
    };
};

/** Synchronous, because what is still in the buffers of process.stdout is lost when the function exits. */
function print(line) {
  let rest = Buffer.from(line);
  while (rest.length > 0) {
    try {
      rest = rest.subarray(writeSync(1, rest));
    } catch (error) {
      if (error.code !== 'EAGAIN') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }
}

const text = (level, values) =>
  `${new Date().toISOString()}\t${requestId ?? 'undefined'}\t${level}\t${format(...values)}`;

const json = (level, values) =>
  JSON.stringify({
    timestamp: new Date().toISOString(),
    level,
    requestId,
    message: values.length === 1 && typeof values[0] === 'object' ? values[0] : format(...values),
  });
