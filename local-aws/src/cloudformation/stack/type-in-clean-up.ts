import { type CustomType, GENERIC_CUSTOM_TYPE } from '../behaviour';

/** The generic type hides how a custom resource was declared. */
export function typeInCleanUp(declared: string, shown: CustomType): string {
  return shown === GENERIC_CUSTOM_TYPE && declared.startsWith('Custom::') ? GENERIC_CUSTOM_TYPE : declared;
}
