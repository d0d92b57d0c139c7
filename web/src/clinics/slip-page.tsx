import { useState } from 'react';
import { Link, useParams } from 'react-router';
import type { EndpointReply } from '../../../domain/contract/rest.ts';
import { slipTimeWords, slipTitle } from '../../../domain/clinics/slip.ts';
import { type BookingId, bookingId as bookingIdSchema } from '../../../domain/ids.ts';
import { dayInWords } from '../../../domain/rota/wall-clock.ts';
import { messageOf, useAsk, useEndpoint } from '../service/hooks.ts';
import { saveFile } from '../service/save-file.ts';
import { Button } from '../ui/button.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { clockAt } from './clinic-words.ts';
import { Facts, ProblemNote, Screen } from './screen.tsx';

type SlipView = EndpointReply<'readSlip'>;

/** `/clinics/slips/…`: what a patient carries to a clinic, to be printed or saved. */
export function SlipPage() {
  const asked = bookingIdSchema.safeParse(useParams()['bookingId']);
  return asked.success ? (
    <OneSlip key={asked.data} bookingId={asked.data} />
  ) : (
    <p className="bedside-empty">There is no such booking.</p>
  );
}

function OneSlip({ bookingId }: { bookingId: BookingId }) {
  const { loaded, reload } = useEndpoint('readSlip', { params: { bookingId } });
  if (loaded.state === 'loading') return <Loading what="the slip" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  return (
    <Screen title="Slip for the patient" testId="screen-slip">
      <SlipActions bookingId={bookingId} />
      <SlipSheet slip={loaded.value} />
      <p className="bedside-no-print">
        <Link to={`/clinics/bookings/${bookingId}`}>Back to the booking</Link>
      </p>
    </Screen>
  );
}

function SlipActions({ bookingId }: { bookingId: BookingId }) {
  const ask = useAsk();
  const [state, setState] = useState<{ busy: boolean; trouble: string | null }>({
    busy: false,
    trouble: null,
  });
  const save = async () => {
    setState({ busy: true, trouble: null });
    try {
      const file = await ask('writeSlip', { params: { bookingId } });
      saveFile({ name: 'slip.pdf', type: 'application/pdf', content: file });
      setState({ busy: false, trouble: null });
    } catch (error) {
      setState({ busy: false, trouble: messageOf(error) });
    }
  };
  return (
    <div className="bedside-no-print">
      <div className="bedside-actions">
        <Button
          data-testid="print-slip"
          onClick={() => {
            window.print();
          }}
        >
          Print this slip
        </Button>
        <Button
          variant="secondary"
          data-testid="save-slip"
          disabled={state.busy}
          onClick={() => {
            save().catch(reportError);
          }}
        >
          Save it as a PDF
        </Button>
      </div>
      <ProblemNote>{state.trouble}</ProblemNote>
    </div>
  );
}

/** The same words as in the PDF, and nothing else (A37). */
function SlipSheet({ slip }: { slip: SlipView }) {
  const { name, prisonNumber, wing, cell, startsAt, place, noteForPatient } = slip;
  const { reference, printedAt, bars } = slip;
  const where = [wing === null ? null : `Wing ${wing}`, cell === null ? null : `cell ${cell}`];
  const known = where.filter((part) => part !== null).join(', ');
  return (
    <section className="bedside-sheet bedside-sheet--slip" aria-labelledby="slip" data-testid="slip">
      <h3 className="nhsuk-heading-m" id="slip">
        {slipTitle}
      </h3>
      <Facts
        facts={[
          { name: 'Name', value: name },
          { name: 'Prison number', value: prisonNumber ?? 'Not known' },
          { name: 'Where you are', value: known === '' ? 'Not known' : known },
          { name: 'Day', value: dayInWords(new Date(startsAt)) },
          { name: 'Time', value: slipTimeWords(slip, clockAt) },
          { name: 'Place', value: place },
          ...(noteForPatient === null ? [] : [{ name: 'Please note', value: noteForPatient }]),
        ]}
      />
      <Bars bars={bars} />
      <p>
        Reference {reference}
        <br />
        <span className="bedside-on-paper">Printed</span>
        <span className="bedside-no-print">As it was</span> at {clockAt(printedAt)} on{' '}
        {dayInWords(new Date(printedAt))}
      </p>
    </section>
  );
}

const moduleWidth = 2;

/** Bars and gaps in turn, the first a bar. What they say stands below in letters. */
function Bars({ bars }: { bars: readonly number[] }) {
  const starts = bars.map((_, place) => bars.slice(0, place).reduce((sum, width) => sum + width, 0));
  const modules = bars.reduce((sum, width) => sum + width, 0);
  return (
    <svg
      className="bedside-bars"
      width={modules * moduleWidth}
      height={56}
      viewBox={`0 0 ${String(modules)} 28`}
      preserveAspectRatio="none"
      shapeRendering="crispEdges"
      aria-hidden="true"
    >
      {bars.map((width, place) =>
        place % 2 === 0 ? (
          <rect key={starts[place]} x={starts[place]} y={0} width={width} height={28} />
        ) : null,
      )}
    </svg>
  );
}
