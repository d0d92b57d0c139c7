import { useCallback } from 'react';
import { ask } from '../service/api.ts';
import { useServices } from '../service/services.ts';

/** Ends this browser's sign-in. Where the service cannot be reached, at least this page forgets it. */
export function useSignOut(): () => Promise<void> {
  const { person } = useServices();
  return useCallback(async () => {
    try {
      await ask('signOut');
    } finally {
      person.forget();
    }
  }, [person]);
}
