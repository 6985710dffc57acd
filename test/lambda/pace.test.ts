import { Deadline } from '../../lambda/aws/deadline';
import { eventsOf } from '../../lambda/aws/events';
import { Pace } from '../../lambda/aws/pace';
import { ServiceServer } from './service-server';

/* How long a throttled call of one among many waits at most, and how it learns how many there are. */

const PLENTY = 900_000;

let pace: Pace;
beforeEach(() => {
  jest.spyOn(Math, 'random').mockReturnValue(1);
  pace = new Pace();
});
afterEach(() => jest.restoreAllMocks());

describe('a throttled call of CloudFormation', () => {
  test('lets those go first that have seen nothing yet, and comes nearer while they get through', () => {
    expect(pace.pauseOf(0, PLENTY)).toBe(9_000);
    pace.crowd = 100;
    expect([0, 10_000, 20_000].map((elapsed) => pace.pauseOf(elapsed, PLENTY))).toEqual([25_000, 20_000, 15_000]);
  });

  test('waits longer again where more came, or less is allowed, than it knows', () => {
    pace.crowd = 100;
    expect([30_000, 60_000].map((elapsed) => pace.pauseOf(elapsed, PLENTY))).toEqual([18_000, 36_000]);
  });

  test('waits no longer for more than a page shows: it would end last', () => {
    pace.crowd = 450;
    expect(pace.pauseOf(0, PLENTY)).toBe(25_000);
  });

  test('waits half as long once it knows all, since it has the least left to ask', () => {
    pace.crowd = 100;
    pace.isWhole = true;
    expect([0, 60_000].map((elapsed) => pace.pauseOf(elapsed, PLENTY))).toEqual([12_500, 18_000]);
  });
});

describe('a throttled call of MGN', () => {
  beforeEach(() => {
    pace.crowd = 150;
  });

  test('is drawn from the time that all need at the rate, counted from when they came', () => {
    expect([0, 20_000, 28_000].map((elapsed) => pace.pauseOf(elapsed, PLENTY, 5))).toEqual([30_000, 10_000, 5_000]);
  });

  test('waits longer again where MGN allows less than assumed', () => {
    expect([50_000, 100_000].map((elapsed) => pace.pauseOf(elapsed, PLENTY, 5))).toEqual([10_000, 20_000]);
  });

  test('never waits for more than half of the time that is left, and leaves time for many tries when it is late', () => {
    expect(pace.pauseOf(0, 40_000, 5)).toBe(20_000);
    expect([120_000, 60_000].map((left) => pace.pauseOf(780_000, left, 5))).toEqual([8_000, 5_000]);
  });

  test('of a request that is alone waits like any other', () => {
    pace.crowd = 1;
    expect(pace.pauseOf(0, PLENTY, 5)).toBe(9_000);
  });
});

describe('the events of a stack', () => {
  const server = new ServiceServer();
  let deadline: Deadline;
  beforeAll(() => server.start());
  afterAll(() => server.stop());
  beforeEach(() => {
    deadline = new Deadline(60_000);
  });
  afterEach(() => deadline.close());

  const STACK = 'arn:aws:cloudformation:eu-west-1:111111111111:stack/One';
  let stacks = 0;

  /** Reads pages of events, each with its age in seconds, to the end. */
  async function read(...pages: readonly (readonly string[])[]): Promise<{ crowd: number; isWhole: boolean }> {
    const stackId = `${STACK}/${++stacks}`;
    server.answer(...pages.map((events, index) => ({ body: page(stackId, events, pages[index + 1] && `${index}`) })));
    for await (const _ of (await eventsOf(stackId, deadline)).newestFirst(deadline));
    return deadline.pace;
  }

  function page(stackId: string, events: readonly string[], token = ''): string {
    const members = events.map((event, index) => {
      const [logicalId, status, age = 1] = event.split(' ');
      const isStack = logicalId === 'stack';
      const type = isStack ? 'AWS::CloudFormation::Stack' : 'Custom::MgnSourceServerConnection';
      const time = new Date(deadline.began - Number(age) * 1000).toISOString();
      return `<member><EventId>${token}${index}</EventId><LogicalResourceId>${logicalId}</LogicalResourceId><PhysicalResourceId>${isStack ? stackId : ''}</PhysicalResourceId><ResourceType>${type}</ResourceType><ResourceStatus>${status}</ResourceStatus><Timestamp>${time}</Timestamp></member>`;
    });
    const next = token && `<NextToken>${token}</NextToken>`;
    return `<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>${members.join('')}</StackEvents>${next}</DescribeStackEventsResult></DescribeStackEventsResponse>`;
  }

  test('show who came together, whoever is through already, and where they begin', async () => {
    const events = ['A DELETE_COMPLETE', 'B DELETE_IN_PROGRESS', 'A DELETE_IN_PROGRESS', 'stack DELETE_IN_PROGRESS'];
    expect(await read(events)).toMatchObject({ crowd: 2, isWhole: true });
  });

  test('do not show all before the page on which they begin', async () => {
    const first = ['B DELETE_IN_PROGRESS', 'A DELETE_IN_PROGRESS'];
    expect(await read(first)).toMatchObject({ crowd: 2, isWhole: false });
    expect(await read(first, ['C DELETE_IN_PROGRESS', 'stack DELETE_IN_PROGRESS'])).toMatchObject({
      crowd: 3,
      isWhole: true,
    });
  });

  test('say nothing of deletions that began long before this one, or of another operation', async () => {
    expect(await read(['B DELETE_IN_PROGRESS', 'A DELETE_IN_PROGRESS 11'])).toMatchObject({ crowd: 1, isWhole: true });
    const before = ['B DELETE_IN_PROGRESS', 'stack DELETE_IN_PROGRESS', 'A DELETE_IN_PROGRESS', 'C DELETE_IN_PROGRESS'];
    expect(await read(before)).toMatchObject({ crowd: 1, isWhole: true });
  });

  test('count each deletion once, and no creation or update', async () => {
    const events = ['A DELETE_IN_PROGRESS', 'A DELETE_IN_PROGRESS', 'B UPDATE_IN_PROGRESS', 'C CREATE_IN_PROGRESS'];
    expect(await read(events)).toMatchObject({ crowd: 1 });
  });
});
