/** Leads back to uploads that go on while another page is shown. */
import { Link, useLocation } from "wouter";
import type { Words } from "../words/english.ts";
import { useWords } from "../words/language.tsx";
import { useUploadActivity, type ProductActivity } from "./upload-activity.tsx";

export function UploadActivityLink() {
  const { header: words } = useWords();
  const [location] = useLocation();
  const { unfinished } = useUploadActivity();
  const elsewhere = unfinished.find(({ productId }) => location !== `/products/${productId}`);
  if (!elsewhere) return null;
  const activity = describeActivity(elsewhere, words);
  return (
    <Link
      href={`/products/${elsewhere.productId}`}
      className="activity-link"
      aria-label={words.activityOf(elsewhere.title, activity)}
    >
      {activity}
    </Link>
  );
}

function describeActivity(activity: ProductActivity, words: Words["header"]): string {
  const { pendingCount, waitingCount, troubledCount } = activity;
  if (pendingCount > waitingCount) return words.uploading(pendingCount);
  if (waitingCount > 0) return words.waiting(waitingCount);
  return words.notPublished(troubledCount);
}
