import type { HttpRequest } from './types';

export interface Signature {
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
}

const SCOPE = /^([^/]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request$/;

/** Who signed for what, from the SigV4 credential scope. The signature itself is not verified. */
export function signedWith(request: HttpRequest): Signature | undefined {
  const header = /Credential=([^,\s]+)/.exec(request.headers.authorization ?? '')?.[1];
  const match = SCOPE.exec(header ?? request.query.get('X-Amz-Credential') ?? '');
  if (!match) return undefined;
  const [, accessKeyId = '', region = '', service = ''] = match;
  return { accessKeyId, region, service };
}
