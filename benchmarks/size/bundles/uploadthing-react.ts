export { generateReactHelpers } from "@uploadthing/react";
