/** How far all photos together are, and how long they take. */
import type { ImageUpload } from "@picket/upload-react";
import { useWords } from "../words/language.tsx";
import { describeTotal } from "./describe-total.ts";
import { ProgressBar } from "./progress-bar.tsx";

type UploadTotalProps = { upload: Pick<ImageUpload<unknown, unknown>, "totals" | "status"> };

export function UploadTotal({ upload }: UploadTotalProps) {
  const words = useWords();
  const total = describeTotal(upload, words);
  if (!total) return null;
  const text = total.parts.join(" · ");
  return (
    <div className="upload-total">
      <ProgressBar progress={total.progress} label={words.total.label} text={text} />
      {/* the bar has the same words for a screen reader */}
      <p aria-hidden="true">{text}</p>
    </div>
  );
}
