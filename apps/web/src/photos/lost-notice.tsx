/** Says why photos must be chosen again, and offers to choose all of them at once. */

export function LostNotice({ count, onChoose }: { count: number; onChoose: () => void }) {
  const [photos, them] = count === 1 ? ["1 photo", "it"] : [`${count} photos`, "them"];
  return (
    <div className="lost-notice">
      <p>The page was reloaded before {photos} had arrived.</p>
      <button type="button" className="button" onClick={onChoose}>
        Choose {them} again
      </button>
    </div>
  );
}
