const http = require('node:http');

/** Answers FAILED to the request that the property Fail names, else SUCCESS. */
exports.handler = async (event) => {
  const { StackId, RequestId, LogicalResourceId, PhysicalResourceId, ResponseURL, RequestType } = event;
  const answer = {
    Status: event.ResourceProperties.Fail === RequestType ? 'FAILED' : 'SUCCESS',
    Reason: 'as the property Fail says',
    ...{ StackId, RequestId, LogicalResourceId },
    PhysicalResourceId: PhysicalResourceId ?? `thing-${LogicalResourceId}`,
    Data: { Answer: '42' },
  };
  console.log(RequestType, LogicalResourceId, answer.Status);
  await put(ResponseURL, JSON.stringify(answer));
};

const put = (url, body) =>
  new Promise((resolve, reject) => {
    const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
    const request = http.request(url, { method: 'PUT', headers }, (response) => response.resume().on('end', resolve));
    request.on('error', reject).end(body);
  });
