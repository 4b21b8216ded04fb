/** The image processor on sharp. */
export {
  createSharpProcessor,
  type SharpProcessor,
  type SharpProcessorOptions,
} from "./create-sharp-processor.ts";
