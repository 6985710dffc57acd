/** As Terraform's -detailed-exitcode: an error never looks like a result. */
export const EXIT = { nothing: 0, error: 1, something: 2 } as const;
