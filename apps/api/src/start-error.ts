/** Something that the person who starts Picket can mend; its message is one clear sentence for them. */
export class StartError extends Error {
  override readonly name = "StartError";
}
