// The one copy of Lit in a page, as the import map's 'lit'.
export * from '../node_modules/lit/index.js';
export { repeat } from 'lit/directives/repeat.js';
export { classMap } from 'lit/directives/class-map.js';
export { live } from 'lit/directives/live.js';
export { keyed } from 'lit/directives/keyed.js';
export { ref, createRef } from 'lit/directives/ref.js';
export { ifDefined } from 'lit/directives/if-defined.js';
export { directive, Directive, PartType } from 'lit/directive.js';
export type { ElementPart, PartInfo } from 'lit/directive.js';
export type { Ref } from 'lit/directives/ref.js';
