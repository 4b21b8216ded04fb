/** Asks for a title and opens the new product, ready for its first photo. */
import { useId, type RefObject, type SubmitEvent } from "react";
import { useLocation } from "wouter";
import { readField } from "../shell/read-field.ts";
import { httpStatusOf, trpc } from "../trpc.ts";
import type { Words } from "../words/english.ts";
import { useWords } from "../words/language.tsx";
import { tellOtherTabs } from "./use-other-tabs.ts";

export function NewProductForm({ dialog }: { dialog: RefObject<HTMLDialogElement | null> }) {
  const { products: words, oneMoment } = useWords();
  const [, navigate] = useLocation();
  const headingId = useId();
  const utils = trpc.useUtils();
  const create = trpc.products.create.useMutation({
    onSuccess: (product) => {
      utils.products.get.setData({ productId: product.id }, product);
      void utils.products.list.invalidate();
      tellOtherTabs();
      dialog.current?.close();
      navigate(`/products/${product.id}`);
    },
  });
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const title = readField(event.currentTarget, "title").trim();
    if (title !== "" && !create.isPending) create.mutate({ title });
  };

  return (
    <dialog ref={dialog} className="dialog" aria-labelledby={headingId} onClose={create.reset}>
      <h2 id={headingId}>{words.create}</h2>
      <form className="form" onSubmit={submit}>
        <p className="form-refusal" role="alert">
          {create.isError && words.refusals[refusalOf(create.error)]}
        </p>
        <label className="field">
          {words.field}
          <input
            className="input"
            name="title"
            maxLength={120}
            placeholder={words.example}
            autoComplete="off"
            required
          />
        </label>
        <button className="button primary" aria-disabled={create.isPending}>
          {create.isPending ? oneMoment : words.createAndAdd}
        </button>
      </form>
      <form method="dialog">
        <button className="button quiet">{words.cancel}</button>
      </form>
    </dialog>
  );
}

function refusalOf(error: unknown): keyof Words["products"]["refusals"] {
  const status = httpStatusOf(error);
  if (status === 401) return "signedOut";
  if (status === 400) return "invalid";
  return "unreachable";
}
