import { expect } from 'chai';
import { draftGpLetter, observationWords } from '../../../domain/gp-letters/draft-gp-letter.ts';
import { illValues } from '../../support/residents.ts';

const takenAt = new Date('2026-12-01T03:10:00Z');

describe('the draft of a letter to a GP', () => {
  it('gives each observation its unit, and the total with its scale', () => {
    expect(observationWords({ takenAt, values: illValues, scale: 1 })).to.equal(
      'Tue 1 Dec 2026, 03:10: breathing rate 24 a minute, oxygen saturation 93 %, on air, systolic blood pressure 120 mmHg, pulse 130 a minute, alert, temperature 35.1 °C. NEWS2 7 (SpO2 scale 1).',
    );
  });

  it('has no total of an incomplete set, and says what is missing', () => {
    const values = { ...illValues, pulse: null, temperature: null };
    expect(observationWords({ takenAt, values, scale: 2 })).to.equal(
      'Tue 1 Dec 2026, 03:10: breathing rate 24 a minute, oxygen saturation 93 %, on air, systolic blood pressure 120 mmHg, alert. NEWS2 has no total: not taken were pulse, temperature.',
    );
  });

  it('takes medicines from the clinician alone, codes as words, and leaves the plan to its writer', () => {
    const sections = draftGpLetter({
      concern: 'Typed at the press',
      sbard: [
        { linkId: 'background.medicines', value: 'Amlodipine 5 mg', side: 'clinician' },
        { linkId: 'situation.change', value: 'worse', side: 'station' },
      ],
      outcome: { disposition: 'home-with-advice', advice: null, note: 'Mine' },
      observations: [],
    });
    expect(sections).to.deep.equal({
      reason: 'Typed at the press\nHow has it gone since? Worse',
      observations: '',
      summary: '',
      medications: 'Amlodipine 5 mg',
      decision: 'Stay at home or in the care home, with advice',
      advice: '',
      plan: '',
    });
  });
});
