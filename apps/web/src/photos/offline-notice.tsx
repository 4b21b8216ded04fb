/** Says that there is no connection, that nothing needs to be done about it, and what to do when that is not so. */
import { OfflineIcon } from "../shell/icons.tsx";
import { useWords } from "../words/language.tsx";

export function OfflineNotice({ tryNow }: { tryNow: () => void }) {
  const { notices } = useWords();
  return (
    <div className="offline-notice">
      <p>
        <OfflineIcon />
        {notices.offline}
      </p>
      {/* The browser's word for it may be wrong. */}
      <button type="button" className="button" onClick={tryNow}>
        {notices.tryNow}
      </button>
    </div>
  );
}
