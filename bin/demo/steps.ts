/** One step of the demo: what is deployed, and which servers must be connected after it. */
export interface Step {
  readonly title: string;
  readonly why: string;
  readonly command: 'deploy' | 'destroy';
  readonly context: Readonly<Record<string, string>>;
  /** Whether the cdk CLI must succeed. */
  readonly succeeds: boolean;
  readonly connected: readonly string[];
}

export const WEB = 's-3053c1c3b7d8bd4e0';
export const DATABASE = 's-7a51f0c2d94e6b830';
export const BATCH = 's-c0ffee1234567890a';
export const MAIL = 's-0f1e2d3c4b5a69788';

/** Four servers as DescribeSourceServers shows them; what is left out, the local AWS fills in. */
export const FLEET = [
  server(WEB, 'web-01', 'READY_FOR_TEST'),
  server(DATABASE, 'db-01', 'TESTING'),
  server(BATCH, 'batch-01', 'READY_FOR_CUTOVER'),
  server(MAIL, 'mail-01', 'READY_FOR_TEST'),
];

export const STEPS: readonly Step[] = [
  {
    title: 'Create a stack that holds three servers',
    why: 'A Create only checks that each server exists and is connected: nothing changes.',
    command: 'deploy',
    context: { servers: [WEB, DATABASE, BATCH].join() },
    succeeds: true,
    connected: [WEB, DATABASE, BATCH, MAIL],
  },
  {
    title: 'Swap batch-01 for mail-01',
    why: 'The update completed, so the server that it removed is disconnected, in its clean-up phase.',
    command: 'deploy',
    context: { servers: [WEB, DATABASE, MAIL].join() },
    succeeds: true,
    connected: [WEB, DATABASE, MAIL],
  },
  {
    title: 'Remove db-01 in a deployment that fails',
    why: 'Another resource failed and CloudFormation rolled back: a deployment that did not complete disconnects nothing.',
    command: 'deploy',
    context: { servers: [WEB, MAIL].join(), fail: 'yes' },
    succeeds: false,
    connected: [WEB, DATABASE, MAIL],
  },
  {
    title: 'Rename the constructs and move them into a new scope',
    why: 'The logical id comes from the server, not from the path: CloudFormation sees no change.',
    command: 'deploy',
    context: { servers: [WEB, DATABASE, MAIL].join(), moved: 'yes' },
    succeeds: true,
    connected: [WEB, DATABASE, MAIL],
  },
  {
    title: 'Destroy the stack',
    why: 'The deletion of the stack deletes its connections: every server it held is disconnected.',
    command: 'destroy',
    context: { servers: [WEB, DATABASE, MAIL].join(), moved: 'yes' },
    succeeds: true,
    connected: [],
  },
];

function server(sourceServerID: string, hostname: string, state: string) {
  return {
    sourceServerID,
    lifeCycle: { state },
    dataReplicationInfo: { dataReplicationState: 'CONTINUOUS' },
    sourceProperties: { identificationHints: { hostname, fqdn: `${hostname}.example.com` } },
  };
}
