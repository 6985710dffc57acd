import { told, ProbeWorld } from './world';

test('on the local AWS every row is as relied on', async () => {
  const world = await ProbeWorld.start();
  const t = Date.now();
  const judged = await world.judged();
  console.log(judged.map(told).filter((x) => !x.endsWith('as relied on')).join('\n'), judged.length, Date.now() - t);
  const t2 = Date.now();
  console.log(await world.cleanUp(), Date.now() - t2);
}, 120_000);
