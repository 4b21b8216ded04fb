/** Asks for a title and opens the new product, ready for its first photo. */
import { useId, type RefObject, type SubmitEvent } from "react";
import { useLocation } from "wouter";
import { readField } from "../shell/read-field.ts";
import { httpStatusOf, trpc } from "../trpc.ts";
import { tellOtherTabs } from "./use-other-tabs.ts";

export function NewProductForm({ dialog }: { dialog: RefObject<HTMLDialogElement | null> }) {
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
      <h2 id={headingId}>New product</h2>
      <form className="form" onSubmit={submit}>
        <p className="form-refusal" role="alert">
          {create.isError && describeFailure(create.error)}
        </p>
        <label className="field">
          Title
          <input
            className="input"
            name="title"
            maxLength={120}
            placeholder="Linen tea towel"
            autoComplete="off"
            required
          />
        </label>
        <button className="button primary" aria-disabled={create.isPending}>
          {create.isPending ? "One moment…" : "Create and add photos"}
        </button>
      </form>
      <form method="dialog">
        <button className="button quiet">Cancel</button>
      </form>
    </dialog>
  );
}

function describeFailure(error: unknown): string {
  const status = httpStatusOf(error);
  if (status === 401) return "You are not signed in any more. Close this and sign in again.";
  if (status === 400) return "This title cannot be used. Try a shorter one.";
  return "The shop's server does not answer. Wait a moment and try again.";
}
