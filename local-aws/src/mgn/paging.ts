import { invalid } from './errors';

export interface Page<T> {
  readonly items: T[];
  readonly nextToken?: string;
}

/** Pages through items in the order of their `sequence`, so that a deletion between two calls skips nothing. */
export function paginate<T extends { readonly sequence: number }>(
  items: readonly T[],
  request: { readonly maxResults?: number; readonly nextToken?: string },
): Page<T> {
  const size = pageSize(request.maxResults);
  const after = request.nextToken === undefined ? -1 : decode(request.nextToken);
  const rest = items.filter((item) => item.sequence > after);
  const page = rest.slice(0, size);
  return rest.length > size ? { items: page, nextToken: encode(page[size - 1].sequence) } : { items: page };
}

function pageSize(maxResults: unknown): number {
  if (maxResults === undefined) return 1000;
  if (typeof maxResults !== 'number' || maxResults < 1)
    throw invalid('maxResults', 'Member must have value greater than or equal to 1');
  if (maxResults > 1000) throw invalid('maxResults', 'Member must have value less than or equal to 1000');
  return maxResults;
}

const encode = (sequence: number) => Buffer.from(`after:${sequence}`).toString('base64url');

function decode(token: string): number {
  const match = /^after:(\d+)$/.exec(Buffer.from(token, 'base64url').toString());
  if (!match) throw invalid('nextToken', 'The token was not issued by this service');
  return Number(match[1]);
}
