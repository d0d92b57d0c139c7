/**
 * Hands a text to the browser as a file to keep. With a byte-order mark, which fetching took away: spreadsheets read
 * Welsh names wrongly without one.
 */
export function saveFile({ name, type, text }: { name: string; type: string; text: string }): void {
  const url = URL.createObjectURL(new Blob(['\uFEFF', text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // The download has taken its own hold of the blob by the next turn.
  setTimeout(() => {
    URL.revokeObjectURL(url);
  }, 0);
}
