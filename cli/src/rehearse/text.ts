import { table } from '../output/table';
import type { Page } from '../output/terminal';
import type { Act, Decision, Rehearsal } from './rehearse';

export function rehearsalText(rehearsal: Rehearsal, page: Page): string {
  const { acts, inertTypes, endpoint, calls, notices } = rehearsal;
  const parts = acts.map((act, index) => actText(act, index + 1, page));
  if (inertTypes.length > 0) parts.push(`Inert here, and so not rehearsed: ${inertTypes.join(', ')}`);
  for (const notice of notices) parts.push(page.paint('gray', notice));
  parts.push(
    page.paint(
      'gray',
      `${calls} calls, all to the local AWS at ${endpoint}: the cdk CLI and the app were given no other endpoint, credentials or profile.`,
    ),
    page.paint('bold', rehearsalSummary(rehearsal)),
  );
  return parts.join('\n\n');
}

function actText(act: Act, number: number, page: Page): string {
  const { command, code, seconds, output, decisions } = act;
  const title = `${page.paint('bold', `${number}. ${command}`)}  ${code === 0 ? `completed in ${seconds} s` : page.paint('red', `failed (exit ${code})`)}`;
  const told = toldOnce(decisions.filter(({ requestType }) => requestType === 'Delete'));
  const rows = told.map(([one, times]) => [
    nameOf(one),
    one.timestamp.slice(11, 19),
    `${reasonOf(one, page)}${times > 1 ? ` (${times} times)` : ''}`,
  ]);
  const looked = decisions.filter(({ decision }) => decision === 'connected').length;
  const body =
    rows.length > 0
      ? table(['Server', 'When', 'What the function did, and why'], rows, page.width)
      : 'no server was disconnected';
  return [
    title,
    ...(looked > 0 ? [`servers looked up and left as they are: ${looked}`] : []),
    body,
    ...(output ? [output] : []),
  ].join('\n');
}

/** A clean-up asks three times. Equal decisions are shown once, with their number. */
function toldOnce(decisions: readonly Decision[]): [Decision, number][] {
  const alike = new Map<string, [Decision, number]>();
  for (const one of decisions) {
    const key = JSON.stringify([one.server, one.decision, one.reason]);
    const [first, times] = alike.get(key) ?? [one, 0];
    alike.set(key, [first, times + 1]);
  }
  return [...alike.values()];
}

const nameOf = ({ hostname, server }: Decision): string => [hostname, server].filter(Boolean).join('\n');

/** The function's own words. Most begin with its decision. */
function reasonOf({ decision, reason }: Decision, page: Page): string {
  const colour = decision === 'disconnected' ? 'red' : decision === 'failed' ? 'yellow' : 'green';
  return `${page.paint(colour, decision)}: ${reason.startsWith(`${decision}: `) ? reason.slice(decision.length + 2) : reason}`;
}

export function rehearsalSummary({ acts, connected }: Rehearsal): string {
  const gone = disconnectedIn(acts);
  const failed = acts.find(({ code }) => code !== 0);
  const end = failed ? `${failed.command} failed` : 'all went through';
  return `Rehearsed: ${end}. Source servers disconnected: ${gone.length}, connected at the end: ${connected.length}.`;
}

export function disconnectedIn(acts: readonly Act[]): string[] {
  const decisions = acts.flatMap((act) => act.decisions);
  return [...new Set(decisions.filter(({ decision }) => decision === 'disconnected').map(({ server }) => server))];
}

export function rehearsalJson(rehearsal: Rehearsal): object {
  const { acts, inertTypes, connected, endpoint, calls } = rehearsal;
  return {
    format_version: '1.0',
    acts: acts.map(({ command, code, seconds, output, decisions }) => ({
      command,
      exit_code: code,
      seconds,
      output: output ?? null,
      decisions: decisions.map(({ server, hostname, decision, reason, requestType, timestamp }) => ({
        source_server_id: server,
        hostname,
        request_type: requestType,
        decision,
        reason,
        timestamp,
      })),
    })),
    disconnected: disconnectedIn(acts),
    connected,
    inert_types: inertTypes,
    endpoint,
    calls,
  };
}
