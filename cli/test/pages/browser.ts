import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';

/*
 * A real browser without a window, controlled with the DevTools protocol through a pipe:
 * https://chromedevtools.github.io/devtools-protocol
 */

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'chrome'];

export interface View {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
  readonly media?: 'print';
}

/** What a browser shows of a page. */
export interface Seen {
  /** Pixels by which the page is wider than the window. */
  readonly overflow: number;
  readonly errors: readonly string[];
  /** The requests that it made, other than for the page itself. */
  readonly requests: readonly string[];
  readonly title: string;
  readonly picture: Buffer;
}

type Message = {
  id?: number;
  method?: string;
  params?: any;
  result?: any;
  error?: { message: string };
  sessionId?: string;
};

export class Browser {
  private count = 0;
  private rest = '';
  private readonly waiting = new Map<number, (message: Message) => void>();
  private readonly listeners = new Set<(message: Message) => void>();

  private constructor(
    private readonly child: ChildProcess,
    private readonly profile: string,
  ) {
    const [, , , , output] = child.stdio as unknown as Readable[];
    output?.setEncoding('utf8').on('data', (text: string) => this.receive(text));
  }

  static start(): Browser {
    const command = NAMES.find((name) => spawnSync('which', [name]).status === 0);
    if (!command) throw new Error(`no browser: one of ${NAMES.join(', ')} must be in the path`);
    const profile = mkdtempSync(join(tmpdir(), 'browser-'));
    const flags = ['--headless=new', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--remote-debugging-pipe'];
    const own = [...flags, '--no-first-run', '--disable-background-networking', `--user-data-dir=${profile}`];
    const child = spawn(command, [...own, 'about:blank'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
    return new Browser(child, profile);
  }

  async look(url: string, { width, height, scheme, media }: View): Promise<Seen> {
    const { targetId } = await this.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await this.send('Target.attachToTarget', { targetId, flatten: true });
    const send = (method: string, params: object = {}) => this.send(method, params, sessionId);
    const errors: string[] = [];
    const requests: string[] = [];
    const loaded = this.listen(sessionId, url, errors, requests);
    for (const domain of ['Page', 'Runtime', 'Log', 'Network']) await send(`${domain}.enable`);
    const mobile = width < 600;
    await send('Emulation.setDeviceMetricsOverride', { width, height, deviceScaleFactor: 1, mobile });
    const features = [{ name: 'prefers-color-scheme', value: scheme }];
    await send('Emulation.setEmulatedMedia', { media: media ?? '', features });
    await send('Page.navigate', { url });
    await loaded;
    const ask = async (expression: string) => (await send('Runtime.evaluate', { expression })).result.value;
    const overflow = Number(await ask('document.documentElement.scrollWidth - window.innerWidth'));
    const title = String(await ask('document.title'));
    const { data } = await send('Page.captureScreenshot', { format: 'png' });
    await this.send('Target.closeTarget', { targetId });
    return { overflow, errors, requests, title, picture: Buffer.from(data, 'base64') };
  }

  private listen(session: string, url: string, errors: string[], requests: string[]): Promise<void> {
    return new Promise((resolve) => {
      this.listeners.add(({ sessionId, method, params }) => {
        if (sessionId !== session) return;
        if (method === 'Runtime.exceptionThrown') errors.push(params.exceptionDetails.text);
        if (method === 'Runtime.consoleAPICalled') errors.push(`console.${params.type}`);
        if (method === 'Log.entryAdded') errors.push(params.entry.text);
        if (method === 'Network.requestWillBeSent' && params.request.url !== url) requests.push(params.request.url);
        if (method === 'Page.loadEventFired') resolve();
      });
    });
  }

  private send(method: string, params: object, sessionId?: string): Promise<any> {
    const id = ++this.count;
    const [, , , input] = this.child.stdio as unknown as Writable[];
    return new Promise((resolve, reject) => {
      this.waiting.set(id, ({ result, error }) =>
        error ? reject(new Error(`${method}: ${error.message}`)) : resolve(result),
      );
      input?.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  private receive(text: string): void {
    const messages = (this.rest + text).split('\0');
    this.rest = messages.pop() ?? '';
    for (const one of messages) {
      const message: Message = JSON.parse(one);
      const answered = message.id !== undefined && this.waiting.get(message.id);
      if (answered) answered(message);
      else for (const listener of this.listeners) listener(message);
    }
  }

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.child.once('close', resolve));
    await this.send('Browser.close', {}).catch(() => {});
    await ended;
    rmSync(this.profile, { recursive: true, force: true });
  }
}
