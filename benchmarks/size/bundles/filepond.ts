export { create } from "filepond";
