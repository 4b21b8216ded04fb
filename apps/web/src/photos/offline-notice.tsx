/** Says that there is no connection, that nothing needs to be done about it, and what to do when that is not so. */
import { OfflineIcon } from "../shell/icons.tsx";
import { useWords } from "../words/words-context.ts";

type OfflineNoticeProps = { isOffline: boolean; tryNow: () => void };

/** The live region is there before it has something to say, or it would not be heard. */
export function OfflineNotice({ isOffline, tryNow }: OfflineNoticeProps) {
  const { notices } = useWords();
  return (
    <div className="offline-notice" data-shown={isOffline}>
      <p role="status">
        {isOffline && (
          <>
            <OfflineIcon />
            {notices.offline}
          </>
        )}
      </p>
      {/* The browser's word for it may be wrong. */}
      {isOffline && (
        <button type="button" className="button" onClick={tryNow}>
          {notices.tryNow}
        </button>
      )}
    </div>
  );
}
