/** The engine with some of its steps done before the clock starts, to see what they cost. */
import type { Prepare } from "@picket/upload-core/client";
import type { SignedPost } from "@picket/upload-server";
import type { Contender } from "./contender.ts";
import { createPhotoApi, uploadAll, type PhotoApi } from "./picket.ts";

type Step = "preparing" | "ticket" | "completion";

export function picketWithout(...steps: Step[]): Contender {
  return (files, forms) => {
    const formOf = (name: string): SignedPost => {
      const form = forms[files.findIndex((file) => file.name === name)];
      if (!form) throw new Error(`There is no form for ${name}.`);
      return form;
    };
    const real = createPhotoApi();
    // Named one by one: a tRPC client is a proxy, of which nothing can be spread.
    const api: PhotoApi = {
      policy: real.policy,
      discardUpload: real.discardUpload,
      getUploadTicket: steps.includes("ticket") ? signedBefore(formOf) : real.getUploadTicket,
      completeUpload: steps.includes("completion") ? neverAsked : real.completeUpload,
    };
    const prepare = steps.includes("preparing") ? hashedBefore(formOf) : undefined;
    return uploadAll(files, { api, prepare });
  };
}

function signedBefore(formOf: (name: string) => SignedPost): PhotoApi["getUploadTicket"] {
  return {
    mutate: async ({ file }) => ({
      method: "POST",
      ...formOf(file.name),
      claim: "none",
      expiresInMs: 300_000,
    }),
  };
}

const neverAsked: PhotoApi["completeUpload"] = {
  mutate: async () => ({ status: "published", data: null }),
};

function hashedBefore(formOf: (name: string) => SignedPost): Prepare {
  return async (file) => {
    // What was picked are files, and files have names.
    const { fields } = formOf((file as File).name);
    const sha256 = fields["x-amz-checksum-sha256"] ?? "";
    const facts = { type: "image/jpeg", width: 2000, height: 1500 } as const;
    return { file, description: { ...facts, sizeBytes: file.size, sha256 } };
  };
}
