import type { News2, News2Parameter } from '../../../domain/record/news2.ts';
import { isStale, type ObservationSetView, scoreOf } from '../../../domain/record/observation-set.ts';
import {
  agoWords,
  namesOf,
  parameterNames,
  parameters,
  partWords,
  scoreWords,
  shownBeside,
  valueWords,
} from '../observations/observation-words.ts';
import { Tag } from '../ui/tag.tsx';

type Shown = { observations: readonly ObservationSetView[]; now: number };

/** The newest score; with `parts` also what made it, in the few lines that are read while it rings. */
export function NewestScore({ observations, now, parts = false }: Shown & { parts?: boolean }) {
  const [newest] = observations;
  if (newest === undefined) return null;
  const score = scoreOf(newest);
  return (
    <div className="bedside-score" data-testid="newest-score">
      <p className="bedside-score__total">
        {scoreWords(score)}, <Taken set={newest} now={now} />
      </p>
      {score.red.length === 0 ? null : <p>Scores 3: {namesOf(score.red)}.</p>}
      {parts ? <p>{parameters.map((one) => partWords(newest, score, one)).join(', ')}.</p> : null}
      {shownBeside(observations).map((set) => (
        <EarlierScore key={set.setId} set={set} now={now} />
      ))}
    </div>
  );
}

function EarlierScore({ set, now }: { set: ObservationSetView; now: number }) {
  const score = scoreOf(set);
  return (
    <p data-testid="earlier-score">
      Before: <strong>{scoreWords(score)}</strong>, <Taken set={set} now={now} />
      {score.red.length === 0 ? '' : `. Scores 3: ${namesOf(score.red)}`}
    </p>
  );
}

/** When it was taken, whether it is due again, and whether it is of an earlier call. */
function Taken({ set, now }: { set: ObservationSetView; now: number }) {
  return (
    <>
      <span className="bedside-score__taken">
        {agoWords(set.takenAt, now)}
        {set.ofThisCall ? '' : ', in an earlier call'}
        {set.state === 'amended' ? ', corrected' : ''}
      </span>
      {isStale(set, now) ? (
        <>
          {' '}
          <Tag colour="orange">Old: take them again</Tag>
        </>
      ) : null}
    </>
  );
}

/** Every set of this call and the earlier ones of the same resident, the newest first, with what each value scores. */
export function ObservationsTable({ observations, now }: Shown) {
  return (
    <div className="bedside-observations-table__frame" tabIndex={0} role="region" aria-label="Observations">
      <table className="nhsuk-table bedside-observations-table" data-testid="observations-table">
        <caption className="nhsuk-table__caption nhsuk-table__caption--s">
          Observations, the newest first
        </caption>
        <thead>
          <tr>
            <th scope="col">NEWS2</th>
            {observations.map((set) => (
              <th scope="col" key={set.setId}>
                {totalWords(scoreOf(set))}
                <br />
                <Taken set={set} now={now} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {parameters.map((parameter) => (
            <tr key={parameter}>
              <th scope="row">{parameterNames[parameter]}</th>
              {observations.map((set) => (
                <Cell key={set.setId} set={set} parameter={parameter} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ set, parameter }: { set: ObservationSetView; parameter: News2Parameter }) {
  const score = scoreOf(set).scores[parameter];
  const value = valueWords(set.values, parameter) ?? 'Not taken';
  const scale = parameter === 'spo2' && set.scale === 2 ? ', scale 2' : '';
  return (
    <td className={score === 3 ? 'bedside-observations-table__red' : undefined}>
      {value}
      {scale}
      {score === undefined || score === 0 ? '' : `: scores ${String(score)}`}
    </td>
  );
}

/** An incomplete set has no total, and the table says so. */
function totalWords(score: News2): string {
  return score.complete ? String(score.total) : 'No score: incomplete';
}
