import { useCallback } from 'react';
import { useSearchParams } from 'react-router';

/**
 * Which property's chat is open: `?chat=<propertyId>` in the address, so that links, reload and the back button keep the
 * place. Opening adds a step to the history (back closes the chat on a phone), going from one chat to another replaces it.
 */
export function useChatRoute() {
  const [parameters, setParameters] = useSearchParams();
  const openPropertyId = parameters.get('chat');

  const openChat = useCallback(
    (propertyId: string) =>
      setParameters(
        (current) => {
          const next = new URLSearchParams(current);
          next.set('chat', propertyId);
          return next;
        },
        { replace: openPropertyId !== null, preventScrollReset: true },
      ),
    [setParameters, openPropertyId],
  );
  const closeChat = useCallback(
    () =>
      setParameters(
        (current) => {
          const next = new URLSearchParams(current);
          next.delete('chat');
          return next;
        },
        { replace: true, preventScrollReset: true },
      ),
    [setParameters],
  );
  return { openPropertyId, openChat, closeChat };
}
