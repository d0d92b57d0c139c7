import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import {
  type DocumentView,
  type TakenBackReason,
  takenBackReason,
} from '../../../domain/clinics/document-wire.ts';
import { useAsk } from '../service/hooks.ts';
import { Radios } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { nameOfDocument, takenBackWords } from './document-words.ts';

const reasons = takenBackReason.options.map((value) => ({
  value,
  label: takenBackWords[value],
  testId: `take-back-${value}`,
}));

type Props = { document: DocumentView; done: (said: string) => void };

/** Takes a document back, so that nobody opens it any more. */
export function TakeBack({ document, done }: Props) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        className="bedside-link-button"
        data-testid="take-back"
        onClick={() => {
          setAsking(true);
        }}
      >
        Take it back<span className="nhsuk-u-visually-hidden">: {nameOfDocument(document)}</span>
      </button>
      {asking ? (
        <Why
          {...{ document, done }}
          onClose={() => {
            setAsking(false);
          }}
        />
      ) : null}
    </>
  );
}

function Why({ document, done, onClose }: Props & { onClose: () => void }) {
  const { documentId } = document;
  const ask = useAsk();
  const queries = useQueryClient();
  const [reason, setReason] = useState<TakenBackReason | null>(null);
  const send = async (): Promise<Problem[]> => {
    if (reason === null) return [{ message: 'Say why', field: 'take-back' }];
    await ask('takeDocumentBack', { params: { documentId }, body: { reason } });
    await queries.invalidateQueries({ queryKey: ['readPreflight'] });
    done(`${nameOfDocument(document)} is taken back. Nobody can open it any more.`);
    return [];
  };
  return (
    <FormDialog
      title="Take this document back?"
      confirm={{ label: 'Take it back', testId: 'confirm-take-back' }}
      refuse="Leave it"
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <p>
            {nameOfDocument(document)}, {document.name}. Nobody can open it any more. It cannot be brought
            back, but you can add it again.
          </p>
          <Radios
            id="take-back"
            legend="Why?"
            large={false}
            name="take-back"
            error={errorOf('take-back')}
            choices={reasons}
            value={reason}
            onChoose={setReason}
          />
        </>
      )}
    </FormDialog>
  );
}
