import { CloudFormationClient, DescribeStackEventsCommand } from '@aws-sdk/client-cloudformation';
import { eventOf } from '../../lambda/custody/stack-event';
import { readLargeAnswers } from '../src/aws/answers';

/* An answer of CloudFormation as it comes: properties are JSON in XML, each quotation mark an entity. */

const quoted = (properties: object) => JSON.stringify(properties).replaceAll('"', '&quot;');

const event = (type: string, properties: object) =>
  `<member><EventId>${type}</EventId><Timestamp>2026-01-01T00:00:00Z</Timestamp><ResourceType>${type}</ResourceType>` +
  `<ResourceProperties>${quoted(properties)}</ResourceProperties></member>`;

async function eventsIn(...members: string[]) {
  const body = `<DescribeStackEventsResponse><DescribeStackEventsResult><StackEvents>${members.join('')}</StackEvents></DescribeStackEventsResult></DescribeStackEventsResponse>`;
  const handle = async () => ({ response: { statusCode: 200, headers: {}, body: Buffer.from(body) } });
  const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' };
  const client = new CloudFormationClient({ region: 'us-east-1', credentials, requestHandler: { handle } as any });
  const { StackEvents = [] } = await readLargeAnswers(client).send(
    new DescribeStackEventsCommand({ StackName: 'One' }),
  );
  return StackEvents.map(eventOf);
}

const CONNECTION = 'Custom::MgnSourceServerConnection';

test('the terms of connections are read, of a page with more entities than the parser of the SDK takes', async () => {
  const terms = { SourceServerId: 's-0000000000000000a', RemovalPolicy: 'retain', FinalizeCutover: 'true' };
  const page = Array.from({ length: 100 }, () => event(CONNECTION, terms));
  const events = await eventsIn(...page);
  expect(events).toHaveLength(100);
  expect(new Set(events.map((one) => one.terms))).toEqual(new Set(['["retain",null,null,"true"]']));
});

test('the properties of other resources are not read, however many entities they hold', async () => {
  const policy = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`<${index}>`, '&']));
  const [other] = await eventsIn(event('AWS::IAM::Policy', policy), event(CONNECTION, { SourceServerId: 's-1' }));
  expect(other).toMatchObject({ type: 'AWS::IAM::Policy', terms: undefined });
});
