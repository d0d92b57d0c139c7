import { expect } from 'chai';
import { shows } from '../../support/browser/acts.ts';
import { isFitForAll } from '../../support/browser/fit-for-all.ts';
import { type Stage, stages } from '../../support/browser/stage.ts';
import { signIn, wide } from '../../support/browsers.ts';
import { pressAt, ringOf, valueOf } from '../../support/hearing.ts';
import { hearRings } from '../../support/ring-beat.ts';
import { addResident, illValues, setOf } from '../../support/residents.ts';
import { ask } from '../../support/rest-client.ts';

/** A clinician who has seen a resident, and has recorded that an ambulance was called. */
async function seen({ world, place }: Stage) {
  const { token: administrator } = await world.addPerson(place, ['administrator']);
  const { patientId } = await addResident(world, place, { token: administrator, nhsNumber: '9990000018' });
  const person = await world.addPersonWithPassword(place);
  const { email, password } = person;
  const { value } = await ask(world.server(0), 'signIn', { body: { email, password } });
  const socket = await world.connect({ token: value.token });
  hearRings(socket);
  valueOf(await socket.say('presence:set', { to: 'available' }));
  const { socket: station, callId } = await pressAt(world, place);
  valueOf(await station.say('call:describe', { callId, patientId, concern: 'Very short of breath' }));
  valueOf(await station.say('call:record-observations', setOf(callId, illValues, { total: 7, patientId })));
  const offerId = await ringOf(socket, callId);
  const { visitId } = valueOf(await socket.say('offer:accept', { offerId }));
  valueOf(await station.say('visit:end', { visitId }));
  const said = { disposition: 'emergency-999', advice: 'Sit her up', note: 'Query pneumonia' } as const;
  valueOf(await socket.say('outcome:record', { visitId, ...said }));
  return person;
}

describe('a letter to the GP, from the draft to the paper', function () {
  this.timeout(120_000);
  const onStage = stages();

  it('is corrected, signed and shown as not sent; what the GP is asked to do is not left out', () =>
    onStage({}, async (stage) => {
      const person = await seen(stage);
      const page = await signIn(await stage.device(), { url: stage.url, ...person });
      await page.getByTestId('open-gp-letters').click();
      await page.getByTestId('gp-letter-row').waitFor();
      expect(await page.getByTestId('gp-letter-row').innerText()).to.match(/^Edith Synthetic\s+To sign/i);
      await isFitForAll(page, 'the letters to GPs');
      await page.setViewportSize(wide);
      await page.getByRole('link', { name: 'Edith Synthetic' }).click();
      await page.getByTestId('gp-letter-draft').waitFor();
      expect(await page.getByTestId('gp-letter-reason').inputValue()).to.equal('Very short of breath');
      expect(await page.getByTestId('gp-letter-plan').inputValue()).to.equal('');
      await page.getByTestId('sign-gp-letter').press('Enter');
      await shows(page, /Plan and requested actions: write something here/);
      await isFitForAll(page, 'a letter to a GP to be signed, with what is missing');
      await page.setViewportSize(wide);
      await page.getByTestId('gp-letter-plan').fill('Please review when she is home again.');
      await page.getByTestId('sign-gp-letter').press('Enter');
      await page.getByTestId('gp-letter-signed').waitFor();
      expect(await page.getByTestId('gp-letter-not-sent').innerText()).to.equal(
        'Not sent: nobody has said which GP practice the patient is registered with. Print it or save it, and pass it on yourself.',
      );
      const letter = await page.getByTestId('gp-letter').innerText();
      expect(letter).to.contain('The GP of the patient (practice not known)');
      expect(letter).to.contain('Please review when she is home again.');
      expect(letter).not.to.contain('Query pneumonia');
      await isFitForAll(page, 'a signed letter to a GP');
    }));
});
