/** What a token endpoint answers with (RFC 6749, 5.2); the last two are ours, for what is no fault of the caller. */
export const oauthStatus = {
  invalid_request: 400,
  invalid_client: 401,
  unsupported_grant_type: 400,
  invalid_scope: 400,
  temporarily_unavailable: 503,
  server_error: 500,
} as const;

export type OAuthError = keyof typeof oauthStatus;

/** A request for a token that is refused. The description names what is at fault and never what was sent. */
export class OAuthRefusal extends Error {
  override readonly name = 'OAuthRefusal';
  readonly error: OAuthError;

  constructor(error: OAuthError, description: string) {
    super(description);
    this.error = error;
  }
}
