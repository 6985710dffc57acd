import type { LocalAws } from '../../local-aws/src';
import { eventsOf } from '../../testing/logs';
import { bold, dim, print, table, wrap } from './terminal';

/** Shows what the log group of the deleted stack still tells of the servers that it has disconnected. */
export async function showRecord(aws: LocalAws): Promise<void> {
  const messages = await eventsOf((request) => aws.handle(request), '{ $.decision = "disconnected" }');
  const lines = messages.map((message) => JSON.parse(message));
  const rows = lines.map(({ timestamp, hostname, lifeCycleStateBefore, launchedInstanceId = '' }) => {
    const time = timestamp.slice(11, 16); // hours and minutes
    return [hostname, time, lifeCycleStateBefore, launchedInstanceId];
  });
  const reasons = new Set<string>(lines.map(({ reason }) => reason));
  print(`\n${bold('The record')}`);
  print(wrap('The log group has outlived the stack. It tells of each server that was disconnected:'));
  print(table(['server', 'when', 'was', 'runs as'], rows, (_, line) => line));
  for (const reason of reasons) {
    const names = lines.filter((line) => line.reason === reason).map(({ hostname }) => hostname);
    print(wrap(`${names.join(', ')}: ${reason}`));
  }
  print(dim(wrap('All that MGN knew of each of them is there too: docs/record.md.')));
}
