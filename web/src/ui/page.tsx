import { type ReactNode, useEffect, useRef } from 'react';
import { Link, useLocation } from 'react-router';

/** The frame of every page: skip link, our own header, the main part, and the page's title. */
export function Page(props: {
  title: string;
  children: ReactNode;
  /** At the right of the header: who this is, sign out. */
  header?: ReactNode;
  /** Uses the whole width, for a visit. */
  wide?: boolean;
}) {
  const { title, children, header, wide = false } = props;
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    document.title = `${title} – Bedside`;
  }, [title]);
  useEffect(() => {
    // A new page starts at its top, for the keyboard and for a screen reader too.
    if (shown.current !== pathname) main.current?.focus();
    shown.current = pathname;
  }, [pathname]);
  return (
    <>
      <a className="nhsuk-skip-link" href="#maincontent">
        Skip to main content
      </a>
      <header className="bedside-header">
        <div className="bedside-header__inner">
          <Link className="bedside-header__name" to="/">
            Bedside
          </Link>
          {header === undefined ? null : <div className="bedside-header__right">{header}</div>}
        </div>
      </header>
      <main
        id="maincontent"
        ref={main}
        tabIndex={-1}
        className={wide ? 'bedside-main bedside-main--wide' : 'bedside-main nhsuk-width-container'}
      >
        {children}
      </main>
    </>
  );
}
