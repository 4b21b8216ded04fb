/** What `picket --help` says; 80 columns. */

export const help = `Usage: picket upload <folder or file>... --product <id> [options]

Uploads images to a product of a Picket shop, straight into its storage. A run
that was interrupted goes on where it stopped: start it again as it was.

  --product ID       product the images are for
  --url URL          the shop's address; default PICKET_URL or
                     http://localhost:3000
  -r, --recursive    folders inside the folder, too
  --concurrency N    files at the same time, 1 to 10; default 3. With 1 they
                     are published in the order of their names
  --dry-run          check every file and the account, send nothing
  --again            upload what was uploaded before once more
  --json             a line of JSON for each file and one for the whole run
  --route PATH       procedures of the upload; default uploads.productImage
  --input JSON       what the route takes, instead of --product
  -h, --help         this text
  --version          the version

Sign in by the environment, so that no password is seen in a list of processes:
PICKET_EMAIL and PICKET_PASSWORD, or PICKET_COOKIE with a session's cookie.

Hidden files in a folder are left out; files that are no pictures are named and
skipped. Exit code: 0 everything is published, 1 a file was refused or failed,
2 wrong usage, or the server could not be used, 130 or 143 stopped by a signal.
`;
