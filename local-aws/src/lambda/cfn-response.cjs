'use strict';
const http = require('node:http');
const https = require('node:https');

/**
 * The module that CloudFormation puts beside inline code:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cfn-lambda-function-code-cfnresponsemodule.html
 */
exports.SUCCESS = 'SUCCESS';
exports.FAILED = 'FAILED';

exports.send = (event, context, responseStatus, responseData, physicalResourceId, noEcho) =>
  new Promise((resolve) => {
    const body = JSON.stringify({
      Status: responseStatus,
      Reason: `See the details in CloudWatch Log Stream: ${context.logStreamName}`,
      PhysicalResourceId: physicalResourceId || context.logStreamName,
      StackId: event.StackId,
      RequestId: event.RequestId,
      LogicalResourceId: event.LogicalResourceId,
      NoEcho: noEcho || false,
      Data: responseData,
    });
    const done = () => {
      context.done?.();
      resolve();
    };
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
    const { request } = event.ResponseURL.startsWith('http:') ? http : https;
    const put = request(event.ResponseURL, { method: 'PUT', headers }, (response) => response.resume().on('end', done));
    put.on('error', (error) => {
      console.log(`send(..) failed executing request(..): ${error}`);
      done();
    });
    put.end(body);
  });
