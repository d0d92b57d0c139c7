import { useState } from 'react';
import { useQueryClient } from '@tanstack/react-query';
import { documentKind, type DocumentKind } from '../../../domain/clinics/preflight.ts';
import type { ReferralId } from '../../../domain/ids.ts';
import { useAsk } from '../service/hooks.ts';
import { Radios } from '../ui/choices.tsx';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';
import { documentWords, fileProblem, nameOfDocument, nameToSend, sizeWords } from './document-words.ts';

const kinds = documentKind.options.map((value) => ({
  value,
  label: documentWords[value],
  testId: `kind-${value}`,
}));

type Props = {
  referralId: ReferralId;
  checking: boolean;
  done: (said: string) => void;
  onClose: () => void;
};

type Chosen = { file: File; requestId: string };

/** A file for the referral. What was chosen stays when it cannot be sent, and is sent again as the same request. */
export function AddDocument({ referralId, checking, done, onClose }: Props) {
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [kind, setKind] = useState<DocumentKind | null>(null);
  const which = useText('');
  const text = kind === 'other' ? which.value.trim() : null;
  const { sending, send } = useAdding({ referralId, done, draft: { chosen, kind, text } });
  return (
    <FormDialog
      title="Add a document"
      confirm={{ label: 'Add the document', testId: 'send-document' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => (
        <>
          <FileField
            checking={checking}
            error={errorOf('document-file')}
            onChoose={(file) => {
              setChosen(file === null ? null : { file, requestId: crypto.randomUUID() });
            }}
          />
          <Radios
            id="document-kind"
            legend="What is it?"
            large={false}
            name="document-kind"
            error={errorOf('document-kind')}
            choices={kinds}
            value={kind}
            onChoose={setKind}
          />
          {kind === 'other' ? <Which error={errorOf('document-which')} bind={which.bind} /> : null}
          <Sending bytes={sending} />
        </>
      )}
    </FormDialog>
  );
}

function Which({ error, bind }: { error: string | undefined; bind: ReturnType<typeof useText>['bind'] }) {
  return (
    <TextField
      id="document-which"
      label="Which document?"
      autoComplete="off"
      className="nhsuk-input--width-20"
      maxLength={80}
      error={error}
      {...bind}
    />
  );
}

function Sending({ bytes }: { bytes: number | null }) {
  return (
    <div role="status">
      {bytes === null ? null : <p>Sending {sizeWords(bytes)}. Keep this page open until it is done.</p>}
    </div>
  );
}

type Adding = Pick<Props, 'referralId' | 'done'> & { draft: Draft };

/** Sends what is complete; `sending` is how much of it there is while it is on its way. */
function useAdding({ referralId, done, draft: { chosen, kind, text } }: Adding) {
  const ask = useAsk();
  const queries = useQueryClient();
  const [sending, setSending] = useState<number | null>(null);
  const send = async (): Promise<Problem[]> => {
    const problems = problemsOf({ chosen, kind, text });
    if (problems.length > 0 || chosen === null || kind === null) return problems;
    const { file, requestId } = chosen;
    setSending(file.size);
    try {
      await ask('addDocument', {
        params: { referralId },
        query: { kind, requestId },
        headers: headersFor(file, text),
        body: file,
      });
    } finally {
      setSending(null);
    }
    await queries.invalidateQueries({ queryKey: ['readPreflight'] });
    done(`${nameOfDocument({ kind, text })} is added.`);
    return [];
  };
  return { sending, send };
}

function headersFor({ name }: File, text: string | null) {
  return {
    'bedside-file-name': encodeURIComponent(nameToSend(name)),
    ...(text !== null && { 'bedside-document-text': encodeURIComponent(text) }),
  };
}

type Draft = { chosen: Chosen | null; kind: DocumentKind | null; text: string | null };

function problemsOf({ chosen, kind, text }: Draft): Problem[] {
  const wrong = fileProblem(chosen?.file ?? null);
  return [
    ...(wrong === null ? [] : [{ message: wrong, field: 'document-file' }]),
    ...(kind === null ? [{ message: 'Say what it is', field: 'document-kind' }] : []),
    ...(text === '' ? [{ message: 'Say which document it is', field: 'document-which' }] : []),
  ];
}

function FileField(props: {
  checking: boolean;
  error: string | undefined;
  onChoose: (file: File | null) => void;
}) {
  const { checking, error, onChoose } = props;
  const checked = checking ? '' : ' Files are not checked for viruses here.';
  return (
    <TextField
      id="document-file"
      label="File"
      hint={`PDF, JPEG or PNG, up to 10 MB. Make sure that it is about this patient.${checked}`}
      type="file"
      accept="application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png"
      error={error}
      data-testid="document-file"
      onChange={({ target }) => {
        onChoose(target.files?.[0] ?? null);
      }}
    />
  );
}
