import type { LocalAws } from '../../local-aws/src';
import { eventsOf } from '../../testing/logs';
import { bold, dim, print, table, wrap } from './terminal';

/** Shows what the log group of the deleted stack still tells of the servers that it has disconnected. */
export async function showRecord(aws: LocalAws): Promise<void> {
  const messages = await eventsOf((request) => aws.handle(request), '{ $.decision = "disconnected" }');
  const rows = messages.map((message) => {
    const { timestamp, hostname, lifeCycleStateBefore, launchedInstanceId = '', reason } = JSON.parse(message);
    const time = timestamp.slice(11, 16); // hours and minutes
    return [hostname, time, lifeCycleStateBefore, launchedInstanceId, reason.replace(/^disconnected: /, '')];
  });
  print(`\n${bold('The record')}`);
  print(wrap('The log group has outlived the stack. It tells of each server that was disconnected:'));
  print(table(['server', 'when', 'was', 'runs as', 'why'], rows, (_, line) => line));
  print(dim(wrap('All that MGN knew of each of them is there too: docs/record.md.')));
}
