import { Button } from './button.tsx';

/** One button that goes to another day, or the first day of other weeks. */
export type Step = { label: string; testId: string; to: string };

type StepsProps = { label: string; steps: readonly Step[]; onChoose: (day: string) => void };

/** Buttons that go through a calendar. */
export function Steps({ label, steps, onChoose }: StepsProps) {
  return (
    <nav className="bedside-actions" aria-label={label}>
      {steps.map(({ label: words, testId, to }) => (
        <Button
          key={testId}
          variant="secondary"
          small
          data-testid={testId}
          onClick={() => {
            onChoose(to);
          }}
        >
          {words}
        </Button>
      ))}
    </nav>
  );
}
