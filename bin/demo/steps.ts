/** One step of the demo: what is deployed, and what must be true after it. */
export interface Step {
  readonly title: string;
  readonly why: string;
  readonly command: 'deploy' | 'destroy';
  readonly context: Readonly<Record<string, string>>;
  /** The status the stack must have; a failed deployment rolls back. */
  readonly status: string;
  /** The servers that must be connected, by host name. */
  readonly connected: readonly string[];
  /** The command-line tool is asked first what the command would do. */
  readonly planned?: true;
  /** What the cdk CLI must pass on of the reason for a failure. */
  readonly reason?: RegExp;
}

const ALL = ['web-01', 'db-01', 'batch-01', 'mail-01'];

export const STEPS: readonly Step[] = [
  {
    title: 'Create a stack that holds three servers',
    why: 'A Create only checks that each server exists and is connected: nothing changes.',
    command: 'deploy',
    context: { servers: 'web-01,db-01,batch-01' },
    status: 'CREATE_COMPLETE',
    connected: ALL,
  },
  {
    title: 'Swap batch-01 for mail-01',
    why: 'The update completed, so the server that it removed is disconnected, in its clean-up phase.',
    command: 'deploy',
    context: { servers: 'web-01,db-01,mail-01' },
    status: 'UPDATE_COMPLETE',
    connected: ['web-01', 'db-01', 'mail-01'],
  },
  {
    title: 'Remove db-01 in a deployment that fails',
    why: 'Another resource failed and CloudFormation rolled back: a deployment that did not complete disconnects nothing.',
    command: 'deploy',
    context: { servers: 'web-01,mail-01', fail: 'yes' },
    status: 'UPDATE_ROLLBACK_COMPLETE',
    connected: ['web-01', 'db-01', 'mail-01'],
  },
  {
    title: 'Rename the constructs and move them into a new scope',
    why: 'The logical id comes from the server, not from the path: no connection is touched.',
    command: 'deploy',
    context: { servers: 'web-01,db-01,mail-01', moved: 'yes' },
    status: 'UPDATE_COMPLETE',
    connected: ['web-01', 'db-01', 'mail-01'],
  },
  {
    title: 'Remove db-01 while a removal guard is not met',
    why: 'The deployment itself is right, but the server is in use: the guard fails it before anything is disconnected.',
    command: 'deploy',
    context: { servers: 'web-01,mail-01', moved: 'yes', guard: 'yes' },
    status: 'UPDATE_ROLLBACK_COMPLETE',
    connected: ['web-01', 'db-01', 'mail-01'],
    planned: true,
    reason: /removal guards are not met, nothing was disconnected: [^.]*\./,
  },
  {
    title: 'Destroy the stack',
    why: 'The deletion of the stack deletes its connections: every server it held is disconnected.',
    command: 'destroy',
    context: { servers: 'web-01,db-01,mail-01', moved: 'yes' },
    status: 'DELETE_COMPLETE',
    connected: [],
    planned: true,
  },
];
