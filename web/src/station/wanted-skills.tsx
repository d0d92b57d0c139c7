import { type Skill, skillLabels, skills } from '../../../domain/queues/skill.ts';
import { Checkboxes } from '../ui/choices.tsx';

const choices = skills.map((value) => ({ value, label: skillLabels[value], testId: `skill-${value}` }));

/** Languages and skills that staff ask for; folded away, because most calls need none. */
export function WantedSkills(props: {
  chosen: readonly string[];
  error: string | undefined;
  onChange: (codes: Skill[]) => void;
}) {
  const { chosen, error, onChange } = props;
  const values = skills.filter((code) => chosen.includes(code));
  return (
    <details className="nhsuk-details bedside-wanted-skills">
      <summary className="nhsuk-details__summary" data-testid="wanted-skills">
        <span className="nhsuk-details__summary-text">
          {values.length === 0
            ? 'Needs a language or a special skill?'
            : `Asked for: ${values.map((code) => skillLabels[code]).join(', ')}`}
        </span>
      </summary>
      <div className="nhsuk-details__text">
        <Checkboxes
          legend="The clinician should have"
          hint="Somebody who has it is rung first. If nobody is free, anybody on call is rung."
          name="wantedSkills"
          id="detail-wantedSkills"
          error={error}
          choices={choices}
          values={values}
          onChange={onChange}
        />
      </div>
    </details>
  );
}
