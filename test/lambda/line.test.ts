import * as fc from 'fast-check';
import { lineOf } from '../../lambda/log/line';
import { invoke } from './invocation';

const PRESIGNED = 'https://bucket.s3.amazonaws.com/key?X-Amz-Credential=AKIA%2F2026&X-Amz-Signature=topsecret';

describe('a line that is too long for a log event', () => {
  const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`Tag${index}`, 'x'.repeat(8_000)]));

  test('is shortened where it is long, keeps all else, and names what was cut', () => {
    const line = JSON.parse(lineOf({ stackId: 'arn', sourceServer: { sourceServerID: 's-1', tags } }));
    expect(line).toMatchObject({ stackId: 'arn', sourceServer: { sourceServerID: 's-1' } });
    expect(Object.keys(line.sourceServer.tags)).toEqual(Object.keys(tags));
    expect(line.sourceServer.tags.Tag7).toMatch(/^x+…$/);
    expect(line.cut).toEqual(Object.keys(tags).map((name) => `sourceServer.tags.${name}`));
  });

  test('has so many items of a list as fit, from its beginning', () => {
    const disks = Array.from({ length: 5_000 }, (_, index) => ({ deviceName: `/dev/sd${index}`, bytes: 2 ** 40 }));
    const line = JSON.parse(lineOf({ sourceServer: { sourceProperties: { disks } } }));
    expect(line.sourceServer.sourceProperties.disks).toEqual(disks.slice(0, 1_000));
    expect(line.cut).toEqual(['sourceServer.sourceProperties.disks']);
  });

  test('does without the server if it must', () => {
    const nested = Object.fromEntries(Array.from({ length: 10 }, (_, index) => [index, 'x'.repeat(64)]));
    const wide = (depth: number): object =>
      depth === 0 ? nested : Object.fromEntries(Array.from({ length: 10 }, (_, index) => [index, wide(depth - 1)]));
    expect(JSON.parse(lineOf({ decision: 'kept', sourceServer: wide(3) }))).toEqual({
      decision: 'kept',
      cut: ['sourceServer'],
    });
  });
});

test('whatever a line holds, it is one JSON object below 256 KiB, on one line', () => {
  const huge = fc.constantFrom('x'.repeat(300_000), '💥'.repeat(100_000), '\n\u2028\u0000', '"\\'.repeat(90_000));
  const value = fc.oneof(fc.jsonValue(), huge, fc.array(huge, { maxLength: 50 }));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), value), (fields) => {
      const line = lineOf({ stackId: 'arn', sourceServer: fields, ...fields });
      expect(Buffer.byteLength(line)).toBeLessThan(256 * 1024);
      expect(line).not.toContain('\n');
      expect(typeof JSON.parse(line)).toBe('object');
    }),
    { numRuns: 50 },
  );
});

test('the query of a URL, which may sign it, is not in a line; the rest of a text is', () => {
  const line = JSON.parse(lineOf({ reason: `PUT "${PRESIGNED}" failed`, sourceServer: { tags: { Url: PRESIGNED } } }));
  expect(line.reason).toBe('PUT "https://bucket.s3.amazonaws.com/key?…" failed');
  expect(line.sourceServer.tags.Url).toBe('https://bucket.s3.amazonaws.com/key?…');
});

test.each(['StackId', 'LogicalResourceId', 'PhysicalResourceId', 'RequestId', 'RequestType'])(
  'an event whose %s is its ResponseURL does not bring it into the log',
  async (member) => {
    const event = { RequestType: 'Delete', ResponseURL: PRESIGNED, ResourceProperties: {}, [member]: PRESIGNED };
    const { logs } = await invoke(event);
    expect(logs.length).toBeGreaterThan(0);
    expect(logs.join()).not.toContain('topsecret');
  },
);
