import { endpoints } from '../../../domain/contract/rest.ts';
import { ApiError, ask } from '../service/api.ts';
import { messageOf } from '../service/hooks.ts';
import { useServices } from '../service/services.ts';
import { Button } from '../ui/button.tsx';
import { ErrorSummary, type Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { Form, useSending, useText } from '../ui/form.tsx';
import { Page } from '../ui/page.tsx';

/** Makes this device a station, with an administrator's one-time code. */
export function Enrolment({ wasEnrolled, onEnrolled }: { wasEnrolled: boolean; onEnrolled: () => void }) {
  const { station } = useServices();
  const code = useText('');
  const enrol = async (): Promise<Problem[]> => {
    const body = endpoints.enrol.body.safeParse({ code: code.value });
    if (!body.success) return [{ message: 'Enter the one-time code', field: 'enrolment-code' }];
    station.adopt(await ask('enrol', { body: body.data }));
    onEnrolled();
    return [];
  };
  const { busy, problems, send, errorOf } = useSending(enrol, (error) => [
    { message: enrolmentProblem(error), field: 'enrolment-code' },
  ]);
  return (
    <Page title="Enrol this device">
      <div className="bedside-narrow">
        {wasEnrolled ? <NoLongerEnrolled /> : null}
        <ErrorSummary problems={problems} />
        <h1 className="nhsuk-heading-l">Enrol this device</h1>
        <p>An administrator makes a one-time code for this place. It is valid for 15 minutes.</p>
        <Form send={send}>
          <TextField
            id="enrolment-code"
            label="One-time code"
            large
            hint="8 letters and digits, such as ABCD-EFGH"
            className="nhsuk-input--width-10 nhsuk-input--code"
            data-testid="enrolment-code-input"
            autoComplete="one-time-code"
            autoCapitalize="characters"
            spellCheck={false}
            maxLength={32}
            error={errorOf('enrolment-code')}
            {...code.bind}
          />
          <Button type="submit" data-testid="enrol" disabled={busy}>
            {busy ? 'Enrolling…' : 'Enrol this device'}
          </Button>
        </Form>
      </div>
    </Page>
  );
}

function NoLongerEnrolled() {
  return (
    <div className="bedside-note bedside-note--problem" role="alert" data-testid="station-revoked">
      <strong>This device is no longer enrolled.</strong>
      <p>
        It was revoked, so no clinician can be called from here. Ask your administrator for a new one-time
        code and enter it below. If somebody needs help now, call 111, or 999 in an emergency.
      </p>
    </div>
  );
}

function enrolmentProblem(error: unknown): string {
  if (!(error instanceof ApiError)) return messageOf(error);
  switch (error.code) {
    case 'offline':
    case 'unavailable':
    case 'too-many':
    case 'internal':
      return error.message;
    default:
      return 'This code is not valid, has been used, or is older than 15 minutes. Ask for a new one';
  }
}
