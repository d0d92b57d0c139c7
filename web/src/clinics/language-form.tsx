import { Button } from '../ui/button.tsx';
import { TextField } from '../ui/field.tsx';
import { Form, useText } from '../ui/form.tsx';

/** Asks for times at which an interpreter is free, too; closed at first: most patients need none. */
export function LanguageForm({ onChoose }: { onChoose: (language: string | undefined) => void }) {
  const language = useText('');
  return (
    <details className="nhsuk-details" data-testid="language-wanted">
      <summary className="nhsuk-details__summary">
        <span className="nhsuk-details__summary-text">The patient needs an interpreter</span>
      </summary>
      <div className="nhsuk-details__text">
        <Form
          aria-label="Interpreter"
          send={() => {
            const wanted = language.value.trim();
            onChoose(wanted === '' ? undefined : wanted);
            return Promise.resolve();
          }}
        >
          <TextField
            id="times-language"
            label="Language"
            hint="If the hospital has interpreters for this language, only times when one of them is free are shown."
            autoComplete="off"
            className="nhsuk-input--width-20"
            maxLength={40}
            {...language.bind}
          />
          <Button type="submit" variant="secondary" small data-testid="show-language">
            Show times
          </Button>
        </Form>
      </div>
    </details>
  );
}
