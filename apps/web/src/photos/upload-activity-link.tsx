/** Leads back to uploads that go on while another page is shown. */
import { Link, useLocation } from "wouter";
import { useUploadActivity, type ProductActivity } from "./upload-activity.tsx";

export function UploadActivityLink() {
  const [location] = useLocation();
  const { unfinished } = useUploadActivity();
  const elsewhere = unfinished.find(({ productId }) => location !== `/products/${productId}`);
  if (!elsewhere) return null;
  return (
    <Link href={`/products/${elsewhere.productId}`} className="activity-link">
      {describeActivity(elsewhere)}
      <span className="visually-hidden"> of {elsewhere.title}</span>
    </Link>
  );
}

function describeActivity(activity: ProductActivity): string {
  const { pendingCount, waitingCount, troubledCount } = activity;
  if (pendingCount > waitingCount) return `${pendingCount} uploading`;
  if (waitingCount > 0) return `${waitingCount} waiting`;
  return `${troubledCount} not published`;
}
