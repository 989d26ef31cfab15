import { LbPage, icon } from '@lumbar/ui';
import { html } from 'lit';
import { navigate } from '../../shell/router';
import { toast } from '../../shell/toast';
import type { ClientLine } from '../types';
import '../new-client';

class NewClientPage extends LbPage {
  private done(event: CustomEvent<{ client: ClientLine }>) {
    const { client } = event.detail;
    toast(`Opened ${client.name}, no. ${client.number}`);
    navigate(`/clients/${client.id}`, 'replace');
  }

  override render() {
    return html`<div class="page narrow"><p class="crumb"><a href="/clients">${icon('arrow-left')}Clients</a></p>
      <div class="page-head"><h1 tabindex="-1">New client</h1></div>
      <div class="card"><lb-client-form .name=${this.params?.name ?? ''} @lb-registered=${this.done}
        @lb-cancel=${() => navigate('/clients')}></lb-client-form></div></div>`;
  }
}
customElements.define('lb-new-client', NewClientPage);
