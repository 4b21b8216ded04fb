/** One row for each state that an item can be in. */
import { describeRefusal, progressOf, type UploadItem } from "@picket/upload-react";

type Photo = { url: string };

export function UploadRow({ item, retry }: { item: UploadItem<Photo>; retry: () => void }) {
  switch (item.status) {
    case "published":
      return <img src={item.data.url} alt={item.name} />;
    case "rejected":
      return <p>{describeRefusal(item.refusal)}</p>;
    case "failed":
      return (
        <p>
          {describeRefusal(item.refusal)} <button onClick={retry}>Try again</button>
        </p>
      );
    case "canceled":
      return <button onClick={retry}>Upload {item.name} after all</button>;
    case "uploading":
      return <progress aria-label={item.name} value={progressOf(item)} />;
    case "queued":
    case "preparing":
    case "ticketing":
    case "verifying":
    case "retrying":
    case "paused":
      return <p>{`${item.name}: ${item.status} …`}</p>;
  }
}
