import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { endpoints, type Organisation } from '../../../domain/contract/rest.ts';
import type { MediaNodeId } from '../../../domain/ids.ts';
import { isFull } from '../../../domain/rooms/media-nodes.ts';
import type { MediaNodeView } from '../../../domain/rooms/wire.ts';
import { messageOf, useAsk } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog, FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';
import { Loading } from '../ui/status.tsx';
import { Tag } from '../ui/tag.tsx';
import { clockWords, drainWords, loadPercent, loadWords, nodeName, standingOf } from './admin-words.ts';

type OnDrain = { onDrain: (nodeId: MediaNodeId) => void };

/** The nodes of one region, and whether it has space. */
export function RegionNodes({
  region,
  nodes,
  onDrain,
}: { region: string; nodes: readonly MediaNodeView[] } & OnDrain) {
  const full = nodes.every(({ load }) => isFull(load));
  return (
    <>
      <h3 className="nhsuk-heading-s">Region {region}</h3>
      {full ? (
        <p className="bedside-note bedside-note--problem">
          No node of this region takes rooms: new calls there get no picture or sound until one is started.
        </p>
      ) : null}
      <table className="bedside-table bedside-nodes" data-testid="media-nodes">
        <caption className="nhsuk-u-visually-hidden">Media nodes of the region {region}</caption>
        <thead>
          <tr>
            <th scope="col">Node</th>
            <th scope="col">State</th>
            <th scope="col">Load</th>
            <th scope="col">Version</th>
            <th scope="col">
              <span className="nhsuk-u-visually-hidden">Drain</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {nodes.map((node) => (
            <NodeRow key={node.nodeId} node={node} onDrain={onDrain} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function NodeRow({ node, onDrain }: { node: MediaNodeView } & OnDrain) {
  const { words, colour } = standingOf(node);
  const percent = loadPercent(node);
  const clock = clockWords(node);
  return (
    <tr data-testid="media-node" data-node={node.nodeId}>
      <td data-name="Node" title={node.nodeId}>
        {nodeName(node)}
      </td>
      <td data-name="State">
        <Tag colour={colour}>{words}</Tag>
        {clock === null ? null : <small data-testid="node-clock">{clock}</small>}
      </td>
      <td data-name="Load">
        <span className="bedside-nodes__load">
          <strong>{percent} %</strong>
          <span className="bedside-nodes__track" aria-hidden="true">
            <span style={{ width: `${String(percent)}%` }} />
          </span>
          <small>{loadWords(node)}</small>
        </span>
      </td>
      <td data-name="Version">{node.version}</td>
      <td className="bedside-nodes__drain">
        {node.load.draining ? null : (
          <Button
            variant="secondary"
            small
            data-testid="drain"
            onClick={() => {
              onDrain(node.nodeId);
            }}
          >
            Drain<span className="nhsuk-u-visually-hidden"> {nodeName(node)}</span>
          </Button>
        )}
      </td>
    </tr>
  );
}

const readAgainMs = 5_000;

/** The nodes, read again every 5 s and on `reread`. What was read last stays when reading fails, with the reason beside it. */
function useMediaNodes() {
  const ask = useAsk();
  const { data, failureReason, refetch } = useQuery({
    queryKey: ['listMediaNodes'],
    queryFn: () => ask('listMediaNodes'),
    refetchInterval: readAgainMs,
    // As long as it takes: a failure that is still being mended keeps its reason.
    retry: true,
    retryDelay: readAgainMs,
  });
  const trouble = failureReason === null ? null : messageOf(failureReason);
  const reread = () => {
    refetch().catch(reportError);
  };
  return { nodes: data ?? null, trouble, reread };
}

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

/** Where media of an organisation's visits must stay. */
export function RegionDialog(props: {
  organisation: Organisation;
  onSaved: () => void;
  onClose: () => void;
}) {
  const { organisation, onSaved, onClose } = props;
  const ask = useAsk();
  const region = useText(organisation.region ?? '');
  const send = async (): Promise<Problem[]> => {
    const typed = region.value.trim();
    const body = endpoints.setOrganisationRegion.body.safeParse({ region: typed === '' ? null : typed });
    if (!body.success) {
      return [
        { message: 'Enter up to 40 lower-case letters, digits and hyphens, like uk-north', field: 'region' },
      ];
    }
    const { organisationId } = organisation;
    await ask('setOrganisationRegion', { params: { organisationId }, body: body.data });
    onSaved();
    return [];
  };
  return (
    <FormDialog
      title={`Region of ${organisation.name}`}
      confirm={{ label: 'Save', testId: 'save-region' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => <RegionField error={errorOf('region')} bind={region.bind} />}
    </FormDialog>
  );
}

type FieldProps = { error: string | undefined; bind: ReturnType<typeof useText>['bind'] };

function RegionField({ error, bind }: FieldProps) {
  return (
    <>
      <p>
        Visits run on media nodes of this region or not at all. Where media run inside the server the region
        changes nothing.
      </p>
      <TextField
        id="region"
        label="Region (optional)"
        hint="As the nodes are told it, like uk-north. Empty for the service’s own region."
        className="nhsuk-input--width-20"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={40}
        error={error}
        {...bind}
      />
      <p>
        Visits that are running stay where they are. Only when somebody has to join one of them again does it
        move.
      </p>
    </>
  );
}
