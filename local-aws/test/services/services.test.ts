import { CredentialBook } from '../../src/kernel/credentials';
import { createSns } from '../../src/sns';
import { createSsm } from '../../src/ssm';
import { createSts } from '../../src/sts';
import { call, clock, env, operator, run } from './world';

describe('STS', () => {
  const book = new CredentialBook(operator);
  const { service } = createSts(env, book);

  test('the session of an assumed role is named by it and may do what the operator may', async () => {
    const RoleArn = 'arn:aws:iam::123456789012:role/path/cdk-deploy';
    const { Credentials, AssumedRoleUser } = await call(service, 'AssumeRole', { RoleArn, RoleSessionName: 'me' });
    const caller = book.caller(Credentials.AccessKeyId);
    expect(AssumedRoleUser.Arn).toBe('arn:aws:sts::123456789012:assumed-role/cdk-deploy/me');
    expect(caller).toEqual({ accountId: '123456789012', arn: AssumedRoleUser.Arn });
    expect(Credentials.Expiration.getTime() - clock.now()).toBe(3_600_000);
    expect(await call(service, 'GetCallerIdentity', {}, { caller })).toMatchObject({
      Arn: AssumedRoleUser.Arn,
      Account: '123456789012',
    });
  });

  test('what is no role or no session name is refused', async () => {
    const RoleArn = 'arn:aws:iam::123456789012:role/r';
    await expect(call(service, 'AssumeRole', { RoleArn: 'r', RoleSessionName: 'me' })).rejects.toThrow('r is invalid');
    await expect(call(service, 'AssumeRole', { RoleArn, RoleSessionName: 'a b' })).rejects.toThrow(
      'a b is not a session name',
    );
  });
});

describe('SSM', () => {
  const { service, parameters, resourceTypes } = createSsm(env);
  afterEach(() => service.reset?.());

  test('the account is bootstrapped', () => {
    expect(Number(parameters.value('/cdk-bootstrap/hnb659fds/version'))).toBeGreaterThanOrEqual(21);
  });

  test('a parameter is put, changed when asked for, read by name or ARN, and deleted', async () => {
    const put = { Name: '/a/b', Type: 'String', Value: '1' };
    expect(await call(service, 'PutParameter', put)).toMatchObject({ Version: 1 });
    await expect(call(service, 'PutParameter', put)).rejects.toMatchObject({ code: 'ParameterAlreadyExists' });
    expect(await call(service, 'PutParameter', { ...put, Value: '2', Overwrite: true })).toMatchObject({ Version: 2 });
    const ARN = 'arn:aws:ssm:us-east-1:123456789012:parameter/a/b';
    for (const Name of ['/a/b', ARN]) {
      expect(await call(service, 'GetParameter', { Name })).toMatchObject({
        Parameter: { Value: '2', Version: 2, ARN },
      });
    }
    expect(await call(service, 'GetParameters', { Names: ['/a/b', 'c'] })).toMatchObject({
      Parameters: [{ Name: '/a/b' }],
      InvalidParameters: ['c'],
    });
    await call(service, 'DeleteParameter', { Name: '/a/b' });
    await expect(call(service, 'GetParameter', { Name: '/a/b' })).rejects.toMatchObject({ code: 'ParameterNotFound' });
  });

  test('a declared parameter is made, changed in place and deleted', async () => {
    const made = await run(resourceTypes, 'AWS::SSM::Parameter', { Type: 'StringList', Value: 'a,b' });
    expect(made.physicalId).toMatch(/^CFN-It-\w{12}$/);
    expect(parameters.value(made.physicalId)).toBe('a,b');
    await made.update({ Type: 'StringList', Value: 'c' });
    expect(parameters.value(made.physicalId)).toBe('c');
    await made.remove();
    await made.remove();
    expect(parameters.value(made.physicalId)).toBeUndefined();
  });
});

describe('SNS', () => {
  const { service, resourceTypes } = createSns(env);

  test('a declared topic is there until it is deleted', async () => {
    const made = await run(resourceTypes, 'AWS::SNS::Topic', { DisplayName: 'x' });
    const TopicArn = 'arn:aws:sns:us-east-1:123456789012:App-It';
    expect(made).toMatchObject({ physicalId: TopicArn, attributes: { TopicArn, TopicName: 'App-It' } });
    const { Attributes } = await call(service, 'GetTopicAttributes', { TopicArn });
    expect(Attributes.get('DisplayName')).toBe('x');
    expect(await call(service, 'ListTopics', {})).toEqual({ Topics: [{ TopicArn }] });
    await made.remove();
    await expect(call(service, 'GetTopicAttributes', { TopicArn })).rejects.toMatchObject({
      code: 'NotFound',
      status: 404,
    });
  });
});
