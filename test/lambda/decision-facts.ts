/* Facts of a connection that must go, which the tests of the decision change. */

export const DELETING = 'DELETE_IN_PROGRESS';
export const CLEANING_UP = 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS';
export const GOING = {
  held: true,
  status: DELETING,
  explained: true,
  regained: false,
  givenBack: false,
  retained: false,
  policyChanged: false,
};
export const NOBODY = { moved: false, itself: false, fresh: true };
