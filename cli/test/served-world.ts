import { rmSync } from 'node:fs';
import { listen } from '../../local-aws/src/kernel/server';
import { World } from '../../testing/world';
import { operatorAt, Tool } from './tool';

/*
 * A local AWS whose clock jumps, and the built tool, which reaches it by a socket: whole lives of stacks in moments. The
 * clock begins with the year 2026.
 */
export class ServedWorld {
  private constructor(
    readonly world: World,
    readonly tool: Tool,
    readonly url: string,
    private readonly close: () => Promise<void>,
  ) {}

  static async start(...servers: Parameters<typeof World.start>): Promise<ServedWorld> {
    const world = await World.start(...servers);
    const { port, close } = await listen((request) => world.handle(request), 0);
    const url = `http://127.0.0.1:${port}`;
    return new ServedWorld(world, new Tool({ environment: () => operatorAt(url) }), url, close);
  }

  async stop(): Promise<void> {
    await this.close();
    await this.world.stop();
    rmSync(this.tool.folder, { recursive: true, force: true });
  }
}
