/** Every status of the API model, and some that it may have one day: docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_Stack.html */
export const STATUSES = [
  ...['CREATE', 'DELETE', 'UPDATE', 'ROLLBACK', 'UPDATE_ROLLBACK', 'IMPORT', 'IMPORT_ROLLBACK'].flatMap((operation) => [
    `${operation}_IN_PROGRESS`,
    `${operation}_FAILED`,
    `${operation}_COMPLETE`,
  ]),
  'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS',
  'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS',
  'REVIEW_IN_PROGRESS',
  'missing',
  'SOMETHING_NEW',
];
