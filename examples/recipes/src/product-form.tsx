/** Photos as part of a form, which is saved when all of them are published. */
import { useImageUpload } from "@picket/upload-react";
import { api } from "hello-world/client";
import { useRef } from "react";

type ProductFormProps = { productId: string; save: (photoUrls: string[]) => void };

export function ProductForm({ productId, save }: ProductFormProps) {
  const picker = useRef<HTMLInputElement>(null);
  const { addAsync, isPending } = useImageUpload({ api: api.productImage, input: { productId } });

  const submit = async () => {
    const items = await addAsync(picker.current?.files ?? []);
    const published = items.filter((item) => item.status === "published");
    if (published.length === items.length) save(published.map((item) => item.data.url));
  };
  return (
    <form action={submit}>
      <input ref={picker} type="file" accept="image/*" multiple aria-label="Photos" />
      <button disabled={isPending}>Save</button>
    </form>
  );
}
