import classNames from 'classnames';
import type { ReactNode } from 'react';

export type TagColour = 'red' | 'orange' | 'yellow' | 'green' | 'blue' | 'purple' | 'grey';

/** The tag of nhsuk-frontend, written out: a package of components was not worth having for this and one card. */
export function Tag({ colour, children }: { colour?: TagColour | undefined; children: ReactNode }) {
  return (
    <strong className={classNames('nhsuk-tag', colour !== undefined && `nhsuk-tag--${colour}`)}>
      {children}
    </strong>
  );
}
