import { AwsError } from '../kernel/types';

/** The JSON object in a body; an empty body is an empty object. */
export function parseJson(body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (error) {
    throw new AwsError('SerializationException', `The request body is not JSON: ${(error as Error).message}`);
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new AwsError('SerializationException', 'The request body is not a JSON object');
}

/** AWS's JSON protocols write a timestamp as seconds since the epoch. */
export function toJson(value: unknown): string {
  return JSON.stringify(value ?? {}, function (this: any, key, item) {
    const original = this[key]; // `item` went through Date.toJSON already
    return original instanceof Date ? original.getTime() / 1000 : item;
  });
}
