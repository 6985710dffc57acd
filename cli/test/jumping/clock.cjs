/*
 * Loaded before the tool (node --require): its time is then that of a local AWS whose clock jumps, and its timers fire
 * when that clock says so. Once nothing is left to do but wait, the local AWS is asked to move on to the next timer; as
 * long as something is done here, time stands still. So quarters of an hour take moments, however busy the machine is.
 */

const http = require('node:http');
const https = require('node:https');
const timersPromises = require('node:timers/promises');

const { JUMPING_CLOCK = '', JUMPING_TERMINAL } = process.env;
/** One connection for all moves. */
const agent = new http.Agent({ keepAlive: true });
const [RealDate, clear, immediately, post] = [Date, clearTimeout, setImmediate, http.request];
/** Turns of the event loop in which nothing happens: then everything waits. */
const TURNS = 30;

const timers = new Set();
let now = 0;
let underWay = 0;
let changes = 0;
let isLooking = false;

/** Looks whether everything waits. */
async function look() {
  changes += 1;
  if (isLooking) return;
  isLooking = true;
  for (let seen = -1; seen !== changes && underWay === 0; ) {
    seen = changes;
    for (let turn = 0; turn < TURNS; turn++) await new Promise((done) => immediately(done));
  }
  // the end of a request looks again
  if (underWay > 0 || ![...timers].some((one) => one.isAwaited)) isLooking = false;
  else moveTo(Math.min(...[...timers].map(({ at }) => at)));
}

function moveTo(time) {
  const request = post(JUMPING_CLOCK, { method: 'POST', agent }, async (response) => {
    let body = '';
    for await (const chunk of response) body += chunk;
    now = Number(body);
    isLooking = false;
    const due = [...timers].filter(({ at }) => at <= now).sort((one, other) => one.at - other.at);
    for (const timer of due) if (timers.delete(timer)) timer.action();
    look();
  });
  request.end(String(time));
}

class Timer {
  isAwaited = true;
  constructor(action, ms) {
    Object.assign(this, { action, ms: Math.max(0, Number(ms) || 0) });
    this.refresh();
  }
  refresh() {
    this.at = now + this.ms;
    timers.add(this);
    look();
    return this;
  }
  ref() {
    this.isAwaited = true;
    return this;
  }
  unref() {
    this.isAwaited = false;
    return this;
  }
  hasRef() {
    return this.isAwaited;
  }
}

class JumpingDate extends RealDate {
  constructor(...args) {
    if (args.length === 0) super(now);
    else super(...args);
  }
  static now() {
    return now;
  }
  static [Symbol.hasInstance](one) {
    return one instanceof RealDate;
  }
}

function countRequests(client) {
  const { request } = client;
  client.request = (...args) => {
    underWay += 1;
    const made = request(...args);
    made.once('close', () => {
      underWay -= 1;
      look();
    });
    return made;
  };
}

function install() {
  now = Number(new URL(JUMPING_CLOCK).searchParams.get('now'));
  globalThis.Date = JumpingDate;
  globalThis.setTimeout = (action, ms, ...args) => new Timer(() => action(...args), ms);
  globalThis.clearTimeout = (timer) => (timer instanceof Timer ? timers.delete(timer) : clear(timer));
  timersPromises.setTimeout = (ms, value) => new Promise((done) => new Timer(() => done(value), ms));
  for (const client of [http, https]) countRequests(client);
  require('node:module').syncBuiltinESMExports();
  if (JUMPING_TERMINAL) for (const stream of [process.stdin, process.stderr]) stream.isTTY = true;
}

// npx and what the tool starts have their own time
if (JUMPING_CLOCK !== '' && /mgn-disconnect(\.js)?$/.test(process.argv[1] ?? '')) install();
