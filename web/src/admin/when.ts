/** An instant in this browser's own time zone: `22 November 2026 at 15:04`. */
export function whenWords(instant: string): string {
  return new Date(instant).toLocaleString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  });
}
