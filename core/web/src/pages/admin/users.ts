export interface User {
  id: string;
  name: string;
  login: string;
  practitioner?: string | null;
  roles: string[];
  disabled: boolean;
  has_password: boolean;
  second_factor: boolean;
  version: number;
}
export interface Role {
  id: string;
  name: string;
  permissions: string[];
  version: number;
}
export interface Permission {
  name: string;
  by: string;
  sentence?: string;
}
export interface OneTimeLink {
  url: string;
  expires_at?: string;
}
