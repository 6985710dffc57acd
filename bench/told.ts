import { Pace } from '../lambda/aws/pace';

/*
 * A part of the function that only the benchmark has: a Delete knows at each moment how many servers are left. Then it
 * can pause so that all of them together ask as often as CloudFormation answers.
 */

/** Twice the time, in milliseconds, of one answer: a pause is half as long on average. */
const FOR_EACH = 200;
const LEAST = 2_000;

const own = Pace.prototype.pauseOf;

Pace.prototype.pauseOf = function (elapsed, remaining, perSecond) {
  if (perSecond) return own.call(this, elapsed, remaining, perSecond);
  return Math.random() * Math.max(LEAST, FOR_EACH * serversLeft());
};

/** The benchmark runs the function in its own process. */
function serversLeft(): number {
  return (globalThis as unknown as { serversLeft(): number }).serversLeft();
}
