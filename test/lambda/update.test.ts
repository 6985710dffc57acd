import { deletion, json, stackOf } from './answers';
import { invoke, respond } from './invocation';

/* Updates of the built bundle against answers of AWS that are written down here: whatever AWS sends on a rollback, it must succeed. */

const OLD = 's-0000000000000000a';
const NEW = 's-0000000000000000b';

test('the reverse Update of a rollback succeeds even if the old server is gone, whichever id it carries', async () => {
  for (const physicalId of [OLD, NEW]) {
    const answer = await update({ physicalId, to: OLD, from: NEW, status: 'UPDATE_ROLLBACK_IN_PROGRESS' });
    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: OLD });
  }
});

test('an Update to a server that does not exist fails, and keeps the id of the old one', async () => {
  const answer = await update({ physicalId: OLD, to: NEW, from: OLD, status: 'UPDATE_IN_PROGRESS' });
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: OLD });
  expect(answer.Reason).toMatch(/^source server s-0000000000000000b does not exist/);
});

/* MGN is asked for eight seconds for a server that it does not show; then CloudFormation, for eight more. */

test('what was rolled back before an Update is no rollback of it: it fails, though CloudFormation still shows that', async () => {
  const at = (since: number) => (since < 15_000 ? 'UPDATE_ROLLBACK_COMPLETE' : 'UPDATE_IN_PROGRESS');
  const answer = await update({ physicalId: OLD, to: NEW, from: OLD, status: at });
  expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: OLD });
});

test('a rollback that CloudFormation shows late is one: its Update succeeds', async () => {
  const at = (since: number) => (since < 15_000 ? 'UPDATE_IN_PROGRESS' : 'UPDATE_ROLLBACK_IN_PROGRESS');
  const answer = await update({ physicalId: NEW, to: OLD, from: NEW, status: at });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: OLD });
});

test('a rollback that was seen is one, though CloudFormation refuses to show it again', async () => {
  const at = (since: number) => (since < 15_000 ? 'UPDATE_ROLLBACK_IN_PROGRESS' : undefined);
  const answer = await update({ physicalId: NEW, to: OLD, from: NEW, status: at });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: OLD });
});

test('an Update of anything but the server succeeds though the server is gone: it is not what was asked', async () => {
  const answer = await update({ physicalId: OLD, to: OLD, from: OLD, status: 'UPDATE_IN_PROGRESS' });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: OLD, Data: { Hostname: 'unknown' } });
});

test('an Update that adds the account keeps the physical id, so that no Delete of the same server follows', async () => {
  const account = '123456789012';
  const answer = await update({
    physicalId: OLD,
    to: OLD,
    from: OLD,
    account,
    status: 'UPDATE_IN_PROGRESS',
    exists: true,
  });
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: OLD });
});

interface Case {
  readonly physicalId: string;
  readonly to: string;
  readonly from: string;
  readonly account?: string;
  /** By the milliseconds since the Update came; undefined: CloudFormation refuses to show it. */
  readonly status: string | ((since: number) => string | undefined);
  readonly exists?: boolean;
}

async function update({ physicalId, to, from, account, status, exists }: Case) {
  const event = {
    ...deletion(),
    RequestType: 'Update',
    PhysicalResourceId: physicalId,
    ResourceProperties: { SourceServerId: to, AccountId: account },
    OldResourceProperties: { SourceServerId: from },
  };
  let began: number | undefined;
  const { answer } = await invoke(event, ({ method, path }, clock) => {
    began ??= clock.now();
    if (path === '/DescribeSourceServers') return json({ items: exists ? [{ sourceServerID: to }] : [] });
    if (method === 'PUT') return respond('');
    const shown = typeof status === 'string' ? status : status(clock.now() - began);
    return shown ? stackOf(shown) : { ...respond(''), status: 400 };
  });
  return answer;
}
