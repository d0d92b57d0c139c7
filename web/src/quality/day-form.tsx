import { endpoints } from '../../../domain/contract/rest.ts';
import { addDays } from '../../../domain/rota/wall-clock.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { Form, useSending, useText } from '../ui/form.tsx';

/** Which day; also the one before and the one after. */
export function DayForm({ day, onChoose }: { day: string; onChoose: (day: string) => void }) {
  const text = useText(day);
  const choose = (): Promise<Problem[]> => {
    const asked = endpoints.readQualityDay.query.safeParse({ day: text.value });
    if (asked.success) onChoose(asked.data.day);
    return Promise.resolve(asked.success ? [] : [{ message: 'Enter a day', field: 'day' }]);
  };
  const { problems, send, errorOf } = useSending(choose);
  const go = (days: number, label: string) => (
    <button
      type="button"
      className="bedside-link-button"
      onClick={() => {
        onChoose(addDays(day, days));
      }}
    >
      {label}
    </button>
  );
  return (
    <Form send={send} aria-label="Which day">
      <ErrorSummary problems={problems} />
      <div className="bedside-history__form">
        <TextField id="day" label="Day" type="date" error={errorOf('day')} {...text.bind} />
        <Button type="submit" data-testid="show-day">
          Show
        </Button>
      </div>
      <p className="bedside-history__shortcuts">
        {go(-1, 'The day before')} {go(1, 'The day after')}
      </p>
    </Form>
  );
}
