import type { HttpRequest, HttpResponse } from '../local-aws/src/kernel/types';
import { queryProtocol } from '../local-aws/src/protocols/query';

/* A stack with one server that is being created or deleted, as CloudFormation shows it to the function. */

export const SERVER = 's-0000000000000000a';
export const STACK = 'arn:aws:cloudformation:us-east-1:123456789012:stack/One/1';
export const LOGICAL_ID = 'Server';

const TYPE = 'Custom::MgnSourceServerConnection';
const CREATING = [
  event(LOGICAL_ID, TYPE, SERVER, 'CREATE_IN_PROGRESS', 1),
  event('One', 'AWS::CloudFormation::Stack', STACK, 'CREATE_IN_PROGRESS', 0),
];
const DELETING = [
  event(LOGICAL_ID, TYPE, SERVER, 'DELETE_IN_PROGRESS', 4),
  event('One', 'AWS::CloudFormation::Stack', STACK, 'DELETE_IN_PROGRESS', 3),
  event('One', 'AWS::CloudFormation::Stack', STACK, 'CREATE_COMPLETE', 2),
  event(LOGICAL_ID, TYPE, SERVER, 'CREATE_COMPLETE', 1),
  event('One', 'AWS::CloudFormation::Stack', STACK, 'CREATE_IN_PROGRESS', 0),
];
const OUTPUTS = {
  Create: outputs('CREATE_IN_PROGRESS', CREATING),
  Delete: outputs('DELETE_IN_PROGRESS', DELETING),
};
const protocol = queryProtocol({
  version: '2010-05-15',
  namespace: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
});

/** CloudFormation's answer to a request; undefined if it is for another service. */
export function cloudFormation(request: HttpRequest, type: keyof typeof OUTPUTS): HttpResponse | undefined {
  if (!request.headers.authorization?.includes('/cloudformation/')) return undefined;
  const call = protocol.parse(request);
  const output = OUTPUTS[type][call.operation];
  if (!output) throw new Error(`the bench has no answer to ${call.operation}`);
  return protocol.serialize(call, output, 'bench');
}

function outputs(status: string, events: readonly object[]): Readonly<Record<string, object>> {
  return {
    DescribeStacks: { Stacks: [{ StackId: STACK, StackName: 'One', StackStatus: status }] },
    DescribeStackEvents: { StackEvents: events },
    ListStackResources: {
      StackResourceSummaries: [
        { LogicalResourceId: LOGICAL_ID, ResourceType: TYPE, PhysicalResourceId: SERVER, ResourceStatus: status },
      ],
    },
  };
}

function event(logicalId: string, type: string, physicalId: string, status: string, second: number): object {
  return {
    EventId: `${logicalId}-${second}`,
    StackId: STACK,
    LogicalResourceId: logicalId,
    PhysicalResourceId: physicalId,
    ResourceType: type,
    ResourceStatus: status,
    Timestamp: new Date(Date.UTC(2026, 0, 1, 0, 0, second)),
  };
}
