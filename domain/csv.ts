// By hand and not csv-stringify: 22 lines, and cells that a spreadsheet would run as formulas are escaped here.

export type Cell = string | number | null;

/** The first line. A byte-order mark goes before it, because spreadsheets read Welsh names wrongly without one. */
export function header(names: readonly string[]): string {
  return `\uFEFF${line(names)}`;
}

/** One line as RFC 4180 has it: fields apart by commas, quoted where they must be, ended by CR LF. */
export function line(cells: readonly Cell[]): string {
  return `${cells.map(field).join(',')}\r\n`;
}

/**
 * A text that a spreadsheet would take for a formula is led by an apostrophe (OWASP, "CSV Injection"): names of sites
 * and queues are free text, and whoever opens the file must not run what somebody typed there. A text that looks as if it
 * had been led so gets another one, so that every name can be told from the file.
 */
function field(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = /^'*[=+\-@\t\r\n]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
