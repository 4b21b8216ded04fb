/** What ends a run before or besides its files: exit code 2. */

export class CommandError extends Error {
  override readonly name = "CommandError";
  // The message is one sentence or two for whoever typed the command.
}

/** Is it an error of the system with this code? */
export function hasErrorCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
