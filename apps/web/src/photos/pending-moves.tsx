/** What can be done with all photos while they are on their way. */
import { useWords } from "../words/language.tsx";
import { useAnnounce } from "./announcements.tsx";

type PendingMovesProps = {
  isPaused: boolean;
  pause: () => void;
  resume: () => void;
  cancelAll: () => void;
};

export function PendingMoves({ isPaused, pause, resume, cancelAll }: PendingMovesProps) {
  const { list: words } = useWords();
  const announce = useAnnounce();
  const toggle = () => {
    (isPaused ? resume : pause)();
    // That a button is called otherwise now is not read to everybody.
    announce([isPaused ? words.adding : words.paused]);
  };
  return (
    <div className="pending-moves">
      {/* one button, so that it keeps the focus */}
      <button type="button" className="button quiet" onClick={toggle}>
        {isPaused ? words.goOn : words.pause}
      </button>
      <button type="button" className="button quiet" onClick={cancelAll}>
        {words.cancelAll}
      </button>
    </div>
  );
}
