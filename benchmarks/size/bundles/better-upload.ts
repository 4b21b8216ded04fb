export { useUploadFiles } from "@better-upload/client";
