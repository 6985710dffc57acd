import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { SourceServerConnectionProvider } from '../../lib';
import { A, app, B } from '../../testing/app';
import { World } from '../../testing/world';
import { declaredWith } from './after-disconnection';
import { expectLines, REFUSED } from './log-lines';

/* The lines and metrics of a removal that fails: nothing else reports it once the update is complete. */

let world: World;
afterEach(async () => {
  await expectLines(world);
  await world.stop();
});

describe('a removal that fails', () => {
  test('behind a complete update leaves a line for each of the three tries, which the alarm of the stack counts', async () => {
    world = await World.start([A, B]);
    await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
    world.fault(REFUSED);
    expect(await world.deploy('One', app({ [B]: 'root' }))).toBe('UPDATE_COMPLETE');
    expect(world.isConnected(A)).toBe(true);
    const failures = await world.log('{ $.decision = "failed" && $.Failed = 1 }');
    expect(failures).toHaveLength(3);
    expect(failures[0]).toMatchObject({
      level: 'ERROR',
      hostname: 'server-1',
      reason: world.answers('FAILED')[0]?.Reason,
    });
    for (const line of failures) expect(metricsOf(line)).toContainEqual(alarmed('One'));
  });

  test('is not counted where the deployment fails with it, as a creation does', async () => {
    world = await World.start([A]);
    await world.deploy('One', app({ 's-fffffffffffffffff': 'root' }));
    expect(await world.log('{ $.decision = "failed" }')).toHaveLength(1);
    expect(await world.log('{ $.Failed = 1 }')).toEqual([]);
  });

  test('since its stack cannot be read says so, and how long it was tried', async () => {
    world = await declaredWith();
    world.blind = true;
    await world.destroy('One');
    const [line] = await world.log('{ $.decision = "failed" }');
    expect(line).toMatchObject({ sourceServerId: A, reason: expect.stringMatching(/^cannot tell/) });
    expect(line?.WaitedSeconds).toBeGreaterThan(800);
    expect(line?.WaitedSeconds).toBeLessThanOrEqual(900);
  });
});

interface NamedMetric {
  readonly Namespace: string;
  readonly MetricName: string;
  readonly Dimensions: Readonly<Record<string, string>>;
}

/** The metrics that CloudWatch makes of a line. */
function metricsOf(line: Record<string, any>): NamedMetric[] {
  return line._aws.CloudWatchMetrics.flatMap(({ Namespace, Dimensions, Metrics }: any) =>
    Dimensions.flatMap((names: string[]) =>
      Metrics.map(({ Name }: any) => ({
        Namespace,
        MetricName: Name,
        Dimensions: Object.fromEntries(names.map((name) => [name, line[name]])),
      })),
    ),
  );
}

/** The metric that the alarm of a stack watches. */
function alarmed(stackName: string): NamedMetric {
  const stack = new Stack(new App(), stackName);
  SourceServerConnectionProvider.getOrCreate(stack).alarmOnFailure();
  const [alarm] = Object.values(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
  const { Namespace, MetricName, Dimensions } = alarm?.Properties ?? {};
  return {
    Namespace,
    MetricName,
    Dimensions: Object.fromEntries(Dimensions.map(({ Name, Value }: any) => [Name, Value])),
  };
}
