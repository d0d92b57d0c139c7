import type { PreflightView } from '../../../domain/clinics/preflight-wire.ts';
import { Tag } from '../ui/tag.tsx';
import { lightWords } from './preflight-words.ts';

/** Whether all is ready for a visit, and what is not. */
export function ReadyMarks({ preflight: { light, marks } }: { preflight: PreflightView }) {
  const missing = marks.filter((mark) => mark.light !== 'green').map(({ words }) => words);
  return (
    <span className="bedside-ready" data-testid="ready-marks">
      {' '}
      <Tag colour={lightWords[light].colour}>{lightWords[light].words}</Tag>
      {missing.length === 0 ? null : <span className="bedside-rows__more">{missing.join('. ')}.</span>}
    </span>
  );
}
