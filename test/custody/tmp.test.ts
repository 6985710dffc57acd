import { A, app, B } from '../../testing/shapes';
import { World } from '../../testing/world';

test('x', async () => {
  const world = await World.start([A, B]);
  await world.deploy('One', app({ [A]: 'root', [B]: 'root' }));
  await world.deploy('One', app({ [A]: 'a', [B]: 'root' }));
  console.log(
    [...world.exchanges.values()]
      .map(
        (e) =>
          `${e.event.RequestType} ${e.event.LogicalResourceId} ${e.event.PhysicalResourceId ?? ''} -> ${e.answers.map((a) => `${a.Status} ${a.PhysicalResourceId} ${a.Reason}`).join(' | ')}`,
      )
      .join('\n'),
  );
  await world.stop();
});
