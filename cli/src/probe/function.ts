/*
 * The function of the probe's custom resources. It logs each request, waits, and answers as the properties say. It
 * calls nothing in AWS: its answer goes to the URL of the request.
 */

/** Marks each request in the function's log. */
export const MARK = 'PROBE ';

/**
 * How long a request waits for its answer, unless its properties say otherwise. It is long enough to look at the
 * stack.
 */
export const ANSWERED_AFTER_SECONDS = 8;

/** The inline code of a function may have 4,096 characters. */
export const FUNCTION_CODE = `
const wait = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));
const put = (url, answer) => new Promise((done, fail) => {
  const target = new URL(url);
  const body = JSON.stringify(answer);
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
  const client = require(target.protocol === 'http:' ? 'http' : 'https');
  const request = client.request(target, { method: 'PUT', headers }, (response) => { response.resume(); done(); });
  request.on('error', fail);
  request.end(body);
});
exports.handler = async ({ ResponseURL, ServiceToken, ...event }) => {
  const { RequestType, LogicalResourceId, ResourceProperties: told } = event;
  for (const properties of [told, event.OldResourceProperties || {}]) delete properties.ServiceToken;
  console.log('${MARK}' + JSON.stringify(event));
  await wait(Number(told.Wait || ${ANSWERED_AFTER_SECONDS}));
  const own = event.PhysicalResourceId || 'probe-' + LogicalResourceId;
  const isDelete = RequestType === 'Delete';
  const answer = {
    Status: (told.Fail || '').split(',').includes(RequestType) ? 'FAILED' : 'SUCCESS',
    Reason: told.Control === 'true' ? String.fromCharCode(27) + '[1mtold to fail' : 'told to fail',
    PhysicalResourceId: isDelete ? (told.OtherId || own) : (told.Id || own),
    StackId: event.StackId, RequestId: event.RequestId, LogicalResourceId,
  };
  await put(ResponseURL, answer);
  if ((told.Twice || '') === RequestType) await put(ResponseURL, { ...answer, Status: 'FAILED' });
};
`;
