'use strict';
const http = require('node:http');
const https = require('node:https');
const { syncBuiltinESMExports } = require('node:module');

/**
 * Much code answers CloudFormation with https.request on host and path alone, because on AWS a ResponseURL is always
 * HTTPS on port 443. Such a request to the local endpoint's host is sent there as plain HTTP.
 */
const endpoint = new URL(`http://${process.env.AWS_LAMBDA_RUNTIME_API}`);
const original = https.request;

function isLocal(options) {
  const port = Number(options?.port || 443);
  return (options?.hostname ?? options?.host) === endpoint.hostname && (port === 443 || port === Number(endpoint.port));
}

https.request = function request(...parameters) {
  const [first, second] = parameters;
  const url = typeof first === 'string' ? new URL(first) : first;
  const options =
    url instanceof URL
      ? {
          path: url.pathname + url.search,
          hostname: url.hostname,
          port: url.port,
          ...(typeof second === 'object' ? second : {}),
        }
      : url;
  if (!isLocal(options)) return original.apply(this, parameters);
  const { agent, ...rest } = options;
  return http.request(
    { ...rest, protocol: 'http:', port: endpoint.port },
    parameters.find((value) => typeof value === 'function'),
  );
};
https.get = (...parameters) => {
  const request = https.request(...parameters);
  request.end();
  return request;
};
syncBuiltinESMExports();
