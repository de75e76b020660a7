/** `npm run build`: makes everything that `npm start` would make first, and starts nothing. For images. */
import { orExit, prepare } from './setUp.mjs';

await orExit(prepare);
