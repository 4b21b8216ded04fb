/** Where browsers of the Chromium family lie on Linux, macOS and Windows. */
import { delimiter, join } from "node:path";

/** @returns candidate paths, the likeliest first; they need not exist */
export function systemBrowsers(env: NodeJS.ProcessEnv): string[] {
  if (process.platform === "darwin") return macBrowsers.map((path) => join("/Applications", path));
  if (process.platform === "win32") {
    const roots = [env["PROGRAMFILES"], env["PROGRAMFILES(X86)"], env["LOCALAPPDATA"]];
    return roots.flatMap((root) => (root ? windowsBrowsers.map((path) => join(root, path)) : []));
  }
  const folders = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  return linuxBrowsers.flatMap((name) => folders.map((folder) => join(folder, name)));
}

const linuxBrowsers = [
  "google-chrome-stable",
  "google-chrome",
  "chromium",
  "chromium-browser",
  "microsoft-edge",
];

const macBrowsers = [
  "Google Chrome.app/Contents/MacOS/Google Chrome",
  "Chromium.app/Contents/MacOS/Chromium",
  "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
];

const windowsBrowsers = [
  "Google/Chrome/Application/chrome.exe",
  "Chromium/Application/chrome.exe",
  "Microsoft/Edge/Application/msedge.exe",
];
