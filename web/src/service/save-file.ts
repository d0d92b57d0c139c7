export type SavedFile = { name: string; type: string } & (
  | {
      text: string;
      /** Puts the mark before the text, which fetching takes away: without it, spreadsheets read Welsh names wrongly. */
      byteOrderMark?: boolean;
    }
  | { content: Blob }
);

/** Hands a text, or what has been fetched as a file, to the browser to keep. */
export function saveFile(file: SavedFile): void {
  const { name, type } = file;
  const url = URL.createObjectURL(new Blob(partsOf(file), { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken its own hold of the blob by the next turn; until then the address must stand.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  });
}

function partsOf(file: SavedFile): BlobPart[] {
  if ('content' in file) return [file.content];
  return file.byteOrderMark === true ? ['\uFEFF', file.text] : [file.text];
}
