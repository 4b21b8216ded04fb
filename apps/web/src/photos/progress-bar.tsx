/** How far an upload is; without a number while the server finishes it. */
type ProgressBarProps = {
  /** 0–99, or `finishing` */
  progress: number | "finishing";
  label: string;
  /** the same in words */
  text: string;
};

export function ProgressBar({ progress, label, text }: ProgressBarProps) {
  const isFinishing = progress === "finishing";
  return (
    <div
      className="progress"
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={isFinishing ? undefined : progress}
      aria-valuetext={text}
      data-finishing={isFinishing}
    >
      <div
        className="progress-fill"
        style={{ transform: `scaleX(${isFinishing ? 1 : progress / 100})` }}
      />
    </div>
  );
}
