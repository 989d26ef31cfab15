// What the build makes.
declare module 'lumbar:icons' {
  import type { SVGTemplateResult } from 'lit';
  export const drawings: Record<string, SVGTemplateResult>;
}
declare module '*.ftl' {
  const text: string;
  export default text;
}
