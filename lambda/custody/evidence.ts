import type { StackEvent } from './stack-event';

/*
 * What custody asks of CloudFormation. The function asks by its own calls (lambda/aws), `mgn-disconnect plan` by those
 * of the SDK. Both judge by the same code.
 */

/** A stack as DescribeStacks shows it: docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html */
export interface StackState {
  readonly stackId: string;
  /** `missing` if CloudFormation knows no such stack. */
  readonly status: string;
  /** The stack that this one is nested in. */
  readonly parentId?: string;
}

/** The events of one stack. They are read only as far as they are asked for. */
export interface Events {
  readonly stackId: string;
  newestFirst(): AsyncIterable<StackEvent>;
}

/** A resource as ListStackResources shows it. */
export interface Resource {
  readonly LogicalResourceId?: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType?: string;
  readonly ResourceStatus?: string;
}

export interface Evidence {
  events(stackId: string): Promise<Events>;
  /** The resources of a stack that hold one of the texts, and perhaps others. A deleted stack has none. */
  resources(stackId: string, texts: readonly string[]): AsyncIterable<Resource>;
}
