/** The mark, three pickets of a fence, with the name. */
export function Logo() {
  return (
    <span className="logo">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect width="32" height="32" rx="8" />
        <path d="M7 11.2 9.5 8 12 11.2V24H7zM13.5 9.2 16 6l2.5 3.2V24h-5zM20 11.2 22.5 8 25 11.2V24h-5z" />
      </svg>
      Picket
    </span>
  );
}
