import classNames from 'classnames';
import type { ComponentPropsWithRef } from 'react';

type ButtonProps = ComponentPropsWithRef<'button'> & {
  variant?: 'primary' | 'secondary' | 'warning' | 'reverse';
  small?: boolean;
};

/**
 * The NHS.UK frontend's button. The one of nhsuk-react-components loads a script and throws when that fails; nothing
 * may stand between a person and a press.
 */
export function Button({
  variant = 'primary',
  small = false,
  className,
  type = 'button',
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      className={classNames(
        'nhsuk-button',
        { [`nhsuk-button--${variant}`]: variant !== 'primary', 'nhsuk-button--small': small },
        className,
      )}
    />
  );
}
