import { QueryClient } from '@tanstack/react-query';
import { createContext, use } from 'react';
import { Access } from './access.ts';
import { Timers } from './timers.ts';

/** What the whole page shares; made once in `main.tsx` and handed down. */
export type Services = {
  timers: Timers;
  person: Access;
  station: Access;
  guest: Access;
  queries: QueryClient;
};

/**
 * What was read is forgotten with the page that showed it: the next person at this browser finds nothing of it. A
 * failure is shown at once, with a button to try again. `networkMode`: a browser that thinks itself offline asks all
 * the same, and says why it got no answer.
 */
const queryDefaults = {
  gcTime: 0,
  retry: false,
  refetchOnWindowFocus: false,
  networkMode: 'always',
} as const;

export function createServices(): Services {
  const timers = Timers.create();
  return {
    timers,
    person: Access.ofPerson(timers),
    station: Access.ofStation(timers),
    guest: Access.ofGuest(timers),
    queries: new QueryClient({ defaultOptions: { queries: queryDefaults } }),
  };
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = use(ServicesContext);
  if (services === null) throw new Error('there is no ServicesContext around this page');
  return services;
}
