import { AwsError } from '../kernel/types';
import type { S3Output } from './protocol';

/** The bytes in a Range header, with which clients fetch a large object in parts; without one, all bytes. */
export function partOf(body: Buffer, range: string | undefined, headers: Record<string, string>): S3Output {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(range ?? '') ?? [];
  if (from === '' && to === '') return { headers, body };
  const start = from === '' ? Math.max(0, body.length - Number(to)) : Number(from);
  const end = from === '' || to === '' ? body.length - 1 : Math.min(Number(to), body.length - 1);
  if (start > end) throw new AwsError('InvalidRange', 'The requested range is not satisfiable', 416);
  const contentRange = { 'content-range': `bytes ${start}-${end}/${body.length}` };
  return { status: 206, headers: { ...headers, ...contentRange }, body: body.subarray(start, end + 1) };
}
