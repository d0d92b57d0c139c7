import { useEffect, useRef } from 'react';
import type { Problem } from './answer.ts';
export type { Problem } from './answer.ts';

/** The NHS error summary: what is wrong, each a link to where it can be put right. Takes the focus when it appears. */
export function ErrorSummary({
  problems,
  title = 'There is a problem',
}: {
  problems: readonly Problem[];
  title?: string;
}) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problems.length > 0) box.current?.focus();
  }, [problems]);
  if (problems.length === 0) return null;
  return (
    <div className="nhsuk-error-summary" ref={box} tabIndex={-1}>
      <div role="alert">
        <h2 className="nhsuk-error-summary__title">{title}</h2>
        <div className="nhsuk-error-summary__body">
          <ul className="nhsuk-list nhsuk-error-summary__list">
            {problems.map(({ message, field }) => (
              <li key={message}>{field === undefined ? message : <FieldLink {...{ message, field }} />}</li>
            ))}
          </ul>
        </div>
      </div>
    </div>
  );
}

function FieldLink({ message, field }: { message: string; field: string }) {
  return (
    <a
      href={`#${field}`}
      onClick={(event) => {
        event.preventDefault();
        document.getElementById(field)?.focus();
      }}
    >
      {message}
    </a>
  );
}
