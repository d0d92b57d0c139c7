import { useState } from 'react';
import { messageOf, useAsk } from '../service/hooks.ts';
import { Button } from '../ui/button.tsx';

/** The way to the job queues, for whoever keeps the service running: asks for a pass, then goes there. */
export function OperationsLink() {
  const ask = useAsk();
  const [trouble, setTrouble] = useState<string | null>(null);
  const open = async () => {
    try {
      await ask('openOperations');
      window.location.assign('/operations/queues');
    } catch (error) {
      setTrouble(messageOf(error));
    }
  };
  return (
    <section aria-labelledby="operations-title">
      <h2 className="nhsuk-heading-m" id="operations-title">
        For operators
      </h2>
      <p>The jobs behind the calls: what waits, runs and has failed. They can be looked at, not changed.</p>
      <Button
        variant="secondary"
        data-testid="open-operations"
        onClick={() => {
          open().catch(reportError);
        }}
      >
        Look at the job queues
      </Button>
      <div role="alert">{trouble}</div>
    </section>
  );
}
