import { createDeclared } from '../../src/declared';

const types = createDeclared({
  clock: undefined as never,
  region: 'eu-west-1',
  accountId: '123456789012',
  partition: 'aws',
  endpoint: () => '',
});

test.each([
  ['AWS::CloudWatch::Alarm', 'AlarmName', { Arn: 'arn:aws:cloudwatch:eu-west-1:123456789012:alarm:Mine' }],
  ['AWS::Events::Rule', 'Name', { Arn: 'arn:aws:events:eu-west-1:123456789012:rule/Mine' }],
  ['AWS::SNS::TopicPolicy', 'Id', {}],
])('%s is declared, and does nothing', async (type, name, attributes) => {
  const request = { type, logicalId: 'It', stackId: 'stack', stackName: 'App', generateName: () => 'App-It' };
  expect((await types[type]?.create({ ...request, properties: {} }))?.physicalId).toBe('App-It');
  const named = await types[type]?.create({ ...request, properties: { [name]: 'Mine' } });
  expect(named).toEqual({ physicalId: 'Mine', attributes });
});
