/** The example's component on a page, for one product. */
import { createRoot } from "react-dom/client";
import { ProductPhotos } from "../../src/product-photos.tsx";

const productId = new URLSearchParams(location.search).get("product") ?? "";
createRoot(document.getElementById("root")!).render(<ProductPhotos productId={productId} />);
