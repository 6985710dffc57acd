import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import * as fc from 'fast-check';
import { signedHeaders } from '../../lambda/aws/signature';

/* The signature of each request, beside the one that the SDK's signer makes. */

const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const key = fc.stringMatching(/^[\w+/=]{1,40}$/);
const path = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.constantFrom('', "it's (*!)", 'a+b~c', '%2F', 'DescribeJobs'),
    ),
  )
  .map((segments) => new URL(`https://host/${segments.map(encodeURI).join('/')}`));

test('it is that of the SDK, whatever is sent, from wherever', async () => {
  const requests = fc.record({
    service: fc.constantFrom('mgn', 'cloudformation'),
    url: path,
    contentType: fc.constantFrom('application/json', 'application/x-www-form-urlencoded'),
    body: text,
  });
  const environments = fc.record(
    {
      AWS_ACCESS_KEY_ID: key,
      AWS_SECRET_ACCESS_KEY: text,
      AWS_SESSION_TOKEN: key,
      AWS_REGION: fc.constantFrom('us-east-1', 'us-iso-east-1'),
    },
    { requiredKeys: ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_REGION'] },
  );
  await fc.assert(
    fc.asyncProperty(requests, environments, async (request, env) => {
      const headers = signedHeaders(request, env);
      expect(headers).toEqual(await bySdk(request, env, headers['x-amz-date'] ?? ''));
    }),
    { numRuns: 300 },
  );
});

test('it is of the second in which it is made, in UTC', () => {
  const before = Math.floor(Date.now() / 1000) * 1000;
  const request = { service: 'mgn', url: new URL('https://host/'), contentType: 'application/json', body: '' };
  const time = signedHeaders(request, {})['x-amz-date'] ?? '';
  expect(dateIn(time).getTime()).toBeGreaterThanOrEqual(before);
  expect(dateIn(time).getTime()).toBeLessThanOrEqual(Date.now());
});

function dateIn(time: string): Date {
  return new Date(time.replace(/(....)(..)(..T..)(..)(..Z)/, '$1-$2-$3:$4:$5'));
}

type Request = Parameters<typeof signedHeaders>[0];

async function bySdk({ service, url, contentType, body }: Request, env: NodeJS.ProcessEnv, time: string) {
  const credentials = {
    accessKeyId: env.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: env.AWS_SECRET_ACCESS_KEY ?? '',
    sessionToken: env.AWS_SESSION_TOKEN,
  };
  const signer = new SignatureV4({
    service,
    region: env.AWS_REGION ?? '',
    credentials,
    sha256: Sha256,
    applyChecksum: false,
  });
  const { headers } = await signer.sign(
    {
      method: 'POST',
      protocol: 'https:',
      hostname: url.hostname,
      path: url.pathname,
      headers: { host: url.host, 'content-type': contentType },
      body,
    },
    { signingDate: dateIn(time) },
  );
  return headers;
}

class Sha256 {
  private readonly hash;

  constructor(secret?: unknown) {
    this.hash = secret ? createHmac('sha256', secret as string | Uint8Array) : createHash('sha256');
  }

  update(data: Uint8Array): void {
    this.hash.update(data);
  }

  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
}
