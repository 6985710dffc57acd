'use strict';
const { env } = process;

/** The context object of a Node handler: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
exports.createContext = (headers, callback) => {
  const remaining = Number(headers['lambda-runtime-local-remaining-ms']);
  const deadline = Number.isNaN(remaining) ? Number(headers['lambda-runtime-deadline-ms']) : Date.now() + remaining;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn: headers['lambda-runtime-invoked-function-arn'],
    awsRequestId: headers['lambda-runtime-aws-request-id'],
    getRemainingTimeInMillis: () => deadline - Date.now(),
    done: (error, result) => callback(error, result),
    succeed: (result) => callback(null, result),
    fail: (error) => callback(error ?? new Error('unknown')),
  };
};
