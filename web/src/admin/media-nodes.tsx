import { useEffect, useRef, useState } from 'react';
import type { MediaNodeView } from '../../../domain/rooms/wire.ts';
import type { MediaNodeId } from '../../../domain/ids.ts';
import { messageOf, useAsk } from '../service/hooks.ts';
import { ConfirmDialog } from '../ui/dialog.tsx';
import { Loading } from '../ui/status.tsx';
import { drainWords, nodeName } from './admin-words.ts';
import { RegionNodes } from './region-nodes.tsx';
import { useMediaNodes } from './use-media-nodes.ts';

/** The processes that carry media, by region, for the platform's administrators: what they carry, and how to drain one. */
export function MediaNodes() {
  const { nodes: read, trouble, reread } = useMediaNodes();
  const { asking, drain } = useDraining(read?.nodes ?? [], reread);
  return (
    <section aria-labelledby="nodes-title">
      <h2 className="nhsuk-heading-m" id="nodes-title">
        Media nodes
      </h2>
      <p>
        The processes that carry picture and sound. A node that is drained hands its visits over, and goes
        from this list when it has ended.
      </p>
      {drain.announced}
      {trouble === null ? null : (
        <p className="bedside-note bedside-note--problem" role="alert">
          {read === null ? trouble : `${trouble} What you see is from before; this page keeps trying.`}
        </p>
      )}
      {read === null && trouble === null ? <Loading what="media nodes" /> : null}
      {read?.where === 'inside' ? (
        <p className="bedside-empty">Media run inside the server: there are no nodes of their own.</p>
      ) : null}
      {read?.where === 'separate' && read.nodes.length === 0 ? (
        <p className="bedside-note bedside-note--problem">
          This server reaches no media node: calls get no picture or sound until one is started.
        </p>
      ) : null}
      {[...Map.groupBy(read?.nodes ?? [], ({ region }) => region)].map(([region, nodes]) => (
        <RegionNodes key={region} region={region} nodes={nodes} onDrain={drain.ask} />
      ))}
      {asking === undefined ? null : (
        <ConfirmDialog
          title={`Drain ${nodeName(asking).toLowerCase()}?`}
          confirm={{ label: 'Yes, drain it', testId: 'confirm-drain', busy: drain.busy }}
          refuse="No, leave it running"
          onConfirm={drain.confirm}
          onRefuse={drain.refuse}
        >
          {drainWords(read?.nodes ?? [], asking).map((sentence) => (
            <p key={sentence}>{sentence}</p>
          ))}
        </ConfirmDialog>
      )}
    </section>
  );
}

/** Which node is asked about, and what came of the answer. A node that ends meanwhile takes the question with it. */
function useDraining(nodes: readonly MediaNodeView[], reread: () => void) {
  const ask = useAsk();
  const [asked, setAsked] = useState<MediaNodeId | null>(null);
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ text: string; ok: boolean } | null>(null);
  const announced = useRef<HTMLParagraphElement>(null);
  useEffect(() => {
    // The button that was pressed is gone now, and with it the place of whoever uses the keyboard.
    if (said !== null) announced.current?.focus();
  }, [said]);
  const send = async (nodeId: MediaNodeId) => {
    setBusy(true);
    try {
      await ask('drainMediaNode', { params: { nodeId } });
      setSaid({ text: `${nodeName({ nodeId })} drains.`, ok: true });
    } catch (error) {
      setSaid({ text: messageOf(error), ok: false });
    } finally {
      setBusy(false);
      setAsked(null);
      reread();
    }
  };
  const drain = {
    busy,
    ask: (nodeId: MediaNodeId) => {
      setSaid(null);
      setAsked(nodeId);
    },
    confirm: () => {
      if (asked !== null) send(asked).catch(reportError);
    },
    refuse: () => {
      setAsked(null);
    },
    announced:
      said === null ? null : (
        <p
          className={said.ok ? 'bedside-note' : 'bedside-note bedside-note--problem'}
          role={said.ok ? 'status' : 'alert'}
          tabIndex={-1}
          ref={announced}
        >
          {said.text}
        </p>
      ),
  };
  return { asking: nodes.find(({ nodeId }) => nodeId === asked), drain };
}
