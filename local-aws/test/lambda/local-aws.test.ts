import { type LocalAws, startLocalAws } from '../../src';

let aws: LocalAws;
beforeEach(async () => {
  aws = await startLocalAws();
});
afterEach(() => aws.stop());

test('a function that does not exist is a 404 with the error type in a header', async () => {
  const response = await fetch(`${aws.url}/2015-03-31/functions/nobody/invocations`, {
    method: 'POST',
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=AKIALOCALOPERATOR/20260101/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0',
    },
  });
  expect(response.status).toBe(404);
  expect(response.headers.get('x-amzn-errortype')).toBe('ResourceNotFoundException');
  expect(await response.json()).toMatchObject({
    Type: 'User',
    Message: expect.stringContaining('Function not found: arn:aws:lambda:'),
  });
});
