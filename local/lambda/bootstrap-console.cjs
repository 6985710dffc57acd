'use strict';
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
      process.stdout.write(`${write(level, values).replace(/\r?\n/g, '\r')}\n`);
    };
};

const text = (level, values) =>
  `${new Date().toISOString()}\t${requestId ?? 'undefined'}\t${level}\t${format(...values)}`;

const json = (level, values) =>
  JSON.stringify({
    timestamp: new Date().toISOString(),
    level,
    requestId,
    message: values.length === 1 && typeof values[0] === 'object' ? values[0] : format(...values),
  });
