export type SavedFile = {
  name: string;
  type: string;
  text: string;
  /** Puts the mark before the text, which fetching takes away: without it, spreadsheets read Welsh names wrongly. */
  byteOrderMark?: boolean;
};

/** Hands a text to the browser as a file to keep. */
export function saveFile({ name, type, text, byteOrderMark = false }: SavedFile): void {
  const parts = byteOrderMark ? ['\uFEFF', text] : [text];
  const url = URL.createObjectURL(new Blob(parts, { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken its own hold of the blob by the next turn; until then the address must stand.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  });
}
