import { createContext, use } from 'react';
import { Access } from './access.ts';
import { Timers } from './timers.ts';

/** What the whole page shares; made once in `main.tsx` and handed down. */
export type Services = { timers: Timers; person: Access; station: Access; guest: Access };

export function createServices(): Services {
  const timers = Timers.create();
  return {
    timers,
    person: Access.ofPerson(timers),
    station: Access.ofStation(timers),
    guest: Access.ofGuest(timers),
  };
}

export const ServicesContext = createContext<Services | null>(null);

export function useServices(): Services {
  const services = use(ServicesContext);
  if (services === null) throw new Error('there is no ServicesContext around this page');
  return services;
}
