import 'uplot/dist/uPlot.min.css';
import { type ReactNode, useEffect, useRef } from 'react';
import uPlot from 'uplot';
import type { Drawing } from './drawings.ts';

const height = 260;

/**
 * A drawing, and the same numbers as a table for whoever does not see it or wants them exactly. `drawing` and `data`
 * must be stable: each new one is drawn anew.
 */
export function Plot(props: {
  title: string;
  drawing: Drawing;
  data: uPlot.AlignedData;
  children: ReactNode;
}) {
  const { title, drawing, data, children } = props;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { current } = place;
    if (current === null) return;
    const plot = new uPlot({ ...drawing, width: current.clientWidth, height }, data, current);
    const observer = new ResizeObserver(() => {
      plot.setSize({ width: current.clientWidth, height });
    });
    observer.observe(current);
    return () => {
      observer.disconnect();
      plot.destroy();
    };
  }, [drawing, data]);
  return (
    <figure className="bedside-plot">
      <figcaption>{title}</figcaption>
      <div ref={place} className="bedside-plot__canvas" aria-hidden="true" data-testid="plot" />
      <details className="nhsuk-details">
        <summary className="nhsuk-details__summary">
          <span className="nhsuk-details__summary-text">
            As a table<span className="nhsuk-u-visually-hidden">: {title}</span>
          </span>
        </summary>
        <div className="bedside-plot__table">{children}</div>
      </details>
    </figure>
  );
}
