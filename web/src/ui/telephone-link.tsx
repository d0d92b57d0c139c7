/** A number that a press rings, where the device can. */
export function TelephoneLink({ number }: { number: string }) {
  return <a href={`tel:${number.replaceAll(/[^0-9+]/g, '')}`}>{number}</a>;
}
