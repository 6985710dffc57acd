import { createHmac, hash } from 'node:crypto';

/** A POST request without a query, as this function makes them. */
export interface Unsigned {
  readonly service: string;
  readonly url: URL;
  readonly contentType: string;
  readonly body: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * The headers of a request, with the signature that AWS asks for, by the credentials of the function's role. Lambda
 * renews those by starting new execution environments.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function signedHeaders(
  { service, url, contentType, body }: Unsigned,
  env = process.env,
): Record<string, string> {
  const { AWS_ACCESS_KEY_ID = '', AWS_SECRET_ACCESS_KEY = '', AWS_SESSION_TOKEN: token, AWS_REGION = '' } = env;
  const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = [time.slice(0, 8), AWS_REGION, service, 'aws4_request'];
  // in the order in which they are signed
  const headers: Record<string, string> = { 'content-type': contentType, host: url.host, 'x-amz-date': time };
  if (token) headers['x-amz-security-token'] = token;
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map((header) => header.join(':'));
  const request = ['POST', canonical(url.pathname), '', ...lines, '', names, hash('sha256', body)].join('\n');
  const key = scope.reduce<string | Buffer>(
    (secret, part) => mac(secret, part).digest(),
    `AWS4${AWS_SECRET_ACCESS_KEY}`,
  );
  const signature = mac(key, [ALGORITHM, time, scope.join('/'), hash('sha256', request)].join('\n')).digest('hex');
  const credential = `${AWS_ACCESS_KEY_ID}/${scope.join('/')}`;
  return {
    ...headers,
    authorization: `${ALGORITHM} Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
  };
}

/** Of a path that is encoded already: all services but Amazon S3 sign it encoded once more, without empty segments. */
function canonical(path: string): string {
  return path
    .replace(/\/+/g, '/')
    .split('/')
    .map((segment) =>
      encodeURIComponent(segment).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`),
    )
    .join('/');
}

function mac(key: string | Buffer, text: string) {
  return createHmac('sha256', key).update(text);
}
