import { SourceServerConnection, SourceServerConnectionProvider } from '../../lib';
import { type Build, type Guards, guardsOf } from '../../testing/app';

/** Providers with their guards, and servers by the providers that they have. */
export function providersOf(guards: Record<string, Guards>, servers: Record<string, string> = {}): Build {
  return (root) => {
    for (const [id, one] of Object.entries(guards))
      new SourceServerConnectionProvider(root, id, { removalGuards: guardsOf(one) });
    for (const [sourceServerId, id] of Object.entries(servers)) {
      const provider = root.node.findChild(id) as SourceServerConnectionProvider;
      new SourceServerConnection(root, sourceServerId, { sourceServerId, provider });
    }
  };
}
