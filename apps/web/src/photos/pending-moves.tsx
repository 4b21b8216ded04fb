/** What can be done with all photos while they are on their way. */
import { useWords } from "../words/language.tsx";

type PendingMovesProps = {
  isPaused: boolean;
  pause: () => void;
  resume: () => void;
  cancelAll: () => void;
};

export function PendingMoves({ isPaused, pause, resume, cancelAll }: PendingMovesProps) {
  const { list: words } = useWords();
  return (
    <div className="pending-moves">
      {/* one button, so that it keeps the focus */}
      <button type="button" className="button quiet" onClick={isPaused ? resume : pause}>
        {isPaused ? words.goOn : words.pause}
      </button>
      <button type="button" className="button quiet" onClick={cancelAll}>
        {words.cancelAll}
      </button>
    </div>
  );
}
