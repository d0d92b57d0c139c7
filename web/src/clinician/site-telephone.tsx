import type { VisitView } from '../../../domain/states/wire.ts';
import type { Connection } from '../service/connection.ts';
import { problemsOf } from '../ui/answer.ts';
import { ConfirmedButton } from '../ui/confirmed-button.tsx';
import { TelephoneLink } from '../ui/status.tsx';
import { isAtHome, visitedName } from './clinician-words.ts';

type TelephoneProps = { visit: VisitView; connection: Connection };

/** Not even the sound gets through: in large type whom to telephone, and what the service has done about it. */
export function LostSound({ visit, connection }: TelephoneProps) {
  const { sound, card } = visit;
  if (sound.lostAt === null) return null;
  return (
    <section className="bedside-lost-sound" data-testid="lost-sound" aria-labelledby="lost-sound-title">
      <h2 id="lost-sound-title" className="bedside-lost-sound__title">
        The connection is too weak even for sound
      </h2>
      {card.sitePhone === null ? (
        <p className="bedside-lost-sound__number">No telephone number is known for {visitedName(card)}.</p>
      ) : (
        <p className="bedside-lost-sound__number">
          Telephone {visitedName(card)}: <TelephoneLink number={card.sitePhone} />
        </p>
      )}
      <Ringing visit={visit} connection={connection} />
      <p>The video is kept and comes back by itself. This notice goes when you hear them again.</p>
    </section>
  );
}

/** The same at hand while all is well, for somebody who does not want to wait for the service. */
export function SiteTelephone({ visit, connection }: TelephoneProps) {
  const { sound, card } = visit;
  if (sound.lostAt !== null) return null;
  return (
    <section
      className="bedside-site-telephone"
      aria-label={isAtHome(card) ? 'Telephone of the patient' : 'Telephone of the site'}
      data-testid="site-telephone"
    >
      <p>
        {card.sitePhone === null ? (
          isAtHome(card) ? (
            'No telephone number is known for this patient.'
          ) : (
            'No telephone number is known for this site.'
          )
        ) : (
          <>
            Telephone: <TelephoneLink number={card.sitePhone} />
          </>
        )}
      </p>
      <Ringing visit={visit} connection={connection} />
    </section>
  );
}

/** What has become of ringing it, or the button that has it rung. */
function Ringing({ visit, connection }: TelephoneProps) {
  const { siteRung } = visit.sound;
  const whose = isAtHome(visit.card) ? 'the patient’s' : 'the site’s';
  const ring = async () => {
    const answer = await connection.command('visit:ring-site', { visitId: visit.visitId });
    await connection.refresh();
    return problemsOf(answer);
  };
  return (
    <>
      <p role="status" data-testid="site-rung" data-rung={siteRung}>
        {siteRung === null ? '' : siteRingWords[siteRung]}
      </p>
      {siteRung === null && visit.role === 'lead' && visit.card.sitePhone !== null ? (
        <ConfirmedButton
          label={`Ring ${whose} telephone`}
          testId="ring-site"
          small
          question={{
            title: `Ring ${whose} telephone?`,
            text: 'A voice tells whoever answers that the sound of the visit does not get through, and that you will telephone. This is done once in a visit.',
            yes: 'Yes, ring it',
            yesTestId: 'confirm-ring-site',
            no: 'No, do not ring it',
          }}
          act={ring}
        />
      ) : null}
    </>
  );
}

const siteRingWords: Readonly<Record<NonNullable<VisitView['sound']['siteRung']>, string>> = {
  pending: 'Their telephone is being rung, to say that you will telephone.',
  delivered: 'Their telephone was rung, to say that you will telephone.',
  failed: 'Their telephone could not be rung for you.',
};
