/** Uploads for the tests of an app, without a server. */
export {
  createFakeUploads,
  photoFile,
  type FakeClock,
  type FakeConnection,
  type FakeOutcome,
  type FakeOutcomes,
  type FakeUploads,
  type FakeUploadsOptions,
  type PhotoFileOptions,
} from "@picket/upload-core/testing";
