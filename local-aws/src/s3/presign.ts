import { randomBytes } from 'node:crypto';
import { AwsError, type Environment, type HttpRequest } from '../kernel/types';

/** A URL in the form of AWS's signed ones. The signature is made up, as none is verified; the expiry is real. */
export function presignPut(env: Environment, bucket: string, key: string, expiresInSeconds: number): string {
  const now = amzDate(env.clock.now());
  const query = new URLSearchParams({
    'X-Amz-Algorithm': 'AWS4-HMAC-SHA256',
    'X-Amz-Date': now,
    'X-Amz-SignedHeaders': 'host',
    'X-Amz-Expires': String(expiresInSeconds),
    'X-Amz-Credential': `AKIALOCALCLOUDFORMAT/${now.slice(0, 8)}/${env.region}/s3/aws4_request`,
    'X-Amz-Signature': randomBytes(32).toString('hex'),
  });
  const path = key.split('/').map(encodeURIComponent).join('/');
  return `${env.endpoint()}/${bucket}/${path}?${query}`;
}

/** Throws if a presigned request comes too late. */
export function checkExpiry(query: URLSearchParams, now: number): void {
  const expires = query.get('X-Amz-Expires');
  if (expires === null) return;
  const end = instant(query.get('X-Amz-Date') ?? '') + Number(expires) * 1000;
  if (now < end) return;
  const members = { 'X-Amz-Expires': expires, Expires: new Date(end), ServerTime: new Date(now) };
  throw new AwsError('AccessDenied', 'Request has expired', 403, Number.isFinite(end) ? members : {});
}

/** CloudFormation signs its response URLs with no content type at all. */
export function checkContentType({ headers }: HttpRequest): void {
  if ((headers['content-type'] ?? '') === '') return;
  const why = 'The request signature we calculated does not match the signature you provided.';
  throw new AwsError('SignatureDoesNotMatch', `${why} Check your key and signing method.`, 403);
}

function amzDate(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function instant(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
