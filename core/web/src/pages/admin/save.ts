import { Problem, api } from '../../shell/api';
import { toast } from '../../shell/toast';

// Adds a record, or replaces one under its version. Says so; throws the Problem.
export async function save<T>(path: string, record: { id: string; version: number } | null, body: object,
  said: string): Promise<T> {
  try {
    const saved = record ? await api.put<T>(`${path}/${record.id}`, body, { version: record.version }) : await api.post<T>(path, body);
    toast(said, { kind: 'ok' });
    return saved;
  } catch (thrown) {
    const problem = Problem.from(thrown);
    if (problem.status !== 412) throw problem;
    throw new Problem(412, { ...problem.body,
      detail: 'Somebody else changed this meanwhile. Close it and open it again to see their change.' });
  }
}
