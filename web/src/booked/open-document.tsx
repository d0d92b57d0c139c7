import { type ReactNode, useEffect, useState } from 'react';
import type { DocumentView } from '../../../domain/clinics/document-wire.ts';
import { messageOf, useAsk } from '../service/hooks.ts';
import { saveFile } from '../service/save-file.ts';
import { Button } from '../ui/button.tsx';
import { nameOfDocument } from './document-words.ts';

type Opened = { url: string; file: File };
type Shown =
  | { state: 'closed' }
  | { state: 'opening' }
  | { state: 'failed'; message: string }
  | ({ state: 'open' } & Opened);

/**
 * A picture is shown where it stands, beside the video and not over it; a PDF in a tab of its own. `children` is what else can
 * be done with the document.
 */
export function OpenDocument({ document, children }: { document: DocumentView; children: ReactNode }) {
  const { shown, open, close } = useOpening(document);
  const isOpen = shown.state === 'open' && isPicture(document);
  return (
    <>
      <div className="bedside-actions">
        <Button
          variant="secondary"
          small
          data-testid={isOpen ? 'close-document' : 'open-document'}
          disabled={shown.state === 'opening'}
          onClick={() => {
            if (isOpen) close();
            else open().catch(reportError);
          }}
        >
          {isOpen ? 'Close' : 'Open'}
          <span className="nhsuk-u-visually-hidden"> {nameOfDocument(document)}</span>
        </Button>
        {children}
      </div>
      <div role="status">{shown.state === 'opening' ? 'Opening…' : null}</div>
      <div role="alert">
        {shown.state === 'failed' ? (
          <p className="bedside-note bedside-note--problem">{shown.message}</p>
        ) : null}
      </div>
      {shown.state === 'open' ? <Contents document={document} opened={shown} /> : null}
    </>
  );
}

/** Fetches the file when it is asked for, and lets it go when it is closed. */
function useOpening(document: DocumentView) {
  const { documentId } = document;
  const ask = useAsk();
  const [shown, setShown] = useState<Shown>({ state: 'closed' });
  const url = shown.state === 'open' ? shown.url : null;
  // A file stays in the memory of the browser as long as it has an address.
  useEffect(() => {
    if (url === null) return undefined;
    return () => {
      URL.revokeObjectURL(url);
    };
  }, [url]);
  const open = async () => {
    setShown({ state: 'opening' });
    try {
      const file = await ask('openDocument', { params: { documentId } });
      const address = URL.createObjectURL(file);
      setShown({ state: 'open', url: address, file });
      if (!isPicture(document)) showInTab(address);
    } catch (error) {
      setShown({ state: 'failed', message: messageOf(error) });
    }
  };
  const close = () => {
    setShown({ state: 'closed' });
  };
  return { shown, open, close };
}

function Contents({ document, opened: { url, file } }: { document: DocumentView; opened: Opened }) {
  const { name, type } = document;
  if (isPicture(document)) {
    return (
      <img
        className="bedside-documents__picture"
        src={url}
        alt={`${nameOfDocument(document)}, ${name}`}
        data-testid="document-picture"
      />
    );
  }
  // A browser that lets no page open a tab by itself lets a person do it.
  return (
    <p data-testid="document-in-tab">
      It opens in a new tab. If it does not,{' '}
      <a href={url} target="_blank" rel="noopener">
        open it here
      </a>{' '}
      or{' '}
      <button
        type="button"
        className="bedside-link-button"
        data-testid="save-document"
        onClick={() => {
          saveFile({ name, type, content: file });
        }}
      >
        save it
      </button>
      .
    </p>
  );
}

function isPicture({ type }: DocumentView): boolean {
  return type !== 'application/pdf';
}

function showInTab(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.target = '_blank';
  link.rel = 'noopener';
  link.click();
}
