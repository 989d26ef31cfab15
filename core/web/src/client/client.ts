import { applyTheme } from '../shell/theme';
import '../shell/slot';
import './client-app';

// The client shell's entry: a bare page for the plugins of the client surface. No staff code is fetched.
applyTheme();
