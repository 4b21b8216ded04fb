/** Ports in memory, and the one suite that every implementation of a port must pass. */
export { describeUploadLedger, type LedgerSetup } from "./describe-upload-ledger.ts";
export { createMemoryLedger, type MemoryLedger, type MemoryTx } from "./memory-ledger.ts";
