import type { MediaNodeView } from '../../../domain/rooms/wire.ts';
import type { MediaNodeId } from '../../../domain/ids.ts';
import { isFull } from '../../../domain/rooms/media-nodes.ts';
import { Button } from '../ui/button.tsx';
import { Tag } from '../ui/tag.tsx';
import { loadPercent, loadWords, nodeName, standingOf } from './admin-words.ts';

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
  return (
    <tr data-testid="media-node" data-node={node.nodeId}>
      <td data-name="Node" title={node.nodeId}>
        {nodeName(node)}
      </td>
      <td data-name="State">
        <Tag colour={colour}>{words}</Tag>
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
