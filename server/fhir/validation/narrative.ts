/**
 * What a narrative may not have beside what FHIRPath's `htmlChecks` finds (elements and attributes outside of R4's list, XHTML that is
 * not well formed): a root that is no `div` of XHTML, and an address that runs something when it is opened.
 * @returns the rule that is broken, or undefined
 */
export function narrativeFault(xhtml: string): string | undefined {
  if (!/^\s*<div\b[^>]*\sxmlns=(["'])http:[/][/]www[.]w3[.]org[/]1999[/]xhtml\1/.test(xhtml)) {
    return 'must be a div in the namespace of XHTML';
  }
  const addresses = xhtml.matchAll(/\b(?:href|src|cite|longdesc)\s*=\s*(?:"([^"]*)"|'([^']*)')/gi);
  for (const [, inDouble, inSingle] of addresses) {
    if (!isHarmless(inDouble ?? inSingle ?? '')) return 'has an address that is not allowed';
  }
  return undefined;
}

/** A browser ignores white space and control characters in a scheme, and reads `&#106;` for `j`. */
function isHarmless(address: string): boolean {
  if (/&(?!amp;)/i.test(address)) return false;
  const scheme = /^([^/?#:]*):/.exec(address.replaceAll(/[^!-~]/g, ''))?.[1]?.toLowerCase();
  return scheme === undefined || ['http', 'https', 'mailto', 'tel'].includes(scheme) || isPicture(address);
}

function isPicture(address: string): boolean {
  return /^data:image[/](png|jpeg|gif);base64,/.test(address);
}
