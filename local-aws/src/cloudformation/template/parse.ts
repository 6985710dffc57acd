import { parseBody } from './body';
import { checkFunctions } from './functions';
import { checkStructure } from './structure';
import type { Template } from './template';

/** A template whose sections, resources and functions are such as CloudFormation takes. */
export function parseTemplate(body: string): Template {
  const parsed = parseBody(body);
  const template = { Parameters: {}, Mappings: {}, Conditions: {}, Resources: {}, Outputs: {}, ...parsed } as Template;
  checkStructure(parsed, template);
  checkFunctions(template);
  return template;
}
