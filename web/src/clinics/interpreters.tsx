import { useState } from 'react';
import type { InterpreterView } from '../../../domain/clinics/interpreter-wire.ts';
import { messageOf, useAsk, useEndpoint } from '../service/hooks.ts';
import { counted } from '../service/words.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { readInterpreter } from './interpreter-draft.ts';
import { Screen } from './screen.tsx';

/** `/clinics/interpreters`: whom the hospital books to interpret in its clinics, for its booking clerks. */
export function Interpreters() {
  const { loaded, reload } = useEndpoint('listInterpreters');
  const [said, setSaid] = useState('');
  const [editing, setEditing] = useState<InterpreterView | 'new' | null>(null);
  const changed = (words: string) => {
    setSaid(words);
    reload();
  };
  return (
    <Screen title="Interpreters" testId="interpreters">
      <p role="status" data-testid="interpreters-said">
        {said === '' ? null : <span className="bedside-note bedside-clinics__said">{said}</span>}
      </p>
      <p>
        When a patient needs an interpreter, one from this list who speaks the language and is free is booked
        with the clinic. If nobody on the list speaks it, the booking says that an interpreter has to be
        found.
      </p>
      <Button
        data-testid="add-interpreter"
        onClick={() => {
          setEditing('new');
        }}
      >
        Add an interpreter
      </Button>
      {loaded.state === 'loading' ? <Loading what="the interpreters" /> : null}
      {loaded.state === 'failed' ? <LoadFailed message={loaded.message} onRetry={reload} /> : null}
      {loaded.state === 'ready' ? (
        <Kept interpreters={loaded.value.interpreters} onEdit={setEditing} onChanged={changed} />
      ) : null}
      {editing === null ? null : (
        <InterpreterForm
          initial={editing === 'new' ? null : editing}
          onSaved={changed}
          onClose={() => {
            setEditing(null);
          }}
        />
      )}
    </Screen>
  );
}

type Changes = { onEdit: (one: InterpreterView) => void; onChanged: (said: string) => void };

function Kept({ interpreters, ...changes }: Changes & { interpreters: readonly InterpreterView[] }) {
  if (interpreters.length === 0) {
    return (
      <p className="bedside-empty" data-testid="no-interpreters">
        No interpreter is on the list yet.
      </p>
    );
  }
  return (
    <ul className="bedside-rows">
      {interpreters.map((one) => (
        <InterpreterRow key={one.interpreterId} one={one} {...changes} />
      ))}
    </ul>
  );
}

function InterpreterRow({ one, onEdit, onChanged }: Changes & { one: InterpreterView }) {
  const { name, languages, phone } = one;
  return (
    <li data-testid="interpreter">
      <span className="bedside-rows__main">
        <strong>{name}</strong>
        <span className="bedside-rows__more">
          {languages.join(', ')}. {phone ?? 'No telephone number'}
        </span>
      </span>
      <span className="bedside-rows__actions">
        <Button
          variant="secondary"
          small
          data-testid="change-interpreter"
          onClick={() => {
            onEdit(one);
          }}
        >
          Change<span className="nhsuk-u-visually-hidden"> {name}</span>
        </Button>
        <Remove one={one} onChanged={onChanged} />
      </span>
    </li>
  );
}

function Remove({ one, onChanged }: Pick<Changes, 'onChanged'> & { one: InterpreterView }) {
  const ask = useAsk();
  const { interpreterId, name } = one;
  const remove = async (): Promise<Problem[]> => {
    try {
      const { bookings } = await ask('retireInterpreter', { params: { interpreterId } });
      onChanged(
        bookings === 0
          ? `${name} is removed.`
          : `${name} is removed. ${counted(bookings, 'booking')} to come now ${bookings === 1 ? 'has' : 'have'} no interpreter.`,
      );
      return [];
    } catch (error) {
      return [{ message: messageOf(error) }];
    }
  };
  return (
    <ConfirmedButton
      label={
        <>
          Remove<span className="nhsuk-u-visually-hidden"> {name}</span>
        </>
      }
      testId="remove-interpreter"
      small
      question={{
        title: `Remove ${name}?`,
        text: 'Bookings to come with this interpreter will have none. Each booking says so.',
        yes: 'Yes, remove',
        yesTestId: 'confirm-remove-interpreter',
        no: 'No, keep',
      }}
      act={remove}
    />
  );
}

type FormProps = {
  initial: InterpreterView | null;
  onSaved: (said: string) => void;
  onClose: () => void;
};

function InterpreterForm({ initial, onSaved, onClose }: FormProps) {
  const ask = useAsk();
  const name = useText(initial?.name ?? '');
  const languages = useText(initial?.languages.join(', ') ?? '');
  const phone = useText(initial?.phone ?? '');
  const send = async (): Promise<Problem[]> => {
    const read = readInterpreter({ name: name.value, languages: languages.value, phone: phone.value });
    if ('problems' in read) return read.problems;
    const { body } = read;
    if (initial === null) await ask('addInterpreter', { body });
    else await ask('changeInterpreter', { params: { interpreterId: initial.interpreterId }, body });
    onSaved(`${body.name} is saved.`);
    return [];
  };
  return (
    <FormDialog
      title={initial === null ? 'Add an interpreter' : 'Change an interpreter'}
      confirm={{ label: 'Save', testId: 'save-interpreter' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <Fields errorOf={errorOf} name={name.bind} languages={languages.bind} phone={phone.bind} />
      )}
    </FormDialog>
  );
}

type Bind = ReturnType<typeof useText>['bind'];

function Fields(props: {
  errorOf: (field: string) => string | undefined;
  name: Bind;
  languages: Bind;
  phone: Bind;
}) {
  const { errorOf, name, languages, phone } = props;
  return (
    <>
      <TextField
        id="interpreter-name"
        label="Name, or the reference of an agency"
        autoComplete="off"
        maxLength={120}
        error={errorOf('interpreter-name')}
        {...name}
      />
      <TextField
        id="interpreter-languages"
        label="Languages"
        hint="With commas between them, such as: Polish, Romanian. Spell each as it is spelt in bookings."
        autoComplete="off"
        error={errorOf('interpreter-languages')}
        {...languages}
      />
      <TextField
        id="interpreter-phone"
        label="Telephone number (optional)"
        type="tel"
        autoComplete="off"
        error={errorOf('interpreter-phone')}
        {...phone}
      />
    </>
  );
}
