import type { Authorization } from '../kernel/types';
import { conditionsHold } from './conditions';
import { asList, type PolicyDocument, type Statement } from './policy';
import { type RequestKeys, substitute } from './variables';
import { matchesWildcard } from './wildcard';

export type Decision = 'allowed' | 'explicitDeny' | 'implicitDeny';

/**
 * The decision of identity-based policies on one request: an explicit deny wins, then an allow; otherwise it is
 * denied.
 */
export function evaluate(
  policies: readonly PolicyDocument[],
  { action, resource }: Authorization,
  keys: RequestKeys,
): Decision {
  const matching = policies
    .flatMap(({ Statement }) => asList(Statement))
    .filter((statement) => applies(statement, action, resource, keys));
  if (matching.some(({ Effect }) => Effect === 'Deny')) return 'explicitDeny';
  return matching.length > 0 ? 'allowed' : 'implicitDeny';
}

/** The condition keys of a request. Their names ignore case. */
export function requestKeys(values: Readonly<Record<string, string | readonly string[]>>): RequestKeys {
  return new Map(Object.entries(values).map(([name, value]) => [name.toLowerCase(), value]));
}

function applies(statement: Statement, action: string, resource: string, keys: RequestKeys): boolean {
  return (
    actionMatches(statement, action) &&
    resourceMatches(statement, resource, keys) &&
    conditionsHold(statement.Condition ?? {}, keys)
  );
}

function actionMatches({ Action, NotAction }: Statement, action: string): boolean {
  const matches = (pattern: string) => matchesWildcard(pattern, action, { ignoreCase: true });
  return NotAction === undefined ? asList(Action).some(matches) : !asList(NotAction).some(matches);
}

function resourceMatches({ Resource, NotResource }: Statement, resource: string, keys: RequestKeys): boolean {
  const matches = (pattern: string) => {
    const text = substitute(pattern, keys);
    return text !== undefined && matchesWildcard(text, resource);
  };
  return NotResource === undefined ? asList(Resource).some(matches) : !asList(NotResource).some(matches);
}
