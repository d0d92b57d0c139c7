import { addDays } from '../../../domain/rota/wall-clock.ts';
import { longDayWords } from '../rota/week.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { Form, useSending, useText } from '../ui/form.tsx';
import { Steps } from '../ui/steps.tsx';
import { isDay } from './hooks.ts';

/** Which day is shown, and the days around it. */
export function DayChoice(props: { day: string; today: string; onShow: (day: string) => void }) {
  const { day, today, onShow } = props;
  const steps = [
    { label: 'Previous day', testId: 'previous-day', to: addDays(day, -1) },
    { label: 'Today', testId: 'today', to: today },
    { label: 'Next day', testId: 'next-day', to: addDays(day, 1) },
  ];
  return (
    <div className="bedside-week-choice">
      <h3 className="nhsuk-heading-s" aria-live="polite" data-testid="day-shown">
        {day === today ? `Today, ${longDayWords(day)}` : longDayWords(day)}
      </h3>
      <Steps label="Days" steps={steps} onChoose={onShow} />
      <DayForm key={day} id="day" label="Another day" initial={day} onChoose={onShow} />
    </div>
  );
}

type DayFormProps = {
  /** Of the field; the button has it too. */
  id: string;
  label: string;
  initial: string;
  earliest?: string;
  onChoose: (day: string) => void;
};

/** A day to be typed. Nothing happens before the button: a date that is half typed is a date too. */
export function DayForm({ id, label, initial, earliest, onChoose }: DayFormProps) {
  const day = useText(initial);
  const choose = (): Promise<Problem[]> => {
    const { value } = day;
    if (!isDay(value)) return Promise.resolve([{ message: 'Enter a day', field: id }]);
    if (earliest !== undefined && value < earliest) {
      return Promise.resolve([{ message: 'The day must not be in the past', field: id }]);
    }
    onChoose(value);
    return Promise.resolve([]);
  };
  const { problems, send, errorOf } = useSending(choose);
  return (
    <Form className="bedside-clinics__day" send={send} aria-label={label}>
      <ErrorSummary problems={problems} />
      <TextField id={id} label={label} type="date" error={errorOf(id)} {...day.bind} />
      <Button type="submit" variant="secondary" small data-testid={`show-${id}`}>
        Show<span className="nhsuk-u-visually-hidden"> that day</span>
      </Button>
    </Form>
  );
}
