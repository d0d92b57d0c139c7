import { Component, type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';
import { Button } from './button.tsx';
import { Loading } from './status.tsx';

type FailureProps = {
  children: ReactNode;
  /** What is shown instead; `again` draws the children once more. Left out: a whole page. */
  instead?: (again: () => void) => ReactNode;
};

/** What fails while it is drawn would leave its page blank; this says what to do instead. */
export class Failure extends Component<FailureProps, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  readonly again = (): void => {
    this.setState({ failed: false });
  };

  override render(): ReactNode {
    const { children, instead = () => <PageFailed /> } = this.props;
    return this.state.failed ? instead(this.again) : children;
  }
}

function PageFailed() {
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

/** A part of a page: what goes wrong in it stays in its own place. `name` as in “The connection cannot be shown”. */
export function Part({ name, children }: { name: string; children: ReactNode }) {
  return <Failure instead={(again) => <PartFailed name={name} onAgain={again} />}>{children}</Failure>;
}

/** The code of a part did not arrive. */
export class PartNotFetched extends Error {}

type LazyPart<M, P> = {
  name: string;
  load: () => Promise<M>;
  pick: (module: M) => ComponentType<P>;
  /** What stands around it while it is not there, for a part that is a whole page. */
  frame?: (content: ReactNode) => ReactNode;
};

/**
 * A part whose code is fetched when it is first drawn. That can fail: on a bad line, and when an upgrade has replaced
 * the build since the page was loaded.
 */
export function lazyPart<M, P extends object>({
  name,
  load,
  pick,
  frame = (content) => content,
}: LazyPart<M, P>): ComponentType<P> {
  const fetchModule = retrying(load);
  const fetchPart = async () => {
    try {
      return { default: pick(await fetchModule()) };
    } catch (cause) {
      throw new PartNotFetched(name, { cause });
    }
  };
  return function LazyPart(props: P) {
    const [Loaded, setLoaded] = useState(() => lazy(fetchPart));
    const failed = (again: () => void) => (
      <PartFailed
        name={name}
        onAgain={() => {
          setLoaded(() => lazy(fetchPart));
          again();
        }}
      />
    );
    return (
      <Failure instead={(again) => frame(failed(again))}>
        <Suspense fallback={frame(<Loading what={name} />)}>
          <Loaded {...props} />
        </Suspense>
      </Failure>
    );
  };
}

/**
 * Chromium keeps for as long as the page lives that a module did not arrive, and never asks for it again by the same
 * address. The error of Chromium and of Firefox names the address: from then on it is asked for by another one.
 */
function retrying<M>(load: () => Promise<M>): () => Promise<M> {
  let address: string | undefined;
  let tries = 0;
  return async () => {
    try {
      if (address === undefined) return await load();
      tries += 1;
      return (await import(/* @vite-ignore */ `${address}?again=${String(tries)}`)) as M;
    } catch (error) {
      address ??= /https?:\S+\.js/.exec(String(error))?.[0];
      throw error;
    }
  };
}

function PartFailed({ name, onAgain }: { name: string; onAgain: () => void }) {
  return (
    <div className="bedside-note bedside-note--problem" role="alert" data-testid="part-failed">
      <p>
        {name.charAt(0).toUpperCase() + name.slice(1)} cannot be shown: this part of the page could not be
        fetched, or has failed. Everything else goes on.
      </p>
      <Button variant="secondary" small data-testid="part-again" onClick={onAgain}>
        Try again
      </Button>
      <p>
        <a href={window.location.href}>Load the page again</a>
      </p>
    </div>
  );
}
