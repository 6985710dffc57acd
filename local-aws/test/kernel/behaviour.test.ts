import { type LocalAws, startLocalAws, VirtualClock } from '../../src';

let aws: LocalAws;
beforeEach(async () => {
  aws = await startLocalAws({ clock: new VirtualClock(), listen: false });
});
afterEach(() => aws.stop());

test('the control plane shows what each service does where AWS is silent', async () => {
  const { body } = await control('GET');
  expect(body.cloudformation).toMatchObject({ describeLagMs: 0, siblingTimes: 'apart', requestsPerSecond: null });
  expect(body.mgn).toMatchObject({ secondDisconnect: 'ok', initialized: true });
});

test('and changes it, until a reset', async () => {
  const changes = {
    cloudformation: { describeLagMs: 500 },
    mgn: { secondDisconnect: 'conflict', requestsPerSecond: 5 },
  };
  expect((await control('POST', changes)).body).toMatchObject(changes);
  expect(aws.cloudFormationBehaviour.describeLagMs).toBe(500);
  expect(aws.mgnBehaviour).toMatchObject(changes.mgn);
  await control('POST', { mgn: { requestsPerSecond: null } });
  expect(aws.mgnBehaviour.requestsPerSecond).toBe(Number.POSITIVE_INFINITY);
  await aws.reset();
  expect(aws.mgnBehaviour.secondDisconnect).toBe('ok');
});

test.each([
  [{ s3: { slow: true } }, /^Unknown service 's3'; there is: cloudformation, cloudtrail, mgn$/],
  [
    { cloudformation: {}, mgn: { secondDisconect: 'ok' } },
    /^Unknown behaviour 'secondDisconect'; there is: initialized, /,
  ],
  [{ mgn: { secondDisconnect: 'maybe' } }, /^'secondDisconnect' must be one of \["ok","conflict"\], not "maybe"$/],
  [{ mgn: { initialized: 'yes' } }, /^'initialized' must be a boolean, not "yes"$/],
  [{ cloudformation: { describeLagMs: '1' } }, /^'describeLagMs' must be a number, not "1"$/],
])('%j is refused, and nothing of it is done', async (wrong, message) => {
  const { status, body } = await control('POST', { mgn: { initialized: false }, ...wrong });
  expect(status).toBe(400);
  expect(body.message).toMatch(message);
  expect(aws.mgnBehaviour).toMatchObject({ secondDisconnect: 'ok' });
  expect(aws.cloudFormationBehaviour.describeLagMs).toBe(0);
});

async function control(method: string, changes?: object) {
  const request = { method, path: '/_local/behaviour', query: new URLSearchParams(), headers: { host: '127.0.0.1' } };
  const { status, body } = await aws.handle({ ...request, body: Buffer.from(changes ? JSON.stringify(changes) : '') });
  return { status, body: JSON.parse(String(body)) };
}
