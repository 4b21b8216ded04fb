export { useImageUpload } from "@picket/upload-react";
