import { DomainError } from '../../domain/errors.ts';

/** The code and message with which a use case refuses; fails when it does not. */
export async function refused(work: () => unknown): Promise<{ code: string; message: string }> {
  try {
    await work();
  } catch (error) {
    if (error instanceof DomainError) {
      return { code: error.code, message: error.message };
    }
    throw error;
  }
  throw new Error('it was not refused');
}
