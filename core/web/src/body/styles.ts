import { css } from 'lit';

export const styles = css`
  :host { display: block; font: 15px/1.5 var(--font); color: var(--ink); }
  button, select, input { font: inherit; color: inherit; }
  button { cursor: pointer; }
  :focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; }
  .tools { display: flex; flex-wrap: wrap; gap: 6px; margin-bottom: 10px; }
  .tools button {
    display: inline-flex; align-items: center; gap: 8px; min-height: 44px; padding: 0 11px 0 7px;
    border: 1px solid var(--line); border-radius: 22px; background: var(--surface); color: var(--ink-2); font-size: 14px; font-weight: 550;
  }
  .tools button[aria-pressed='true'] { border-color: var(--ink); color: var(--ink); box-shadow: inset 0 0 0 1px var(--ink); }
  .dot { display: inline-grid; place-items: center; flex: none; width: 24px; height: 24px; border-radius: 50%;
    color: #fff; font-size: 12px; font-weight: 700; }
  .pain { background: #b3261e; fill: #b3261e; }
  .hypertonicity { background: #8a5300; fill: #8a5300; }
  .trigger-point { background: #6b3fa0; fill: #6b3fa0; }
  .numbness { background: #1f5c99; fill: #1f5c99; }
  .avoid-area { background: #1b2a2c; fill: #1b2a2c; stroke: #fff; stroke-width: .8; box-shadow: 0 0 0 1px #fff; }
  .views { display: grid; grid-template-columns: 1fr 1fr; gap: 8px; }
  figure { position: relative; margin: 0; }
  figcaption { display: flex; justify-content: space-between; padding: 0 6px; font-size: 13px; color: var(--ink-2); }
  figcaption b { color: var(--ink); font-weight: 600; }
  svg { display: block; width: 100%; height: auto; border-radius: 12px;
    max-height: max(340px, calc(100dvh - 470px)); touch-action: manipulation; }
  :host([small]) svg { max-height: 220px; }
  :host(:not([readonly])) svg { cursor: crosshair; }
  .skin { fill: var(--body-fill); stroke: var(--body-line); stroke-width: 1.1; }
  .detail { fill: none; stroke: var(--body-line); stroke-width: .9; stroke-linecap: round; opacity: .75; }
  .hover { fill: var(--primary); opacity: .2; }
  .shaded { fill: var(--warn); opacity: .42; }
  .mark { cursor: pointer; outline: none; }
  .ring { fill: var(--surface); }
  .mark:focus-visible .ring, .mark.chosen .ring { fill: var(--focus); }
  text { fill: #fff; font: 700 11px var(--font); text-anchor: middle; dominant-baseline: central; pointer-events: none; }
  .grade { fill: var(--ink); stroke: var(--surface); stroke-width: 2.4; paint-order: stroke; font-size: 9px; }
  .where { min-height: 20px; margin: 6px 2px 0; font-size: 13px; color: var(--ink-2); }
  .add { display: flex; flex-wrap: wrap; gap: 8px; align-items: end; margin-top: 10px; }
  .add label { flex: 1 1 180px; display: grid; gap: 4px; font-size: 13px; font-weight: 550; color: var(--ink-2); }
  select, .add button, .editor button, .editor input {
    min-height: 44px; padding: 0 12px; border: 1px solid var(--line-strong); border-radius: 10px; background: var(--surface); color: var(--ink); font-size: 15px;
  }
  select { width: 100%; min-width: 0; }
  .add button, .editor button { font-weight: 580; }
  ol { list-style: none; margin: 14px 0 0; padding: 0; }
  li { padding: 4px 0; border-top: 1px solid var(--line); }
  .entry { display: flex; gap: 10px; align-items: center; width: 100%; min-height: 44px; padding: 2px 4px;
    border: 0; border-radius: 8px; background: none; text-align: start; }
  .entry:hover { background: var(--surface-2); }
  .entry small { display: block; font-size: 13px; color: var(--ink-2); }
  .editor { display: grid; gap: 8px; padding: 4px 4px 12px 38px; }
  .grades { display: flex; flex-wrap: wrap; gap: 6px; }
  .grades button[aria-pressed='true'] { border-color: var(--primary); background: var(--primary-soft); color: var(--primary-ink); }
  .editor .remove { justify-self: start; border-color: transparent; color: var(--bad); }
  .editor input { width: 100%; box-sizing: border-box; }
  @media (forced-colors: active) { .skin { fill: Canvas; stroke: CanvasText; } .detail { stroke: CanvasText; } }
`;
