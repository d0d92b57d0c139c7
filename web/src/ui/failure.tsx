import { Component, type ReactNode } from 'react';

/** A page that fails while it is drawn would be blank; this says what to do instead. */
export class Failure extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children;
    return (
      <main className="bedside-main nhsuk-width-container" role="alert">
        <h1 className="nhsuk-heading-l">Something went wrong in this page</h1>
        <p>
          <a href={window.location.pathname}>Load it again</a>. A call that is open goes on. In an emergency
          call 999.
        </p>
      </main>
    );
  }
}
