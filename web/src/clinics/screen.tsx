import { type ReactNode, useEffect, useId, useRef } from 'react';

/** One part or step of the page, with its heading. `fresh`: it has taken the place of another, and gets the focus. */
export function Screen(props: { title: string; testId: string; fresh?: boolean; children: ReactNode }) {
  const { title, testId, fresh = false, children } = props;
  const heading = useRef<HTMLHeadingElement>(null);
  const titleId = useId();
  useEffect(() => {
    if (fresh) heading.current?.focus();
  }, [fresh]);
  return (
    <section aria-labelledby={titleId} data-testid={testId}>
      <h2 className="nhsuk-heading-m bedside-clinics__title" id={titleId} ref={heading} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </section>
  );
}

/** Back to the step before; a button, because nothing of it is in the address. */
export function BackButton({
  children,
  testId,
  onBack,
}: {
  children: ReactNode;
  testId: string;
  onBack: () => void;
}) {
  return (
    <button type="button" className="bedside-link-button" data-testid={testId} onClick={onBack}>
      {children}
    </button>
  );
}

/** What has gone wrong, in its place, read out at once. */
export function ProblemNote({ children }: { children: ReactNode }) {
  return (
    <div role="alert">
      {children === null ? null : <p className="bedside-note bedside-note--problem">{children}</p>}
    </div>
  );
}

/** A name and what is said of it, as a list of pairs. */
export function Facts({ facts }: { facts: readonly { name: string; value: ReactNode }[] }) {
  return (
    <dl className="bedside-clinic-facts">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
