import { CloudFormation } from '@aws-sdk/client-cloudformation';

/** Who plays CloudFormation and Lambda, asked why a row is not as it should be. */
export class Engine {
  private readonly cloudFormation: CloudFormation;

  constructor(private readonly endpoint: string) {
    this.cloudFormation = new CloudFormation({ endpoint });
  }

  async status(): Promise<string> {
    const { StackSummaries = [] } = await this.cloudFormation.listStacks({});
    const stack = StackSummaries.find(({ StackName }) => StackName !== 'CDKToolkit');
    if (!stack) return 'there is no stack';
    const { StackEvents = [] } = await this.cloudFormation
      .describeStackEvents({ StackName: stack.StackId })
      .catch(() => ({ StackEvents: [] }));
    const failed = StackEvents.find(({ ResourceStatus = '' }) => ResourceStatus.endsWith('_FAILED'));
    const why = failed ? ` (${failed.LogicalResourceId}: ${failed.ResourceStatusReason})` : '';
    return `the stack is ${stack.StackStatus}${why}`;
  }

  /** What the construct's function logged last: why it kept a server. */
  async lastWord(): Promise<string> {
    const { logGroups = [] } = await this.logs('DescribeLogGroups', {});
    const names: string[] = logGroups.map((group: { logGroupName: string }) => group.logGroupName);
    const groups = names.filter((logGroupName) => !logGroupName.includes('Failing'));
    const found = await Promise.all(groups.map((logGroupName) => this.logs('FilterLogEvents', { logGroupName })));
    const events: { message: string; timestamp: number }[] = found.flatMap(({ events = [] }) => events);
    const structured = events.filter(({ message }) => message.includes('{'));
    structured.sort((a, b) => a.timestamp - b.timestamp);
    return (structured.at(-1)?.message ?? 'none').trim().slice(0, 300);
  }

  private async logs(operation: string, body: object): Promise<any> {
    const authorization = 'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/logs/aws4_request, Signature=0';
    const target = { 'x-amz-target': `Logs_20140328.${operation}`, 'content-type': 'application/x-amz-json-1.1' };
    const headers = { authorization, ...target };
    return (await fetch(this.endpoint, { method: 'POST', headers, body: JSON.stringify(body) })).json();
  }
}
