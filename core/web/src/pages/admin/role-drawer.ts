import { html } from 'lit';
import { Problem, api } from '../../shell/api';
import { toast } from '../../shell/toast';
import { Drawer } from '../drawer';
import { errorList } from '../form';
import type { Permission, Role } from './users';

// What a role may do. Tells lb-saved and lb-close.
class RoleDrawer extends Drawer {
  static override properties = { edited: { attribute: false }, permissions: { state: true }, problem: { state: true },
    busy: { state: true } };
  edited!: Role;
  private permissions: Permission[] | null = null;
  private problem: Problem | null = null;
  private busy = false;

  override connectedCallback() {
    super.connectedCallback();
    void this.load();
  }

  private async load() {
    try {
      this.permissions = await api.get<Permission[]>('/permissions');
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    }
  }

  private async submit(event: Event) {
    event.preventDefault();
    const role = this.edited;
    const permissions = [...this.querySelectorAll<HTMLInputElement>('[name=permission]:checked')].map(box => box.value);
    this.busy = true;
    this.problem = null;
    try {
      await api.put(`/roles/${role.id}`, { permissions }, { version: role.version });
      toast(`Role ${role.name} saved`, { kind: 'ok' });
      this.dispatchEvent(new CustomEvent('lb-saved', { detail: {}, bubbles: true }));
      this.close();
    } catch (thrown) {
      this.problem = Problem.from(thrown);
    } finally {
      this.busy = false;
    }
  }

  protected override heading() {
    return html`<h2 id="drawer-title" tabindex="-1">${this.edited.name}</h2><p
      class="muted">What people in this role may do.</p>`;
  }

  protected override body() {
    const groups = new Map<string, Permission[]>();
    for (const permission of this.permissions ?? []) groups.set(permission.by, [...groups.get(permission.by) ?? [], permission]);
    return html`<form id="role" class="stack" @submit=${this.submit}>${[...groups].map(([by, list]) => html`
      <fieldset class="field"><legend>${by === 'core' ? 'Clinic' : by.replace(/^./, first => first.toUpperCase())}</legend>${list.map(({ name, sentence }) => html`
        <label class="check"><input type="checkbox" name="permission" value=${name}
          .checked=${this.edited.permissions.includes(name)}>
          <span>${sentence || name}${sentence ? html`<br><small
            class="muted">${name}</small>` : ''}</span></label>`)}</fieldset>`)}</form>`;
  }

  protected override foot() {
    return html`${errorList(this.problem)}<button class="btn primary" form="role"
      ?disabled=${this.busy || !this.permissions}>Save role</button>`;
  }
}
customElements.define('lb-role-drawer', RoleDrawer);
