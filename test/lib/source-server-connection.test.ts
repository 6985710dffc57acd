import { Annotations, App, CfnParameter, NestedStack, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Annotations as Messages, Template } from 'aws-cdk-lib/assertions';
import { Construct } from 'constructs';
import { SourceServerConnection } from '../../lib';
import { serverIds } from '../../testing/server-ids';

const SERVER = 's-3053c1c3b7d8bd4e0';
const TYPE = 'Custom::MgnSourceServerConnection';

describe('the template', () => {
  test('has these logical ids and no others: they are a contract with deployed stacks', () => {
    const { stack } = connection();
    expect(Object.keys(Template.fromStack(stack).toJSON().Resources).sort()).toEqual([
      'DisconnectSourceServers3053c1c3b7d8bd4e0',
      'SourceServerConnectionProviderHandler12A3D2FC',
      'SourceServerConnectionProviderHandlerEventInvokeConfigA4C5F774',
      'SourceServerConnectionProviderLogsA6F104C6',
      'SourceServerConnectionProviderRole1479C80C',
      'SourceServers3053c1c3b7d8bd4e0',
    ]);
  });

  test('names the server and, if given, its account', () => {
    const { stack } = connection({ accountId: '210987654321' });
    Template.fromStack(stack).hasResourceProperties(TYPE, {
      SourceServerId: SERVER,
      AccountId: '210987654321',
      ServiceTimeout: '1200',
    });
  });

  test('is the same wherever in the stack the construct stands', () => {
    const moved = new Stack(new App(), 'Stack');
    new SourceServerConnection(new Construct(moved, 'Wave1'), 'Renamed', { sourceServerId: SERVER });
    expect(Template.fromStack(moved).toJSON()).toEqual(Template.fromStack(connection().stack).toJSON());
  });

  test('has one function for all connections of a stack', () => {
    const stack = new Stack(new App(), 'Stack');
    for (const id of serverIds(10)) new SourceServerConnection(stack, id, { sourceServerId: id });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    template.resourceCountIs(TYPE, 10);
    template.resourcePropertiesCountIs(TYPE, Match.objectLike({ SourceServerId: Match.anyValue() }), 10);
  });

  test('names no partition, and no AWS managed policy', () => {
    const text = JSON.stringify(Template.fromStack(connection().stack).toJSON());
    expect(text).not.toContain('arn:aws');
    expect(text).not.toContain('iam::aws:policy');
  });

  test('runs no event that is older than CloudFormation waits for an answer', () => {
    Template.fromStack(connection().stack).hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      MaximumEventAgeInSeconds: 1200,
      MaximumRetryAttempts: 2,
    });
  });

  test('disconnects by default and forgets the server with RETAIN', () => {
    Template.fromStack(connection().stack).hasResource(TYPE, {
      DeletionPolicy: 'Delete',
      UpdateReplacePolicy: 'Delete',
    });
    const { stack } = connection({ removalPolicy: RemovalPolicy.RETAIN });
    Template.fromStack(stack).hasResource(TYPE, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  test('changes a property with the removal policy, since CloudFormation ignores a change of the policy alone', () => {
    const { stack } = connection({ removalPolicy: RemovalPolicy.RETAIN });
    Template.fromStack(stack).hasResourceProperties(TYPE, { RemovalPolicy: 'retain' });
    Template.fromStack(connection().stack).hasResourceProperties(TYPE, { RemovalPolicy: Match.absent() });
  });

  test('says that a disconnected server may come into the stack, only where it may', () => {
    Template.fromStack(connection({ allowDisconnected: true }).stack).hasResourceProperties(TYPE, {
      AllowDisconnected: 'true',
    });
    for (const allowDisconnected of [false, undefined]) {
      const { stack } = connection({ allowDisconnected });
      Template.fromStack(stack).hasResourceProperties(TYPE, { AllowDisconnected: Match.absent() });
    }
  });

  test('gives the attributes of the last deployment', () => {
    const { stack, construct } = connection();
    const attribute = (name: string) => ({ 'Fn::GetAtt': ['SourceServers3053c1c3b7d8bd4e0', name] });
    const { sourceServerArn, hostname, fqdn, lifeCycleState, dataReplicationState, launchedInstanceId } = construct;
    expect(
      stack.resolve([sourceServerArn, hostname, fqdn, lifeCycleState, dataReplicationState, launchedInstanceId]),
    ).toEqual(
      ['SourceServerArn', 'Hostname', 'Fqdn', 'LifeCycleState', 'DataReplicationState', 'LaunchedInstanceId'].map(
        attribute,
      ),
    );
  });
});

describe('an id', () => {
  test.each(['s-123', '3053c1c3b7d8bd4e0', 's-3053c1c3b7d8bd4e01', 's-3053c1c3b7d8bd4e_', ''])(
    'of the wrong shape fails at synth: "%s"',
    (sourceServerId) => {
      expect(() => connection({ sourceServerId })).toThrow(
        /^'Stack\/Server': the source server id must be "s-" followed by 17 letters or digits/,
      );
    },
  );

  test('of an account that has not 12 digits fails at synth', () => {
    expect(() => connection({ accountId: '12345' })).toThrow(
      '\'Stack/Server\': the account id must be the 12 digits of an AWS account, as a text, got "12345"',
    );
  });

  test('that is declared twice in a stack fails at synth and names the first', () => {
    const { stack } = connection();
    expect(() => new SourceServerConnection(stack, 'Again', { sourceServerId: SERVER })).toThrow(
      "'Stack/Again': source server s-3053c1c3b7d8bd4e0 is already declared by 'Stack/Server'; declare each server once in a stack and its nested stacks",
    );
  });

  test('that is declared in a stack and in one nested deep in it fails at synth too', () => {
    const { stack } = connection();
    const nested = new NestedStack(new NestedStack(stack, 'Outer'), 'Inner');
    expect(() => new SourceServerConnection(nested, 'Again', { sourceServerId: SERVER })).toThrow(
      "is already declared by 'Stack/Server'",
    );
  });

  test('that two stacks of one app declare is warned of, with both paths, until that is acknowledged', () => {
    const warnings = (acknowledge: boolean) => {
      const app = new App();
      const [first, second] = ['One', 'Two'].map((id) => new Stack(new Construct(app, `Of${id}`), id));
      for (const stack of [first, second] as Stack[]) {
        const connection = new SourceServerConnection(stack, 'Server', { sourceServerId: SERVER });
        if (acknowledge) Annotations.of(connection).acknowledgeWarning('cdk-mgn-disconnect:declaredByTwoStacks');
      }
      return Messages.fromStack(second as Stack).findWarning('*', Match.anyValue());
    };
    expect(warnings(false).map(({ entry }) => entry.data)).toEqual([
      expect.stringMatching(
        /^source server s-3053c1c3b7d8bd4e0 is declared by 'OfOne\/One\/Server' and by 'OfTwo\/Two\/Server', .* RemovalPolicy.RETAIN .*\[ack: cdk-mgn-disconnect:declaredByTwoStacks\]$/,
      ),
    ]);
    expect(warnings(true)).toEqual([]);
  });

  test('that two apps declare is not warned of', () => {
    const stacks = [1, 2].map(() => new Stack(new App(), 'Stack'));
    for (const stack of stacks) {
      new SourceServerConnection(stack, 'Server', { sourceServerId: SERVER });
      expect(Messages.fromStack(stack).findWarning('*', Match.anyValue())).toEqual([]);
    }
  });

  test('that is a token falls back to the path for the logical id', () => {
    const stack = new Stack(new App(), 'Stack');
    const { valueAsString } = new CfnParameter(stack, 'ServerId');
    new SourceServerConnection(stack, 'Server', { sourceServerId: valueAsString });
    const template = Template.fromStack(stack);
    expect(Object.keys(template.findResources(TYPE))).toEqual(['Server7E7D21FA']);
    template.hasResourceProperties(TYPE, { SourceServerId: { Ref: 'ServerId' } });
  });
});

function connection(props: Partial<ConstructorParameters<typeof SourceServerConnection>[2]> = {}) {
  const stack = new Stack(new App(), 'Stack');
  return { stack, construct: new SourceServerConnection(stack, 'Server', { sourceServerId: SERVER, ...props }) };
}
