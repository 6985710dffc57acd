import type { VirtualClock } from '../../local-aws/src';
import type { HttpRequest } from '../../local-aws/src/kernel/types';
import { aboutConnection, aboutStack, eventsOf, json, SERVER, stackOf, THROTTLED } from './answers';
import { environmentOf, respond } from './invocation';
import { QUEUE, queued } from './queue';

/* CloudFormation fails for half of the time and then throttles once, in a rollback; the queue is not to be had. */

test.each([
  { timeout: 60_000, failsFor: 34_000 },
  { timeout: 900_000, failsFor: 872_000 },
])(
  'a Delete of a rollback is answered well also when the queue does not take it late (%j)',
  async ({ timeout, failsFor }) => {
    for (const queue of [undefined, QUEUE]) {
      const answers: Record<string, string>[] = [];
      let began = 0;
      let throttles = 1;
      const reply = (request: HttpRequest, clock: VirtualClock) => {
        const since = clock.now() - began;
        if (request.method === 'PUT') answers.push(JSON.parse(request.body.toString()));
        if (request.method === 'PUT') return respond('');
        if (request.headers['x-amz-target']) return { status: 503, headers: {}, body: '' };
        const server = { sourceServerID: SERVER, dataReplicationInfo: { dataReplicationState: 'CONTINUOUS' } };
        if (request.path !== '/') return json({ items: [server] });
        if (since < failsFor) return { status: 503, headers: {}, body: '' };
        if (String(request.body).includes('DescribeStackEvents'))
          return eventsOf([aboutStack('CREATE_IN_PROGRESS'), aboutConnection('CREATE_IN_PROGRESS', '')]);
        return throttles-- > 0 ? THROTTLED : stackOf('ROLLBACK_IN_PROGRESS');
      };
      jest.spyOn(Math, 'random').mockReturnValue(0.05);
      const { send, clock } = environmentOf(reply, queue ? { DELETION_QUEUE: queue } : {});
      began = clock.now();
      await send(queued(), timeout);
      jest.restoreAllMocks();
      expect({ queue, answers }).toMatchObject({ queue, answers: [{ Status: 'SUCCESS' }] });
    }
  },
);
