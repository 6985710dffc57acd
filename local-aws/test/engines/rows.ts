/** A step in the life of a stack, and the source servers that are connected after it, as docs/how-it-decides.md has it. */
export interface Row {
  readonly what: string;
  /** The servers to begin with, so that a row that went wrong spoils no other; default: as the row before left them. */
  readonly connect?: readonly string[];
  /** Servers that somebody disconnects before the command. */
  readonly disconnectedByHand?: readonly string[];
  readonly command: 'deploy' | 'destroy';
  readonly servers: readonly string[];
  /** Another resource of the stack fails. */
  readonly fails?: true;
  /** Of the cdk CLI; default: 0, or 1 if another resource fails. */
  readonly exitCode?: number;
  /** Default: Migration. */
  readonly stack?: string;
  readonly connected: readonly string[];
}

export const ROWS: readonly Row[] = [
  {
    what: 'create',
    connect: ['A', 'B', 'C'],
    command: 'deploy',
    servers: ['A', 'B'],
    connected: ['A', 'B', 'C'],
  },
  { what: 'no change', command: 'deploy', servers: ['A', 'B'], connected: ['A', 'B', 'C'] },
  { what: 'a server is added', command: 'deploy', servers: ['A', 'B', 'C'], connected: ['A', 'B', 'C'] },
  { what: 'a server is removed', command: 'deploy', servers: ['A', 'C'], connected: ['A', 'C'] },
  {
    what: 'an update that fails',
    connect: ['A', 'C'],
    command: 'deploy',
    servers: ['A'],
    fails: true,
    connected: ['A', 'C'],
  },
  { what: 'destroy', connect: ['A', 'C'], command: 'destroy', servers: ['A', 'C'], connected: [] },
  {
    what: 'a creation that fails',
    connect: ['B'],
    command: 'deploy',
    servers: ['B'],
    fails: true,
    stack: 'Second',
    connected: ['B'],
  },
  {
    what: 'a server that does not exist',
    command: 'deploy',
    servers: ['B', 'none'],
    stack: 'Third',
    exitCode: 1,
    connected: ['B'],
  },
  { what: 'create another stack', command: 'deploy', servers: ['B'], stack: 'Fourth', connected: ['B'] },
  {
    what: 'destroy, when the server was disconnected by hand',
    disconnectedByHand: ['B'],
    command: 'destroy',
    servers: ['B'],
    stack: 'Fourth',
    connected: [],
  },
];
