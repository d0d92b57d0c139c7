import { Link } from 'react-router';
import type { PrisonListView } from '../../../domain/clinics/list-wire.ts';
import type { ListChange, ListRow, PrisonList } from '../../../domain/clinics/prison-list.ts';
import { slipTitle } from '../../../domain/clinics/slip.ts';
import { markWords, type SecurityMark } from '../../../domain/clinics/whereabouts.ts';
import { dayInWords, startOfDay } from '../../../domain/rota/wall-clock.ts';
import { counted } from '../service/words.ts';
import { clockAt } from './clinic-words.ts';
import { lateRowWords, marksShownWords } from './list-words.ts';

const titles: Record<PrisonList, string> = { movement: 'Movement list', unlock: 'Unlock list' };

const changeWords: Record<ListChange, string> = {
  new: 'New',
  changed: 'Changed',
  cancelled: 'Cancelled: do not fetch',
  gone: 'Not today any more: do not fetch',
};

const stateWords: Record<ListRow['state'], string | null> = {
  'to-come': null,
  'turn-back': 'Turn back: movements are stopped',
  begun: 'Begun',
  seen: 'Seen',
  off: null,
};

/** A list as it is printed: whole, with how many there are, and when it was made. */
export function PrisonListSheet(props: {
  view: PrisonListView;
  list: PrisonList;
  /** Those that were asked for. */
  marks: readonly SecurityMark[];
  slips: boolean;
}) {
  const { view, list, marks, slips } = props;
  const { rows, total, printedAt } = view;
  const marked = list === 'unlock' && marks.length > 0;
  const shownMarks = marksShownWords(list, marks);
  const title = `${titles[list]}, ${view.siteName}, ${dayInWords(startOfDay(view.day))}`;
  return (
    <section className="bedside-sheet" aria-labelledby="sheet" data-testid="sheet">
      <h3 className="nhsuk-heading-m" id="sheet">
        {title}
      </h3>
      <p data-testid="sheet-made">
        {counted(total, 'patient')} to bring. <span className="bedside-on-paper">Printed</span>
        <span className="bedside-no-print">As it was</span> at {clockAt(view.readAt)} on{' '}
        {dayInWords(new Date(view.readAt))}.
        {printedAt === null
          ? ' Not printed before.'
          : ` Changes are since the print of ${clockAt(printedAt)} on ${dayInWords(new Date(printedAt))}.`}
      </p>
      {shownMarks === null ? null : <p data-testid="sheet-marks">{shownMarks}</p>}
      {rows.length === 0 ? (
        <p className="bedside-empty" data-testid="sheet-empty">
          Nobody is to be brought on this day.
        </p>
      ) : null}
      {list === 'movement' && rows.length > 0 ? (
        <Table caption="By the time of fetching" {...{ title, rows, slips }} marked={false} />
      ) : null}
      {list === 'unlock'
        ? byWing(rows).map(({ wing, those }) => (
            <Table
              key={wing ?? ''}
              caption={wingWords(wing, those)}
              rows={those}
              {...{ title, slips, marked }}
            />
          ))
        : null}
      <p className="bedside-sheet__end">End of the list. {counted(rows.length, 'line')} in all.</p>
    </section>
  );
}

function byWing(rows: readonly ListRow[]): { wing: string | null; those: ListRow[] }[] {
  return [...Map.groupBy(rows, ({ wing }) => wing)].map(([wing, those]) => ({ wing, those }));
}

function wingWords(wing: string | null, those: readonly ListRow[]): string {
  const name = wing === null ? 'Wing not known' : `Wing ${wing}`;
  return `${name}: ${counted(those.filter(({ state }) => state !== 'off').length, 'patient')}`;
}

/** `B, 2-14`; the half that nobody has said is said to be so. A cell that is broken at its hyphen is misread. */
function Place({ wing, cell }: Pick<ListRow, 'wing' | 'cell'>) {
  if (wing === null && cell === null) return 'Not known';
  return (
    <span>
      {wing ?? 'Wing not known'},{' '}
      {cell === null ? 'cell not known' : <span className="bedside-sheet__cell">{cell}</span>}
    </span>
  );
}

type TableProps = {
  /** Which list, of which prison and day. */
  title: string;
  caption: string;
  rows: readonly ListRow[];
  slips: boolean;
  marked: boolean;
};

function Table({ title, caption, rows, slips, marked }: TableProps) {
  return (
    <table className="bedside-table bedside-table--clinics bedside-sheet__table">
      <caption className="bedside-no-print">{caption}</caption>
      <thead>
        {/* On each sheet of paper: one that has come off the others is still of its day, prison and wing. */}
        <tr className="bedside-sheet__running" data-testid="sheet-running">
          <th colSpan={marked ? 8 : 7}>
            {caption}. {title}
          </th>
        </tr>
        <tr>
          <th scope="col">Fetch at</th>
          <th scope="col">Wing, cell</th>
          <th scope="col">Name</th>
          <th scope="col">For</th>
          <th scope="col">Where</th>
          <th scope="col">Back by</th>
          {marked ? <th scope="col">Marks</th> : null}
          <th scope="col">Changes</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.bookingId} {...{ row, slips, marked }} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row, slips, marked }: Pick<TableProps, 'slips' | 'marked'> & { row: ListRow }) {
  const { bookingId, name, prisonNumber, place, state, change, marks } = row;
  const off = state === 'off';
  return (
    <tr data-testid="sheet-row" className={off ? 'bedside-sheet__off' : undefined}>
      <td data-name="Fetch at">
        <strong>{clockAt(row.fetchAt)}</strong>
      </td>
      <td data-name="Wing, cell">
        <Place wing={row.wing} cell={row.cell} />
      </td>
      <td data-name="Name">
        <span>
          {off ? <s>{name}</s> : name}
          <span className="bedside-rows__more">{prisonNumber ?? 'No prison number'}</span>
          {slips && !off ? (
            <Link className="bedside-no-print" to={`/clinics/slips/${bookingId}`}>
              Slip<span className="nhsuk-u-visually-hidden"> for {name}</span>
            </Link>
          ) : null}
        </span>
      </td>
      <td data-name="For">
        <span>
          {slipTitle}
          <span className="bedside-rows__more">
            at {row.late === null ? '' : 'about '}
            {clockAt(row.startsAt)}
          </span>
        </span>
      </td>
      <td data-name="Where">{place}</td>
      <td data-name="Back by">{clockAt(row.backBy)}</td>
      {marked ? (
        <td data-name="Marks">
          <span>
            {marks.map((mark) => markWords[mark]).join(', ')}
            {marks.length === 0 || row.marksConfirmed ? null : (
              <span className="bedside-rows__more">From the last prison, not confirmed</span>
            )}
          </span>
        </td>
      ) : null}
      <td data-name="Changes">
        <strong>{change === null ? '' : changeWords[change]}</strong> {stateWords[state]}
        <Late row={row} />
      </td>
    </tr>
  );
}

/** Also where no list was printed before: the time is not the one that was booked. */
function Late({ row }: { row: ListRow }) {
  const words = lateRowWords(row);
  return words === null ? null : (
    <span className="bedside-rows__more" data-testid="row-late">
      {words}
    </span>
  );
}
