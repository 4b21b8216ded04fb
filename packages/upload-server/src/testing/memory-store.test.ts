import { describeObjectStore } from "./describe-object-store.ts";
import { createMemoryStore } from "./memory-store.ts";

describeObjectStore("the store in memory", () => {
  const store = createMemoryStore();
  return {
    store,
    post: async (signed, bytes) => ({ status: store.receivePost(signed, bytes) }),
    get: async (url) => store.receiveGet(url),
    checksPostedContent: true,
    close: async () => {},
  };
});
