import { LbPage } from '@lumbar/ui';
import { html } from 'lit';
import './clinic-section';
import './practitioners-section';
import './rooms-section';
import './services-section';

// The clinic's settings, one section each; plugins add theirs below.
class SettingsPage extends LbPage {
  override render() {
    return html`<div class="page narrow"><div class="page-head"><h1 tabindex="-1">Settings</h1></div>
      <div class="sections"><lb-clinic-section></lb-clinic-section><lb-rooms-section></lb-rooms-section>
        <lb-services-section></lb-services-section><lb-practitioners-section></lb-practitioners-section><lb-slot name="admin.settings"
          .ctx=${{}}></lb-slot></div></div>`;
  }
}
customElements.define('lb-settings', SettingsPage);
