/** Stands for whatever someone hides in a picture: a script, an archive, a position. Must be in no byte that is served. */
export const markWord = "MARKWORD7F3A";

export const markedScript = `<script>alert("${markWord}")</script>`;
