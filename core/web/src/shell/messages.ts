import type { PluginModule } from '@lumbar/ui';

// A plugin's words by locale (.ftl). Fluent itself is fetched only for a plugin that brings some.
type Words = (id: string, args?: Record<string, string | number>) => string;
export const noWords: Words = id => id;

export async function wordsOf(module: PluginModule, locale: string): Promise<Words> {
  const text = module.messages?.[locale] ?? module.messages?.['en'];
  if (!text) return noWords;
  const { FluentBundle, FluentResource } = await import('@fluent/bundle');
  const bundle = new FluentBundle(locale, { useIsolating: false });
  bundle.addResource(new FluentResource(text));
  return (id, args) => {
    const message = bundle.getMessage(id);
    return message?.value ? bundle.formatPattern(message.value, args ?? null) : id;
  };
}
