/** What is said once about several photos of the list, each with the move that concerns all of them. */
import { useWords } from "../words/language.tsx";

type ListNoticesProps = {
  /** a reload has lost them */
  lostCount: number;
  canceledCount: number;
  chooseLost: () => void;
  retryCanceled: () => void;
};

export function ListNotices(props: ListNoticesProps) {
  const { lostCount, canceledCount, chooseLost, retryCanceled } = props;
  const { notices: words } = useWords();
  return (
    <>
      {lostCount > 0 && (
        <ListNotice
          text={words.lost(lostCount)}
          move={words.chooseAgain(lostCount)}
          onMove={chooseLost}
        />
      )}
      {/* A single one has its own button. */}
      {canceledCount > 1 && (
        <ListNotice
          text={words.canceled(canceledCount)}
          move={words.addAfterAll}
          onMove={retryCanceled}
        />
      )}
    </>
  );
}

function ListNotice({ text, move, onMove }: { text: string; move: string; onMove: () => void }) {
  return (
    <div className="list-notice">
      <p>{text}</p>
      <button type="button" className="button" onClick={onMove}>
        {move}
      </button>
    </div>
  );
}
