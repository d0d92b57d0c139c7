import { type ReactNode, useState } from 'react';
import { messageOf } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { saveFile } from '../service/save-file.ts';

/** A button that fetches a table and saves it as a file; says so when it cannot be fetched. */
export function SaveCsv({
  name,
  fetchText,
  children,
}: {
  name: string;
  fetchText: () => Promise<string>;
  children: ReactNode;
}) {
  const [state, setState] = useState<{ busy: boolean; trouble: string | null }>({
    busy: false,
    trouble: null,
  });
  const save = async () => {
    setState({ busy: true, trouble: null });
    try {
      saveFile({ name, type: 'text/csv', text: await fetchText(), byteOrderMark: true });
      setState({ busy: false, trouble: null });
    } catch (error) {
      setState({ busy: false, trouble: messageOf(error) });
    }
  };
  return (
    <div className="bedside-actions">
      <Button
        variant="secondary"
        data-testid="export"
        disabled={state.busy}
        onClick={() => {
          save().catch(reportError);
        }}
      >
        {state.busy ? 'Fetching…' : children}
      </Button>
      <div role="alert">{state.trouble}</div>
    </div>
  );
}
