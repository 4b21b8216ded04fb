/** Ports in memory, and the one suite that every implementation of a port must pass. */
export { describeObjectStore, type ObjectStoreSetup } from "./describe-object-store.ts";
export { describeUploadLedger, type LedgerSetup } from "./describe-upload-ledger.ts";
export { createMemoryLedger, type MemoryLedger, type MemoryTx } from "./memory-ledger.ts";
export { createMemoryProcessor } from "./memory-processor.ts";
export {
  createMemoryStore,
  type GetAnswer,
  type MemoryObject,
  type MemoryStore,
} from "./memory-store.ts";
export { getUrl } from "./get-url.ts";
export { postSignedForm } from "./post-signed-form.ts";
