import { useState, useSyncExternalStore } from 'react';
import type { Rota } from '../../../domain/rota/wire.ts';
import type { OrganisationId, ShiftId } from '../../../domain/ids.ts';
import { messageOf, useAsk } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Announcement } from '../ui/status.tsx';
import { type Copied, CopiedNote, CopyWeek } from './copy-week.tsx';
import { DayList, type WeekActions, WeekGrid } from './week-grid.tsx';
import { draftOf, newDraft, type ShiftDraft } from './shift-draft.ts';
import { ShiftDialog } from './shift-dialog.tsx';

type RotaEditorProps = {
  rota: Rota;
  organisationId: OrganisationId;
  monday: string;
  today: string;
  mayManage: boolean;
  onChanged: () => void;
  onShow: (monday: string) => void;
};

type Asking = { what: 'shift'; draft: ShiftDraft } | { what: 'removal'; shiftId: ShiftId } | { what: 'copy' };

/** One week, and the forms that change it. */
export function RotaEditor(props: RotaEditorProps) {
  const { rota, monday, today, mayManage, onShow } = props;
  const [asking, setAsking] = useState<Asking | null>(null);
  const [said, setSaid] = useState('');
  const [copied, setCopied] = useState<Copied | null>(null);
  const narrow = useNarrow();
  const actions: WeekActions | null = mayManage
    ? {
        add: (on) => {
          setAsking({ what: 'shift', draft: newDraft(rota, on) });
        },
        edit: (shift) => {
          setAsking({ what: 'shift', draft: draftOf(shift) });
        },
      }
    : null;
  const Week = narrow ? DayList : WeekGrid;
  return (
    <>
      <Announcement>{said}</Announcement>
      {copied === null ? null : (
        <CopiedNote
          {...{ copied, rota }}
          onShow={() => {
            onShow(copied.to);
          }}
          onClose={() => {
            setCopied(null);
          }}
        />
      )}
      <Emptiness {...{ rota, mayManage }} />
      <Week {...{ rota, monday, today, actions }} />
      {mayManage ? (
        <div className="bedside-actions">
          <Button
            variant="secondary"
            data-testid="copy-week"
            onClick={() => {
              setAsking({ what: 'copy' });
            }}
          >
            Copy this week
          </Button>
        </div>
      ) : null}
      {asking === null ? null : <AskedFor {...props} {...{ asking, setAsking, setSaid, setCopied }} />}
    </>
  );
}

function Emptiness({ rota, mayManage }: Pick<RotaEditorProps, 'rota' | 'mayManage'>) {
  if (rota.clinicians.length === 0) {
    return (
      <p className="bedside-empty">
        There is no clinician yet. An administrator adds people under Administration.
      </p>
    );
  }
  if (rota.shifts.length > 0) return null;
  return (
    <p className="bedside-empty">
      Nobody is on the rota this week.
      {mayManage ? ' Add a first shift on any day, or copy another week here.' : ''}
    </p>
  );
}

function AskedFor(
  props: RotaEditorProps & {
    asking: Asking;
    setAsking: (asking: Asking | null) => void;
    setSaid: (said: string) => void;
    setCopied: (copied: Copied) => void;
  },
) {
  const { rota, organisationId, monday, onChanged, asking, setAsking, setSaid, setCopied } = props;
  const close = () => {
    setAsking(null);
  };
  const changed = (said: string) => {
    setSaid(said);
    onChanged();
  };
  if (asking.what === 'copy') {
    return (
      <CopyWeek
        {...{ organisationId, monday }}
        onCopied={(copied) => {
          setCopied(copied);
          onChanged();
        }}
        onClose={close}
      />
    );
  }
  if (asking.what === 'removal') {
    return <Removal shiftId={asking.shiftId} onRemoved={changed} onClose={close} />;
  }
  const { draft } = asking;
  return (
    <ShiftDialog
      {...{ rota, organisationId }}
      initial={draft}
      onSaved={changed}
      onRemove={() => {
        if (draft.shiftId !== null) setAsking({ what: 'removal', shiftId: draft.shiftId });
      }}
      onClose={close}
    />
  );
}

function Removal(props: { shiftId: ShiftId; onRemoved: (said: string) => void; onClose: () => void }) {
  const { shiftId, onRemoved, onClose } = props;
  const ask = useAsk();
  const [state, setState] = useState<{ busy: boolean; problem: string | null }>({
    busy: false,
    problem: null,
  });
  const remove = async () => {
    await ask('removeShift', { params: { shiftId } });
    onRemoved('The shift was taken off the rota.');
    onClose();
  };
  return (
    <ConfirmDialog
      title="Take this shift off the rota?"
      confirm={{ label: 'Yes, take it off', testId: 'confirm-remove-shift', busy: state.busy }}
      refuse="No, keep it"
      onConfirm={() => {
        setState({ busy: true, problem: null });
        remove().catch((error: unknown) => {
          setState({ busy: false, problem: messageOf(error) });
        });
      }}
      onRefuse={onClose}
    >
      <p>Whoever is on call in it stays on call until they say otherwise.</p>
      {state.problem === null ? null : (
        <p className="bedside-note bedside-note--problem" role="alert">
          {state.problem}
        </p>
      )}
    </ConfirmDialog>
  );
}

const query = '(max-width: 899px)';

function subscribe(changed: () => void): () => void {
  const list = window.matchMedia(query);
  list.addEventListener('change', changed);
  return () => {
    list.removeEventListener('change', changed);
  };
}

/** Whether a table of seven days has no room. */
function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}
