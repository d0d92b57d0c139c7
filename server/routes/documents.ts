import type { UseCases } from '../../domain/use-cases.ts';
import type { Handlers } from '../http/bind.ts';

type DocumentHandlers = Pick<Handlers, 'listDocuments' | 'addDocument' | 'openDocument' | 'takeDocumentBack'>;

/** Files about referrals. */
export function documentHandlers(useCases: UseCases): DocumentHandlers {
  return {
    listDocuments: ({ actor, params }) => useCases.listDocuments(actor, params),
    addDocument: async ({ actor, params, query, headers, body }) =>
      useCases.addDocument(actor, {
        ...params,
        ...query,
        name: headers['bedside-file-name'],
        text: headers['bedside-document-text'] ?? null,
        content: new Uint8Array(await body.arrayBuffer()),
      }),
    openDocument: ({ actor, params }) => useCases.openDocument(actor, params),
    takeDocumentBack: async ({ actor, params, body }) => {
      await useCases.takeDocumentBack(actor, { ...params, ...body });
      return {};
    },
  };
}
