import { useState } from 'react';
import { endpoints, type Query } from '../../../domain/contract/rest.ts';
import type { OrganisationId } from '../../../domain/ids.ts';
import { addDays, daysBetween, wallDateOf } from '../../../domain/rota/wall-clock.ts';
import { useEndpoint } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { SelectField, TextField } from '../ui/field.tsx';
import { Form, useSending, useText } from '../ui/form.tsx';

export type HistoryQuery = Query<'readHistory'>;

const shortcuts = [7, 28, 91, 364];

type Props = {
  organisationId: OrganisationId;
  query: HistoryQuery;
  onChoose: (query: HistoryQuery) => void;
};

/** Which days and which queue. */
export function HistoryForm({ organisationId, query, onChoose }: Props) {
  const from = useText(query.from);
  const to = useText(query.to);
  const [queue, setQueue] = useState<string>(query.queue ?? '');
  const choose = (): Promise<Problem[]> => {
    const asked = endpoints.readHistory.query.safeParse({
      from: from.value,
      to: to.value,
      ...(queue !== '' && { queue }),
    });
    if (asked.success) onChoose(asked.data);
    return Promise.resolve(asked.success ? [] : [problemIn(from.value, to.value)]);
  };
  const { problems, send, errorOf } = useSending(choose);
  return (
    <Form send={send} aria-label="Days and queue">
      <ErrorSummary problems={problems} />
      <div className="bedside-history__form">
        <TextField id="from" label="From" type="date" error={errorOf('from')} {...from.bind} />
        <TextField id="to" label="To" type="date" error={errorOf('to')} {...to.bind} />
        <QueueField organisationId={organisationId} value={queue} onChange={setQueue} />
        <Button type="submit" data-testid="show-history">
          Show
        </Button>
      </div>
      <p className="bedside-history__shortcuts">
        Last{' '}
        {shortcuts.map((days) => (
          <button
            key={days}
            type="button"
            className="bedside-link-button"
            onClick={() => {
              const today = wallDateOf(new Date());
              onChoose({ ...query, from: addDays(today, 1 - days), to: today });
            }}
          >
            {days / 7 === 1 ? 'week' : `${String(days / 7)} weeks`}
          </button>
        ))}
      </p>
    </Form>
  );
}

function problemIn(from: string, to: string): Problem {
  if (from === '') return { message: 'Enter the first day', field: 'from' };
  if (to === '') return { message: 'Enter the last day', field: 'to' };
  return daysBetween(from, to) < 0
    ? { message: 'The last day must not be before the first', field: 'to' }
    : { message: 'At most 366 days can be shown at once', field: 'to' };
}

function QueueField(props: {
  organisationId: OrganisationId;
  value: string;
  onChange: (value: string) => void;
}) {
  const { organisationId, value, onChange } = props;
  const { loaded } = useEndpoint('listQueues', { params: { organisationId } });
  const queues = loaded.state === 'ready' ? loaded.value.queues : [];
  return (
    <SelectField
      label="Queue"
      value={value}
      onChange={({ target }) => {
        onChange(target.value);
      }}
    >
      <option value="">All queues</option>
      {queues.map(({ queueId, name }) => (
        <option key={queueId} value={queueId}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
