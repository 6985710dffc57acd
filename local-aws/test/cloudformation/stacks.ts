import type { StackEvent } from '../../src/cloudformation/stack/stack';
import type { memoryObjects } from './fakes';

/* Stacks in the hands of an operator who waits until each operation has ended. */

type Call = (operation: string, input?: Record<string, unknown>) => Promise<any>;
type Objects = ReturnType<typeof memoryObjects>;
type More = Record<string, unknown>;

export function stacksOf(call: Call, requests: readonly unknown[], objects: Objects) {
  const seen = seenBy(call);
  return { ...seen, ...changesBy(call, seen.describe, requests, (template) => given(template, objects)) };
}

function seenBy(call: Call) {
  const describe = async (StackName: string) => (await call('DescribeStacks', { StackName })).Stacks[0];
  /** Newest first. */
  const operations = async (StackName: string): Promise<string[]> =>
    (await describe(StackName)).LastOperations.map(({ OperationType }: any) => OperationType);
  /** Oldest first. */
  const allEvents = async (StackName: string): Promise<StackEvent[]> => {
    const pages: StackEvent[] = [];
    let NextToken: string | undefined;
    do {
      const answer = await call('DescribeStackEvents', { StackName, NextToken });
      pages.push(...answer.StackEvents);
      NextToken = answer.NextToken;
    } while (NextToken);
    return pages.reverse();
  };
  /** "Logical STATUS" with the reason behind it, of all events, or of those since `from`. */
  const events = async (StackName: string, from = 0): Promise<string[]> => {
    const told = (await allEvents(StackName)).slice(from);
    return told.map(({ LogicalResourceId, ResourceStatus, ResourceStatusReason }) =>
      [LogicalResourceId, ResourceStatus, ResourceStatusReason].filter(Boolean).join(' '),
    );
  };
  const statuses = async (StackName: string, from = 0): Promise<string[]> => {
    const { StackName: name } = await describe(StackName);
    const own = (await events(StackName, from)).filter((event) => event.startsWith(`${name} `));
    return own.map((event) => event.split(' ')[1] as string);
  };
  return { describe, operations, allEvents, events, statuses };
}

function changesBy(
  call: Call,
  describe: (name: string) => Promise<any>,
  requests: readonly unknown[],
  given: (template: object) => object,
) {
  /** Waits until nothing moves any more. */
  const settle = async (StackName: string) => {
    let before = '';
    for (let still = 0; still < 5; ) {
      await new Promise((resolve) => setImmediate(resolve));
      const { StackStatus } = await describe(StackName);
      const { StackEvents } = await call('DescribeStackEvents', { StackName });
      const now = `${StackStatus} ${requests.length} ${StackEvents[0]?.EventId}`;
      still = now === before ? still + 1 : 0;
      before = now;
    }
    return describe(StackName);
  };
  const changed = async (operation: string, StackName: string, input: object) => {
    const { StackId } = await call(operation, { StackName, ...input });
    return settle(StackId);
  };
  return {
    settle,
    create: (name: string, template: object, more: More = {}) =>
      changed('CreateStack', name, { ...given(template), ...more }),
    update: (name: string, template: object, more: More = {}) =>
      changed('UpdateStack', name, { TemplateBody: JSON.stringify(template), ...more }),
    /** Makes or updates App, as most clients do. */
    async byChangeSet(template: object, ChangeSetType = 'UPDATE') {
      const named = { StackName: 'App', ChangeSetName: 'it' };
      await call('CreateChangeSet', { ...named, ChangeSetType, TemplateBody: JSON.stringify(template) });
      await call('ExecuteChangeSet', { ...named, ClientRequestToken: 'token' });
      return settle('App');
    },
    async delete(name: string, more: More = {}) {
      const { StackId } = await describe(name);
      await call('DeleteStack', { StackName: name, ...more });
      return settle(StackId);
    },
  };
}

/** As clients do: in S3 where it is too large for the request. */
function given(template: object, objects: Objects): object {
  const body = JSON.stringify(template);
  if (body.length <= 51_200) return { TemplateBody: body };
  objects.put('assets', 'template.json', Buffer.from(body));
  return { TemplateURL: 'http://127.0.0.1:4566/assets/template.json' };
}
