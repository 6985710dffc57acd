import { AwsError, type HttpRequest } from '../kernel/types';

/** The object in a body. SDKs may send it in aws-chunked form, in signed chunks with a checksum as trailer. */
export function objectBody({ headers, body }: HttpRequest): Buffer {
  const chunked =
    headers['x-amz-content-sha256']?.startsWith('STREAMING-') || headers['content-encoding']?.includes('aws-chunked');
  return chunked ? decode(body) : body;
}

function decode(body: Buffer): Buffer {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = body.indexOf('\r\n', at);
    const size = /^([0-9a-f]+)(;|$)/i.exec(body.toString('latin1', at, Math.max(at, end)))?.[1];
    if (end < 0 || size === undefined) throw new AwsError('IncompleteBody', 'The chunked body is not well-formed.');
    const length = Number.parseInt(size, 16);
    if (length === 0) return Buffer.concat(chunks); // what follows are trailers
    const start = end + 2;
    chunks.push(body.subarray(start, start + length));
    at = start + length + 2;
  }
}
