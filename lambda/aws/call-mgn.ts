import type { Step } from '../connection/steps';
import type { Deadline } from './deadline';
import { post, refusalIn } from './service';

type Operation = 'DescribeSourceServers' | 'DescribeJobs' | Step;

/** Calls MGN, once: docs.aws.amazon.com/mgn/latest/APIReference/API_Operations.html. The answer is as MGN sends it. */
export async function callMgn<Output>(operation: Operation, input: object, { signal }: Deadline): Promise<Output> {
  const body = JSON.stringify(input);
  const incoming = await post({ service: 'mgn', path: `/${operation}`, contentType: 'application/json', body }, signal);
  if (incoming.status >= 300) throw refusalIn(incoming);
  // DeleteSourceServer has no answer; no other answer may be taken for one without members
  return incoming.status === 204 ? ({} as Output) : JSON.parse(incoming.body);
}
