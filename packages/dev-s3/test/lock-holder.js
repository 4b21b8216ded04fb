// Takes the lock of a folder, says whether it got it, and keeps it until it is ended.
import { lockFolder } from "../dist/folder-lock.js";

const [folder = ""] = process.argv.slice(2);
try {
  await lockFolder(folder, "picket.lock");
  process.stdout.write("locked\n");
  setInterval(() => {}, 60_000);
} catch (error) {
  process.stdout.write(`${error instanceof Error ? error.message : "?"}\n`);
}
