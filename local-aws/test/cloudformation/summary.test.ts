import { aws, start, thing } from './harness';

beforeEach(() => start());

const role = { Type: 'AWS::IAM::Role', Properties: {} };
const summary = (template: object) => aws.call('GetTemplateSummary', { TemplateBody: JSON.stringify(template) });

test('a template can be summed up and validated', async () => {
  const TemplateBody = JSON.stringify({
    Description: 'd',
    Parameters: { P: { Type: 'Number', Default: 1 } },
    Resources: { A: thing() },
  });
  expect(await aws.call('GetTemplateSummary', { TemplateBody })).toMatchObject({
    Description: 'd',
    ResourceTypes: ['Test::Thing'],
    Parameters: [{ ParameterKey: 'P', DefaultValue: '1', ParameterType: 'Number' }],
  });
  expect(await aws.call('ValidateTemplate', { TemplateBody })).toMatchObject({
    Parameters: [{ ParameterKey: 'P', DefaultValue: '1' }],
  });
  await expect(aws.call('ValidateTemplate', { TemplateBody: '{}' })).rejects.toMatchObject({ code: 'ValidationError' });
});

test('with its version and the resources of each type (api/test_get_template_summary)', async () => {
  const Metadata = { TopicName: 'sns-topic-simple' };
  const Resources = { A: thing(), R: role, B: thing() };
  expect(await summary({ AWSTemplateFormatVersion: '2010-09-09', Metadata, Resources })).toMatchObject({
    Version: '2010-09-09',
    Metadata: '{"TopicName":"sns-topic-simple"}',
    ResourceTypes: ['Test::Thing', 'AWS::IAM::Role'],
    ResourceIdentifierSummaries: [
      { ResourceType: 'Test::Thing', LogicalResourceIds: ['A', 'B'] },
      { ResourceType: 'AWS::IAM::Role', LogicalResourceIds: ['R'] },
    ],
  });
});

test('with the capabilities that it needs and why, if any', async () => {
  const CapabilitiesReason = 'The following resource(s) require capabilities: [AWS::IAM::Role]';
  expect(await summary({ Resources: { R: role } })).toMatchObject({
    Capabilities: ['CAPABILITY_IAM'],
    CapabilitiesReason,
  });
  const named = { ...role, Properties: { RoleName: 'r' } };
  expect(await summary({ Resources: { R: named } })).toMatchObject({ Capabilities: ['CAPABILITY_NAMED_IAM'] });
  const TemplateBody = JSON.stringify({ Resources: { R: role } });
  expect(await aws.call('ValidateTemplate', { TemplateBody })).toMatchObject({ CapabilitiesReason });
  expect(await summary({ Resources: { A: thing() } })).not.toHaveProperty('Capabilities');
});

test('not of a stack in review (api/test_templates::test_get_template_summary_non_executed_change_set)', async () => {
  const TemplateBody = JSON.stringify({ Resources: { A: thing() } });
  await aws.call('CreateChangeSet', { StackName: 'App', ChangeSetName: 'it', ChangeSetType: 'CREATE', TemplateBody });
  await expect(aws.call('GetTemplateSummary', { StackName: 'App' })).rejects.toMatchObject({
    code: 'ValidationError',
    message: 'GetTemplateSummary cannot be called on REVIEW_IN_PROGRESS stacks.',
  });
});
