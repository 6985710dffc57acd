import { CloudTrailClient } from '@aws-sdk/client-cloudtrail';
import { EC2Client } from '@aws-sdk/client-ec2';
import { SOURCE_SERVER_ID } from '../../../lib/private/contract';
import { type Common, print } from '../aws/options';
import { Sessions } from '../aws/session';
import { hostOf, hostText } from '../model/host';
import { UsageError } from '../output/errors';
import { atTheLatestOnExit } from '../output/interrupt';
import { askOnTerminal, pageOf } from '../output/terminal';
import { realClock } from '../probe/ground';
import type { ServerGround } from './ground';
import { serverRecordingOf } from './record';
import { type Throwaway, throwawayOf } from './refusals';
import { serverJson, serverReportOf, serverSummary, serverText } from './report';
import { Watch, type Watched } from './watch';

/* What the command does. */

export interface ServerArguments extends Omit<Common, 'markdown'> {
  readonly server: string;
  readonly yesDisconnect?: string;
  readonly launched?: boolean;
  readonly printPolicy?: boolean;
}

export async function probeServer(given: ServerArguments): Promise<void> {
  const { server: id, yesDisconnect } = given;
  if (!SOURCE_SERVER_ID.test(id))
    throw new UsageError(`'${id}' is no id of a source server, such as s-3053c1c3b7d8bd4e0`);
  if (yesDisconnect !== undefined && yesDisconnect !== id)
    throw new UsageError(`--yes-disconnect names '${yesDisconnect}', and the argument ${id}: nothing was disconnected`);
  const ground = await groundOf(given);
  const found = await throwawayOf(ground, id, given.launched);
  const interrupted = new AbortController();
  const onProgress = (what: string) => void (given.json || given.quiet || process.stderr.write(`${what}\n`));
  const watch = new Watch(ground, id, { signal: interrupted.signal, onProgress });
  const before = await watch.before();
  await askForIt(ground, found, given);
  // who was asked may have taken an hour: a stack may declare it by now, or a job run on it
  await throwawayOf(ground, id, given.launched);
  const running = watch.run(before);
  // it cannot be done again: whatever was seen is told
  const end = atTheLatestOnExit(async () => {
    interrupted.abort();
    tell(given, ground, found, await running);
  });
  await running.catch(() => {});
  await end();
}

async function groundOf(given: ServerArguments): Promise<ServerGround> {
  const session = await new Sessions(given).to({});
  const { accountId, region, cloudFormation, mgn } = session;
  const [ec2, cloudTrail] = [session.client(EC2Client), session.client(CloudTrailClient)];
  return { accountId, region, cloudFormation, mgn, ec2, cloudTrail, clock: realClock };
}

/** Nothing is disconnected that was not named twice. */
async function askForIt(
  { accountId, region, clock }: ServerGround,
  { server }: Throwaway,
  { server: id, yesDisconnect, json, quiet }: ServerArguments,
): Promise<void> {
  const host = hostOf(server, clock.now());
  const intention = [
    `In account ${accountId}, Region ${region}, this disconnects source server ${id} for good:`,
    `  ${host.hostname || 'without a host name'}, ${hostText(host, ', ')}`,
    'Its replication stops, the agent uninstalls itself, and its replicated data is deleted. It cannot be undone.',
    'No stack of this account and Region declares it. Stacks of other accounts were not looked at.',
    'Then MGN, EC2 and CloudTrail are looked at, for up to 95 minutes. Nothing else is changed, and it costs nothing.',
  ].join('\n');
  if (yesDisconnect !== undefined) return void (json || quiet || process.stderr.write(`${intention}\n`));
  if (!process.stdin.isTTY)
    throw new UsageError(`${intention}\nNobody can be asked here: give --yes-disconnect ${id} to go on.`);
  const answer = await askOnTerminal(`${intention}\nThe id of the source server once more: `);
  if (answer !== id) throw new Error(`that is not ${id}: nothing was disconnected`);
}

function tell(given: ServerArguments, ground: ServerGround, { misses }: Throwaway, watched: Watched) {
  const { server: id, json, quiet } = given;
  const report = serverReportOf(serverRecordingOf(ground, id, misses, watched));
  process.exitCode = report.exitCode;
  if (json) print(JSON.stringify(serverJson(report), null, 2));
  else if (quiet) print(serverSummary(report));
  else print(serverText(report, pageOf(process.stdout)));
  if (json || quiet) return;
  const call = (name: string) => `  aws mgn ${name} --region ${ground.region} --source-server-id ${id}`;
  print(
    `MGN keeps the record of the server. To archive it, or to delete it:\n${call('mark-as-archived')}\n${call('delete-source-server')}`,
  );
}
