/** Issues a ticket: pure computation, no row and no round trip but the app's own permission check. */
import { checkFile, uploadError, UploadError } from "@picket/upload-core";
import type { TicketRequest, UploadTicket } from "@picket/upload-core";
import { claimName, signClaim } from "./claim.ts";
import type { RouteContext } from "./image-route.ts";
import type { JsonValue } from "./upload-ledger.ts";
import { imageIdOf, incomingKey } from "./keys.ts";

/** The longest a ticket may be posted; a slow upload that has begun is not cut by it. */
export const ticketLifeSeconds = 300;

/**
 * @throws FORBIDDEN, or what `checkFile` finds against the described file
 */
export function issueTicket<Tx, Input, Data extends JsonValue>(
  route: RouteContext<Tx, Input, Data>,
  call: { owner: string; request: TicketRequest<Input> },
): Promise<UploadTicket> {
  const ticketId = Buffer.from(route.random(16)).toString("hex");
  const step = { name: "ticket", route: route.name, imageId: imageIdOf(ticketId) } as const;
  return route.around(step, () => signTicket(route, call, ticketId));
}

async function signTicket<Tx, Input, Data extends JsonValue>(
  route: RouteContext<Tx, Input, Data>,
  { owner, request: { input, file, pickedAtMs } }: { owner: string; request: TicketRequest<Input> },
  ticketId: string,
): Promise<UploadTicket> {
  const refusal = checkFile(file, route.policy);
  if (refusal) throw new UploadError(refusal);
  // `checkFile` has just made sure of it; this is how TypeScript learns.
  const type = route.policy.types.find((allowed) => allowed === file.type);
  if (!type) throw uploadError("INPUT_INVALID");
  if (!(await route.authorize({ owner, input, file, stage: "ticket" }))) {
    throw uploadError("FORBIDDEN");
  }

  const { sizeBytes, sha256 } = file;
  const nowMs = route.clock().getTime();
  const key = incomingKey(route.name, ticketId);
  const claim = signClaim(
    {
      ticketId,
      route: route.name,
      owner,
      input,
      key,
      file: { name: claimName(file.name), type, sizeBytes, sha256 },
      pickedAtMs: timeOfPick(pickedAtMs, nowMs),
      expiresAt: new Date(nowMs + ticketLifeSeconds * 1000).toISOString(),
    },
    route.secret,
  );
  const expiresInSeconds = ticketLifeSeconds;
  const post = await route.store.signPost({
    key,
    type,
    sizeBytes,
    sha256,
    claim,
    expiresInSeconds,
  });
  return { method: "POST", ...post, claim, expiresInMs: ticketLifeSeconds * 1000 };
}

const dayMs = 24 * 60 * 60 * 1000;

/** What a device says is believed, unless its clock is wrong by more than a day: then the ticket's own moment counts. */
function timeOfPick(saidMs: number | undefined, nowMs: number): number {
  return saidMs !== undefined && Math.abs(saidMs - nowMs) <= dayMs ? saidMs : nowMs;
}
