import type { Series } from '@lumbar/ui';
import { LitElement, html, nothing, svg } from 'lit';

const height = 180, left = 36, right = 24, top = 24, bottom = 32;

// A line over time on a scale that starts at 0, drawn at its own width so that the text stays 13 px.
class LbPlot extends LitElement {
  static override properties = { series: { attribute: false }, width: { state: true } };
  series?: Series;
  width = 0;
  private watcher = new ResizeObserver(seen => { this.width = Math.round(seen[0]!.contentRect.width); });

  override createRenderRoot() {
    return this;
  }
  override connectedCallback() {
    super.connectedCallback();
    this.watcher.observe(this);
  }
  override disconnectedCallback() {
    super.disconnectedCallback();
    this.watcher.disconnect();
  }

  private x(index: number, count: number) {
    return count < 2 ? (left + this.width - right) / 2 : left + index * (this.width - left - right) / (count - 1);
  }
  private y(value: number, most: number) {
    return height - bottom - value / most * (height - top - bottom);
  }

  override render() {
    const { series, width } = this;
    if (!series || !width || !series.points.length) return nothing;
    const values = series.points.map(p => `${p.label}: ${p.value}`).join(', ');
    return html`<svg class="plot" width=${width} height=${height} role="img" aria-label="${series.name}. ${values}">
        ${this.band(series)}
        ${[0, series.most / 2, series.most].map(value => this.gridLine(value, series.most))}
        ${this.line(series)}
      </svg>
      <details class="numbers"><summary>Show numbers</summary>
        <table><thead><tr><th scope="col">Date</th><th scope="col">${series.name}</th></tr></thead>
        <tbody>${series.points.map(p => html`<tr><td>${p.label}</td><td>${p.value}</td></tr>`)}</tbody></table>
      </details>`;
  }

  private band({ change, points, most }: Series) {
    if (!change) return nothing;
    const middle = points[0]!.value;
    const from = this.y(Math.min(most, middle + change), most);
    const to = this.y(Math.max(0, middle - change), most);
    return svg`<rect class="band" x=${left} y=${from} width=${this.width - left - right} height=${to - from}></rect>`;
  }

  private gridLine(value: number, most: number) {
    const y = this.y(value, most);
    return svg`<line class="rule" x1=${left} x2=${this.width - right} y1=${y} y2=${y}></line>
      <text class="axis" x=${left - 8} y=${y} text-anchor="end" dominant-baseline="central">${value}</text>`;
  }

  private line({ points, most }: Series) {
    const count = points.length, last = points[count - 1]!;
    const every = Math.max(1, Math.ceil(count * 58 / this.width));
    const places = points.map((p, i) => [this.x(i, count), this.y(p.value, most)] as const);
    return svg`<path class="curve" d=${'M' + places.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}></path>
      ${places.map(([x, y], i) => svg`<circle class="dot" cx=${x} cy=${y} r="5"></circle>
        ${(count - 1 - i) % every ? nothing
          : svg`<text class="axis" x=${x} y=${height - 8} text-anchor="middle">${points[i]!.label}</text>`}`)}
      <text class="latest" x=${places[count - 1]![0]} y=${places[count - 1]![1] - 14} text-anchor="middle">${last.value}</text>`;
  }
}
customElements.define('lb-plot', LbPlot);

export const plot = (series: Series) => html`<lb-plot .series=${series}></lb-plot>`;
