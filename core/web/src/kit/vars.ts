import { Directive, directive, noChange, type ElementPart } from 'lit';

// Custom properties set through the CSSOM: the page's policy blocks style attributes, which Lit's styleMap would write.
class Vars extends Directive {
  override render(_values: Record<string, string | number>) {
    return noChange;
  }

  override update(part: ElementPart, [values]: [Record<string, string | number>]) {
    const style = (part.element as HTMLElement).style;
    for (const [name, value] of Object.entries(values)) {
      const text = String(value);
      if (style.getPropertyValue(name) !== text) style.setProperty(name, text);
    }
    return noChange;
  }
}

export const vars = directive(Vars);
