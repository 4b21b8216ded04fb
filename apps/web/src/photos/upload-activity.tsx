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
  /** waiting for the person: refused or failed */
  troubledCount: number;
};

type UploadActivity = {
  /** only products with a count above zero */
  unfinished: ProductActivity[];
  report: (activity: ProductActivity) => void;
};

const UploadActivityContext = createContext<UploadActivity>({ unfinished: [], report: () => {} });

export function UploadActivityProvider({ children }: { children: ReactNode }) {
  const [unfinished, setUnfinished] = useState<ProductActivity[]>([]);
  const report = useCallback((activity: ProductActivity) => {
    setUnfinished((known) => withReport(known, activity));
  }, []);
  const value = useMemo(() => ({ unfinished, report }), [unfinished, report]);
  return <UploadActivityContext value={value}>{children}</UploadActivityContext>;
}

export function useUploadActivity(): UploadActivity {
  return useContext(UploadActivityContext);
}

/** Reports for as long as the component is mounted. */
export function useReportUploads(activity: ProductActivity): void {
  const { productId, title, pendingCount, troubledCount } = activity;
  const { report } = useUploadActivity();
  useEffect(() => {
    report({ productId, title, pendingCount, troubledCount });
  }, [report, productId, title, pendingCount, troubledCount]);
  useEffect(
    () => () => report({ productId, title: "", pendingCount: 0, troubledCount: 0 }),
    [report, productId],
  );
}

function withReport(known: ProductActivity[], activity: ProductActivity): ProductActivity[] {
  const { productId, pendingCount, troubledCount } = activity;
  const others = known.filter((other) => other.productId !== productId);
  if (pendingCount + troubledCount > 0) return [...others, activity];
  return others.length === known.length ? known : others;
}
