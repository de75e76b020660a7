/** The database cannot be used as things are: the message is one clear line for the person at the terminal. */
export class StartError extends Error {
  override name = 'StartError';
}
