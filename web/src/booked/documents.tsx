import { useId, useState } from 'react';
import type { DocumentView } from '../../../domain/clinics/document-wire.ts';
import type { ReferralId } from '../../../domain/ids.ts';
import { ApiError } from '../service/api.ts';
import { useAsk, useLoaded } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { LoadFailed, Loading } from '../ui/status.tsx';
import { Tag } from '../ui/tag.tsx';
import { AddDocument } from './add-document.tsx';
import { aboutDocument, nameOfDocument } from './document-words.ts';
import { OpenDocument } from './open-document.tsx';
import { TakeBack } from './take-back.tsx';

type Props = { referralId: ReferralId; mayAdd?: boolean };

/** The documents of a referral, each to be opened with one press; whoever may, adds one or takes one back. */
export function Documents({ referralId, mayAdd = false }: Props) {
  const title = useId();
  return (
    <section className="bedside-panel" aria-labelledby={title} data-testid="documents">
      <h3 className="nhsuk-heading-s" id={title}>
        Documents
      </h3>
      <Read {...{ referralId, mayAdd }} />
    </section>
  );
}

/** The same behind a button, in a list of many patients: what is not looked at is not read. */
export function FoldedDocuments(props: Props & { whose: string; files?: number | undefined }) {
  const { referralId, mayAdd = false, whose, files } = props;
  const [open, setOpen] = useState(false);
  const label = files === undefined ? 'Documents' : `Documents (${String(files)})`;
  return (
    <div className="bedside-documents">
      <button
        type="button"
        className="bedside-link-button"
        aria-expanded={open}
        data-testid="show-documents"
        onClick={() => {
          setOpen(!open);
        }}
      >
        {label}
        <span className="nhsuk-u-visually-hidden"> of {whose}</span>
      </button>
      {open ? <Read {...{ referralId, mayAdd }} /> : null}
    </div>
  );
}

function Read({ referralId, mayAdd }: Required<Props>) {
  const ask = useAsk();
  const { loaded, reload } = useLoaded(['listDocuments', referralId], async () => {
    try {
      return await ask('listDocuments', { params: { referralId } });
    } catch (error) {
      if (error instanceof ApiError && error.code === 'not-found') return null;
      throw error;
    }
  });
  const [said, setSaid] = useState('');
  if (loaded.state === 'loading') return <Loading what="the documents" />;
  if (loaded.state === 'failed') return <LoadFailed message={loaded.message} onRetry={reload} />;
  if (loaded.value === null) {
    return (
      <p className="bedside-empty" data-testid="documents-elsewhere">
        You cannot see the documents of this referral. If the patient has moved, they have gone with the
        patient.
      </p>
    );
  }
  const { documents, checking } = loaded.value;
  const done = (words: string) => {
    setSaid(words);
    reload();
  };
  return (
    <>
      <List {...{ documents, mayAdd, done }} />
      <div role="status">{said === '' ? null : <p data-testid="documents-said">{said}</p>}</div>
      {mayAdd ? <Adding {...{ referralId, checking, done }} /> : null}
    </>
  );
}

type Done = { done: (said: string) => void };

function List({ documents, mayAdd, done }: { documents: readonly DocumentView[]; mayAdd: boolean } & Done) {
  return documents.length === 0 ? (
    <p className="bedside-empty" data-testid="no-documents">
      There are no documents.
    </p>
  ) : (
    <ul className="bedside-rows bedside-documents__list">
      {documents.map((document) => (
        <li key={document.documentId} data-testid="document">
          <div className="bedside-rows__main">
            <strong>{nameOfDocument(document)}</strong>{' '}
            {document.checked ? null : <Tag colour="yellow">Not checked for viruses</Tag>}
            <span className="bedside-rows__more">{document.name}</span>
            <span className="bedside-rows__more">{aboutDocument(document)}</span>
            <OpenDocument document={document}>
              {mayAdd ? <TakeBack {...{ document, done }} /> : null}
            </OpenDocument>
          </div>
        </li>
      ))}
    </ul>
  );
}

function Adding({ referralId, checking, done }: { referralId: ReferralId; checking: boolean } & Done) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant="secondary"
        small
        data-testid="add-document"
        onClick={() => {
          setOpen(true);
        }}
      >
        Add a document
      </Button>
      {open ? (
        <AddDocument
          {...{ referralId, checking, done }}
          onClose={() => {
            setOpen(false);
          }}
        />
      ) : null}
    </>
  );
}
