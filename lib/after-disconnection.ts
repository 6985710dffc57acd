/**
 * What becomes of MGN's record of a source server once it is disconnected.
 */
export enum AfterDisconnection {
  /** It stays as it is, and counts against MGN's quotas. */
  KEEP_RECORD = 'keep',

  /** It is archived: it leaves the console's list of active servers, and the quota of servers that are not archived. */
  ARCHIVE = 'archive',

  /** It is archived and then deleted from MGN, which cannot be undone. The function's log keeps what MGN knew of it. */
  DELETE = 'delete',
}
