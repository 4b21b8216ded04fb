/** Line icons; always beside words or inside a control that has a name, so none is read aloud. */
import type { ReactNode } from "react";

function Icon({ children }: { children: ReactNode }) {
  return (
    <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {children}
    </svg>
  );
}

export const AddPhotoIcon = () => (
  <Icon>
    <path d="M20 13v4a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3V7a3 3 0 0 1 3-3h4M4.5 17l4-4.5 3.5 3.5 2.5-2 4.5 4M17.5 3v7M14 6.5h7" />
  </Icon>
);

export const CameraIcon = () => (
  <Icon>
    <path d="M9 5 7.5 7.5h-2A2.5 2.5 0 0 0 3 10v6.5A2.5 2.5 0 0 0 5.5 19h13a2.5 2.5 0 0 0 2.5-2.5V10a2.5 2.5 0 0 0-2.5-2.5h-2L15 5Z" />
    <circle cx="12" cy="13" r="3.3" />
  </Icon>
);

export const FolderIcon = () => (
  <Icon>
    <path d="M3.5 17V7A2.5 2.5 0 0 1 6 4.5h3.2l2.3 2.7H18a2.5 2.5 0 0 1 2.5 2.5V17a2.5 2.5 0 0 1-2.5 2.5H6A2.5 2.5 0 0 1 3.5 17Z" />
  </Icon>
);

export const PhotoIcon = () => (
  <Icon>
    <rect x="3.5" y="4.5" width="17" height="15" rx="3" />
    <circle cx="9" cy="10" r="1.5" />
    <path d="m4.5 17.5 4.5-4 3 2.5 3.5-3.5 4.5 4" />
  </Icon>
);

export const CheckIcon = () => (
  <Icon>
    <path d="m5 12.5 4.5 4.5L19 7.5" />
  </Icon>
);

export const WarningIcon = () => (
  <Icon>
    <path d="M12 8.5v4.5M12 16.2v.1M10.3 4.5 3 17a2 2 0 0 0 1.7 3h14.6a2 2 0 0 0 1.7-3L13.7 4.5a2 2 0 0 0-3.4 0Z" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m6.5 6.5 11 11M17.5 6.5l-11 11" />
  </Icon>
);

export const RetryIcon = () => (
  <Icon>
    <path d="M19 12a7 7 0 1 1-2.1-5M19 4v4.2h-4.2" />
  </Icon>
);

export const BackIcon = () => (
  <Icon>
    <path d="M19 12H5.5M11 6l-6 6 6 6" />
  </Icon>
);

export const OfflineIcon = () => (
  <Icon>
    <path d="M4 4.5l16 16M8.5 8.1A5 5 0 0 0 7.3 9 4.5 4.5 0 0 0 7.5 18h10M12 7a5 5 0 0 1 4.6 3.1 4 4 0 0 1 3.2 6.4" />
  </Icon>
);

export const PlusIcon = () => (
  <Icon>
    <path d="M12 5v14M5 12h14" />
  </Icon>
);
