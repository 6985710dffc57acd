import { CloudTrail, paginateLookupEvents } from '@aws-sdk/client-cloudtrail';
import { createCloudTrail } from '../../src/cloudtrail';
import { Journal } from '../../src/kernel/journal';
import { AwsError, type Service } from '../../src/kernel/types';
import { jsonProtocol } from '../../src/protocols/json';
import { clientOf, type Served, serve, signed } from '../fake-service';
import { env } from '../services/world';

/* CloudTrail's history, as the SDK sees it, of calls of a service made for this. */

const mgn: Service = {
  signingName: 'mgn',
  protocol: jsonProtocol({ target: 'Mgn' }),
  operations: {
    DescribeSourceServers: () => ({}),
    DisconnectFromService: ({ sourceServerID }) => {
      if (sourceServerID === 'busy') throw new AwsError('ConflictException', 'a job runs', 409);
      return {};
    },
  },
};

let served: Served;
let client: CloudTrail;

beforeEach(async () => {
  const journal = new Journal();
  const trail = createCloudTrail({ ...env, clock: { ...env.clock, now: () => served.clock.now() } as never }, journal);
  served = await serve([mgn, trail.service]);
  journal.list = () => served.journal.list();
  client = new CloudTrail(clientOf(served));
});
afterEach(async () => {
  client.destroy();
  await served.listening.close();
});

const call = (operation: string, input: object) =>
  fetch(served.url, {
    method: 'POST',
    headers: { ...signed('mgn'), 'x-amz-target': `Mgn.${operation}` },
    body: JSON.stringify(input),
  });
const lookUp = async (input: object = {}) => (await client.lookupEvents(input)).Events ?? [];
const byName = (AttributeValue: string) => ({
  LookupAttributes: [{ AttributeKey: 'EventName' as const, AttributeValue }],
});

test('a call is found five minutes later, by its name, with who made it and what was asked for', async () => {
  await call('DisconnectFromService', { sourceServerID: 's-1' });
  await served.clock.advance(299_000);
  expect(await lookUp(byName('DisconnectFromService'))).toEqual([]);
  await served.clock.advance(1_000);
  const [event] = await lookUp(byName('DisconnectFromService'));
  expect(event).toMatchObject({
    EventName: 'DisconnectFromService',
    EventSource: 'mgn.amazonaws.com',
    ReadOnly: 'false',
    Username: 'operator',
    EventTime: new Date('2026-01-01T00:00:00Z'),
  });
  const record = JSON.parse(event?.CloudTrailEvent ?? '');
  expect(record).toMatchObject({
    eventSource: 'mgn.amazonaws.com',
    eventName: 'DisconnectFromService',
    eventTime: '2026-01-01T00:00:00Z',
    requestParameters: { sourceServerID: 's-1' },
    eventID: event?.EventId,
    recipientAccountId: '123456789012',
  });
  expect(record).not.toHaveProperty('errorCode');
});

test('the record of a call that was refused has its error', async () => {
  await call('DisconnectFromService', { sourceServerID: 'busy' });
  await served.clock.advance(300_000);
  const [event] = await lookUp();
  expect(JSON.parse(event?.CloudTrailEvent ?? '')).toMatchObject({
    errorCode: 'ConflictException',
    errorMessage: 'a job runs',
  });
});

test('events come newest first, in pages that later ones do not move, and for 90 days', async () => {
  for (const id of ['s-1', 's-2', 's-3']) await call('DisconnectFromService', { sourceServerID: id });
  await served.clock.advance(300_000);
  const servers: string[] = [];
  for await (const { Events = [] } of paginateLookupEvents({ client, pageSize: 2 }, byName('DisconnectFromService'))) {
    servers.push(
      ...Events.map(({ CloudTrailEvent = '' }) => JSON.parse(CloudTrailEvent).requestParameters.sourceServerID),
    );
    await call('DisconnectFromService', { sourceServerID: 'later' });
    await served.clock.advance(300_000);
  }
  expect(servers).toEqual(['s-3', 's-2', 's-1']);
  await served.clock.advance(90 * 86_400_000);
  expect(await lookUp()).toEqual([]);
});

test('a time range, and whether a call only read, choose among them', async () => {
  await call('DescribeSourceServers', {});
  await served.clock.advance(60_000);
  await call('DisconnectFromService', { sourceServerID: 's-1' });
  await served.clock.advance(300_000);
  const names = async (input: object) => (await lookUp(input)).map(({ EventName }) => EventName);
  expect(await names({ StartTime: new Date('2026-01-01T00:00:30Z') })).toEqual(['DisconnectFromService']);
  expect(await names({ LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'true' }] })).toContain(
    'DescribeSourceServers',
  );
});

test.each([
  [{ MaxResults: 51 }, 'InvalidMaxResultsException'],
  [{ NextToken: 'no token' }, 'InvalidNextTokenException'],
  [{ StartTime: new Date(2), EndTime: new Date(1_000) }, undefined],
  [{ StartTime: new Date(2_000), EndTime: new Date(1_000) }, 'InvalidTimeRangeException'],
  [
    { LookupAttributes: [...byName('A').LookupAttributes, ...byName('B').LookupAttributes] },
    'InvalidLookupAttributesException',
  ],
])('a lookup with %j is refused by %s', async (input, name) => {
  const answer = lookUp(input).then(
    () => undefined,
    (error: Error) => error.name,
  );
  expect(await answer).toBe(name);
});

test('more than two lookups a second are throttled', async () => {
  await lookUp();
  await lookUp();
  await expect(lookUp()).rejects.toThrow('Rate exceeded');
  await served.clock.advance(1_000);
  expect(await lookUp()).toEqual([]);
});
