// docs/safety/hazard-log.md, made from docs/safety/hazards.json: npm run generate

import { type Assessment, type Control, type Hazard, likelihoods, riskOf, severities } from './hazards.ts';

export function hazardLogMarkdown(hazards: readonly Hazard[]): string {
  return `${[head, matrixTable(), summary(hazards), index(hazards), ...hazards.map(section)].join('\n\n')}\n`;
}

const head = `# Hazard log

Made from [hazards.json](hazards.json) by \`npm run generate\`: change that file, not this one. How to read it:
[README.md](README.md). What the words and the figures mean: [risk-management-plan.md](risk-management-plan.md).

Severities and likelihoods are the manufacturer's proposal; beside each likelihood stands what it rests on. No clinical safety
officer has accepted them yet.`;

function matrixTable(): string {
  return [
    '## The matrix',
    '',
    row(['Likelihood', ...severities.map(capital)]),
    row(['---', ...severities.map(() => '---')]),
    ...likelihoods.map((likelihood) =>
      row([capital(likelihood), ...severities.map((severity) => String(riskOf({ severity, likelihood })))]),
    ),
    '',
    '5 and 4: unacceptable, must be reduced. 3: undesirable, acceptable only where reduction is impractical.',
    '2: acceptable where the cost of reduction is out of proportion. 1: acceptable.',
  ].join('\n');
}

function summary(hazards: readonly Hazard[]): string {
  const controls = hazards.flatMap((hazard) => hazard.controls);
  const unproven = controls.filter(({ tests }) => tests.length === 0).length;
  return [
    '## In figures',
    '',
    `${hazards.length} hazards, ${controls.length} controls; ${unproven} controls are not proven by a test, each with its reason.`,
    '',
    row(['Risk', 'Hazards before controls', 'Hazards with the controls of today']),
    row(['---', '---', '---']),
    ...[5, 4, 3, 2, 1].map((risk) =>
      row([
        String(risk),
        String(hazards.filter(({ initial }) => riskOf(initial) === risk).length),
        hazards
          .filter(({ residual }) => riskOf(residual) === risk)
          .map(({ id }) => linkTo(id))
          .join(', ') || 'none',
      ]),
    ),
  ].join('\n');
}

function index(hazards: readonly Hazard[]): string {
  return [
    '## Index',
    '',
    row([
      'Hazard',
      'Title',
      'Initial risk',
      'Residual risk',
      'Controls',
      'Not proven',
      'Not covered',
      'Status',
    ]),
    row(['---', '---', '---', '---', '---', '---', '---', '---']),
    ...hazards.map(({ id, title, status, initial, residual, controls, notCovered }) =>
      row([
        linkTo(id),
        title,
        String(riskOf(initial)),
        String(riskOf(residual)),
        String(controls.length),
        String(controls.filter(({ tests }) => tests.length === 0).length),
        String(notCovered.length),
        status,
      ]),
    ),
  ].join('\n');
}

function section(hazard: Hazard): string {
  const { id, title, effect, causes, initial, controls, residual, notCovered, seeAlso = [] } = hazard;
  const accepted = hazard.status === 'accepted';
  return [
    `<a id="${anchor(id)}"></a>`,
    `## ${id}. ${title}`,
    `**Effect on the patient.** ${effect}`,
    list('**Causes**', causes),
    `**Initial risk.** ${riskWords(initial, { accepted })}`,
    controls.length === 0 ? '**Controls.** There is none yet.' : '**Controls**',
    ...controls.map((control, n) => controlWords(control, `${id}.${n + 1}`)),
    `**Residual risk, with the controls of today.** ${riskWords(residual, { accepted })}`,
    notCovered.length === 0 ? '**Not covered.** Nothing is known.' : list('**Not covered**', notCovered),
    ...(seeAlso.length === 0 ? [] : [`**See also.** ${seeAlso.map(linkTo).join(', ')}.`]),
    standing(hazard),
  ].join('\n\n');
}

function standing({ nextStep, owner, status, identified, reviewed }: Hazard): string {
  return [
    `**Next step.** ${nextStep} **Owner:** ${owner}.`,
    `**Status:** ${status}. **Identified:** ${identified}. **Last reviewed by the manufacturer:** ${reviewed}.`,
    `**Accepted by the clinical safety officer:** ${status === 'accepted' ? 'yes' : 'no'}.`,
  ].join(' ');
}

function controlWords({ does, kind, files, tests, notProven }: Control, number: string): string {
  return [
    `**${number}** (${kind}) ${does}`,
    [
      `- Where: ${files.map((file) => `[\`${file}\`](../../${file})`).join(', ')}`,
      ...tests.map(({ file, title }) => `- Proof: “${title}” in [\`${file}\`](../../${file})`),
      ...(notProven === undefined ? [] : [`- **Not proven by a test:** ${notProven}`]),
    ].join('\n'),
  ].join('\n\n');
}

function list(title: string, items: readonly string[]): string {
  return [title, '', ...items.map((item) => `- ${item}`)].join('\n');
}

function riskWords(assessment: Assessment, { accepted }: { accepted: boolean }): string {
  const { severity, likelihood, why } = assessment;
  const whose = accepted ? '' : ' (manufacturer’s estimate, to be confirmed by the clinical safety officer)';
  return `Severity ${severity}, likelihood ${likelihood}: risk **${riskOf(assessment)}**. Why${whose}: ${why}`;
}

function linkTo(id: string): string {
  return `[${id}](#${anchor(id)})`;
}

function anchor(id: string): string {
  return id.toLowerCase();
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}
