/**
 * An error as the log may have it. Messages stay out: those of databases, parsers and stores quote values (parameters,
 * keys, file names), so an error is told by its names, its codes and where it happened.
 */

/** @returns names and codes from the error down to its last cause, then the places in the code */
export function describeError(error: unknown): string {
  const chain: string[] = [];
  let current = error;
  let deepest: Error | null = null;
  while (current instanceof Error && chain.length < 5) {
    chain.push(nameWithCodes(current));
    deepest = current;
    current = current.cause;
  }
  const places = deepest ? placesOf(deepest) : [];
  const causes = chain.length > 0 ? chain.join(" < ") : typeof error;
  return places.length > 0 ? `${causes} at ${places.join(" < ")}` : causes;
}

/** Set by Node, Postgres, the AWS SDK and ourselves; identifiers of programs, never of people. */
const codeFields = ["code", "syscall", "constraint", "table"] as const;

function nameWithCodes(error: Error): string {
  const codes = codeFields.flatMap((field) => {
    const value: unknown = Reflect.get(error, field);
    return typeof value === "string" || typeof value === "number" ? [`${field}=${value}`] : [];
  });
  const status: unknown = Reflect.get(Object(Reflect.get(error, "$metadata")), "httpStatusCode");
  if (typeof status === "number") codes.push(`status=${status}`);
  return [error.name, ...codes].join(" ");
}

const maxPlaces = 4;

function placesOf(error: Error): string[] {
  const { message, stack = "" } = error;
  // The stack begins with the message, which may have lines of its own.
  return stack
    .slice(stack.indexOf(message) + message.length)
    .split("\n")
    .flatMap((line) => /^\s+at (.+)$/.exec(line)?.[1] ?? [])
    .slice(0, maxPlaces);
}
