import { planForEverybody, planOffers, type PlannedOffer } from '../../domain/dispatching/routing.ts';

/** What a dispatch rings: each call its own number first, then the leftovers for those that ring everybody. */
export function planBoth(world: Parameters<typeof planOffers>[0]): PlannedOffer[] {
  const own = planOffers(world);
  const taken = new Set(own.map(({ clinicianId }) => clinicianId));
  const clinicians = world.clinicians.map((one) =>
    taken.has(one.clinicianId) ? { ...one, readiness: 'occupied' as const } : one,
  );
  return [...own, ...planForEverybody({ ...world, clinicians })];
}
