import { request as httpRequest } from 'node:http';
import { connect, type Socket } from 'node:net';

/* HTTP below what clients do by themselves. */

/** fetch does not let one choose the Host header. */
export function statusWith(url: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(url, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject).end();
  });
}

export async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await new Promise((resolve) => socket.once('connect', resolve));
  return socket;
}

/** Not within a second is no answer either: what is not on this machine may be dropped instead of refused. */
export function answersAt(port: number, address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: address, timeout: 1000 });
    const end = (answers: boolean) => {
      socket.destroy();
      resolve(answers);
    };
    socket
      .on('connect', () => end(true))
      .on('error', () => end(false))
      .on('timeout', () => end(false));
  });
}

/** What it gets until the other side ends it. */
export function closed(socket: Socket): Promise<string> {
  let text = '';
  socket.on('data', (data) => {
    text += data;
  });
  return new Promise((resolve) => socket.once('close', () => resolve(text)));
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}
