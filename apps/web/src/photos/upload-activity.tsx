/** Which products have uploads that are not published, so that leaving their page loses none of them. */
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useState,
  type ReactNode,
} from "react";

export type ProductActivity = {
  productId: string;
  title: string;
  /** on their way */
  pendingCount: number;
  /** of those, how many wait for the connection */
  waitingCount: number;
  /** they wait for the connection */
  isOffline: boolean;
  /** waiting for the person: refused, failed, or to be chosen again */
  troubledCount: number;
  /** gives all of them up */
  clear: () => void;
};

type UploadActivity = {
  /** only products with a count above zero */
  unfinished: ProductActivity[];
  /** @param activity null when the product's list is gone */
  report: (productId: string, activity: ProductActivity | null) => void;
};

const UploadActivityContext = createContext<UploadActivity>({ unfinished: [], report: () => {} });

export function UploadActivityProvider({ children }: { children: ReactNode }) {
  const [unfinished, setUnfinished] = useState<ProductActivity[]>([]);
  const report = useCallback<UploadActivity["report"]>((productId, activity) => {
    setUnfinished((known) => withReport(known, productId, activity));
  }, []);
  const value = useMemo(() => ({ unfinished, report }), [unfinished, report]);
  return <UploadActivityContext value={value}>{children}</UploadActivityContext>;
}

export function useUploadActivity(): UploadActivity {
  return useContext(UploadActivityContext);
}

/** Reports for as long as the component is mounted. */
export function useReportUploads(activity: ProductActivity): void {
  const { productId, title, pendingCount, waitingCount, isOffline, troubledCount, clear } =
    activity;
  const { report } = useUploadActivity();
  useEffect(() => {
    const counts = { pendingCount, waitingCount, troubledCount };
    report(productId, { productId, title, ...counts, isOffline, clear });
  }, [report, productId, title, pendingCount, waitingCount, isOffline, troubledCount, clear]);
  useEffect(() => () => report(productId, null), [report, productId]);
}

function withReport(
  known: ProductActivity[],
  productId: string,
  activity: ProductActivity | null,
): ProductActivity[] {
  const others = known.filter((other) => other.productId !== productId);
  if (activity && activity.pendingCount + activity.troubledCount > 0) return [...others, activity];
  return others.length === known.length ? known : others;
}
