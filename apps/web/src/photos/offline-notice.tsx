/** Says that there is no connection, and that nothing needs to be done about it. */
import { OfflineIcon } from "../shell/icons.tsx";

/** The live region is there before it has something to say, or it would not be heard. */
export function OfflineNotice({ isOffline }: { isOffline: boolean }) {
  return (
    <div role="status">
      {isOffline && (
        <p className="offline-notice">
          <OfflineIcon />
          No connection. Your photos go on by themselves when it is back.
        </p>
      )}
    </div>
  );
}
