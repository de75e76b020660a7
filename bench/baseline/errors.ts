import { ZodError, z } from 'zod';

/** A failure that the caller is told about. In the seed's words: `{ success: false, error, code }`. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export type Failure = { success: false; error: string; code: string };

export const asFailure = (error: ApiError): Failure => ({ success: false, error: error.message, code: error.code });

export function toApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof ZodError) return new ApiError(400, 'VALIDATION_FAILED', z.prettifyError(error));
  // What express.json() throws: too long, no JSON.
  if (error instanceof Error && 'status' in error && Number(error.status) < 500) {
    return new ApiError(Number(error.status), 'BAD_REQUEST', error.message);
  }
  return new ApiError(500, 'INTERNAL', 'Something went wrong');
}
