/** The catalogue without HTTP around it: what its benchmark measures. */
export { reorderImages } from "./db/product-images.ts";
export { listProducts } from "./db/list-products.ts";
export { openDatabase } from "./db/open-database.ts";
export { findProduct } from "./db/products.ts";
