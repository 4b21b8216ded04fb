import { createMemoryLedger } from "./memory-ledger.ts";
import { describeUploadLedger } from "./describe-upload-ledger.ts";

describeUploadLedger("the ledger in memory", () => {
  let nowMs = Date.UTC(2026, 0, 1);
  const ledger = createMemoryLedger({ clock: () => new Date(nowMs) });
  return {
    ledger,
    advance: async (ms) => {
      nowMs += ms;
    },
    transaction: ledger.transaction,
    writeRow: async (tx, id) => tx.insert(id),
    countRows: async (id) => ledger.rows.filter((row) => row === id).length,
    close: async () => {},
  };
});
