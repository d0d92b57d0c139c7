import classNames from 'classnames';
import type { ReactNode } from 'react';

export type TagColour = 'red' | 'orange' | 'yellow' | 'green' | 'blue' | 'purple' | 'grey';

/**
 * The NHS.UK frontend's tag. Its markup is written out here, as that of our other parts: those of nhsuk-react-components
 * make ids of their own and load scripts, and nothing may stand between a person and a press.
 */
export function Tag({ colour, children }: { colour?: TagColour | undefined; children: ReactNode }) {
  return (
    <strong className={classNames('nhsuk-tag', colour !== undefined && `nhsuk-tag--${colour}`)}>
      {children}
    </strong>
  );
}
