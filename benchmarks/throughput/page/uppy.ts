/** Uppy with aws-s3: asks for one URL at a time, then PUTs. No hash, no header, no completion. */
import AwsS3 from "@uppy/aws-s3";
import Uppy from "@uppy/core";
import { concurrency, type Contender } from "./contender.ts";

export const uppy: Contender = async (files) => {
  const uploader = new Uppy().use(AwsS3, {
    limit: concurrency,
    signRequest: async (request) => {
      const body = JSON.stringify(request);
      const response = await fetch("/uppy", { method: "POST", body });
      return response.json();
    },
  });
  uploader.addFiles(files.map((data) => ({ name: data.name, type: data.type, data })));
  const result = await uploader.upload();
  if (result?.successful?.length !== files.length) throw new Error("Uppy left files out.");
  uploader.destroy();
};
