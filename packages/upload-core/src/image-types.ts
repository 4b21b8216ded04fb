/** The image types that Picket takes. Kept apart from the schemas so that browser code can use it without zod. */
export const imageTypes = ["image/jpeg", "image/png", "image/webp", "image/avif"] as const;

export type ImageType = (typeof imageTypes)[number];
