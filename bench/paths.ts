import type { FaultSpec } from '../local-aws/src';
import { A, app, B, byParameter, type Declaration, fails, inRoot, type Neighbour, type Place } from '../testing/app';
import type { Step } from '../testing/program';
import { serverIds } from '../testing/server-ids';
import type { World } from '../testing/world';

/* Paths that tell the two apart, each with a public report of somebody who met the like. */

export interface Path {
  readonly name: string;
  readonly report: string;
  readonly servers?: readonly string[];
  /** What is deployed already. */
  readonly given?: Step;
  /** What happens meanwhile. */
  readonly arrange?: (world: World) => void;
  readonly steps: readonly Step[];
}

const TYPO = 's-0000000000000000f';

/** No more: all policies of AwsCustomResource hang on one role, and IAM limits their size together. */
const FORTY = serverIds(40);

const DISCONNECT = { service: 'mgn', operation: 'DisconnectFromService' };
const DESCRIBE = { service: 'mgn', operation: 'DescribeSourceServers' };
const DENIED = { ...DESCRIBE, error: 'AccessDeniedException' };

const chosen = byParameter('root');

export const PATHS: readonly Path[] = [
  {
    name: 'another resource fails: the creation is rolled back',
    report: 'aws/aws-cdk#5525',
    steps: [deploy({ [A]: 'root' }, { neighbour: fails('Create') })],
  },
  {
    name: 'the same with OnFailure=DELETE',
    report: 'aws/aws-cdk#5525',
    steps: [deploy({ [A]: 'root' }, { neighbour: fails('Create'), onFailure: 'delete' })],
  },
  {
    name: 'the creation of the server is cancelled half-way',
    report: 'aws/aws-cdk#26139, roadmap#1814',
    steps: [
      deploy(
        { [A]: 'root' },
        { neighbour: { ...fails('Create'), after: false }, fault: { ...DESCRIBE, latencyMs: 9_000 } },
      ),
    ],
  },
  {
    name: 'its permission takes a minute to be known to IAM',
    report: 'aws/aws-cdk#37675',
    arrange: (world) => world.fault({ ...DISCONNECT, error: 'AccessDeniedException', forSeconds: 60 }),
    steps: [deploy({ [A]: 'root' }, { fault: { ...DENIED, forSeconds: 60 } })],
  },
  {
    name: 'the update that adds a server is rolled back',
    report: 'aws/aws-cdk#26618',
    given: deploy({ [A]: 'root' }),
    steps: [deploy({ [A]: 'root', [B]: 'root' }, { neighbour: fails('Create') })],
  },
  {
    name: 'the update that replaces a server is rolled back',
    report: 'aws/aws-cdk#27199',
    given: deploy({ [A]: chosen }),
    steps: [deploy({ [B]: chosen }, { neighbour: fails('Create') })],
  },
  {
    name: 'the replacement itself fails',
    report: 'aws/aws-cdk#22670, #30012',
    given: deploy({ [A]: chosen }),
    steps: [deploy({ [B]: chosen }, { fault: { ...DENIED, times: -1, match: { filters: { sourceServerIDs: [B] } } } })],
  },
  {
    name: 'a server is replaced by a completed update',
    report: 'aws/aws-cdk#14037, roadmap#744',
    given: deploy({ [A]: chosen }),
    steps: [deploy({ [B]: chosen })],
  },
  {
    name: 'the logical id changes, the server stays',
    report: 'aws/aws-cdk#12053, roadmap#363',
    given: deploy({ [A]: 'root' }),
    steps: [deploy({ [A]: chosen })],
  },
  {
    name: 'a server moves from one nested stack to another',
    report: 'roadmap#363',
    given: deploy({ [A]: 'a', [B]: 'root' }),
    steps: [deploy({ [A]: 'b', [B]: 'root' })],
  },
  {
    name: 'MGN throttles for 10 seconds',
    report: 'aws/aws-cdk#24210',
    given: deploy({ [A]: 'root' }),
    steps: [destroy({ ...DISCONNECT, error: 'ThrottlingException', forSeconds: 10 })],
  },
  {
    name: '40 servers removed at once, MGN takes 5 a second',
    report: 'aws/aws-cdk#24210',
    servers: FORTY,
    given: deploy(inRoot(FORTY).servers),
    arrange: ({ mgn }) => {
      mgn.requestsPerSecond = 5;
    },
    steps: [deploy({})],
  },
  {
    name: 'a running job is in the way for 5 minutes',
    report: 'ConflictException of the API',
    given: deploy({ [A]: 'root' }),
    arrange: (world) => {
      world.mgn.disconnectDuringJob = 'conflict';
      world.startJob(A, 300);
    },
    steps: [destroy()],
  },
  {
    name: 'MGN does not answer for 10 minutes',
    report: 'aws/aws-cdk#29026',
    given: deploy({ [A]: 'root' }),
    steps: [destroy({ ...DISCONNECT, error: 'Hang', forSeconds: 600 })],
  },
  {
    name: 'the first answer to CloudFormation meets a 503',
    report: 'aws/aws-cdk#38429',
    given: deploy({ [A]: 'root' }),
    steps: [destroy({ service: 's3', operation: 'PutObject', error: 'ServiceUnavailable' })],
  },
  {
    name: 'somebody has deleted the server from MGN',
    report: 'roadmap#1403',
    given: deploy({ [A]: 'root' }),
    arrange: (world) => world.forget(A),
    steps: [destroy()],
  },
  {
    name: 'it is disconnected, and MGN refuses a second time',
    report: 'undocumented, so both are possible',
    given: deploy({ [A]: 'root' }),
    arrange: (world) => {
      world.disconnect(A);
      world.mgn.secondDisconnect = 'conflict';
    },
    steps: [destroy()],
  },
  {
    name: 'the id has a typo; later the stack is destroyed',
    report: 'roadmap#1403',
    steps: [deploy({ [TYPO]: 'root' }), destroy()],
  },
];

type Deployment = Extract<Step, { do: 'deploy' }>;

function deploy(
  declarations: Record<string, Place | Declaration>,
  { neighbour, ...more }: Partial<Deployment> & { neighbour?: Neighbour } = {},
): Deployment {
  return { do: 'deploy', stack: 'One', shape: app(declarations, neighbour), onFailure: 'rollback', ...more };
}

function destroy(fault?: FaultSpec): Step {
  return { do: 'destroy', stack: 'One', mended: false, fault };
}
