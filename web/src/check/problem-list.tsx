import type { Problem } from './check-words.ts';

/** Each problem in a sentence, with what to do. */
export function ProblemList({ problems }: { problems: readonly Problem[] }) {
  return (
    <ul className="bedside-problems" data-testid="problems">
      {problems.map(({ what, advice }) => (
        <li key={what}>
          <strong>{what}</strong> {advice}
        </li>
      ))}
    </ul>
  );
}
