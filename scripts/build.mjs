/** `npm run build`: makes everything that `npm start` would make first, and starts nothing. For images. */
import { prepare, SetUpError } from './setUp.mjs';

try {
  await prepare();
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  console.error(error.message);
  process.exit(1);
}
