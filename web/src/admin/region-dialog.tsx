import { endpoints, type Organisation } from '../../../domain/contract/rest.ts';
import { useAsk } from '../service/hooks.ts';
import { FormDialog } from '../ui/dialog.tsx';
import type { Problem } from '../ui/errors.tsx';
import { TextField } from '../ui/field.tsx';
import { useText } from '../ui/form.tsx';

/** Where media of an organisation's visits must stay. */
export function RegionDialog(props: {
  organisation: Organisation;
  onSaved: () => void;
  onClose: () => void;
}) {
  const { organisation, onSaved, onClose } = props;
  const ask = useAsk();
  const region = useText(organisation.region ?? '');
  const send = async (): Promise<Problem[]> => {
    const typed = region.value.trim();
    const body = endpoints.setOrganisationRegion.body.safeParse({ region: typed === '' ? null : typed });
    if (!body.success) {
      return [
        { message: 'Enter up to 40 lower-case letters, digits and hyphens, like uk-north', field: 'region' },
      ];
    }
    const { organisationId } = organisation;
    await ask('setOrganisationRegion', { params: { organisationId }, body: body.data });
    onSaved();
    return [];
  };
  return (
    <FormDialog
      title={`Region of ${organisation.name}`}
      confirm={{ label: 'Save', testId: 'save-region' }}
      send={send}
      onClose={onClose}
    >
      {(errorOf) => <RegionField error={errorOf('region')} bind={region.bind} />}
    </FormDialog>
  );
}

type FieldProps = { error: string | undefined; bind: ReturnType<typeof useText>['bind'] };

function RegionField({ error, bind }: FieldProps) {
  return (
    <>
      <p>
        Visits run on media nodes of this region or not at all. Where media run inside the server the region
        changes nothing.
      </p>
      <TextField
        id="region"
        label="Region (optional)"
        hint="As the nodes are told it, like uk-north. Empty for the service’s own region."
        className="nhsuk-input--width-20"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={40}
        error={error}
        {...bind}
      />
      <p>
        Visits that are running stay where they are. Only when somebody has to join one of them again does it
        move.
      </p>
    </>
  );
}
